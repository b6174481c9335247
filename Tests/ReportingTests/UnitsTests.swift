import Platform
import Testing

@testable import Reporting

@Suite("Units")
struct UnitsTests {
    @Test(
        "a prefix and its digits never disagree",
        arguments: [
            (0, "0"), (1, "1.000"), (9.9994, "9.999"), (9.9996, "10.00"), (99.994, "99.99"),
            (99.996, "100.0"), (999.94, "999.9"), (999.96, "1.000k"), (1_000, "1.000k"),
            (12_345, "12.35k"), (999_949, "999.9k"), (999_951, "1.000M"), (1.5e9, "1.500G"),
            (2e15, "2.000P"), (0.001_234_5, "0.001235"), (-1_500, "-1.500k"), (0.5, "0.5000"),
        ] as [(Double, String)])
    func scaled(value: Double, text: String) {
        #expect(Units.scaled(value) == text)
    }

    @Test("what is not finite is a dash", arguments: [Double.nan, .infinity, -.infinity])
    func notFinite(value: Double) {
        #expect(Units.scaled(value) == "–")
        #expect(Units.fixed(value, decimals: 2) == "–")
        #expect(Units.significant(value) == "–")
    }

    @Test(
        "thousands are grouped",
        arguments: [
            (0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567"),
            (UInt64.max, "18,446,744,073,709,551,615"),
        ] as [(UInt64, String)])
    func grouped(value: UInt64, text: String) {
        #expect(Units.grouped(value) == text)
    }

    @Test(
        "bytes have binary prefixes",
        arguments: [
            (0, "0 B"), (1_023, "1,023 B"), (1_024, "1.000 KiB"), (1_536, "1.500 KiB"),
            (1_073_741_824, "1.000 GiB"), (1_023.9 * 1_024, "1,024 KiB"),
            (1_023.96 * 1_024, "1.000 MiB"),
            (25_275_334_656, "23.54 GiB"),
        ] as [(Double, String)])
    func bytes(value: Double, text: String) {
        #expect(Units.bytes(value) == text)
    }

    @Test(
        "a time has the unit that fits it",
        arguments: [
            (0, "0 ns"), (999, "999 ns"), (1_000, "1 µs"), (1_234, "1.234 µs"),
            (999_949, "999.9 µs"), (999_951, "1 ms"), (30_000_000_000, "30 s"),
            (7_500_000_000, "7.500 s"), (119_000_000_000, "119 s"), (120_000_000_000, "2 min"),
            (125_000_000_000, "2 min 05 s"), (7_260_000_000_000, "2 h 01 min"),
        ] as [(UInt64, String)])
    func time(nanoseconds: UInt64, text: String) {
        #expect(Units.time(Nanoseconds(nanoseconds)) == text)
    }

    @Test(
        "a small share is told from none",
        arguments: [
            (0, "0 %"), (1, "100.0 %"), (0.5, "50.0 %"), (0.05, "5.00 %"), (0.000_5, "0.050 %"),
            (0.000_001, "<0.001 %"),
        ] as [(Double, String)])
    func percent(share: Double, text: String) {
        #expect(Units.percent(share) == text)
    }

    @Test(
        "a table's unit keeps its smallest latency readable",
        arguments: [
            ([], .nanoseconds), ([0], .nanoseconds), ([99, 5_000_000], .nanoseconds),
            ([100, 5_000_000], .microseconds), ([99_999], .microseconds),
            ([100_000], .milliseconds), ([100_000_000, 0], .seconds),
        ] as [([UInt64], LatencyUnit)])
    func fitting(nanoseconds: [UInt64], unit: LatencyUnit) {
        #expect(LatencyUnit.fitting(nanoseconds.map { Nanoseconds($0) }) == unit)
    }

    @Test(
        "a latency keeps four digits in a fixed unit",
        arguments: [
            (0, "0.000"), (300, "0.300"), (1_234, "1.234"), (9_999, "9.999"), (12_345, "12.35"),
            (99_996, "100.0"), (999_960, "1,000"), (1_234_567, "1,235"),
        ] as [(UInt64, String)])
    func inMicroseconds(nanoseconds: UInt64, text: String) {
        #expect(LatencyUnit.microseconds.text(Nanoseconds(nanoseconds)) == text)
    }

    @Test("what a unit cannot show is said to be less, not zero")
    func tooSmall() {
        #expect(LatencyUnit.milliseconds.text(Nanoseconds(60)) == "<0.001")
        #expect(LatencyUnit.seconds.text(Nanoseconds(600_000)) == "<0.001")
        #expect(LatencyUnit.nanoseconds.text(Nanoseconds(12_345)) == "12,345")
    }
}
