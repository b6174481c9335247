import Platform
import TestSupport
import Testing

@testable import Workload

@Suite("Rate profiles")
struct RateProfileTests {
    static let second = Nanoseconds.seconds(1)

    /// One of each shape, with what it expects in its first ten seconds.
    static let shapes: [(RateProfile, count: Double)] = [
        (.constant(1_000), 10_000),
        (.ramp(from: 0, to: 1_000, over: .seconds(10)), 5_000),
        (.ramp(from: 1_000, to: 100, over: .seconds(4)), 2_200 + 600),
        // (to − from) / ln(to / from) times the length.
        (
            .ramp(from: 10, to: 1_000, over: .seconds(10), curve: .exponential),
            990 / 4.605170185988091 * 10
        ),
        (.steps([(100, .seconds(2)), (0, .seconds(3)), (400, .seconds(1))]), 200 + 2_000),
        (.staircase(from: 100, to: 500, count: 5, every: .seconds(2)), 3_000),
        (.shuffled([100, 200, 300, 400, 500], every: .seconds(2), seed: 7), 3_000),
        (.spike(base: 100, peak: 10_000, at: .seconds(3), length: .seconds(2)), 800 + 20_000),
        (.sine(mean: 500, amplitude: 500, period: .seconds(5)), 5_000),
        (.square(low: 0, high: 1_000, period: .seconds(3), duty: 0.25), 3_250 - 250),
        (
            .diurnal(
                [(0, 5), (6, 1), (12, 10), (24, 5)], period: .seconds(5), peak: 100), 2 * 293.75
        ),
        (
            .sequence([
                .pause(.seconds(1)), .ramp(from: 0, to: 100, over: .seconds(4)),
                .square(low: 100, high: 300, period: .seconds(2), duty: 0.5),
            ]), 200 + 1_100
        ),
        (
            .sequence([
                .square(low: 0, high: 100, period: .seconds(2), duty: 0.5).first(.seconds(5)),
                .constant(7).first(.seconds(1)), .constant(1_000),
            ]), 300 + 7 + 4_000
        ),
    ]

    @Test("a profile expects as many operations as the area below it", arguments: shapes.indices)
    func count(index: Int) {
        let (profile, expected) = Self.shapes[index]
        let found = profile.count(at: .seconds(10))
        #expect(abs(found - expected) <= expected * 2e-4, "\(profile.name): \(found)")
        #expect(profile.count(at: .zero) == 0)
    }

    @Test("the rate is the slope of the count", arguments: shapes.indices)
    func slope(index: Int) {
        let profile = Self.shapes[index].0
        for millisecond in stride(from: UInt64(3), to: 30_000, by: 97) {
            let (here, next) = (
                Nanoseconds.milliseconds(millisecond), Nanoseconds.milliseconds(millisecond + 1)
            )
            let mean = (profile.ratePerSecond(at: here) + profile.ratePerSecond(at: next)) / 2
            let found = (profile.count(at: next) - profile.count(at: here)) * 1_000
            // A jump within the millisecond is all that may part the two.
            #expect(abs(found - mean) <= 0.02 * mean + 1 || isJump(profile, here, next))
        }
    }

    private func isJump(_ profile: RateProfile, _ here: Nanoseconds, _ next: Nanoseconds) -> Bool {
        let (before, after) = (profile.ratePerSecond(at: here), profile.ratePerSecond(at: next))
        return abs(before - after) > 0.01 * max(before, after)
    }

    @Test("the moment of a count is where that count is reached", arguments: shapes.indices)
    func inverse(index: Int) throws {
        let profile = Self.shapes[index].0
        for step in 0..<2_000 {
            let wanted = Double(step) * 13.7
            let moment = try #require(profile.moment(ofCount: wanted))
            let found = profile.count(at: moment)
            // Moments are whole nanoseconds.
            #expect(abs(found - wanted) <= 1e-9 * wanted + 2e-5, "\(profile.name) at \(moment)")
        }
    }

