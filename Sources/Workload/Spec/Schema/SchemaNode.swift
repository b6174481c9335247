/// A piece of a JSON Schema: what a value may be.
///
/// Source: JSON Schema, draft 2020-12, the few keywords that the language needs.
final class SchemaNode: Encodable, Sendable {
    let type: String?
    let description: String?
    let pattern: String?
    let minimum: Double?
    let maximum: Double?
    let words: [String]?
    let alternatives: [SchemaNode]?
    let items: SchemaNode?
    let properties: [String: SchemaNode]?
    let required: [String]?
    /// What values of other keys may be; nil when there are no others.
    let others: SchemaNode?
    let maxProperties: Int?
    let reference: String?

    init(
        type: String? = nil, description: String? = nil, pattern: String? = nil,
        minimum: Double? = nil, maximum: Double? = nil, words: [String]? = nil,
        alternatives: [SchemaNode]? = nil, items: SchemaNode? = nil,
        properties: [String: SchemaNode]? = nil, required: [String]? = nil,
        others: SchemaNode? = nil, maxProperties: Int? = nil, reference: String? = nil
    ) {
        self.type = type
        self.description = description
        self.pattern = pattern
        self.minimum = minimum
        self.maximum = maximum
        self.words = words
        self.alternatives = alternatives
        self.items = items
        self.properties = properties
        self.required = required
        self.others = others
        self.maxProperties = maxProperties
        self.reference = reference
    }

    private enum Key: String, CodingKey {
        case type, description, pattern, minimum, maximum, items, properties, required
        case words = "enum"
        case alternatives = "anyOf"
        case others = "additionalProperties"
        case maxProperties
        case reference = "$ref"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encodeIfPresent(type, forKey: .type)
        try container.encodeIfPresent(description, forKey: .description)
        try container.encodeIfPresent(pattern, forKey: .pattern)
        try container.encodeIfPresent(minimum, forKey: .minimum)
        try container.encodeIfPresent(maximum, forKey: .maximum)
        try container.encodeIfPresent(words, forKey: .words)
        try container.encodeIfPresent(alternatives, forKey: .alternatives)
        try container.encodeIfPresent(items, forKey: .items)
        try container.encodeIfPresent(properties, forKey: .properties)
        try container.encodeIfPresent(required, forKey: .required)
        if let others {
            try container.encode(others, forKey: .others)
        } else if properties != nil {
            try container.encode(false, forKey: .others)
        }
        try container.encodeIfPresent(maxProperties, forKey: .maxProperties)
        try container.encodeIfPresent(reference, forKey: .reference)
    }
}
