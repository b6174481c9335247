public import Synchronization

/// Checks the values of one record that a read found, as they come.
///
/// Everything that is the same for all of them lies at hand, and it is inlined where it is called:
/// a record of ten values of 100 bytes takes some 40 ns.
///
/// Safety: the pointers are those of the verifier that made it, and of its tables; it is used up
/// before the operation ends. A bin's number is checked against `places`, whose elements are below
/// the number of the record's words or stand for no bin.
@safe
@frozen
public struct RecordCheck: BitwiseCopyable {
    @usableFromInline let verifier: WorkerVerifier
    @usableFromInline let place: Int
    @usableFromInline let key: UInt64
    @usableFromInline let places: UnsafeBufferPointer<UInt16>
    /// Nil when the tables have no room for the record.
    @usableFromInline let words: UnsafeMutablePointer<Atomic<UInt64>>?
    /// All ones when each bin has a word, zero when the record has one.
    @usableFromInline let wordMask: Int
    /// Whether a value needs no more than to be of the newest version.
    @usableFromInline let isPlain: Bool
    @usableFromInline var observedCount: UInt32 = 0
    /// A bit for each bin, by its number modulo 64.
    @usableFromInline var observedBins: UInt64 = 0

    init(
        verifier: WorkerVerifier, place: Int, key: VerifiedKey,
        places: UnsafeBufferPointer<UInt16>, words: UnsafeMutablePointer<Atomic<UInt64>>?,
        wordMask: Int, isPlain: Bool
    ) {
        self.verifier = verifier
        self.place = place
        self.key = key.bits
        unsafe self.places = unsafe places
        unsafe self.words = unsafe words
        self.wordMask = wordMask
        self.isPlain = isPlain
    }

    /// Checks a value.
    ///
    /// - Parameters:
    ///   - value: its bytes, all of them.
    ///   - number: the number of the bin, as the target counts: see
    ///     `WorkerVerification.numberBins`.
    @inlinable
    @inline(__always)
    public mutating func observe(_ value: RawSpan, bin number: UInt16) {
        guard Int(number) < (unsafe places.count) else { return }
        let bin = unsafe places[Int(number)]
        guard bin != .max else { return }
        observedCount &+= 1
        observedBins |= 1 &<< UInt64(bin)
        guard value.byteCount >= ValueStamp.byteCount,
            unsafe ValueStamp.word(value, 16) == ValueStamp.checksum(of: value, bin: bin),
            unsafe ValueStamp.word(value, 0) == key
        else { return refuse(value, bin) }
        guard let words = unsafe words else { return }
        let version = unsafe UInt32(truncatingIfNeeded: ValueStamp.word(value, 8))
        let word = unsafe words[Int(bin) & wordMask].load(ordering: .acquiring)
        if version != UInt32(truncatingIfNeeded: word) { judge(version, bin, word) }
        if !isPlain { compare(version, bin) }
    }

    @inline(never)
    @usableFromInline
    func refuse(_ value: RawSpan, _ bin: UInt16) {
        verifier.refuse(value, bin, place: place)
    }

    @inline(never)
    @usableFromInline
    func judge(_ version: UInt32, _ bin: UInt16, _ word: UInt64) {
        verifier.judge(
            version, bin, answered: VersionWord(bits: word), place: place,
            number: Int(bin) & wordMask)
    }

    @inline(never)
    @usableFromInline
    func compare(_ version: UInt32, _ bin: UInt16) {
        verifier.compare(
            version, bin, place: place, number: Int(bin) & wordMask, isFirst: observedCount == 1)
    }
}