    @Test("ascending counts are reached at ascending moments")
    func ascending() {
        forEachSeed(20) { seed in
            for (profile, _) in Self.shapes {
                var random = DrawStream(seed: seed)
                var cursor = RateCursor(profile)
                var (count, last) = (0.0, 0.0)
                for _ in 0..<500 {
                    count += random.unit() * 300
                    let next = cursor.nanoseconds(ofCount: count)
                    #expect(next >= last - 1e-3, seedComment(seed))
                    last = next
                }
            }
        }
    }

    @Test("nothing is due in a stretch without load, and nothing ever after the last of it")
    func pause() {
        let profile = RateProfile.sequence([
            .constant(10).first(.seconds(1)), .pause(.seconds(5)), .constant(10),
        ])
        #expect(profile.moment(ofCount: 9.999) ?? .zero < .seconds(1))
        #expect(profile.moment(ofCount: 10) == .seconds(6))
        let ending = RateProfile.steps([(10, .seconds(1)), (0, .seconds(1))])
        #expect(ending.moment(ofCount: 9) == .milliseconds(900))
        #expect(ending.moment(ofCount: 10) == nil)
    }

    @Test("a rare operation in a fast wave does not walk over every lap")
    func laps() {
        let profile = RateProfile.sine(mean: 0.001, amplitude: 0.001, period: .milliseconds(1))
        let moment = profile.moment(ofCount: 1_000)
        #expect(abs((moment?.seconds ?? 0) - 1_000_000) < 1)
    }

    @Test("the order of shuffled rates is the seed's")
    func shuffled() {
        let rates = (1...8).map(Double.init)
        let profiles = (0..<20).map {
            RateProfile.shuffled(rates, every: .seconds(1), seed: UInt64($0))
        }
        for profile in profiles {
            #expect(profile.lines.map(\.from).sorted() == rates)
        }
        #expect(Set(profiles.map { $0.lines.map(\.from) }).count > 15)
        #expect(profiles[3] == RateProfile.shuffled(rates, every: .seconds(1), seed: 3))
    }

    @Test("an interval carries the labels of what lies in it")
    func marks() {
        func labels(_ rate: RateProfile, _ from: Double, _ to: Double) -> [String] {
            PhasePlan(
                kind: .measure, duration: .seconds(60), operationCount: nil,
                arrivals: .scheduled(.poisson, rate)
            ).labels(time: .seconds(from)..<(.seconds(to)), operations: 0..<1)
        }
        let spike = RateProfile.spike(base: 1e3, peak: 52_700, at: .seconds(5), length: .seconds(2))
        #expect(labels(spike, 4, 5).isEmpty)
        #expect(labels(spike, 6, 7) == ["spike 52.7k/s"])
        #expect(labels(spike, 7, 8).isEmpty)
        let square = RateProfile.square(low: 0, high: 2e6, period: .seconds(4), duty: 0.5)
        #expect(labels(square, 0, 1) == ["high 2M/s"])
        #expect(labels(square, 41, 43) == ["high 2M/s", "pause"])
        #expect(labels(square, 42, 44) == ["pause"])
        let sequence = RateProfile.sequence([
            .ramp(from: 1, to: 2, over: .seconds(3)), .pause(.seconds(2)), .constant(5),
        ])
        #expect(labels(sequence, 2, 4) == ["ramp 1/s → 2/s", "pause"])
        #expect(labels(sequence, 5, 9).isEmpty)
        #expect(labels(.constant(5), 0, 9).isEmpty)
    }

    @Test("the offered rate of a phase is the mean over it")
    func offered() {
        var phase = PhasePlan(
            kind: .measure, duration: .seconds(10), operationCount: nil,
            arrivals: .scheduled(.constant, .ramp(from: 0, to: 1_000, over: .seconds(10))))
        #expect(phase.offeredRatePerSecond == 500)
        phase.operationCount = 1_250
        #expect(abs((phase.offeredRatePerSecond ?? 0) - 250) < 1e-3)
        phase.arrivals = .closed
        #expect(phase.offeredRatePerSecond == nil)
    }
}
