import Platform
import Testing

@testable import Workload

/// The named clusters against the statistics that Twitter published of them.
@Suite("Twitter clusters")
struct TwitterClustersTests {
    /// A row of github.com/twitter/cache-trace, stat/2020Mar.md, as published.
    struct Cluster: CustomTestStringConvertible, Sendable {
        var number: Int
        var keyByteCount: Double
        var valueByteCount: Double
        var mix: [OperationKind: Double]
        /// In seconds, with shares; empty where too few are published to say.
        var ttl: [UInt32: Double]
        var missRatio: Double
        var exponent: Double

        init(
            _ number: Int, key: Double, value: Double, _ mix: [OperationKind: Double],
            ttl: [UInt32: Double], miss: Double, exponent: Double
        ) {
            self.number = number
            keyByteCount = key
            valueByteCount = value
            self.mix = mix
            self.ttl = ttl
            missRatio = miss
            self.exponent = exponent
        }

        var name: String { "twitter-cluster\(number < 10 ? "0" : "")\(number)" }
        var testDescription: String { name }
    }

    private static let day: UInt32 = 86_400
    /// Seven hours and `tenths` tenths of an hour.
    private static func sevenHours(_ tenths: Int) -> UInt32 { UInt32((70 + tenths) * 360) }

    /// Gets and gets are reads, sets updates, cas conditional updates, incr increments.
    static let published: [Cluster] = [
        Cluster(
            6, key: 44, value: 252, [.read: 0.98, .update: 0.02], ttl: [:], miss: 0.0268,
            exponent: 1.882),
        Cluster(
            7, key: 17, value: 1936, [.read: 0.82, .update: 0.18],
            ttl: [6480: 0.28, 6120: 0.24, 6840: 0.23, 5760: 0.13, 7200: 0.12], miss: 0.2004,
            exponent: 1.0666),
        Cluster(
            12, key: 44, value: 1030, [.update: 0.80, .read: 0.20], ttl: [300: 0.98, 299: 0.02],
            miss: 0.0058, exponent: 0.3048),
        Cluster(
            15, key: 18, value: 102, [.update: 1], ttl: [30: 1], miss: 0.065, exponent: 0.0242),
        Cluster(
            18, key: 18, value: 37, [.read: 0.97, .add: 0.01, .conditionalUpdate: 0.01],
            ttl: [day / 2: 1], miss: 0.002, exponent: 2.0994),
        Cluster(
            19, key: 42, value: 101, [.read: 0.75, .update: 0.25],
            ttl: [
                sevenHours(5): 0.08, sevenHours(4): 0.07, sevenHours(-4): 0.07,
                sevenHours(2): 0.07, sevenHours(-3): 0.07, sevenHours(0): 0.07,
                sevenHours(1): 0.07, sevenHours(-2): 0.07, sevenHours(-1): 0.07,
                sevenHours(3): 0.06,
            ], miss: 0.4549, exponent: 0.735),
        Cluster(
            22, key: 54, value: 4, [.read: 0.72, .increment: 0.18, .update: 0.10],
            ttl: [day: 0.85, 3600: 0.11, 1800: 0.03], miss: 0.875, exponent: 0.7624),
        Cluster(
            24, key: 32, value: 699, [.read: 0.99],
            ttl: [14 * day: 0.71, 60: 0.19, 30 * day: 0.03, day: 0.02, 3600: 0.02],
            miss: 0.0087, exponent: 1.3726),
        Cluster(
            25, key: 49, value: 28, [.read: 0.97, .add: 0.02, .conditionalUpdate: 0.02],
            ttl: [30 * day: 0.99], miss: 0.0002, exponent: 0.9929),
        Cluster(
            29, key: 36, value: 799, [.read: 0.86, .update: 0.13], ttl: [3600: 0.67, 7200: 0.33],
            miss: 0.2242, exponent: 1.2323),
        Cluster(
            31, key: 41, value: 15, [.update: 0.94, .read: 0.06], ttl: [60: 1], miss: 0.0022,
            exponent: 0),
        Cluster(
            37, key: 72, value: 20_134, [.update: 0.37, .read: 0.63],
            ttl: [20: 0.91, 300: 0.06, 7200: 0.02, 600: 0.01], miss: 0.5938, exponent: 0.4251),
        Cluster(
            45, key: 10, value: 120, [.add: 0.15, .read: 0.85], ttl: [15 * day: 1],
            miss: 0.3685, exponent: 0.6372),
        Cluster(
            52, key: 20, value: 273, [.read: 0.93, .add: 0.04, .conditionalUpdate: 0.02],
            ttl: [day: 0.65, 14 * day: 0.27, day / 2: 0.07], miss: 0.0189, exponent: 1.2117),
    ]

