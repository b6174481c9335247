/// Requests that were answered together and without complaint, by kind.
///
/// One reading of the clock then serves all of them.
struct AnswerTally {
    private var counts = InlineArray<16, UInt32>(repeating: 0)
    /// Whether there was none.
    private(set) var isEmpty = true

    /// Counts one.
    @inline(__always)
    mutating func count(_ kind: RequestKind) {
        // Fewer kinds than counts; the remainder spares the check of that.
        counts[Int(kind.rawValue & 15)] &+= 1
        isEmpty = false
    }

    /// The number of a kind is below it.
    static var kindLimit: Int { 16 }

    /// How many there were of the kind with this number.
    @inline(__always)
    subscript(kind: Int) -> UInt64 { UInt64(counts[kind]) }
}
