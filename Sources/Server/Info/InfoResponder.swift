internal import Wire

/// Answers the info commands of one frame.
///
/// The answers have the form of server 8.1.2 (see `Serving.md`); commands of the older dialect are
/// understood too.
struct InfoResponder {
    /// What it tells about.
    let node: Node
    /// The address at which the client reached the node; nil when it is not known.
    var reachedAt: String?

    /// Commands that are answered of one frame, which bounds what a frame can cost.
    static let commandLimit = 128
    /// Commands that are answered between other clients' requests.
    private static let quickCommandLimit = 16
    /// The largest frame of commands, in bytes behind its header.
    static let requestByteLimit = 1 << 20

    /// How a command is answered.
    struct Entry: Sendable {
        /// Whether it takes milliseconds or more: it walks over records, makes or frees tables.
        var isSlow = false
        /// The answer.
        let answer: @Sendable (InfoResponder, InfoCommand) -> InfoAnswer
    }

    /// Every command.
    private static let entries: [String: Entry] = [
        identityEntries, clusterEntries, namespaceEntries, administrationEntries,
        statisticsEntries, configurationEntries, queryEntries, unsupportedEntries,
    ].reduce(into: [:]) { all, part in all.merge(part) { first, _ in first } }

    /// The names of all commands, sorted.
    static var commandNames: [String] { entries.keys.sorted() }

    /// The commands that stand for an empty request.
    private static var summaryNames: [String] {
        ["node", "build", "edition", "version", "features", "status", "partition-generation"]
    }

    /// Whether answering a frame takes so long that other clients should not wait for it.
    ///
    /// - Parameter body: the frame's body.
    /// - Returns: whether to answer it on another thread.
    static func isSlow(_ body: RawSpan) -> Bool {
        var cursor = AerospikeInfoRequestCursor(body)
        var count = 0
        while let command = cursor.next() {
            count += 1
            if count > quickCommandLimit || entries[command.name.text]?.isSlow ?? false {
                return true
            }
        }
        return false
    }

    /// Appends a whole frame with the answers to the commands of `body`, in their order.
    func respond(to body: RawSpan, in queue: inout ByteQueue) {
        let frame = AerospikeFrameWriter(.info, in: &queue)
        var cursor = AerospikeInfoRequestCursor(body)
        var count = 0
        while let command = cursor.next() {
            count += 1
            append(
                count > Self.commandLimit
                    ? .failure(.parameter, "more than \(Self.commandLimit) commands")
                    : answer(InfoCommand(command.line.text)), to: command, in: &queue)
        }
        if body.isEmpty { appendSummary(to: &queue) }
        frame.finish(in: &queue)
    }

    /// The answer to one command.
    func answer(_ command: InfoCommand) -> InfoAnswer {
        Self.entries[command.name]?.answer(self, command) ?? .unknownCommand
    }

    private func append(
        _ answer: InfoAnswer, to command: borrowing AerospikeInfoCommand,
        in queue: inout ByteQueue
    ) {
        AerospikeInfoReply.begin(command, in: &queue)
        append(answer, to: &queue)
    }

    private func append(_ answer: InfoAnswer, to queue: inout ByteQueue) {
        switch answer {
        case .text(let value): queue.append(text: value)
        case .failure(let code, let reason):
            queue.append(text: "ERROR:\(code.rawValue):\(reason)")
        }
        AerospikeInfoReply.end(in: &queue)
    }

    private func appendSummary(to queue: inout ByteQueue) {
        for name in Self.summaryNames {
            queue.append(text: "\(name)\t")
            append(answer(InfoCommand(name)), to: &queue)
        }
    }

    // MARK: What commands have in common

    /// Calls `body` with the namespace that a command names.
    func withNamespace(
        of command: InfoCommand, _ body: (NamespaceName) -> InfoAnswer
    ) -> InfoAnswer {
        guard let name = command.value("namespace", "ns"), !name.isEmpty else {
            return .failure(.namespace, "missing 'namespace' value")
        }
        return body(name)
    }

    /// A name that need not be one of a namespace.
    typealias NamespaceName = String
}
