import Engine
import TestSupport
import Testing

@Suite("Engine parameters")
struct EngineParameterTests {
    @Test("every field of the configuration has one row")
    func complete() {
        let fields = Mirror(reflecting: EngineConfiguration()).children.compactMap(\.label)
        #expect(EngineParameter.all.map(\.name).sorted() == fields.sorted())
    }

    @Test("every default is within its bounds")
    func defaults() {
        for parameter in EngineParameter.all {
            #expect(parameter.isValid(in: EngineConfiguration()), "\(parameter.name)")
        }
    }

    @Test(
        "a value that was set is the value that is read",
        arguments: EngineParameter.all.map(\.name))
    func roundTrip(name: String) throws {
        let parameter = try #require(EngineParameter.named(name))
        var configuration = EngineConfiguration()
        let values: [EngineParameter.Value] =
            switch parameter.form {
            case .word(let words): words.map { .word($0) }
            case .share, .fraction: [.number(0.5), .number(1)]
            default: [.number(1), .number(2)]
            }
        for value in values {
            let isSet = parameter.set(value, in: &configuration)
            #expect(isSet)
            #expect(parameter.value(in: configuration) == value)
        }
    }

    @Test(
        "a value that the field cannot hold changes nothing",
        arguments: [
            ("shards", EngineParameter.Value.number(0.5)), ("shards", .number(1e300)),
            ("shards", .number(.nan)), ("shards", .word("many")), ("lock", .word("futex")),
            ("lock", .number(1)), ("lockRatio", .word("spin")), ("defaultTTLSeconds", .number(-1)),
        ])
    func unfit(name: String, value: EngineParameter.Value) throws {
        let parameter = try #require(EngineParameter.named(name))
        var configuration = EngineConfiguration()
        let isSet = parameter.set(value, in: &configuration)
        #expect(!isSet)
        #expect(configuration == EngineConfiguration())
    }

    @Test(
        "a value is written as workload files have it",
        arguments: [
            ("shards", 4096.0, "4096"), ("lockRatio", 1, "1"), ("lockRatio", 1.0 / 64, "1/64"),
            ("lockRatio", 0.3, "0.3"), ("recordByteLimit", 1_048_576, "1MiB"),
            ("recordByteLimit", 1000, "1000B"), ("defaultTTLSeconds", 0, "none"),
            ("decayMilliseconds", -1, "never"),
            ("decayMilliseconds", 10_000, "10s"),
            ("defaultTTLSeconds", 90, "90s"), ("defaultTTLSeconds", 86_400, "24h"),
        ] as [(String, Double, String)])
    func text(name: String, value: Double, text: String) throws {
        let parameter = try #require(EngineParameter.named(name))
        var configuration = EngineConfiguration()
        let isSet = parameter.set(.number(value), in: &configuration)
        #expect(isSet)
        #expect(parameter.text(in: configuration) == text)
    }

    @Test("the reference pages have the table as it is")
    func reference() throws {
        let header = ["| parameter | what it is | values | default |", "|---|---|---|---|"]
        let rows = EngineParameter.all.map {
            "| `\($0.name)` | \($0.meaning) | \($0.bounds) | `\($0.defaultText)` |"
        }
        try expectTable(header + rows, inPage: "Sources/Engine/Engine.docc/EngineParameters.md")
        try expectTable(header + rows, inPage: "Sources/Workload/Workload.docc/SpecReference.md")
    }
}
