/// What is known of the writes of one value: one word of 64 bits.
///
/// | bits | |
/// |---|---|
/// | 0…31 | *issued*: the version of the newest write that has begun |
/// | 32…39 | *in flight*: writes that have not ended; 255 once there were too many to count |
/// | 40…49 | *behind*: issued less the *floor*, which see; 1,023 when there is no telling |
/// | 50…59 | *burst*: writes begun since none was in flight; 1,023 for that many and more |
/// | 60 | a write of the burst took effect |
/// | 61 | the burst has a removal |
/// | 62 | the record is there since the last burst |
/// | 63 | operations on this value are kept for the sampled histories |
///
/// The floor is the least version that a read which begins now may find. Why it is right: writes
/// of a burst overlap, so any of them that took effect may be the last one; when all have ended,
/// what was there before the burst is gone. A write that fails for certain had no effect, so that
/// a burst of such leaves the floor. A write of unknown fate never ends: the floor stays, and
/// everything from it on may be read for ever.
@frozen
public struct VersionWord: Hashable, Sendable, BitwiseCopyable {
    var bits: UInt64

    @inline(__always)
    init(bits: UInt64) {
        self.bits = bits
    }

    private static var manyInFlight: UInt64 { 255 }
    private static var far: UInt64 { 1_023 }
    private static var effect: UInt64 { 1 << 60 }
    private static var removal: UInt64 { 1 << 61 }
    private static var presence: UInt64 { 1 << 62 }
    private static var sampled: UInt64 { 1 << 63 }

    // MARK: Reading

    /// The version of the newest write that has begun; 0 before the first.
    @inline(__always)
    var issued: UInt32 { UInt32(truncatingIfNeeded: bits) }

    @inline(__always)
    private var inFlight: UInt64 { bits >> 32 & 0xff }

    @inline(__always)
    private var behind: UInt64 { bits >> 40 & 0x3ff }

    @inline(__always)
    private var burst: UInt64 { bits >> 50 & 0x3ff }

    /// Whether operations on this value are sampled.
    @inline(__always)
    var isSampled: Bool { bits & Self.sampled != 0 }

    /// The least version that a read may find, or nil when there is no telling.
    var floor: UInt32? {
        behind == Self.far ? nil : issued &- UInt32(truncatingIfNeeded: behind)
    }

    /// Whether the record was written, and no removal of it has begun since.
    var isSurelyPresent: Bool {
        bits & Self.presence != 0 && !(inFlight > 0 && bits & Self.removal != 0)
    }

    /// What is wrong with having read `version`, if anything.
    ///
    /// - Parameters:
    ///   - version: what the value's stamp says.
    ///   - sent: the word before the read was sent.
    ///   - answered: the word after its answer came.
    /// - Returns: `stale` or `fromTheFuture`, or nil.
    static func fault(
        reading version: UInt32, sent: VersionWord, answered: VersionWord
    ) -> VerificationFault.Kind? {
        if Int32(bitPattern: answered.issued &- version) < 0 { return .fromTheFuture }
        if let floor = sent.floor, Int32(bitPattern: version &- floor) < 0 { return .stale }
        return nil
    }

    // MARK: Writing

    /// The word after a write, or a removal, has begun; its version is then `issued`.
    @inline(__always)
    func beginning(removal isRemoval: Bool) -> VersionWord {
        var (burst, flags) = (burst, bits & (Self.presence | Self.sampled))
        if inFlight == 0 {
            burst = 0
        } else {
            flags |= bits & (Self.effect | Self.removal)
        }
        if isRemoval { flags |= Self.removal }
        let inFlight = min(inFlight &+ 1, Self.manyInFlight)
        let behind = min(behind &+ 1, Self.far)
        burst = min(burst &+ 1, Self.far)
        return VersionWord(
            bits: UInt64(issued &+ 1) | inFlight << 32 | behind << 40 | burst << 50 | flags)
    }

    /// The word after a write has ended of which the effect is known.
    @inline(__always)
    func ending(withEffect hadEffect: Bool) -> VersionWord {
        if inFlight == Self.manyInFlight { return self }
        var word = VersionWord(bits: bits &- 1 << 32)
        if hadEffect { word.bits |= Self.effect }
        guard word.inFlight == 0, word.bits & Self.effect != 0 else { return word }
        let behind = burst == Self.far ? Self.far : burst &- 1
        word.bits = word.bits & ~(Self.far << 40) | behind << 40
        if bits & Self.removal == 0 {
            word.bits |= Self.presence
        } else {
            word.bits &= ~Self.presence
        }
        return word
    }

    /// The same word, with its operations sampled.
    var sampling: VersionWord { VersionWord(bits: bits | Self.sampled) }
}
