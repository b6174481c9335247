@testable import Engine

extension Namespace {
    /// Says what is not sound when no operation is under way; nil when all is.
    ///
    /// Sums: payload, headers, slack and index are what the namespace counts as allocated, and that
    /// is what jemalloc counts in its arenas. Locks: no stripe is taken.
    func soundnessFault() -> String? {
        for index in 0..<stripes.stripeCount where !stripes.stripe(at: index).isFree {
            return "stripe \(index) is taken"
        }
        if let broken = brokenInvariant() { return broken }
        let statistics = statistics()
        if statistics.recordAndIndexByteCount != statistics.allocatedByteCount {
            return "counts \(statistics.recordAndIndexByteCount) bytes allocated, and jemalloc "
                + "\(statistics.allocatedByteCount)"
        }
        return nil
    }
}
