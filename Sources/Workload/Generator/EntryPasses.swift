internal import Platform

/// Turns what a source has chosen into the entries of a batch, in passes over all of them.
final class EntryPasses {
    private let keyspaces: [KeyspacePasses]
    private let draft: OperationDraft
    private var schedule: ArrivalSchedule
    private var choices = KeyChoices(capacity: 32)

    init(_ parts: SourceParts, _ keyspaces: [KeyspacePasses]) {
        self.keyspaces = keyspaces
        draft = OperationDraft(parts)
        schedule = ArrivalSchedule(parts.phase.arrivals, draws: parts.draws)
    }

    /// Empties `batch`, and gives room for as many choices.
    func begin(_ batch: OperationBatch) -> KeyChoices {
        batch.removeAll()
        if choices.capacity < batch.capacity { choices = KeyChoices(capacity: batch.capacity) }
        choices.removeAll()
        return choices
    }

    /// Schedules the operations, chooses the keys, adds the operations to `batch`, and writes the
    /// keys.
    func complete(_ batch: OperationBatch) {
        setStarts()
        for keyspace in keyspaces { keyspace.choose(choices) }
        draft.append(choices, to: batch)
        for keyspace in keyspaces { keyspace.write(choices, batch) }
    }

    /// Gives each operation its intended start, and the members of a batch that of the first.
    private func setStarts() {
        // Taken out of its class: the loop then runs without checks for exclusive access.
        var current = schedule
        var start = Nanoseconds.zero
        for index in 0..<choices.count {
            let choice = choices[index]
            if choice.entryCount > 0 { start = current.start(of: choice.number) }
            choices[index].start = start
        }
        schedule = current
    }
}
