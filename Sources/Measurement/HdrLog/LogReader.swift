internal import Platform

/// Why a line of an interval log cannot be read.
public struct LogError: Error, Hashable, Sendable {
    /// What is wrong with it.
    public enum Reason: Hashable, Sendable {
        /// The format is another than 1.x.
        case unknownVersion(String)
        /// A line has `found` fields after its tag; it takes four.
        case wrongFieldCount(Int)
        /// A number is no plain decimal number of at least zero.
        case notANumber(String)
        /// The tag is not closed by a comma.
        case unclosedTag
        /// The comment on overflows is not as `LogWriter` writes it.
        case malformedOverflow
        /// The histogram is not readable.
        case histogram(HistogramEncodingError)
    }

    /// The line, counted from 1.
    public var line: Int
    /// What is wrong with it.
    public var reason: Reason

    /// A reason at a line.
    public init(line: Int, reason: Reason) {
        self.line = line
        self.reason = reason
    }
}

/// An interval log, read.
public struct HistogramLog: Sendable {
    /// When the run began, in seconds since 1970-01-01 UTC, if the log says so.
    public var startUnixSeconds: Double?
    /// What intervals' starts count from, in seconds since 1970-01-01 UTC, if the log says so.
    public var baseUnixSeconds: Double?
    /// The lines, in the file's order; a line without a tag has an empty one.
    public var intervals: [LogInterval] = []
}

/// Reads interval logs, ours and other tools', of histograms with our layout.
public enum LogReader {
    /// The log that `text` holds.
    ///
    /// - Parameter text: a whole file.
    /// - Returns: its intervals, in order.
    /// - Throws: `LogError` with the first line that cannot be read.
    public static func read(_ text: String) throws(LogError) -> HistogramLog {
        var log = HistogramLog()
        var overflow: Overflow?
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() where !line.isEmpty {
            do throws(ReasonError) {
                if line.hasPrefix("#") {
                    overflow = try readComment(line, into: &log) ?? overflow
                } else if !line.hasPrefix("\"StartTimestamp\"") {
                    log.intervals.append(try interval(line, overflow: overflow))
                    overflow = nil
                }
            } catch {
                throw LogError(line: index + 1, reason: error.reason)
            }
        }
        return log
    }

    private typealias Overflow = (count: UInt64, longest: UInt64)

    /// Comments that we do not know are other tools' and skipped.
    private static func readComment(
        _ line: Substring, into log: inout HistogramLog
    ) throws(ReasonError) -> Overflow? {
        if let rest = remainder(of: line, after: "#[Histogram log format version ") {
            guard rest.hasPrefix("1.") else {
                throw ReasonError(.unknownVersion(String(rest.prefix { $0 != "]" })))
            }
        } else if let rest = remainder(of: line, after: "#[StartTime: ") {
            log.startUnixSeconds = try number(rest.prefix { $0 != " " })
        } else if let rest = remainder(of: line, after: "#[BaseTime: ") {
            log.baseUnixSeconds = try number(rest.prefix { $0 != " " })
        } else if let rest = remainder(of: line, after: "#[Overflow: ") {
            return try overflow(rest)
        }
        return nil
    }

    private static func overflow(_ text: Substring) throws(ReasonError) -> Overflow {
        let words = text.split(separator: " ")
        guard words.count == 8, let count = UInt64(words[0]), let longest = UInt64(words[6]),
            count > 0, longest > HistogramLayout.highestTrackable
        else { throw ReasonError(.malformedOverflow) }
        return (count, longest)
    }

    private static func interval(
        _ line: Substring, overflow: Overflow?
    ) throws(ReasonError) -> LogInterval {
        var rest = line
        var tag = ""
        if let tagged = remainder(of: line, after: "Tag=") {
            guard let comma = tagged.firstIndex(of: ",") else { throw ReasonError(.unclosedTag) }
            tag = String(tagged[..<comma])
            rest = tagged[tagged.index(after: comma)...]
        }
        let fields = rest.split(separator: ",", omittingEmptySubsequences: false)
        guard fields.count == 4 else { throw ReasonError(.wrongFieldCount(fields.count)) }
        let (start, length) = (try number(fields[0]), try number(fields[1]))
        _ = try number(fields[2])
        let histogram = try histogram(fields[3])
        if let overflow {
            histogram.counts.addOverflow(overflow.count, longest: overflow.longest)
        }
        return LogInterval(
            tag: tag, start: .seconds(start), length: .seconds(length), histogram: histogram)
    }

    private static func histogram(_ text: Substring) throws(ReasonError) -> LatencyHistogram {
        do {
            return try HistogramEncoding.decode(text)
        } catch {
            throw ReasonError(.histogram(error))
        }
    }

    private static func number(_ text: Substring) throws(ReasonError) -> Double {
        guard text.utf8.allSatisfy({ $0 == UInt8(ascii: ".") || (48...57).contains($0) }),
            let value = Double(text), value.isFinite
        else { throw ReasonError(.notANumber(String(text))) }
        return value
    }

    private static func remainder(of line: Substring, after prefix: String) -> Substring? {
        line.hasPrefix(prefix) ? line.dropFirst(prefix.count) : nil
    }
}

/// A reason on its way to the place that knows the line.
private struct ReasonError: Error {
    let reason: LogError.Reason

    init(_ reason: LogError.Reason) {
        self.reason = reason
    }
}
