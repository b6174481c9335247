import Engine
import Platform

/// What expirer and evictor take of the throughput: pairs of rounds, one without and one with them.
///
/// Both namespaces of a pair are filled alike and do the same operations; the rounds alternate, and
/// the median of the ratios of neighbours counts, so that what else the machine does falls on both.
struct Cost {
    let name: String
    let without: Side
    let with: Side
    let roundCount = 15

    static func printAll(secondsPerRound: Double) async throws {
        print(
            "case,workers,withoutOperationsPerSecond,withOperationsPerSecond,ratio,fastest,slowest,"
                + "expired,evicted,longestExpiryHoldUs,longestEvictionHoldUs,longHolds")
        let limit = try Side.memoryOfRecords(1_000_000)
        for workerCount in [1, 2] {
            let expiry = Cost(
                name: "expirer", without: try Side(loop: .expiring),
                with: try Side(loop: .expiring, hasMaintenance: true))
            try await expiry.measure(workerCount, secondsPerRound)
            for policy in [EvictionPolicy.random, .lru, .lfu, .s3FIFO, .ttl] {
                for hasMaintenance in [false, true] {
                    let suffix = hasMaintenance ? " and thread" : ""
                    let eviction = Cost(
                        name: policy.rawValue + suffix, without: try Side(loop: .adding),
                        with: try Side(
                            loop: .adding, eviction: policy, limit: limit,
                            hasMaintenance: hasMaintenance))
                    try await eviction.measure(workerCount, secondsPerRound)
                }
            }
        }
    }

    private func measure(_ workerCount: Int, _ seconds: Double) async throws {
        without.fill()
        with.fill()
        var (offRates, onRates): ([Double], [Double]) = ([], [])
        for round in 0..<roundCount + 1 {
            let off = try await without.rate(workerCount, seconds)
            let on = try await with.rate(workerCount, seconds)
            // The first pair warms up.
            if round == 0 { continue }
            offRates.append(off)
            onRates.append(on)
        }
        let ratios = zip(onRates, offRates).map { $0 / $1 }.sorted()
        let found = with.statistics
        print(
            name, workerCount, Int(offRates.sorted()[roundCount / 2]),
            Int(onRates.sorted()[roundCount / 2]), digits(ratios[roundCount / 2], 3),
            digits(ratios[roundCount - 1], 3), digits(ratios[0], 3), found.expiredCount,
            found.evictedCount, digits(Double(found.longestExpiryHoldNanoseconds) / 1000, 1),
            digits(Double(found.longestEvictionHoldNanoseconds) / 1000, 1), found.longHoldCount,
            separator: ",")
    }
}
