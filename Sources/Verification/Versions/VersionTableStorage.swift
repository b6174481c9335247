internal import CPlatform
internal import Synchronization

/// A `VersionWord` for each value of a keyspace, in one block.
///
/// Thread safety: any thread may use any word; each step is atomic. A write is begun before it is
/// sent and ended after it is answered, and a read takes the word before it is sent and again after
/// it is answered, so that what the store does lies between: the orderings below carry that over to
/// other threads.
///
/// Safety: `words` points to `count` words, zero at first, of pages that live as long as the table
/// is used; a number is checked against `count` where it is turned into an address.
@safe
struct VersionTable: BitwiseCopyable, @unchecked Sendable {
    typealias Word = Atomic<UInt64>

    /// How many words there are.
    let count: Int
    private let words: UnsafeMutablePointer<Word>

    /// A table of as many words as there is room for in `pages`, whose user keeps them.
    init(in pages: ZeroPages) {
        count = pages.byteCount / MemoryLayout<Word>.stride
        // All zeros are the bits of Atomic(0).
        unsafe words = pages.base.bindMemory(to: Word.self, capacity: count)
    }

    /// Bytes of a table of `count` words.
    static func byteCount(_ count: Int) -> Int { count * MemoryLayout<Word>.stride }

    @inline(__always)
    private func word(_ number: Int) -> UnsafeMutablePointer<Word> {
        precondition(number >= 0 && number < count)
        return unsafe words + number
    }

    /// Where word `number` is, and the `width - 1` after it.
    @inline(__always)
    @unsafe func start(_ number: Int, width: Int) -> UnsafeMutablePointer<Word> {
        precondition(number >= 0 && width > 0 && number &+ width <= count)
        return unsafe words + number
    }

    /// Asks for the memory of a word.
    @inline(__always)
    func prefetch(_ number: Int) {
        unsafe spikebench_prefetch(word(number))
    }

    /// Asks for the memory of a word that will be changed.
    @inline(__always)
    func prefetchForWriting(_ number: Int) {
        unsafe spikebench_prefetch_for_writing(word(number))
    }

    /// The word `number`, as it is now.
    @inline(__always)
    func load(_ number: Int) -> VersionWord {
        unsafe VersionWord(bits: word(number).pointee.load(ordering: .acquiring))
    }

    /// Notes that a write begins.
    ///
    /// - Parameters:
    ///   - number: which word.
    ///   - isRemoval: whether the write removes the record.
    /// - Returns: the word before; the write's version is the next after its `issued`.
    @inline(__always)
    func begin(_ number: Int, removal isRemoval: Bool) -> VersionWord {
        change(number) { $0.beginning(removal: isRemoval) }
    }

    /// Notes that a write has ended, with an effect or surely without.
    @inline(__always)
    func end(_ number: Int, withEffect hadEffect: Bool) {
        _ = change(number) { $0.ending(withEffect: hadEffect) }
    }

    /// Has the operations on this value sampled.
    func sample(_ number: Int) {
        _ = change(number) { $0.sampling }
    }

    @inline(__always)
    private func change(_ number: Int, _ next: (VersionWord) -> VersionWord) -> VersionWord {
        let word = unsafe word(number)
        var old = unsafe word.pointee.load(ordering: .relaxed)
        while true {
            let new = next(VersionWord(bits: old))
            let (exchanged, original) = unsafe word.pointee.weakCompareExchange(
                expected: old, desired: new.bits, ordering: .acquiringAndReleasing)
            if exchanged { return VersionWord(bits: old) }
            old = original
        }
    }
}
