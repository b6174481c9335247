import Engine
import Platform
import Workload

/// Loaded records and the keys that the threads will ask for.
final class Bench: Sendable {
    static let operationCount = 400_000
    /// Operations of a round: about a millisecond, in which a thread is seldom preempted.
    static let roundLength = 2_000
    static let roundCount = 400

    let popularity: KeyPopularity
    private let namespace: Namespace
    private let bin: BinID
    /// Each thread's digests, in the order to ask.
    private let digests: [[Digest]]

    init(_ kind: LockKind, stripes: Int, _ distribution: String) throws {
        let plan = try Plan.named(
            "ycsb-c",
            overrides: [
                "keys.count=\(ContentionBench.keyCount)", "keys.distribution=\(distribution)",
                "workers=2", "phases.warmUp=none", "phases.load=none", "record.values=0B",
            ])
        popularity = plan.keyPopularity
        let namespace = try Store().createNamespace(
            "bench",
            configuration: EngineConfiguration(lockRatio: Double(stripes) / 4096, lock: kind))
        self.namespace = namespace
        bin = try namespace.bin(named: "value")
        digests = try (0..<2).map { worker in
            let source = try plan.makeSource(phaseIndex: 0, worker: worker)
            let batch = plan.makeBatch(capacity: 32, pool: ValuePool(seed: 1, valueByteLimit: 0))
            var digests: [Digest] = []
            while digests.count < Self.operationCount {
                source.fill(batch)
                for index in 0..<batch.count {
                    digests.append(namespace.digest(ofKey: Int64(batch[index].keyIndex)))
                }
            }
            return digests
        }
        let draft = Self.draft(bin)
        for key in 0..<Int64(ContentionBench.keyCount) {
            _ = namespace.put(namespace.digest(ofKey: key), draft)
        }
    }

    private static func draft(_ bin: BinID) -> RecordDraft {
        let draft = RecordDraft()
        draft.append(bin, string: String(repeating: "v", count: 1_000))
        return draft
    }

    /// What two threads find that read and update in turn, from the rounds in which both had a
    /// processor from beginning to end.
    func run() throws -> Found {
        let pair = Pair()
        let processors = Processors.available
        let second = try Running(processor: processors[1 % processors.count]) { [self] in
            var worker = Worker(digests[1], seed: 2)
            for _ in 0..<Self.roundCount {
                pair.meet()
                let round = worker.round(namespace, Self.draft(bin))
                pair.answer(round)
                pair.meet()
            }
        }
        let found = Mutexed(Found())
        let first = try Running(processor: processors[0]) { [self] in
            var worker = Worker(digests[0], seed: 1)
            for _ in 0..<Self.roundCount {
                let before = namespace.lockStatistics()[0]
                pair.meet()
                let own = worker.round(namespace, Self.draft(bin))
                pair.meet()
                let after = namespace.lockStatistics()[0]
                let other = pair.answer
                guard own.isTogether(with: other) else { continue }
                found.change { $0.add(own, other, before, after) }
            }
        }
        first.join()
        second.join()
        return found.value
    }

    /// What a cycle takes without its call of the engine, and a checksum.
    func thinking() throws -> (nanoseconds: Double, checksum: UInt64) {
        let found = Mutexed([Round]())
        try Running(processor: Processors.available[0]) { [self] in
            var worker = Worker(digests[0], seed: 1)
            for _ in 0..<200 {
                let round = worker.idleRound()
                if round.switchCount == 0 { found.change { $0.append(round) } }
            }
        }.join()
        let ordered = found.value.map(\.nanosecondsPerOperation).sorted()
        let checksum = found.value.reduce(0) { $0 ^ $1.thought }
        return (ordered.isEmpty ? 0 : ordered[ordered.count / 2], checksum)
    }
}

/// The sums over the rounds that count.
struct Found: Sendable {
    var roundCount = 0
    var operationCount = 0
    var nanoseconds = 0.0
    var contendedCount = 0
    var repeatedCount = 0
    var waitNanoseconds = 0.0
    var thought: UInt64 = 0

    mutating func add(
        _ first: Round, _ second: Round, _ before: StripeGroupStatistics,
        _ after: StripeGroupStatistics
    ) {
        roundCount += 1
        thought ^= first.thought ^ second.thought
        operationCount += 2 * Bench.roundLength
        nanoseconds += Double((first.end - first.start).count + (second.end - second.start).count)
        contendedCount += after.contendedCount - before.contendedCount
        repeatedCount += after.repeatedReadCount - before.repeatedReadCount
        waitNanoseconds += Double(after.waitNanoseconds - before.waitNanoseconds)
    }

    var cycleNanoseconds: Double { nanoseconds / Double(max(operationCount, 1)) }
    /// Operations that found the stripe taken, or read again.
    var contendedShare: Double {
        Double(contendedCount + repeatedCount) / Double(max(operationCount, 1))
    }
    var meanWaitNanoseconds: Double { waitNanoseconds / Double(max(contendedCount, 1)) }
}

/// When a thread did its part of a round, and how often it lost its processor meanwhile.
struct Round: Sendable {
    var start: Instant
    var end: Instant
    var switchCount: Int
    /// What thinking came to, so that the compiler cannot leave it out.
    var thought: UInt64

    var nanosecondsPerOperation: Double {
        Double((end - start).count) / Double(Bench.roundLength)
    }

    /// Whether both threads ran all the time, and nine tenths of it at the same time.
    func isTogether(with other: Round) -> Bool {
        guard switchCount == 0 && other.switchCount == 0 else { return false }
        let begin = max(start, other.start)
        let finish = min(end, other.end)
        guard begin < finish else { return false }
        let whole = max(end, other.end) - min(start, other.start)
        return Double((finish - begin).count) >= 0.9 * Double(whole.count)
    }
}

/// One thread's calls: a random time of thinking, then a read or an update.
struct Worker {
    private let digests: [Digest]
    private let copy = RecordCopy()
    private let clock = MonotonicClock.calibrated
    private var random: UInt64
    private var position = 0

    init(_ digests: [Digest], seed: UInt64) {
        self.digests = digests
        random = seed &* 0x9e37_79b9_7f4a_7c15
    }

    mutating func round(_ namespace: Namespace, _ draft: RecordDraft) -> Round {
        let switches = Self.switchCount
        let start = clock.now()
        for index in 0..<Bench.roundLength {
            think()
            let digest = digests[position + index]
            if index & 1 == 0 {
                _ = namespace.get(digest, into: copy)
            } else {
                _ = namespace.put(digest, draft)
            }
        }
        position = (position + Bench.roundLength) % Bench.operationCount
        let end = clock.now()
        return Round(
            start: start, end: end, switchCount: Self.switchCount - switches, thought: random)
    }

    mutating func idleRound() -> Round {
        let switches = Self.switchCount
        let start = clock.now()
        for _ in 0..<Bench.roundLength { think() }
        let end = clock.now()
        return Round(
            start: start, end: end, switchCount: Self.switchCount - switches, thought: random)
    }

    /// Up to 2,047 steps of a generator: some hundred nanoseconds.
    private mutating func think() {
        random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        var steps = random >> 53
        while steps > 0 {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            steps &-= 1
        }
    }

    private static var switchCount: Int {
        let usage = ThreadUsage.current()
        return usage.voluntarySwitchCount + usage.involuntarySwitchCount
    }
}
