internal import Engine
internal import Platform
internal import Workload

/// What measuring costs on this machine.
///
/// Each cost is measured in rounds of equal length, on a thread like a worker's.
struct Calibration: Sendable {
    private let clock: MonotonicClock
    /// The length of one round.
    private let round: Nanoseconds

    private static let roundCount = 9

    /// A calibration that takes about `budget` altogether.
    init(clock: MonotonicClock, budget: Nanoseconds) {
        self.clock = clock
        let measureCount = 6
        round = Nanoseconds(budget.count / UInt64(measureCount * Self.roundCount))
    }

    /// The measurements, in the order to make and to show.
    var measures: [@Sendable () throws -> CalibrationRow] {
        [
            clockReading, generation, nullTarget, { try digest(.fast) }, { try digest(.ripemd160) },
            sleepOvershoot,
        ]
    }

    @Sendable private func clockReading() -> CalibrationRow {
        let rounds = repeated {
            var sum: UInt64 = 0
            for _ in 0..<1_000 { sum &+= clock.now().nanoseconds }
            return (1_000, sum)
        }
        return CalibrationRow(name: "clock reading", rounds: rounds)
    }

    /// Generates YCSB C's measured operations: key, kind and size, without running them.
    @Sendable private func generation() throws -> CalibrationRow {
        let plan = try Plan.named("ycsb-c", overrides: ["workers=1"])
        let pool = plan.makeValuePool()
        let batch = plan.makeBatch(capacity: 32, pool: pool)
        let source = try plan.makeSource(phaseIndex: plan.phases.count - 1, worker: 0)
        let rounds = repeated {
            source.fill(batch)
            return (batch.count, batch[0].keyIndex)
        }
        return CalibrationRow(name: "generating an operation", rounds: rounds)
    }

    /// Runs YCSB C against the null target: generation, two clock readings and recording.
    @Sendable private func nullTarget() throws -> CalibrationRow {
        let plan = try Plan.named("ycsb-c")
        let rounds = try (0..<Self.roundCount).map { _ in
            try HarnessFloor.nanosecondsPerOperation(of: plan, lasting: round)
        }
        return CalibrationRow(
            name: "operation on the null target", rounds: rounds.compactMap { $0 })
    }

    /// Turns a key of YCSB's usual length into the digest that names its record.
    private func digest(_ method: DigestMethod) throws -> CalibrationRow {
        let namespace = try Store().createNamespace(
            "calibrate", configuration: EngineConfiguration(digest: method))
        let key = Array("user6284781860667377211".utf8)
        let rounds = repeated {
            var sum: UInt64 = 0
            for _ in 0..<100 {
                unsafe sum &+= UInt64(namespace.digest(ofKey: key.span.bytes).partition)
            }
            return (100, sum)
        }
        return CalibrationRow(
            name: "digest of a 23-byte key, \(method.rawValue)", rounds: rounds)
    }

    /// How much later than asked a sleep of 100 µs ends.
    @Sendable private func sleepOvershoot() throws -> CalibrationRow {
        let asked = Nanoseconds.microseconds(100)
        let rounds = repeated {
            let start = clock.now()
            pauseThread(asked)
            return (1, (clock.now() - start).count)
        }
        return CalibrationRow(
            name: "sleep of 100 µs, overshoot", rounds: rounds.map { $0 - Double(asked.count) })
    }

    /// Nanoseconds per item in each round, where one call of `work` does a number of items.
    ///
    /// What `work` computes is kept, so that the compiler cannot leave it out.
    private func repeated(_ work: () -> (items: Int, kept: UInt64)) -> [Double] {
        var kept: UInt64 = 0
        let rounds = (0..<Self.roundCount).map { _ in
            let start = clock.now()
            var items = 0
            repeat {
                let done = work()
                items += done.items
                kept &+= done.kept
            } while clock.now() - start < round
            return Double((clock.now() - start).count) / Double(items)
        }
        withExtendedLifetime(kept) {}
        return rounds
    }
}
