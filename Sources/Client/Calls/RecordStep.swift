internal import Wire

/// One step of an operation on a record, with its bin by name.
public enum RecordStep: Hashable, Sendable {
    /// Reads a bin.
    case read(String)
    /// Reads all bins.
    case readAll
    /// Sets a bin.
    case write(String, Value)
    /// Adds an integer or double to a bin.
    case add(String, Value)
    /// Adds text or bytes behind those in a bin.
    case append(String, Value)
    /// Puts text or bytes before those in a bin.
    case prepend(String, Value)
    /// Takes a bin out.
    case delete(String)
    /// Takes all bins out.
    case deleteAll
    /// Renews the time to live and counts the generation up.
    case touch
}

extension RecordStep {
    var bin: String? {
        switch self {
        case .read(let bin), .delete(let bin): bin
        case .write(let bin, _), .add(let bin, _), .append(let bin, _), .prepend(let bin, _): bin
        case .readAll, .deleteAll, .touch: nil
        }
    }

    var isWrite: Bool {
        switch self {
        case .read, .readAll: false
        default: true
        }
    }

    func append(
        to message: inout some AerospikeOperationWriter, in queue: inout ByteQueue
    ) throws(ClientError) {
        switch self {
        case .read(let bin): try Value.null.append(.read, bin: bin, to: &message, in: &queue)
        case .readAll: message.append(.read, bin: RawSpan(), in: &queue)
        case .write(let bin, let value):
            try value.append(.write, bin: bin, to: &message, in: &queue)
        case .add(let bin, let value): try value.append(.add, bin: bin, to: &message, in: &queue)
        case .append(let bin, let value):
            try value.append(.append, bin: bin, to: &message, in: &queue)
        case .prepend(let bin, let value):
            try value.append(.prepend, bin: bin, to: &message, in: &queue)
        case .delete(let bin): try Value.null.append(.write, bin: bin, to: &message, in: &queue)
        case .deleteAll: message.append(.deleteAll, bin: RawSpan(), in: &queue)
        case .touch: message.append(.touch, bin: RawSpan(), in: &queue)
        }
    }
}

extension [RecordStep] {
    /// The first bytes of a request of these steps.
    func header(_ policy: WritePolicy) -> AerospikeHeader {
        let reads: AerospikeReadFlags =
            contains(.readAll) ? [.read, .allBins] : allSatisfy(\.isWrite) ? [] : .read
        if contains(where: \.isWrite) { return policy.header(reading: reads) }
        return ReadPolicy(limits: policy.limits).header(reads)
    }
}
