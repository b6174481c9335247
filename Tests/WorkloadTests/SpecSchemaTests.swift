import Foundation
import Testing

@testable import Workload

@Suite("The schema of workload files")
struct SpecSchemaTests {
    private let check = SchemaCheck(
        schema: SpecSchema(
            engine: ["shards", "memoryLimit", "eviction"].map {
                SpecSchema.Parameter(name: $0, summary: "a parameter of the engine")
            }))

    private func node(_ yaml: String) throws -> SpecNode {
        try #require(try YAMLReader.read(yaml) { _ in .file("a.yaml") })
    }

    @Test("every named workload is allowed", arguments: NamedWorkloads.all)
    func named(file: NamedWorkloads.File) throws {
        #expect(check.allows(try node(file.yaml)))
    }

    private static let base = """
        keys: {count: 1000}
        record: {values: 100B}
        operations: {read: 1}
        phases: {measure: {duration: 1s}}

        """

    @Test(
        "what the reader refuses by form, the schema refuses",
        arguments: [
            "keyz: 1", "workers: 0", "workers: 1.5", "workers: x", "tags: one", "setOnMiss: maybe",
            "arrivals: {poisson: 50k}", "arrivals: {poisson: 1/s, constant: 1/s}",
            "arrivals: poissn", "engine: {shrads: 4}", "scan: {}", "batch: {size: 0}",
            "keyspaces: {a: {weight: 0}}", "seed: -1", "pipeline: [1]",
        ])
    func refused(line: String) throws {
        #expect(!check.allows(try node(Self.base + line)))
        let isRefused = (try? Plan(yaml: Self.base + line, file: "a.yaml", name: "a")) == nil
        #expect(isRefused || line.contains("shrads"), "the engine knows its parameters")
    }

    @Test(
        "what the reader takes, the schema allows",
        arguments: [
            "workers: 2", "tags: [one, two]", "setOnMiss: true", "arrivals: {poisson: 50k/s}",
            "arrivals: closed", "engine: {shards: 4}", "scan: {length: partition}",
            "batch: {size: {uniform: {from: 1, to: 10}}}", "seed: 18446744073709551615",
        ])
    func allowed(line: String) throws {
        #expect(check.allows(try node(Self.base + line)))
        _ = try Plan(yaml: Self.base + line, file: "a.yaml", name: "a")
    }

    @Test("every section that a key refers to is there, and every section is referred to")
    func complete() {
        var named: Set<String> = [""]
        for key in SpecLanguage.sections.values.flatMap(\.self) { collect(key.form, into: &named) }
        #expect(named == Set(SpecLanguage.sections.keys))
    }

    private func collect(_ form: SpecForm, into named: inout Set<String>) {
        switch form {
        case .section(let name), .choice(let name): named.insert(name)
        case .named(let form), .list(let form): collect(form, into: &named)
        case .alternatives(let forms): for form in forms { collect(form, into: &named) }
        default: break
        }
    }

    @Test("the text is JSON with a definition for every section")
    func text() throws {
        let object = try JSONSerialization.jsonObject(with: Data(check.schema.text.utf8))
        let root = try #require(object as? [String: Any])
        let sections = try #require(root["$defs"] as? [String: Any])
        #expect(sections.count == SpecLanguage.sections.count - 1)
        #expect(root["additionalProperties"] as? Bool == false)
    }
}
