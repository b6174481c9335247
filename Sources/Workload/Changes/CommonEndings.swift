internal import Platform

/// TTL storms: stretches of a phase in which all writes get the same end of life.
struct CommonEndings: Sendable {
    private var storms: [(PhaseStretch, seconds: UInt32)] = []

    init(_ changes: LoadChanges) {
        for change in changes.all {
            if case .ttlStorm(let seconds) = change.kind {
                storms.append((PhaseStretch(change.span), seconds))
            }
        }
    }

    /// The seconds to live of a record that an operation writes.
    ///
    /// - Parameters:
    ///   - drawn: what the record's shape chose.
    ///   - operation: its number over all workers.
    ///   - start: its intended start; in a closed loop it does not count.
    /// - Returns: `drawn`, or what is left until the end that a storm gives all records.
    @inline(__always)
    func ttlSeconds(_ drawn: UInt32, operation: UInt64, start: Nanoseconds) -> UInt32 {
        storms.isEmpty ? drawn : inStorm(operation, start) ?? drawn
    }

    private func inStorm(_ operation: UInt64, _ start: Nanoseconds) -> UInt32? {
        for (stretch, seconds) in storms where stretch.contains(operation, start) {
            guard stretch.isTimed else { return seconds }
            let left = (stretch.end - start.count + 500_000_000) / 1_000_000_000
            return seconds + UInt32(min(left, 0x7fff_ffff))
        }
        return nil
    }
}
