/// What one step of an operate does.
enum StepKind: UInt8 {
    /// Gives one bin.
    case read
    /// Gives all bins.
    case readAll
    /// Sets a bin.
    case write
    /// Takes a bin out.
    case deleteBin
    /// Adds to the number in a bin.
    case add
    /// Adds text or bytes behind those in a bin.
    case append
    /// Puts text or bytes before those in a bin.
    case prepend
    /// Changes no bin, only generation and void time.
    case touch
    /// Takes all bins out.
    case deleteRecord
    /// Keeps a key with the record, or finds that it has another.
    case storeKey
}

/// Which kinds of step there are among some.
struct StepKinds: OptionSet, BitwiseCopyable {
    let rawValue: UInt16

    @inline(__always)
    init(rawValue: UInt16) { self.rawValue = rawValue }

    @inline(__always)
    init(_ kind: StepKind) { rawValue = 1 &<< UInt16(kind.rawValue) }

    /// Those that leave the record as it is.
    static var reads: StepKinds { [StepKinds(.read), StepKinds(.readAll)] }

    /// Those that make no sense when a write replaces the whole record.
    static var needOldRecord: StepKinds {
        [
            StepKinds(.deleteBin), StepKinds(.add), StepKinds(.append), StepKinds(.prepend),
            StepKinds(.touch), StepKinds(.deleteRecord),
        ]
    }
}

/// What is known of some steps without walking them.
struct StepFacts: BitwiseCopyable {
    var count = 0
    var kinds: StepKinds = []
    /// By how many bytes they can make a record grow, at most.
    var growthByteCount = 0
    /// Whether two of them read the whole record.
    var readsAllTwice = false

    @inline(__always)
    mutating func note(_ kind: StepKind, valueByteCount: Int) {
        let bit = StepKinds(kind)
        if kind == .readAll && kinds.contains(bit) { readsAllTwice = true }
        kinds.formUnion(bit)
        count &+= 1
        growthByteCount &+= valueByteCount &+ PackedBins.headerByteLimit
    }

    var onlyRead: Bool { kinds.isSubset(of: .reads) }
}
