/// Turns what a source has chosen into the entries of a batch, in passes over all of them.
final class EntryPasses {
    private let keyspaces: [KeyspacePasses]
    private var draft: OperationDraft
    private var choices = KeyChoices(capacity: 32)

    init(_ parts: SourceParts, _ keyspaces: [KeyspacePasses]) {
        self.keyspaces = keyspaces
        draft = OperationDraft(parts)
    }

    /// Empties `batch`, and gives room for as many choices.
    func begin(_ batch: OperationBatch) -> KeyChoices {
        batch.removeAll()
        if choices.capacity < batch.capacity { choices = KeyChoices(capacity: batch.capacity) }
        choices.removeAll()
        return choices
    }

    /// Chooses the keys, adds the operations to `batch`, and writes the keys.
    func complete(_ batch: OperationBatch) {
        for keyspace in keyspaces { keyspace.choose(choices) }
        // Taken out of its class: the loop then runs without checks for exclusive access.
        var current = draft
        for index in 0..<choices.count { current.append(choices[index], to: batch) }
        draft = current
        for keyspace in keyspaces { keyspace.write(choices, batch) }
    }
}
