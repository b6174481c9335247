internal import Platform

/// Reads one format of traces, a request at a time.
protocol TraceRequestReader {
    /// Operations that have no counterpart here, by their names.
    var leftOut: LeftOutOperations { get }

    /// The next request; nil at the end.
    ///
    /// - Parameter stream: the trace's bytes.
    /// - Returns: the request, its time not yet compared with the one before it.
    /// - Throws: `WorkloadError` that names the line, what was expected there, and what to do.
    mutating func next(_ stream: inout TraceByteStream) throws(WorkloadError) -> TraceRequest?
}

extension TraceRequestReader {
    var leftOut: LeftOutOperations { LeftOutOperations() }
}

/// What may stand in a trace.
enum TraceLimits {
    /// The longest key, in bytes.
    static let keyByteCount: UInt64 = 4096
    /// The largest value, in bytes.
    static let valueByteCount = UInt64(SizeDistribution.limit)
    /// The last second that is a time: the year 2514.
    static let second: UInt64 = 1 << 34
    /// The most often that one line's request was made.
    static let repeatCount: UInt64 = 1_000_000_000
}

/// Operations of a trace that are counted and not replayed.
struct LeftOutOperations: Hashable, Sendable {
    /// How many names are told apart; the rest are counted together.
    private static let nameLimit = 64
    /// How many, by the name that the trace gives them.
    private(set) var counts: [String: UInt64] = [:]

    /// Counts operations called `name`.
    mutating func add(_ name: String, _ count: UInt64 = 1) {
        let isKnown = counts[name] != nil || counts.count < Self.nameLimit
        counts[isKnown ? name : "others", default: 0] += count
    }
}

extension TraceByteStream {
    /// The whole number in `range` of the current line, which may be at most `limit`.
    @inline(__always)
    borrowing func number(
        _ range: Range<Int>, _ name: StaticString, limit: UInt64
    ) throws(WorkloadError) -> UInt64 {
        guard let value = item.decimal(range) else { throw notANumber(range, name) }
        guard value <= limit else {
            throw error("'\(name)' is \(value); it must be at most \(limit)")
        }
        return value
    }

    private borrowing func notANumber(_ range: Range<Int>, _ name: StaticString) -> WorkloadError {
        error("'\(name)' is '\(item.text(range))', not a whole number; correct or remove the line")
    }

    /// What tells a key with the text in `range` from others.
    @inline(__always)
    borrowing func fingerprint(_ range: Range<Int>) -> UInt64 {
        XXHash64.hash(item, range)
    }

    /// An error that says what a line of `format` looks like.
    borrowing func expected(_ format: TraceFormat, _ form: String) -> WorkloadError {
        let line = item.text(item.byteOffsets)
        return error(
            "'\(line)' is no line of the format \(format.rawValue); expected \(form); remove the "
                + "line, or name the right format")
    }
}
