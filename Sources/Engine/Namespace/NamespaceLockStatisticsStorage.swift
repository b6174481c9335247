internal import Synchronization

extension Namespace {
    /// What the locks have seen, by groups of neighbouring stripes, in their order.
    ///
    /// Takes no lock: it reads what the stripes count anyway, each at a moment of its own. It costs
    /// other threads nothing but that lines of the cache which they will write next are shared.
    ///
    /// - Parameter groupCount: how many groups of equal size; a power of two, at most the stripes.
    /// - Returns: the groups.
    public func lockStatistics(groups groupCount: Int = 1) -> [StripeGroupStatistics] {
        precondition(
            groupCount > 0 && groupCount.nonzeroBitCount == 1 && groupCount <= stripes.stripeCount,
            "\(stripes.stripeCount) stripes in \(groupCount) groups")
        let size = stripes.stripeCount / groupCount
        return (0..<groupCount).map { group in
            var sum = StripeGroupStatistics()
            for index in group * size..<(group + 1) * size { sum.add(stripes.stripe(at: index)) }
            return sum
        }
    }
}

extension StripeGroupStatistics {
    fileprivate mutating func add(_ stripe: Stripe) {
        stripeCount += 1
        acquisitionCount += stripe.acquisitionCount
        let tallies = unsafe stripe.tallies
        unsafe contendedCount += tallies.pointee.contendedCount.load(ordering: .relaxed)
        unsafe repeatedReadCount += tallies.pointee.repeatedReadCount.load(ordering: .relaxed)
        unsafe waitNanoseconds += tallies.pointee.waitNanoseconds.load(ordering: .relaxed)
        unsafe longestWaitNanoseconds = max(
            longestWaitNanoseconds,
            tallies.pointee.longestWaitNanoseconds.load(ordering: .relaxed))
    }
}
