import Engine
import Foundation
import TestSupport
import Testing

@Suite("Lock contention")
struct ContentionModelTests {
    private func model(
        threads: Int, _ stripes: StripePopularity, hold: Double = 100, cycle: Double = 400,
        conflictShare: Double = 1
    ) -> ContentionModel {
        ContentionModel(
            threads: threads, stripes: stripes,
            operation: ContentionModel.Operation(
                holdNanoseconds: hold, cycleNanoseconds: cycle, conflictShare: conflictShare))
    }

    @Test("one thread meets nobody")
    func alone() {
        let model = model(threads: 1, StripePopularity(stripeCount: 1))
        #expect(model.collisionShare == 0)
        #expect(model.meanWaitNanoseconds == 0)
        #expect(model.throughputShare == 1)
    }

    @Test(
        "two threads meet as often as the other holds the stripe, for half a hold",
        arguments: [1, 2, 64, 4096])
    func two(stripeCount: Int) {
        let model = model(threads: 2, StripePopularity(stripeCount: stripeCount))
        #expect(abs(model.collisionShare - 0.25 / Double(stripeCount)) < 1e-12)
        #expect(abs(model.meanWaitNanoseconds - 50) < 1e-9)
    }

    @Test("many threads on one stripe do no more than one at a time could")
    func saturation() {
        let model = model(threads: 64, StripePopularity(stripeCount: 1))
        // Each operation takes as long as 64 holds.
        #expect(abs(model.throughputShare - 400.0 / 6400) < 0.01)
        #expect(model.collisionShare > 0.95)
    }

    @Test("operations that seldom exclude each other seldom wait")
    func conflicts() {
        let stripes = StripePopularity(stripeCount: 4)
        let all = model(threads: 2, stripes)
        let few = model(threads: 2, stripes, conflictShare: 0.1)
        #expect(abs(few.collisionShare - all.collisionShare / 10) < 1e-12)
    }

