@testable import Engine

/// What one step of an operate read.
struct ModelRead: Equatable {
    var step: Int
    var bin: BinID
    var value: StoredBin
}

extension RecordModel {
    /// Performs steps in order, all or none; what they read counts only when they succeed.
    mutating func operate(
        _ digest: Digest, _ steps: [Step], _ policy: WritePolicy
    ) throws(ValueError) -> (result: WriteResult, reads: [ModelRead]) {
        if let fault = conflict(steps, policy) { return (fault, []) }
        let before = meet(digest)
        let onlyReads = steps.allSatisfy(\.isRead)
        let needsRecord = onlyReads || steps.contains(.touch)
        let condition = onlyReads ? WritePolicy(set: policy.set) : policy
        if let refusal = refusal(digest, before, condition, needsRecord: needsRecord) {
            return (refusal, [])
        }
        // The time to live is checked before the steps are looked at.
        if !onlyReads && voidTime(policy, before) == nil {
            return (.timeToLiveTooLong, [])
        }
        var bins = policy.condition.replaces && !onlyReads ? [:] : before?.bins ?? [:]
        var reads: [ModelRead] = []
        for (number, step) in steps.enumerated() {
            reads += step.reads(bins, number)
            if try !step.apply(to: &bins) { return (.incompatibleType(step: number), []) }
        }
        if onlyReads { return (.read(before?.metadata ?? .none), reads) }
        let result = store(digest, bins, policy)
        if case .written = result { return (result, reads) }
        return (result, [])
    }

    private func conflict(_ steps: [Step], _ policy: WritePolicy) -> WriteResult? {
        if steps.isEmpty { return .badStepCount }
        if steps.count(where: { $0 == .readAll }) > 1 { return .conflictingSteps }
        let dropsBins = policy.condition == .replace || policy.condition == .replaceOnly
        return dropsBins && steps.contains(where: \.needsOldRecord) ? .conflictingSteps : nil
    }
}

extension Step {
    fileprivate var isRead: Bool {
        switch self {
        case .read, .readAll: true
        default: false
        }
    }

    fileprivate var needsOldRecord: Bool {
        switch self {
        case .read, .readAll, .write: false
        default: true
        }
    }

    fileprivate func reads(_ bins: [BinID: StoredBin], _ number: Int) -> [ModelRead] {
        switch self {
        case .read(let bin):
            bins[bin].map { [ModelRead(step: number, bin: bin, value: $0)] } ?? []
        case .readAll:
            bins.sorted { $0.key.rawValue < $1.key.rawValue }
                .map { ModelRead(step: number, bin: $0.key, value: $0.value) }
        default: []
        }
    }

    /// False when the step does not fit its bin's type.
    fileprivate func apply(to bins: inout [BinID: StoredBin]) throws(ValueError) -> Bool {
        switch self {
        case .read, .readAll, .touch: break
        case .write(let bin, let value): bins[bin] = try StoredBin(value)
        case .deleteBin(let bin): bins[bin] = nil
        case .deleteRecord: bins = [:]
        case .add(let bin, let value): return try add(value, to: &bins[bin])
        case .append(let bin, let value): return try extend(&bins[bin], value) { $0 + $1 }
        case .prepend(let bin, let value): return try extend(&bins[bin], value) { $1 + $0 }
        }
        return true
    }

    private func add(_ value: Value, to bin: inout StoredBin?) throws(ValueError) -> Bool {
        let more = try StoredBin(value)
        guard let old = bin else {
            bin = more
            return true
        }
        guard old.type == more.type else { return false }
        if case .integer(let amount) = value {
            bin = try StoredBin(.integer(Int64(bitPattern: old.word) &+ amount))
        } else if case .double(let amount) = value {
            bin = try StoredBin(.double(Double(bitPattern: old.word) + amount))
        }
        return true
    }

    private func extend(
        _ bin: inout StoredBin?, _ value: Value, _ join: ([UInt8], [UInt8]) -> [UInt8]
    ) throws(ValueError) -> Bool {
        let more = try StoredBin(value)
        guard let old = bin else {
            bin = more
            return true
        }
        guard old.type == more.type else { return false }
        bin?.bytes = join(old.bytes, more.bytes)
        return true
    }
}

extension StoredBin {
    /// The eight bytes of a number.
    fileprivate var word: UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
