internal import Platform

/// The kinds and keys of the operations of one batch, between the passes that choose and write
/// them.
///
/// Drawing, hashing and writing in passes of their own takes a third less time than all three for
/// one operation after the other, because the processor overlaps like with like.
///
/// Thread safety: owned by one source.
///
/// Safety: `choices` points to `capacity` initialised elements from `init` until `deinit`; every
/// access is checked against `count`, which `append` keeps within `capacity`.
@safe
final class KeyChoices {
    /// One entry of the batch to be.
    struct Choice: BitwiseCopyable {
        /// The operation's number in the phase, over all workers.
        var number: UInt64
        /// What its draws come from.
        var root: UInt64
        /// When the operation is meant to start, once scheduled.
        var start = Nanoseconds.zero
        /// Its key's number, once chosen.
        var key: UInt64
        /// The word that decides the key's bytes, once made.
        var word: UInt64
        /// How many entries the operation has; 0 for all but its first.
        var entryCount: UInt16
        var kind: OperationKind
        var keyspace: UInt8

        /// The entry's draws.
        @inline(__always)
        var draws: OperationDraws { OperationDraws(root: root) }
    }

    /// How many entries fit.
    let capacity: Int
    private let choices: UnsafeMutablePointer<Choice>
    private let filledCount: UnsafeMutablePointer<Int>

    init(capacity: Int) {
        self.capacity = capacity
        unsafe choices = .allocate(capacity: capacity)
        unsafe choices.initialize(
            repeating: Choice(
                number: 0, root: 0, key: 0, word: 0, entryCount: 0, kind: .read, keyspace: 0),
            count: capacity)
        // On a cache line of its own: another worker's count may be what is allocated next.
        unsafe filledCount = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 64)
            .bindMemory(to: Int.self, capacity: 1)
        unsafe filledCount.initialize(to: 0)
    }

    deinit {
        unsafe choices.deallocate()
        unsafe filledCount.deallocate()
    }

    /// How many entries there are.
    @inline(__always)
    var count: Int { unsafe filledCount.pointee }

    /// Forgets all.
    func removeAll() {
        unsafe filledCount.pointee = 0
    }

    /// Adds an entry; traps when there is no room.
    @inline(__always)
    func append(_ choice: Choice) {
        let count = unsafe filledCount.pointee
        precondition(count < capacity, "there is room for \(capacity) entries")
        unsafe choices[count] = choice
        unsafe filledCount.pointee = count + 1
    }

    /// The entry at `index`.
    @inline(__always)
    subscript(index: Int) -> Choice {
        get {
            precondition(index >= 0 && index < count)
            return unsafe choices[index]
        }
        set {
            precondition(index >= 0 && index < count)
            unsafe choices[index] = newValue
        }
    }
}
