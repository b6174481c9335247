/// The kinds and keys of the operations of one batch, between the passes that choose and
/// write them.
///
/// Drawing, hashing and writing in passes of their own takes a third less time than all three for
/// one operation after the other, because the processor overlaps like with like.
///
/// Thread safety: owned by one source.
///
/// Safety: `choices` points to `capacity` initialised elements from `init` until `deinit`; every
/// access is below `count`, which `append` keeps within `capacity`.
@safe
final class KeyChoices {
    private struct Choice {
        var key: UInt64
        var word: UInt64
        var kind: OperationKind
    }

    /// How many operations fit.
    let capacity: Int
    private let choices: UnsafeMutablePointer<Choice>
    private let filledCount: UnsafeMutablePointer<Int>

    init(capacity: Int) {
        self.capacity = capacity
        unsafe choices = .allocate(capacity: capacity)
        unsafe choices.initialize(
            repeating: Choice(key: 0, word: 0, kind: .read), count: capacity)
        // On a cache line of its own: another worker's count may be what is allocated next.
        unsafe filledCount = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 64)
            .bindMemory(to: Int.self, capacity: 1)
        unsafe filledCount.initialize(to: 0)
    }

    deinit {
        unsafe choices.deallocate()
        unsafe filledCount.deallocate()
    }

    /// Forgets all.
    func removeAll() {
        unsafe filledCount.pointee = 0
    }

    /// Adds an operation; traps when there is no room.
    @inline(__always)
    func append(_ kind: OperationKind, key: UInt64) {
        let count = unsafe filledCount.pointee
        precondition(count < capacity, "there is room for \(capacity) operations")
        unsafe choices[count] = Choice(key: key, word: 0, kind: kind)
        unsafe filledCount.pointee = count + 1
    }

    /// Takes the first step of writing the keys.
    @inline(__always)
    func prepare(_ writer: some KeyWriter) {
        for index in 0..<(unsafe filledCount.pointee) {
            unsafe choices[index].word = writer.word(choices[index].key)
        }
    }

    /// Completes the operations and adds them to `batch`.
    @inline(__always)
    func appendAll(
        to batch: OperationBatch, draft: inout OperationDraft, writer: some KeyWriter
    ) {
        for index in 0..<(unsafe filledCount.pointee) {
            let choice = unsafe choices[index]
            draft.append(
                choice.kind, key: choice.key, word: choice.word, to: batch, writer: writer)
        }
    }
}
