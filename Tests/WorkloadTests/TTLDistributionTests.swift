import TestSupport
import Testing

@testable import Workload

@Suite("Times to live")
struct TTLDistributionTests {
    private static let all: [TTLDistribution] = [
        .none, .constant(60), TTLDistribution(.uniform(30...90)),
        TTLDistribution(.exponential(meanSeconds: 300)),
        TTLDistribution(.exponential(meanSeconds: 0.001)),
        TTLDistribution(
            .table([
                .init(seconds: 0, weight: 0.08), .init(seconds: 86_400, weight: 0.65),
                .init(seconds: 14 * 86_400, weight: 0.27),
            ])),
    ]

    @Test("times come as often as their distribution says", arguments: all)
    func drawn(times: TTLDistribution) {
        var random = DrawStream(seed: 2)
        let edges: [UInt64] = [0, 1, 2, 31, 60, 61, 90, 120, 300, 600, 1_500, 86_400, 1_209_600]
        let agree = DrawTesting.agree(
            edges: edges, below: { $0 == 0 ? 0 : times.cumulative(UInt32($0) - 1) },
            draw: { UInt64(times.next(using: &random)) })
        #expect(agree)
    }

    @Test("an exponential time is at least a second, and its mean is the one said")
    func exponential() {
        let times = TTLDistribution(.exponential(meanSeconds: 300))
        #expect(times.cumulative(0) == 0)
        #expect(abs(times.meanSeconds - 300) < 0.01)
        #expect(TTLDistribution(.exponential(meanSeconds: 0.001)).meanSeconds == 1)
    }

    @Test("a time says what it is")
    func text() {
        let texts = Self.all.map(\.text)
        #expect(
            texts == [
                "none", "1m", "30s to 90s, uniform", "exponential, mean 300s",
                "exponential, mean 0.001s", "none (8 %), 1d (65 %), 14d (27 %)",
            ])
        #expect(Self.all.map(\.isNone) == [true, false, false, false, false, false])
        #expect(Self.all.map(\.largestSeconds) == [0, 60, 90, 315_360_000, 315_360_000, 1_209_600])
    }
}
