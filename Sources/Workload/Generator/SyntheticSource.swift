/// The operations of the warm-up or measure phase, drawn from mixes and distributions.
final class SyntheticSource: OperationSource {
    private let passes: EntryPasses
    private let draws: PhaseDraws
    private let keyspaces: WeightedSampler
    private let mixes: [KeyspaceMix]
    private var number: UInt64
    private let step: UInt64
    /// The number after the phase's last operation.
    private let end: UInt64

    init(_ parts: SourceParts, passes: [KeyspacePasses]) {
        self.passes = EntryPasses(parts, passes)
        draws = parts.draws
        keyspaces = WeightedSampler(parts.plan.keyspaces.map(\.weight))
        mixes = parts.plan.keyspaces.map(KeyspaceMix.init)
        number = UInt64(parts.worker)
        step = UInt64(parts.plan.workerCount)
        end = parts.phase.operationCount ?? .max
    }

    func fill(_ batch: OperationBatch) {
        let choices = passes.begin(batch)
        // Mixes change hands only where keyspaces do: each time counts two references.
        var mix = mixes[0]
        var keyspace = 0
        while number < end && choices.count < batch.capacity {
            let draws = draws[number]
            let next = keyspaces.next(draws, .keyspaces)
            if next != keyspace { (mix, keyspace) = (mixes[next], next) }
            let room = batch.capacity - choices.count
            guard choose(choices, mix, keyspace, draws, room: room) else { break }
            number &+= step
        }
        passes.complete(batch)
    }

    /// Chooses the entries of the next operation, or returns false when they do not fit.
    @inline(__always)
    private func choose(
        _ choices: KeyChoices, _ mix: KeyspaceMix, _ keyspace: Int, _ draws: OperationDraws,
        room: Int
    ) -> Bool {
        let (kind, entryCount) = mix.next(draws)
        guard entryCount <= room else { return false }
        var choice = KeyChoices.Choice(
            number: number, root: draws.root, key: 0, word: 0, entryCount: UInt16(entryCount),
            kind: kind, keyspace: UInt8(truncatingIfNeeded: keyspace))
        choices.append(choice)
        if entryCount == 1 { return true }
        choice.entryCount = 0
        if !kind.hasMembers { choice.kind = .fill }
        for member in 1..<UInt64(entryCount) {
            choice.root = draws.member(member).root
            choices.append(choice)
        }
        return true
    }
}

/// Draws the kinds of one keyspace's operations, and how many entries each has.
///
/// An object for the reason that `KeyspaceDraft` is one.
final class KeyspaceMix: Sendable {
    private let kinds: [OperationKind]
    private let sampler: WeightedSampler
    private let batchSize: SizeDistribution
    private let fillsMisses: Bool

    init(_ keyspace: Keyspace) {
        kinds = keyspace.mix.map(\.kind)
        sampler = WeightedSampler(keyspace.mix.map(\.weight))
        batchSize = keyspace.batchSize
        fillsMisses = keyspace.fillsMisses
    }

    /// The next kind, and how many entries the operation has.
    @inline(__always)
    func next(_ draws: OperationDraws) -> (kind: OperationKind, entryCount: Int) {
        let kind = kinds[sampler.next(draws, .kinds)]
        if kind.hasMembers {
            var random = draws[.counts]
            return (kind, batchSize.next(using: &random))
        }
        return (kind, kind == .read && fillsMisses ? 2 : 1)
    }
}
