/// The inserts of the load phase: every key of every keyspace, once, in order.
///
/// Worker w of W inserts the keys w, w + W, w + 2W, …, counted over all keyspaces.
final class LoadSource: OperationSource {
    private let passes: EntryPasses
    private let draws: PhaseDraws
    /// For each keyspace, how many keys it and those before it have.
    private let ends: [UInt64]
    private var keyspace = 0
    private var number: UInt64
    private let step: UInt64
    private let end: UInt64

    init(_ parts: SourceParts, passes: [KeyspacePasses]) {
        self.passes = EntryPasses(parts, passes)
        draws = parts.draws
        var sum: UInt64 = 0
        ends = parts.plan.keyspaces.map { keyspace in
            sum += keyspace.count
            return sum
        }
        number = UInt64(parts.worker)
        step = UInt64(parts.plan.workerCount)
        end = min(sum, parts.phase.operationCount ?? sum)
    }

    func fill(_ batch: OperationBatch) {
        let choices = passes.begin(batch)
        while choices.count < batch.capacity && number < end {
            while number >= ends[keyspace] { keyspace += 1 }
            choices.append(
                KeyChoices.Choice(
                    number: number, root: draws[number].root, key: 0, word: 0, entryCount: 1,
                    kind: .insert, keyspace: UInt8(keyspace)))
            number += step
        }
        passes.complete(batch)
    }
}
