internal import Wire

/// Background writes, by the number that the client gave them.
extension InfoResponder {
    static var queryEntries: [String: Entry] {
        [
            "query-show": Entry { responder, command in responder.showQueries(command) },
            "query-abort": Entry { responder, command in responder.abortQuery(command) },
        ]
    }

    private func showQueries(_ command: InfoCommand) -> InfoAnswer {
        guard let text = command.value("id", "trid") else {
            return .text(node.jobs.showAll(now: node.now).joined(separator: ";"))
        }
        guard let id = Self.number(text) else { return .failure(.parameter, "bad 'id' value") }
        return node.jobs.show(id: id, now: node.now).map { .text($0) } ?? Self.noJob
    }

    private func abortQuery(_ command: InfoCommand) -> InfoAnswer {
        guard let text = command.value("id", "trid") else { return .missing("id") }
        guard let id = Self.number(text) else { return .failure(.parameter, "bad 'id' value") }
        return node.jobs.abort(id: id) ? .ok : Self.noJob
    }

    private static var noJob: InfoAnswer { .failure(.recordNotFound, "job not found") }

    /// A job's number, decimal or hexadecimal with `0x`.
    private static func number(_ text: String) -> UInt64? {
        text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text)
    }
}