    @Test("which operations exclude each other depends on the lock")
    func kinds() {
        #expect(LockKind.spin.conflictShare(writeShare: 0) == 1)
        #expect(LockKind.mutex.conflictShare(writeShare: 0.05) == 1)
        #expect(LockKind.readWrite.conflictShare(writeShare: 0) == 0)
        #expect(LockKind.readWrite.conflictShare(writeShare: 0.5) == 0.75)
        #expect(LockKind.optimistic.conflictShare(writeShare: 0.5) == 0.75)
        for kind in LockKind.allCases { #expect(kind.conflictShare(writeShare: 1) == 1) }
    }

    @Test("stripes coincide as often as keys do, or by chance")
    func coincidence() {
        #expect(StripePopularity(stripeCount: 64).coincidence == 1.0 / 64)
        let even = StripePopularity(stripeCount: 64, keyCoincidence: 0.01)
        #expect(abs(even.coincidence - (0.01 + 0.99 / 64)) < 1e-12)
        let one = StripePopularity(stripeCount: 64, hottestKeys: [0.5], keyCoincidence: 0.25)
        let (hot, cold) = (0.5 + 0.5 / 64, 0.5 / 64)
        #expect(abs(one.coincidence - (hot * hot + 63 * cold * cold)) < 1e-12)
        #expect(StripePopularity(stripeCount: 1, hottestKeys: [0.5, 0.3]).coincidence == 1)
    }

    /// A case for the simulation: threads, stripes, and Zipf's exponent over 10,000 keys.
    struct Case: CustomStringConvertible, Sendable {
        var threads: Int
        var stripes: Int
        var exponent: Double
        var hold = 100.0
        var description: String {
            "\(threads) threads, \(stripes) stripes, exponent \(exponent), hold \(hold) of 400 ns"
        }
    }

    @Test(
        "a simulation of threads that wait in turn gives the same figures",
        arguments: [
            Case(threads: 2, stripes: 1, exponent: 0), Case(threads: 2, stripes: 16, exponent: 0),
            Case(threads: 2, stripes: 64, exponent: 0.99),
            Case(threads: 2, stripes: 4096, exponent: 0.99),
            Case(threads: 8, stripes: 4, exponent: 0), Case(threads: 8, stripes: 64, exponent: 0),
            Case(threads: 8, stripes: 64, exponent: 0.99),
            Case(threads: 16, stripes: 256, exponent: 1.2),
            Case(threads: 32, stripes: 16, exponent: 0, hold: 200),
        ])
    func simulation(_ example: Case) {
        let keys = Self.zipfShares(10_000, exponent: example.exponent)
        let hottest = example.exponent == 0 ? [] : Array(keys.prefix(256))
        let predicted = model(
            threads: example.threads,
            StripePopularity(
                stripeCount: example.stripes, hottestKeys: hottest,
                keyCoincidence: keys.reduce(0) { $0 + $1 * $1 }),
            hold: example.hold)
        // Where keys lie is chance: several placements, as the model's is one of many.
        var collisions = 0.0
        var wait = 0.0
        let seeds: Range<UInt64> = 1..<9
        for seed in seeds {
            var simulation = StripeSimulation(
                example.threads, stripes: example.stripes, keys: keys, hold: example.hold,
                seed: seed)
            let found = simulation.run(operations: 40_000)
            collisions += found.collisionShare / Double(seeds.count)
            wait += found.meanWait / Double(seeds.count)
        }
        let words = Comment(
            rawValue: "simulated \(collisions) and \(wait) ns, predicted "
                + "\(predicted.collisionShare) and \(predicted.meanWaitNanoseconds) ns")
        #expect(abs(predicted.collisionShare - collisions) < 0.12 * collisions, words)
        #expect(abs(predicted.meanWaitNanoseconds - wait) < 0.15 * wait, words)
    }

    private static func zipfShares(_ count: Int, exponent: Double) -> [Double] {
        var weights: [Double] = []
        for rank in 1...count { weights.append(pow(Double(rank), -exponent)) }
        let sum = weights.reduce(0, +)
        return weights.map { $0 / sum }
    }
}

/// Threads that think for an exponential time, then hold the stripe of a key, first come first
/// served: event by event.
private struct StripeSimulation {
    private let hold: Double
    private let think: Double
    private let stripeEnds: [Double]
    private var freeAt: [Double]
    private var arrivals: [Double]
    private var random: SeededRandom

    init(_ threads: Int, stripes: Int, keys: [Double], hold: Double, seed: UInt64) {
        self.hold = hold
        think = 400 - hold
        random = SeededRandom(seed: seed)
        var shares = [Double](repeating: 0, count: stripes)
        for key in keys { shares[Int.random(in: 0..<stripes, using: &random)] += key }
        var sum = 0.0
        stripeEnds = shares.map { share in
            sum += share
            return sum
        }
        freeAt = Array(repeating: 0, count: stripes)
        arrivals = []
        for _ in 0..<threads { arrivals.append(exponential()) }
    }

    mutating func run(operations: Int) -> (collisionShare: Double, meanWait: Double) {
        var collisions = 0
        var waited = 0.0
        for operation in 0..<operations {
            var thread = 0
            for other in arrivals.indices where arrivals[other] < arrivals[thread] {
                thread = other
            }
            let now = arrivals[thread]
            let stripe = nextStripe()
            let start = max(now, freeAt[stripe])
            // The first tenth fills the queues.
            if operation > operations / 10, start > now {
                collisions += 1
                waited += start - now
            }
            freeAt[stripe] = start + hold
            arrivals[thread] = start + hold + exponential()
        }
        let counted = Double(operations - operations / 10)
        return (Double(collisions) / counted, collisions > 0 ? waited / Double(collisions) : 0)
    }

    private mutating func exponential() -> Double {
        -log(Double.random(in: Double.leastNormalMagnitude..<1, using: &random)) * think
    }

    private mutating func nextStripe() -> Int {
        let point = Double.random(in: 0..<1, using: &random)
        var (low, high) = (0, stripeEnds.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if stripeEnds[middle] <= point { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
