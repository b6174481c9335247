internal import Foundation

/// The language of workload files as a JSON Schema, from which editors complete and check.
///
/// Made from the table that the reader itself reads by, so that it has every key, bound and word.
public struct SpecSchema: Encodable {
    /// A key of a section that this module does not know.
    public struct Parameter: Sendable {
        /// How it is written.
        public var name: String
        /// What it means, with its bounds.
        public var summary: String

        /// A parameter.
        public init(name: String, summary: String) {
            self.name = name
            self.summary = summary
        }
    }

    let root: SchemaNode
    let sections: [String: SchemaNode]

    /// The schema.
    ///
    /// - Parameter engine: the keys of the `engine` section.
    public init(engine: [Parameter]) {
        sections = SpecLanguage.sections.filter { !$0.key.isEmpty }
            .mapValues { Self.section($0) }
        let keys = SpecLanguage.sections["", default: []]
        var properties = Dictionary(
            uniqueKeysWithValues: keys.map { ($0.name, Self.value($0)) })
        properties["engine"] = SchemaNode(
            type: "object", description: "The embedded engine's parameters.",
            properties: Dictionary(
                uniqueKeysWithValues: engine.map {
                    ($0.name, SchemaNode(description: $0.summary))
                }))
        root = SchemaNode(
            type: "object", properties: properties,
            required: keys.filter(\.isRequired).map(\.name))
    }

    /// The schema as JSON, ending in a line break.
    public var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else {
            preconditionFailure("a schema holds a number that is not finite")
        }
        return String(decoding: data, as: UTF8.self) + "\n"
    }

    private enum Key: String, CodingKey {
        case schema = "$schema"
        case title
        case definitions = "$defs"
    }

    /// The root's keywords beside the title and the sections.
    public func encode(to encoder: any Encoder) throws {
        try root.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encode("https://json-schema.org/draft/2020-12/schema", forKey: .schema)
        try container.encode("Spikebench workload", forKey: .title)
        try container.encode(sections, forKey: .definitions)
    }

    // MARK: Sections

    private static func section(_ keys: [SpecKey]) -> SchemaNode {
        let required = keys.filter(\.isRequired).map(\.name)
        return SchemaNode(
            type: "object",
            properties: Dictionary(uniqueKeysWithValues: keys.map { ($0.name, value($0)) }),
            required: required.isEmpty ? nil : required)
    }

    private static func value(_ key: SpecKey) -> SchemaNode {
        let nodes = key.form.all.flatMap(nodes)
        return SchemaNode(description: key.summary, alternatives: nodes)
    }

    // MARK: Forms

    private static func nodes(_ form: SpecForm) -> [SchemaNode] {
        switch form {
        case .text:
            [SchemaNode(type: "string"), SchemaNode(type: "number"), SchemaNode(type: "boolean")]
        case .texts: [SchemaNode(type: "array", items: SchemaNode())]
        case .flag: [SchemaNode(type: "boolean")]
        case .seed: [SchemaNode(type: "integer", minimum: 0), quantity(["": 1])]
        case .count(let bounds):
            [
                SchemaNode(
                    type: "integer", minimum: Double(bounds.lowerBound),
                    maximum: Double(bounds.upperBound)),
                quantity(SpecValue.countUnits),
            ]
        case .byteCount: [quantity(SpecValue.byteUnits)]
        case .number(let bounds):
            [
                SchemaNode(
                    type: "number", minimum: bounds.lowerBound, maximum: bounds.upperBound)
            ]
        case .duration: [quantity(SpecValue.timeUnits)]
        case .rate: [quantity(SpecValue.rateUnits)]
        case .speed: [SchemaNode(type: "number", minimum: 0), quantity(["x": 1])]
        case .word(let words): [SchemaNode(words: words)]
        case .section(let name): [SchemaNode(reference: "#/$defs/\(name)")]
        case .choice(let name): choice(name)
        case .named(let form):
            [SchemaNode(type: "object", others: SchemaNode(alternatives: form.all.flatMap(nodes)))]
        case .list(let form):
            [
                SchemaNode(
                    type: "array", items: SchemaNode(alternatives: form.all.flatMap(nodes)))
            ]
        case .open: [SchemaNode(type: "object", others: SchemaNode())]
        case .alone: [SchemaNode(type: "null")]
        case .alternatives(let forms): forms.flatMap(nodes)
        }
    }

    /// The words of a section, or a mapping of one of its keys.
    private static func choice(_ name: String) -> [SchemaNode] {
        let words = SpecLanguage.sections[name, default: []].filter { key in
            key.form.all.contains(.alone)
        }
        let mapping = SchemaNode(
            alternatives: [SchemaNode(reference: "#/$defs/\(name)")], maxProperties: 1)
        return (words.isEmpty ? [] : [SchemaNode(words: words.map(\.name))]) + [mapping]
    }

    /// Text of a number with one of these units.
    private static func quantity(_ units: [String: Double]) -> SchemaNode {
        let names = units.keys.filter { !$0.isEmpty }.sorted().joined(separator: "|")
        let number = "^[+-]?[0-9._]+([eE][+-]?[0-9]+)?"
        if names.isEmpty { return SchemaNode(type: "string", pattern: "^[0-9_]+$") }
        let isOptional = units[""] != nil
        return SchemaNode(
            type: "string", pattern: "\(number) ?(\(names))\(isOptional ? "?" : "")$")
    }
}
