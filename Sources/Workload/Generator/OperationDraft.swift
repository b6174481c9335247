/// Completes operations: bins, values, time to live, scan length.
///
/// It knows the records, and nothing of how keys are chosen.
struct OperationDraft: Sendable {
    private let keyspaces: [KeyspaceDraft]
    private let endings: CommonEndings

    init(_ parts: SourceParts) {
        let layout = parts.plan.valueLayout
        keyspaces = zip(parts.plan.keyspaces, layout.sources).map { keyspace, sources in
            KeyspaceDraft(keyspace, sources)
        }
        endings = CommonEndings(parts.phase.changes)
    }

    /// Adds the operations of `choices` to `batch`, all but their keys' bytes.
    func append(_ choices: KeyChoices, to batch: OperationBatch) {
        // Drafts change hands only where keyspaces do: each time counts two references.
        var draft = keyspaces[0]
        var keyspace: UInt8 = 0
        for index in 0..<choices.count {
            let choice = choices[index]
            if choice.keyspace != keyspace {
                keyspace = choice.keyspace
                draft = keyspaces[Int(keyspace)]
            }
            append(choice, draft, to: batch)
        }
    }

    @inline(__always)
    private func append(
        _ choice: KeyChoices.Choice, _ keyspace: KeyspaceDraft, to batch: OperationBatch
    ) {
        var operation = Operation(
            kind: choice.kind, keyIndex: choice.key, keyspace: choice.keyspace,
            intendedStart: choice.start, entryCount: max(choice.entryCount, 1))
        if choice.kind.setsLifetime {
            operation.ttlSeconds = endings.ttlSeconds(
                keyspace.ttlSeconds(choice.draws), operation: choice.number, start: choice.start)
        }
        keyspace.complete(&operation, choice.draws, batch)
    }
}

/// Completes the operations on one keyspace.
///
/// An object, because taking a structure out of an array counts a reference for each array in it:
/// that took four times as long as all the rest of an operation.
private final class KeyspaceDraft: Sendable {
    private let sources: [ValueSource]
    private let ttl: TTLDistribution
    private let hasTTL: Bool
    private let readChoice: BinDraft
    private let updateChoice: BinDraft
    private let incrementChoice: BinDraft
    private let appendChoice: BinDraft
    private let scanLength: SizeDistribution?

    init(_ keyspace: Keyspace, _ sources: [ValueSource]) {
        let record = keyspace.record
        self.sources = sources
        ttl = record.ttl
        hasTTL = !record.ttl.isNone
        readChoice = BinDraft(record.readBins, count: record.bins.count)
        updateChoice = BinDraft(record.updateBins, count: record.bins.count)
        incrementChoice = BinDraft(among: record.bins.indices.filter { record.bins[$0].isInteger })
        appendChoice = BinDraft(among: record.bins.indices.filter { record.bins[$0].isExtensible })
        scanLength = keyspace.scanLength
    }

    /// How long a record written by the operation of `draws` lives; 0 for the namespace's default.
    @inline(__always)
    func ttlSeconds(_ draws: OperationDraws) -> UInt32 {
        guard hasTTL else { return 0 }
        var random = draws[.lifetimes]
        return ttl.next(using: &random)
    }

    @inline(__always)
    func complete(
        _ operation: inout Operation, _ draws: OperationDraws, _ batch: OperationBatch
    ) {
        let kind = operation.kind
        switch kind {
        case .read, .batchRead: operation.bin = readChoice.next(draws)
        case .update, .readModifyWrite, .conditionalUpdate:
            operation.bin = updateChoice.next(draws)
        case .increment: operation.bin = incrementChoice.next(draws)
        case .append: operation.bin = appendChoice.next(draws)
        case .scan:
            if let scanLength {
                var random = draws[.counts]
                operation.scanRecordCount = UInt32(
                    truncatingIfNeeded: max(scanLength.next(using: &random), 1))
            }
        case .insert, .add, .batchWrite, .fill, .delete, .touch, .exists: break
        }
        guard kind.writesValues else { return batch.append(operation) }
        var random = draws[.values]
        operation.valueSeed = UInt32(truncatingIfNeeded: random.next())
        batch.append(operation)
        appendValues(operation, &random, batch)
    }

    /// Draws the values that the newest operation writes.
    @inline(__always)
    private func appendValues(
        _ operation: Operation, _ random: inout DrawStream, _ batch: OperationBatch
    ) {
        let seed = operation.valueSeed
        switch operation.bin {
        case Operation.allBins:
            for bin in 0..<sources.count { appendValue(bin, at: bin, seed, &random, batch) }
        case Operation.chosenBins:
            for (position, bin) in updateChoice.bins.enumerated() {
                appendValue(bin, at: position, seed, &random, batch)
            }
        default: appendValue(Int(operation.bin), at: 0, seed, &random, batch)
        }
    }

    @inline(__always)
    private func appendValue(
        _ bin: Int, at position: Int, _ seed: UInt32, _ random: inout DrawStream,
        _ batch: OperationBatch
    ) {
        let valueSeed = seed &+ UInt32(truncatingIfNeeded: position)
        batch.setLastValue(sources[bin].next(seed: valueSeed, using: &random), at: position)
    }
}

/// Which bin or bins the operations of a kind are on.
private struct BinDraft: Sendable {
    /// The bins to choose from, or those that are always meant.
    let bins: [Int]
    /// What every operation gets, where nothing is drawn.
    private let fixed: UInt16?

    /// The bins of a record of `count` bins that `choice` names.
    init(_ choice: BinChoice, count: Int) {
        switch choice {
        case .all: (bins, fixed) = ([], Operation.allBins)
        case .these(let numbers): (bins, fixed) = (numbers, Operation.chosenBins)
        // A record of one bin has nothing to choose: its operations are on all bins.
        case .one: (bins, fixed) = (Array(0..<count), count > 1 ? nil : Operation.allBins)
        }
    }

    /// One of `numbers`, drawn for each operation.
    init(among numbers: [Int]) {
        bins = numbers
        fixed = numbers.count > 1 ? nil : UInt16(numbers.first ?? 0)
    }

    @inline(__always)
    func next(_ draws: OperationDraws) -> UInt16 {
        if let fixed { return fixed }
        var random = draws[.bins]
        return UInt16(truncatingIfNeeded: bins[Int(random.below(UInt64(bins.count)))])
    }
}

extension BinShape {
    /// Whether it can be incremented.
    var isInteger: Bool { if case .integer = type { true } else { false } }

    /// Whether bytes can be added at its end.
    var isExtensible: Bool { type == .bytes || type == .text }
}
