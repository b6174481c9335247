import Platform
import RealModule
import TestSupport
import Testing

@testable import Workload

@Suite("Arrival schedules")
struct ArrivalScheduleTests {
    private static let draws = PhaseDraws(seed: 5, phase: .measure)

    static let processes: [ArrivalProcess] = [
        .constant, .poisson, .generalizedPareto(shape: 0.4),
        .onOff(.init(on: .milliseconds(20), off: .milliseconds(60), isExponential: false)),
        .onOff(.init(on: .milliseconds(20), off: .milliseconds(60), isExponential: true)),
    ]

    static let profiles: [RateProfile] = [
        .constant(50_000), .ramp(from: 5_000, to: 100_000, over: .seconds(1)),
        .sine(mean: 50_000, amplitude: 50_000, period: .milliseconds(700)),
        .sequence([
            .pause(.milliseconds(100)),
            .square(
                low: 0, high: 80_000, period: .milliseconds(300), duty: 0.6),
        ]),
    ]

    /// The starts of the operations of `worker` below `count`.
    private func starts(
        _ arrivals: Arrivals, count: UInt64, worker: UInt64 = 0, of workerCount: UInt64 = 1,
        draws: PhaseDraws = draws
    ) -> [Nanoseconds] {
        var schedule = ArrivalSchedule(arrivals, draws: draws)
        return stride(from: worker, to: count, by: Int(workerCount)).map {
            schedule.start(of: $0)
        }
    }

    @Test(
        "any number of workers shares one and the same schedule", arguments: processes, profiles)
    func workers(process: ArrivalProcess, profile: RateProfile) {
        let arrivals = Arrivals.scheduled(process, profile)
        let alone = starts(arrivals, count: 5_000)
        for workerCount: UInt64 in [2, 3, 8] {
            for worker in 0..<workerCount {
                let own = starts(arrivals, count: 5_000, worker: worker, of: workerCount)
                let same = stride(from: Int(worker), to: 5_000, by: Int(workerCount)).map {
                    alone[$0]
                }
                #expect(own == same)
            }
        }
        #expect(alone == alone.sorted())
    }

    @Test("gaps, measured by what the profile expects, are the process's", arguments: profiles)
    func rescaled(profile: RateProfile) {
        let exponential = gaps(.scheduled(.poisson, profile), profile)
        expectDistribution(exponential) { 1 - Double.exp(-$0) }
        let pareto = gaps(.scheduled(.generalizedPareto(shape: 0.4), profile), profile)
        expectDistribution(pareto) { 1 - Double.pow(1 + 0.4 * $0 / 0.6, -2.5) }
        let limit = Statistics.kolmogorovLimit(count: pareto.count)
        let wrong = Statistics.kolmogorovDistance(pareto) { 1 - Double.exp(-$0) }
        #expect(wrong > limit, "the test tells one process from the other")
    }

    private func gaps(_ arrivals: Arrivals, _ profile: RateProfile) -> [Double] {
        let counts = starts(arrivals, count: 30_000).map { profile.count(at: $0) }
        return zip(counts.dropFirst(), counts).map { $0 - $1 }
    }

    private func expectDistribution(_ gaps: [Double], cumulative: (Double) -> Double) {
        // Starts are whole nanoseconds: of the gap's order of 10⁴ that is far below the limit.
        let distance = Statistics.kolmogorovDistance(gaps, cumulative: cumulative)
        #expect(distance < Statistics.kolmogorovLimit(count: gaps.count))
    }

    @Test("each stretch has as many operations as the profile expects", arguments: profiles)
    func counts(profile: RateProfile) {
        let times = starts(.scheduled(.poisson, profile), count: 60_000)
        let last = times.last ?? .zero
        var counts = [Int](repeating: 0, count: Int(last.count / 50_000_000))
        for time in times where Int(time.count / 50_000_000) < counts.count {
            counts[Int(time.count / 50_000_000)] += 1
        }
        #expect(counts.count > 10)
        for (index, count) in counts.enumerated() {
            let begin = Nanoseconds.milliseconds(UInt64(index) * 50)
            let expected = profile.count(at: begin + .milliseconds(50)) - profile.count(at: begin)
            // Five standard deviations of a Poisson count.
            #expect(abs(Double(count) - expected) <= 5 * expected.squareRoot() + 1e-6)
        }
    }

