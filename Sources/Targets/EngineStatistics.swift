internal import Driver
internal import Engine

/// Everything that the engine says of itself, under the names that results carry.
enum EngineStatistics {
    /// The figures of `namespace` now.
    ///
    /// Gauges are levels; counters grow from the namespace's creation on.
    static func all(of namespace: Namespace) -> [TargetStatistic] {
        memory(namespace.statistics()) + locks(namespace.lockStatistics()[0])
    }

    private static func memory(_ now: NamespaceStatistics) -> [TargetStatistic] {
        [
            gauge("recordCount", now.recordCount),
            counter("expiredCount", now.expiredCount),
            counter("evictedCount", now.evictedCount),
            counter("stoppedWriteCount", now.stoppedWriteCount),
            counter("longHoldCount", now.longHoldCount),
            gauge("longestExpiryHoldNanoseconds", Int(clamping: now.longestExpiryHoldNanoseconds)),
            gauge(
                "longestEvictionHoldNanoseconds", Int(clamping: now.longestEvictionHoldNanoseconds)
            ),
            gauge("payloadByteCount", now.payloadByteCount),
            gauge("headerByteCount", now.headerByteCount),
            gauge("slackByteCount", now.slackByteCount),
            gauge("indexByteCount", now.indexByteCount),
            gauge("allocatedByteCount", now.allocatedByteCount),
            gauge("activeByteCount", now.activeByteCount),
            gauge("residentByteCount", now.residentByteCount),
        ]
    }

    private static func locks(_ now: StripeGroupStatistics) -> [TargetStatistic] {
        [
            counter("lockAcquisitionCount", now.acquisitionCount),
            counter("lockContendedCount", now.contendedCount),
            counter("lockRepeatedReadCount", now.repeatedReadCount),
            counter("lockWaitNanoseconds", Int(clamping: now.waitNanoseconds)),
            gauge("lockLongestWaitNanoseconds", Int(clamping: now.longestWaitNanoseconds)),
        ]
    }

    private static func gauge(_ name: String, _ value: Int) -> TargetStatistic {
        TargetStatistic(name: name, value: Double(value), kind: .gauge)
    }

    private static func counter(_ name: String, _ value: Int) -> TargetStatistic {
        TargetStatistic(name: name, value: Double(value), kind: .counter)
    }
}
