public import Wire

/// What became of a request.
public enum Execution {
    /// The answer is in the output, whole; the code is that of its only or last message.
    case answered(RequestKind, AerospikeResultCode)
    /// The answer goes on: call ``RowStream/resume(now:into:byteLimit:)`` until it is done, before
    /// the connection's next request.
    case streaming(RowStream)
}

/// How a request on one record ended; its answer is in the output.
struct Outcome {
    var kind: RequestKind
    var code: AerospikeResultCode

    @inline(__always)
    init(_ kind: RequestKind, _ code: AerospikeResultCode) {
        self.kind = kind
        self.code = code
    }
}