    @Test("bursts keep the offered rate, and leave the time between them empty")
    func bursts() {
        let lengths = ArrivalProcess.Bursts(
            on: .milliseconds(10), off: .milliseconds(90), isExponential: false)
        let times = starts(.scheduled(.onOff(lengths), .constant(10_000)), count: 100_000)
        let between = times.filter { $0.count % 100_000_000 > 10_000_000 }
        #expect(between.isEmpty)
        // Ten seconds hold a hundred bursts of 1,000 operations, give or take 3 · √100,000.
        let inTen = times.count { $0 < .seconds(9) }
        #expect(abs(Double(inTen) - 90_000) < 1_200)
    }

    @Test("bursts of random length have their mean lengths, and the offered rate in the long run")
    func randomBursts() {
        let lengths = ArrivalProcess.Bursts(
            on: .milliseconds(1), off: .milliseconds(3), isExponential: true)
        let times = starts(.scheduled(.onOff(lengths), .constant(100_000)), count: 400_000)
        // Some 1,000 bursts: the number in a time varies by about √2/√1000 of itself.
        let mean = Double(times.count) / (times.last ?? .zero).seconds
        #expect(abs(mean / 100_000 - 1) < 0.2)
        // Rate within a burst: four times the mean, so gaps of 2.5 µs and now and then one of 3 ms.
        let gaps = zip(times.dropFirst(), times).map { Double(($0 - $1).count) }
        let long = gaps.filter { $0 > 100_000 }
        let meanLong = long.reduce(0, +) / Double(max(long.count, 1))
        #expect(abs(meanLong - 3_100_000) < 450_000)
        let operationsPerBurst = Double(times.count) / Double(long.count)
        #expect(abs(operationsPerBurst - 400) < 80)
    }

    @Test("bursts that would lie in a pause come after it")
    func burstsAndPause() {
        let lengths = ArrivalProcess.Bursts(
            on: .microseconds(10), off: .microseconds(90), isExponential: true)
        let profile = RateProfile.sequence([
            .constant(1_000_000).first(.milliseconds(10)), .pause(.seconds(3_600)),
            .constant(1_000_000).first(.milliseconds(10)), .pause(.seconds(1)),
        ])
        let times = starts(.scheduled(.onOff(lengths), profile), count: 60_000)
        let due = times.filter { $0 < .seconds(36_000) }
        #expect(due.count > 10_000 && due.count < 30_000)
        let isInPause = due.contains { $0 > .milliseconds(11) && $0 < .seconds(3_600) }
        #expect(!isInPause)
        // What the profile has no room for is never due.
        #expect((times.last ?? .zero) > .seconds(1_000_000_000))
    }

    @Test("constant arrivals are exactly spaced, and do not drift over a hundred days")
    func constant() {
        let times = starts(.constant(ratePerSecond: 3), count: 3_000)
        #expect(times == (0..<3_000).map { Nanoseconds($0 * 1_000_000_000 / 3) })
        var schedule = ArrivalSchedule(.constant(ratePerSecond: 70_000), draws: Self.draws)
        let exact = 600_000_000_000.0 / 70_000 * 1e9
        #expect(abs(Double(schedule.start(of: 600_000_000_000).count) - exact) <= 4)
    }

    @Test("other seeds and phases have other schedules")
    func seeds() {
        let arrivals = Arrivals.poisson(ratePerSecond: 1_000)
        let all = [
            starts(arrivals, count: 50),
            starts(arrivals, count: 50, draws: PhaseDraws(seed: 6, phase: .measure)),
        ]
        #expect(all[0] != all[1])
    }

    @Test("a closed loop has no schedule, and think times that are the operation's own")
    func closed() {
        #expect(starts(.closed, count: 100).allSatisfy { $0 == .zero })
        let constant = Arrivals.closed(thinkTime: .constant(.milliseconds(3)))
        #expect(starts(constant, count: 100).allSatisfy { $0 == .milliseconds(3) })
        let random = Arrivals.closed(thinkTime: .exponential(mean: .milliseconds(1)))
        let times = starts(random, count: 30_000)
        expectDistribution(times.map { Double($0.count) / 1e6 }) { 1 - Double.exp(-$0) }
        let second = starts(random, count: 30_000, worker: 1, of: 3)
        #expect(second == stride(from: 1, to: 30_000, by: 3).map { times[$0] })
    }
}
