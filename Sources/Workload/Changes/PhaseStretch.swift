internal import Platform

/// From where to where in a phase something happens, as numbers: nanoseconds or operations.
struct PhaseStretch: Sendable {
    /// Whether it is placed by time, and not by operations.
    let isTimed: Bool
    let begin: UInt64
    /// Its end; the largest number when it lasts until the phase ends.
    let end: UInt64

    init(_ span: LoadMark.Span) {
        switch span {
        case .time(let from, let to):
            (isTimed, begin, end) = (true, from.count, to?.count ?? .max)
        case .operations(let from, let to):
            (isTimed, begin, end) = (false, from, to ?? .max)
        }
    }

    /// Where an operation is, given its number and its intended start.
    @inline(__always)
    private func place(_ operation: UInt64, _ start: Nanoseconds) -> UInt64 {
        isTimed ? start.count : operation
    }

    /// Whether an operation is in it or after it.
    @inline(__always)
    func hasBegun(_ operation: UInt64, _ start: Nanoseconds) -> Bool {
        place(operation, start) >= begin
    }

    /// Whether an operation is in it.
    @inline(__always)
    func contains(_ operation: UInt64, _ start: Nanoseconds) -> Bool {
        let place = place(operation, start)
        return place >= begin && place < end
    }

    /// How much of it is over at an operation: nothing before it, all of it after.
    @inline(__always)
    func passed(_ operation: UInt64, _ start: Nanoseconds) -> UInt64 {
        min(max(place(operation, start), begin), end) - begin
    }
}
