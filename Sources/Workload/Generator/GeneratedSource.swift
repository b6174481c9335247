/// Fills batches; a value, so that its loops can be specialised.
protocol OperationGenerator {
    /// Adds the next operations to `batch`, which is empty.
    ///
    /// - Parameters:
    ///   - batch: what to fill.
    ///   - choices: room to work in, empty.
    mutating func fill(_ batch: OperationBatch, choices: KeyChoices)
}

/// An operation source made of a generator.
///
/// The closure holds the generator's specialised code: methods of a generic class would be called
/// unspecialised through the protocol, at twice the cost per operation.
final class GeneratedSource: OperationSource {
    private let fillNext: (OperationBatch, KeyChoices) -> Void
    private var choices = KeyChoices(capacity: 32)

    /// A source of what `generator` generates.
    @inline(__always)
    init(_ generator: consuming some OperationGenerator) {
        var generator = generator
        fillNext = { batch, choices in
            // Taken out of its box: the loops then run without checks for exclusive access.
            var current = generator
            current.fill(batch, choices: choices)
            generator = current
        }
    }

    func fill(_ batch: OperationBatch) {
        batch.removeAll()
        if choices.capacity < batch.capacity { choices = KeyChoices(capacity: batch.capacity) }
        choices.removeAll()
        fillNext(batch, choices)
    }
}
