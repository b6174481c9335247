import Measurement
import Platform
import Testing

@Suite("Histogram log")
struct HistogramLogTests {
    private static let header = LogWriter.header(
        startedAtUnixNanoseconds: 1_700_000_000_123_456_789)

    private static func histogram(_ values: [UInt64]) -> LatencyHistogram {
        let histogram = LatencyHistogram()
        for value in values { histogram.record(Nanoseconds(value)) }
        return histogram
    }

    private static let line = LogWriter.line(
        LogInterval(
            tag: "read.service", start: .seconds(1), length: .milliseconds(999),
            histogram: histogram([1_234_567])))

    @Test("the text begins as HdrHistogram's do, with seconds and milliseconds")
    func text() {
        #expect(
            Self.header == """
                #[Histogram log format version 1.3]
                #[StartTime: 1700000000.123 (seconds since epoch)]
                #[BaseTime: 1700000000.123 (seconds since epoch)]
                "StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"

                """)
        #expect(Self.line.hasPrefix("Tag=read.service,1.000,0.999,1.235,HISTF"))
    }

    @Test("a log reads back with its times, tags, counts and overflows")
    func roundTrip() throws {
        let overflowing = Self.histogram([5, 4_000_000_000_000])
        let onlyOverflow = Self.histogram([5_000_000_000_000])
        let lines = [overflowing, onlyOverflow, LatencyHistogram()].enumerated().map {
            LogWriter.line(
                LogInterval(
                    tag: "kind.\($0.offset)", start: .seconds(Double($0.offset)),
                    length: .milliseconds(1_500), histogram: $0.element))
        }
        let log = try LogReader.read(Self.header + lines.joined())
        #expect(log.startUnixSeconds == 1_700_000_000.123)
        #expect(log.baseUnixSeconds == 1_700_000_000.123)
        #expect(log.intervals.map(\.tag) == ["kind.0", "kind.1", "kind.2"])
        #expect(log.intervals.map(\.start) == [.zero, .seconds(1), .seconds(2)])
        #expect(log.intervals.allSatisfy { $0.length == .milliseconds(1_500) })
        #expect(log.intervals.map(\.histogram.count) == [2, 1, 0])
        #expect(log.intervals.map(\.histogram.overflowCount) == [1, 1, 0])
        #expect(log.intervals[0].histogram.maximum == Nanoseconds(4_000_000_000_000))
        #expect(log.intervals[0].histogram.recordedValues == overflowing.recordedValues)
        #expect(log.intervals[1].histogram.minimum == Nanoseconds(5_000_000_000_000))
    }

    @Test(
        "a line that cannot be read is named, with its reason",
        arguments: [
            ("#[Histogram log format version 2.0]", LogError.Reason.unknownVersion("2.0")),
            ("#[StartTime: soon (seconds)]", .notANumber("soon")),
            ("#[Overflow: many above 1 h, the longest 1 ns]", .malformedOverflow),
            ("Tag=read", .unclosedTag),
            ("Tag=read,1.0,2.0", .wrongFieldCount(2)),
            ("-1.0,2.0,3.0,HISTF", .notANumber("-1.0")),
            ("1.0,2.0,1e3,HISTF", .notANumber("1e3")),
            ("1.0,2.0,3.0,HISTF", .histogram(.notBase64)),
            ("1.0,2.0,3.0,AAAAAAAAAAA=", .histogram(.wrongCookie(0))),
        ])
    func badLines(line: String, reason: LogError.Reason) {
        #expect(throws: LogError(line: 6, reason: reason)) {
            try LogReader.read(Self.header + Self.line + line + "\n")
        }
    }

    @Test("comments of other tools and empty lines are skipped")
    func comments() throws {
        let log = try LogReader.read("#[Something else]\n\n#note\r\n" + Self.line)
        #expect(log.intervals.count == 1)
        #expect(log.startUnixSeconds == nil)
    }
}
