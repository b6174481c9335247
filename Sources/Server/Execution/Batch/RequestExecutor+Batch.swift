internal import Engine
internal import Wire

extension RequestExecutor {
    /// Executes the rows of a batch in their order, each for itself.
    func executeBatch(
        _ message: AerospikeMessage, _ fields: RequestFields, into output: inout ByteQueue
    ) throws(AerospikeWireError) -> Execution {
        let batch = try AerospikeBatch.read(message)
        if settings.batchRowLimit > 0 && batch.rowCount > settings.batchRowLimit {
            return answer(.batch, .batchTooLarge, more: .last, into: &output)
        }
        if let code = unsupportedInBatch(message, fields) {
            return answer(.batch, code, more: .last, into: &output)
        }
        guard let data = message.field(.batchRows) else {
            throw AerospikeWireError(.noBatchRows)
        }
        let large = workspace(for: data)
        var cursor = batch.rows
        let end = executeRows(
            &cursor, answersAll: batch.flags.contains(.answerAll), with: large, into: &output,
            byteLimit: settings.batchStretchByteCount)
        if let end { return answer(.batch, end, more: .last, into: &output) }
        return .streaming(
            RowStream(
                BatchStream(
                    self, data, at: cursor.mark, answersAll: batch.flags.contains(.answerAll))))
    }

    private func unsupportedInBatch(
        _ message: AerospikeMessage, _ fields: RequestFields
    ) -> AerospikeResultCode? {
        if fields.has(.filter) { return .unsupported }
        return fields.has(.transaction) ? .enterpriseOnly : nil
    }

    /// How many rows' memory is asked for at once; see the engine's own batches.
    private static var groupCount: Int { 16 }

    /// The size after which a frame of rows ends; that of the real server's blocks.
    private static var frameByteCount: Int { 128 << 10 }

    /// Executes rows and appends frames of their answers.
    ///
    /// - Parameters:
    ///   - cursor: where the rows are; left behind the last one executed.
    ///   - answersAll: whether a row that fails leaves those behind it alone.
    ///   - workspace: what to work in.
    ///   - output: takes the frames.
    ///   - byteLimit: after how many bytes to stop.
    /// - Returns: the code of the whole batch, nil when there are rows left.
    func executeRows(
        _ cursor: inout AerospikeBatchRowCursor, answersAll: Bool, with workspace: Workspace,
        into output: inout ByteQueue, byteLimit: Int
    ) -> AerospikeResultCode? {
        let start = output.byteCount
        while output.byteCount - start < byteLimit {
            let frame = AerospikeFrameWriter(.message, in: &output)
            let end = fillFrame(
                frame, &cursor, answersAll: answersAll, with: workspace, into: &output)
            if frame.bodyByteCount(in: output) == 0 {
                output.truncate(to: frame.start)
            } else {
                frame.finish(in: &output)
            }
            if let end { return end }
        }
        return nil
    }

    /// Executes rows until a frame is full; the code of the whole batch when it has ended.
    private func fillFrame(
        _ frame: AerospikeFrameWriter, _ cursor: inout AerospikeBatchRowCursor, answersAll: Bool,
        with workspace: Workspace, into output: inout ByteQueue
    ) -> AerospikeResultCode? {
        var aheadCount = 0
        while frame.bodyByteCount(in: output) < Self.frameByteCount {
            if aheadCount == 0 {
                prefetch(cursor)
                aheadCount = Self.groupCount
            }
            aheadCount -= 1
            guard let row = cursor.next() else { return .ok }
            let outcome = perform(RecordRequest(row), with: workspace, into: &output)
            if !answersAll && outcome.code.endsBatch { return outcome.code }
        }
        return nil
    }

    /// Asks for the memory of the next rows.
    private func prefetch(_ cursor: AerospikeBatchRowCursor) {
        var ahead = cursor
        for _ in 0..<Self.groupCount {
            guard let row = ahead.next() else { break }
            guard let namespace = row.field(.namespace) else { continue }
            gather(namespace, row.digest)
        }
        prefetchGathered()
    }
}

extension AerospikeResultCode {
    /// Whether a row with this code ends a batch whose client did not ask for all rows.
    fileprivate var endsBatch: Bool {
        self != .ok && self != .recordNotFound && self != .filteredOut
    }
}
