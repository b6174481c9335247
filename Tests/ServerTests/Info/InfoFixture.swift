import Engine
import Platform
import Wire

@testable import Server

/// A node that no network knows, at a time that stands still, and what it answers.
struct InfoFixture {
    let time = VirtualTime()
    let node: Node

    /// 2010-01-01 and a million seconds, a moment with round numbers.
    static let second: UInt32 = 1_000_000

    init(
        host: String = "127.0.0.1", _ change: (inout ServerConfiguration) -> Void = { _ in }
    ) throws {
        var configuration = ServerConfiguration()
        configuration.nodeName = "FA101000000FC02"
        configuration.threadCount = 2
        configuration.namespaces = [
            ServerConfiguration.NamespaceSettings(
                name: "test", engine: EngineConfiguration(shards: 16))
        ]
        change(&configuration)
        let store = Store(clock: StoreClock(seconds: Self.second))
        for namespace in configuration.namespaces {
            try store.createNamespace(
                namespace.name, configuration: namespace.engine, of: configuration.cluster)
        }
        node = Node(
            configuration, address: NodeAddress(host: host, port: 3000), store: store,
            jobs: JobTable(), settings: RuntimeSettings(configuration.limits),
            metrics: ServerMetrics(threadCount: configuration.threadCount),
            clock: .virtual(time))
    }

    /// The value that a command is answered with.
    func value(_ command: String, reachedAt: String? = nil) -> String {
        let frame = frame([UInt8]("\(command)\n".utf8), reachedAt: reachedAt)
        let text = String(decoding: frame.dropFirst(8), as: UTF8.self)
        let head = "\(command)\t"
        return text.hasPrefix(head) && text.hasSuffix("\n")
            ? String(text.dropFirst(head.count).dropLast()) : "no answer to it: \(text)"
    }

    /// The whole frame that answers the commands of a body.
    func frame(_ body: [UInt8], reachedAt: String? = nil) -> [UInt8] {
        var queue = ByteQueue()
        let responder = InfoResponder(node: node, reachedAt: reachedAt)
        unsafe responder.respond(to: body.span.bytes, in: &queue)
        return queue.bytes.array
    }

    /// Writes a record of 10 bytes into a set.
    func put(_ set: String, _ key: String, namespace: String = "test") throws {
        try node.store.namespace(namespace).put(RecordKey(key, in: set), ["a": 1])
    }
}
