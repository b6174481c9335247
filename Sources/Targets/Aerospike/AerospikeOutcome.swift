internal import Driver
internal import Wire

extension Outcome {
    /// What a server's result code means to a run.
    @inline(__always)
    init(_ code: AerospikeResultCode) {
        self = code == .ok ? .ok : code == .recordNotFound ? .miss : Self.rare(code)
    }

    private static func rare(_ code: AerospikeResultCode) -> Outcome {
        switch code {
        case .recordExists: .exists
        case .generation: .conflict
        case .outOfSpace: .outOfMemory
        case .timeout: .timeout
        // What the store will not do, however often it is asked.
        case .parameter, .binExists, .binType, .recordTooBig, .unsupported, .binNotFound,
            .keyMismatch, .namespace, .binName, .forbidden, .elementNotFound, .elementExists,
            .enterpriseOnly, .notApplicable, .filteredOut:
            .refused
        default: .serverError
        }
    }
}