    /// A million operations in optimised code; unoptimised, so many that a second will do.
    private static let operationCount = BuildMode.isDebug ? 20_000 : 1_000_000
    /// By how much means and shares may be off: chance alone is far below it.
    private static let tolerance = BuildMode.isDebug ? 0.04 : 0.01

    @Test("each says what is published", arguments: published)
    func plan(cluster: Cluster) throws {
        let keyspace = try Plan.named(cluster.name).keyspaces[0]
        let total = cluster.mix.values.reduce(0, +)
        for kind in OperationKind.mixable {
            let share = (cluster.mix[kind] ?? 0) / total
            #expect(abs(keyspace.share(of: kind) - share) < 0.000_1, "\(kind)")
        }
        #expect(keyspace.keySize?.mean == cluster.keyByteCount)
        if cluster.mix[.read] != nil {
            #expect(abs((keyspace.hitRatio ?? 1) - (1 - cluster.missRatio)) < 1e-9)
        }
        let bin = keyspace.record.bins[0]
        if !bin.isInteger {
            #expect(abs(bin.size.mean / cluster.valueByteCount - 1) < 0.002)
        }
        #expect(
            keyspace.distribution
                == (cluster.exponent == 0
                    ? .uniform : .zipf(exponent: cluster.exponent, scrambled: true)))
    }

    @Test("what each generates has the published mix, mean sizes and times", arguments: published)
    func generated(cluster: Cluster) throws {
        let plan = try Plan.named(
            cluster.name, overrides: ["workers=1", "phases.measure.duration=1000h"])
        let loaded = try Tally(plan, phase: .load, limit: Self.operationCount)
        let measured = try Tally(plan, phase: .measure, limit: Self.operationCount)
        let total = cluster.mix.values.reduce(0, +)
        for (kind, published) in cluster.mix {
            let share = Double(measured.counts[kind] ?? 0) / Double(measured.count)
            #expect(abs(share - published / total) < 0.01, "\(kind)")
        }
        #expect(measured.meanKeyByteCount == cluster.keyByteCount)
        #expect(loaded.meanKeyByteCount == cluster.keyByteCount)
        let values = loaded.valueByteCount + measured.valueByteCount
        let mean = Double(values) / Double(loaded.valueCount + measured.valueCount)
        #expect(abs(mean / cluster.valueByteCount - 1) < Self.tolerance)
        expectTimes(loaded.times, cluster)
    }

    private func expectTimes(_ times: [UInt32: Int], _ cluster: Cluster) {
        let count = Double(times.values.reduce(0, +))
        if cluster.number == 6 {
            // Ten times are published, none with more than 3 %: they are spread over two minutes.
            #expect(times.keys.allSatisfy { (480...600).contains($0) })
            #expect(times.values.allSatisfy { Double($0) / count <= 0.03 })
        }
        // Cluster 19's are those of many that are published: a part of all.
        let total = cluster.number == 19 ? 1 : cluster.ttl.values.reduce(0, +)
        for (seconds, published) in cluster.ttl {
            let share = Double(times[seconds] ?? 0) / count
            #expect(abs(share - published / total) < Self.tolerance, "\(seconds) s")
        }
    }
}

/// What operations have in sum.
private struct Tally {
    var count = 0
    var counts: [OperationKind: Int] = [:]
    var keyByteCount = 0
    var valueCount = 0
    var valueByteCount = 0
    var times: [UInt32: Int] = [:]

    var meanKeyByteCount: Double { Double(keyByteCount) / Double(count) }

    /// The first operations of a phase.
    init(_ plan: Plan, phase: PhaseKind, limit: Int) throws {
        let index = try #require(plan.phases.firstIndex { $0.kind == phase })
        let source = try plan.makeSource(phaseIndex: index, worker: 0)
        let batch = plan.makeBatch(capacity: 64, pool: ValuePool(seed: 1, valueByteLimit: 0))
        let isInteger = plan.keyspaces[0].record.bins[0].isInteger
        while count < limit {
            source.fill(batch)
            if batch.count == 0 { break }
            for entry in 0..<batch.count { add(entry, batch, isInteger) }
        }
    }

    private mutating func add(_ index: Int, _ batch: OperationBatch, _ isInteger: Bool) {
        let operation = batch[index]
        count += 1
        counts[operation.kind, default: 0] += 1
        keyByteCount += batch.key(at: index).byteCount
        guard operation.kind.writesValues else { return }
        times[operation.ttlSeconds, default: 0] += 1
        valueCount += 1
        // Memcached keeps a counter as decimal digits.
        valueByteCount +=
            isInteger
            ? String(batch.payload(at: index, position: 0)).utf8.count
            : batch.valueByteCount(at: index, position: 0)
    }
}
