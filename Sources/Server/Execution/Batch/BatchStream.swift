internal import Platform
internal import Wire

/// The rows of a batch that are left when its answers have become too many to keep.
///
/// It has a copy of the request's rows, so that the connection's input may move on: what a batch
/// holds in memory is its request and one stretch of answers, however much it reads.
final class BatchStream {
    private let executor: RequestExecutor
    private let rows: ByteQueue
    private var mark: AerospikeBatchRowCursor.Mark
    private let answersAll: Bool
    private let workspace = Workspace()
    /// The code of the last message.
    private(set) var code = AerospikeResultCode.ok

    init(
        _ executor: RequestExecutor, _ rows: RawSpan, at mark: AerospikeBatchRowCursor.Mark,
        answersAll: Bool
    ) {
        self.executor = executor
        var copy = ByteQueue(capacity: rows.byteCount)
        copy.append(rows)
        self.rows = copy
        self.mark = mark
        self.answersAll = answersAll
    }

    func resume(into output: inout ByteQueue, byteLimit: Int) -> RowStream.Step {
        resume(rows, into: &output, byteLimit: byteLimit)
    }

    private func resume(
        _ rows: borrowing ByteQueue, into output: inout ByteQueue, byteLimit: Int
    ) -> RowStream.Step {
        var cursor = AerospikeBatchRowCursor(at: mark, in: rows.bytes)
        let end = executor.executeRows(
            &cursor, answersAll: answersAll, with: workspace, into: &output,
            byteLimit: max(1, byteLimit))
        mark = cursor.mark
        guard let end else { return .more }
        code = end
        _ = executor.answer(.batch, end, more: .last, into: &output)
        return .done
    }
}
