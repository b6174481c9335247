public import Wire

/// Info commands: text, answered by text.
public enum InfoRequest {
    /// Appends a whole frame of commands.
    ///
    /// - Parameters:
    ///   - commands: without line ends, at least one.
    ///   - queue: where to append it.
    /// - Throws: `ClientError` when one has a line end in it.
    public static func append(
        _ commands: [String], to queue: inout ByteQueue
    ) throws(ClientError) {
        guard !commands.isEmpty else { throw ClientError(.invalid(.empty)) }
        for command in commands where command.isEmpty || command.utf8.contains(0x0a) {
            throw ClientError(.invalid(.infoCommand(command)))
        }
        let frame = AerospikeFrameWriter(.info, in: &queue)
        for command in commands { AerospikeInfoRequest.append(text: command, to: &queue) }
        frame.finish(in: &queue)
    }
}
