internal import Engine
internal import Wire

/// What to do with one record: a request by itself, or a row of a batch.
struct RecordRequest: ~Escapable {
    let header: AerospikeHeader
    let fields: RequestFields
    /// A cursor before the first operation.
    let operations: AerospikeOperationCursor
    /// The record's digest, 20 bytes if it is well formed.
    let digest: RawSpan
    /// The number that the answer must carry.
    let rowIndex: UInt32

    /// The request that a message is.
    @inline(__always)
    @_lifetime(copy message, copy fields)
    init(_ message: AerospikeMessage, _ fields: RequestFields) {
        header = message.header
        operations = message.operations
        digest = fields.digest
        self.fields = fields
        rowIndex = 0
    }

    /// The request that a row is.
    @inline(__always)
    @_lifetime(copy row)
    init(_ row: AerospikeBatchRow) {
        header = row.header
        operations = row.operations
        digest = row.digest
        fields = RequestFields(row.fields)
        rowIndex = row.index
    }

    /// Whether the answer has one operation for each of the request.
    @inline(__always)
    var respondsToAll: Bool { header.write.contains(.respondAll) }

    /// Whether an operation stands for all bins.
    @inline(__always)
    func readsAllBins(_ operation: borrowing AerospikeOperation) -> Bool {
        operation.code == .read && operation.name.isEmpty && header.read.contains(.allBins)
    }
}

extension AerospikeHeader {
    /// Under which conditions the record is written; nil when the flags contradict each other.
    @inline(__always)
    func policy(set: SetID) -> WritePolicy? {
        var policy = WritePolicy(timeToLive: timeToLive, set: set)
        if !write.isDisjoint(with: [.generationEqual, .generationGreater]) {
            policy.generation = generationCheck
        }
        if write.contains(.createOnly)
            || !more.isDisjoint(with: [.updateOnly, .createOrReplace, .replaceOnly])
        {
            guard let condition else { return nil }
            policy.condition = condition
        }
        return policy
    }

    private var condition: WriteCondition? {
        let needsRecord: AerospikeMoreFlags = [.updateOnly, .replaceOnly]
        if write.contains(.createOnly) {
            return more.isDisjoint(with: needsRecord) ? .createOnly : nil
        }
        if more.contains(.replaceOnly) { return .replaceOnly }
        if more.contains(.createOrReplace) {
            return more.contains(.updateOnly) ? .replaceOnly : .replace
        }
        return .updateOnly
    }

    private var generationCheck: GenerationCheck {
        let wanted = UInt16(exactly: generation)
        if write.contains(.generationEqual) {
            // No record has a generation above 16 bits, and none is below 0.
            return wanted.map { .equal($0) } ?? .greater(0)
        }
        return wanted.map { .greater($0) } ?? .any
    }

    /// When the record expires.
    @inline(__always)
    var timeToLive: TimeToLive {
        switch expiry {
        case 0: .namespaceDefault
        case 0xffff_ffff: .never
        case 0xffff_fffe: .keep
        default: .seconds(expiry)
        }
    }

    /// Whether only the enterprise edition does what the flags ask of one record.
    @inline(__always)
    var isForEnterprise: Bool {
        if write.contains(.durableDelete) { return true }
        // Of the two flags for strong consistency, this one alone asks for a linearizable read.
        return more.contains(.strongReadType) && !more.contains(.strongReadRelax)
            && !write.contains(.write)
    }
}
