import Engine
import Glibc

/// The engine's side of scripts/peers/compare.
///
/// Reads commands from standard input and answers each with one line of JSON; they are those of
/// scripts/peers/libcuckoo-driver.cpp. Arguments, each with a value: `--lock`, `--shards`,
/// `--lock-ratio`, `--arenas`, `--huge-pages`, `--value-bytes`.
@main
struct EngineBench {
    static func main() throws {
        let residentBefore = residentByteCount()
        let store = Store()
        var (configuration, valueByteCount) = (EngineConfiguration(), 100)
        try read(CommandLine.arguments.dropFirst(), into: &configuration, &valueByteCount)
        let namespace = try store.createNamespace("test", configuration: configuration)
        let bench = Bench(
            namespace: namespace, bin: try namespace.bin(named: "value"),
            set: try namespace.set(named: "bench"), valueByteCount: valueByteCount)
        var records: UInt64 = 0
        while let line = readLine() {
            store.clock.refresh()
            switch Command(line) {
            case .load(let command):
                print(try bench.load(command, from: records))
                records = command.count
            case .run(let command):
                print(try bench.run(command, records: records))
            case .memory:
                print(bench.memory(residentBefore: residentBefore))
            case nil:
                throw BadInput(text: line)
            }
            fflush(nil)
        }
    }

    private static func read(
        _ arguments: ArraySlice<String>, into configuration: inout EngineConfiguration,
        _ valueByteCount: inout Int
    ) throws {
        var words = arguments.makeIterator()
        while let name = words.next() {
            guard let value = words.next() else { throw BadInput(text: name) }
            switch name {
            case "--lock": configuration.lock = try wanted(LockKind(rawValue: value), value)
            case "--shards": configuration.shards = try wanted(Int(value), value)
            case "--lock-ratio": configuration.lockRatio = try wanted(Double(value), value)
            case "--arenas": configuration.arenas = try wanted(ArenaPolicy(rawValue: value), value)
            case "--huge-pages": configuration.hugePages = try wanted(Bool(value), value)
            case "--value-bytes": valueByteCount = try max(8, wanted(Int(value), value))
            default: throw BadInput(text: name)
            }
        }
    }

    private static func wanted<Value>(_ value: Value?, _ word: String) throws -> Value {
        guard let value else { throw BadInput(text: word) }
        return value
    }
}

/// A word that is not understood.
struct BadInput: Error {
    var text: String
}
