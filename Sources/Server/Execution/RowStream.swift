public import Platform
public import Wire

/// An answer of many messages that goes on from call to call, as its socket takes it.
///
/// Thread safety: owned by the thread of the executor that began it.
public final class RowStream {
    /// What a call of ``RowStream/resume(now:into:byteLimit:)`` leaves.
    public enum Step: Equatable, Sendable {
        /// There is more: call again when the socket has room.
        case more
        /// There is more, but a limit of records per second lets none through before this time.
        case waits(until: Instant)
        /// The answer is complete.
        case done
    }

    private enum Source {
        case scan(ScanStream)
        case batch(BatchStream)
    }

    /// What was asked for.
    public let kind: RequestKind
    private var source: Source

    init(_ scan: ScanStream) {
        kind = .scan
        source = .scan(scan)
    }

    init(_ batch: BatchStream) {
        kind = .batch
        source = .batch(batch)
    }

    /// The code of the answer's last message; `AerospikeResultCode.ok` before it is written.
    public var code: AerospikeResultCode {
        switch source {
        case .scan: .ok
        case .batch(let batch): batch.code
        }
    }

    /// Appends whole frames of the answer.
    ///
    /// - Parameters:
    ///   - now: the time, by the clock that the request was executed with.
    ///   - output: takes the frames behind what it has.
    ///   - byteLimit: after how many bytes to stop; one record more may be appended.
    /// - Returns: what is left.
    public func resume(
        now: Instant, into output: inout ByteQueue, byteLimit: Int = 1 << 20
    ) -> Step {
        switch source {
        case .scan(let scan): scan.resume(now: now, into: &output, byteLimit: byteLimit)
        case .batch(let batch): batch.resume(into: &output, byteLimit: byteLimit)
        }
    }
}
