/// The kinds and keys of the operations of one batch, between the passes that choose and
/// write them.
///
/// Drawing, hashing and writing in passes of their own takes a third less time than all three for
/// one operation after the other, because the processor overlaps like with like.
struct KeyChoices {
    private struct Choice {
        var key: UInt64
        var word: UInt64
        var kind: OperationKind
    }

    private var choices: [Choice] = []

    /// Forgets all and keeps the room.
    mutating func removeAll() {
        choices.removeAll(keepingCapacity: true)
    }

    /// Adds an operation.
    @inline(__always)
    mutating func append(_ kind: OperationKind, key: UInt64) {
        choices.append(Choice(key: key, word: 0, kind: kind))
    }

    /// Takes the first step of writing the keys.
    @inline(__always)
    mutating func prepare(_ writer: some KeyWriter) {
        for index in choices.indices {
            choices[index].word = writer.word(choices[index].key)
        }
    }

    /// Completes the operations and adds them to `batch`.
    @inline(__always)
    func appendAll(
        to batch: OperationBatch, draft: inout OperationDraft, writer: some KeyWriter
    ) {
        for choice in choices {
            draft.append(
                choice.kind, key: choice.key, word: choice.word, to: batch, writer: writer)
        }
    }
}
