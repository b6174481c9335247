public import Platform

/// A trace to replay: requests that a real system recorded.
///
/// Thread safety: immutable; workers share its rows.
public struct TracePlan: Sendable {
    /// How many copies of each key a replay may make.
    public static let copyLimit: UInt64 = 10_000
    /// How many times a trace may be replayed in a row.
    public static let loopLimit: UInt64 = 1_000_000

    /// The file.
    public var path: String { file.path }
    /// The rows.
    public let file: TraceFile
    /// How the file was converted before it was opened; nil when it was already.
    public let conversion: TraceConversion?
    /// How many times faster than recorded it is replayed, where recorded times are kept.
    public var speed: Double
    /// How many keys stand for each of the trace's; each request is repeated for all of them.
    public var copyCount: Int
    /// How many times the trace is replayed, one after the other.
    public var loopCount: Int
    private let readAhead = SharedReadAhead()

    /// A replay of `file`.
    init(
        _ file: TraceFile, conversion: TraceConversion? = nil, speed: Double = 1,
        copyCount: Int = 1, loopCount: Int = 1
    ) {
        self.file = file
        self.conversion = conversion
        self.speed = speed
        self.copyCount = copyCount
        self.loopCount = loopCount
    }

    /// How many operations it has: repetitions, copies and loops included.
    public var operationCount: UInt64 {
        let (once, over) = file.requestCount.multipliedReportingOverflow(by: UInt64(copyCount))
        let (all, overAll) = once.multipliedReportingOverflow(by: UInt64(loopCount))
        return over || overAll ? .max : all
    }

    /// How many different keys it has, copies included.
    public var keyCount: UInt64 { file.keyCount * UInt64(copyCount) }
    /// How long it takes at its own times, speed and loops reckoned in; zero when it has no times.
    public var duration: Nanoseconds {
        .seconds(file.duration.seconds / speed * Double(loopCount))
    }
    /// How many operations of kinds that are not replayed it has, by their names.
    public var ignoredOperationCounts: [String: UInt64] { file.leftOutCounts }

    /// How many of its requests become each kind of operation.
    var kindCounts: [OperationKind: UInt64] {
        var counts: [OperationKind: UInt64] = [:]
        for operation in TraceOperation.allCases where file.count(of: operation) > 0 {
            counts[operation.kind, default: 0] += file.count(of: operation)
        }
        return counts
    }

    /// The bins of its records: the value, and a number where the trace counts.
    var bins: [BinShape] {
        let largest = Int(file.header.largestValueByteCount)
        let value = BinShape(name: "value", size: .constant(largest))
        guard file.count(of: .increment) > 0 else { return [value] }
        let counter = BinShape(name: "counter", type: .integer(0...0), size: .constant(8))
        return [value, counter]
    }

    /// The longest key, in bytes; those of a few bytes may be written longer than recorded.
    public var largestKeyByteCount: Int { max(Int(file.header.largestKeyByteCount), 8) }

    /// The longest key, in bytes, and room for how it is written.
    var keyByteLimit: Int { TraceKeyText.room(Int(file.header.largestKeyByteCount)) }

    /// The most that it leaves in a store: keys, values and 64 bytes a key beside.
    var estimatedStoreByteCount: UInt64 {
        let once = file.header.keyByteCount + file.keyCount * 64 + file.header.writtenByteCount
        return UInt64(min(Double(once) * Double(copyCount), 0x1p62))
    }

    /// The thread that reads ahead, shared by all workers that use it now.
    func startReadAhead() throws(PlatformError) -> TraceReadAhead {
        try readAhead.start(file)
    }
}

/// The one thread that reads ahead for all workers of a run; it ends with the last of them.
private final class SharedReadAhead: Sendable {
    private let current = Guarded<WeakReadAhead>(WeakReadAhead())

    private struct WeakReadAhead {
        weak var readAhead: TraceReadAhead?
    }

    func start(_ file: TraceFile) throws(PlatformError) -> TraceReadAhead {
        let result: Result<TraceReadAhead, PlatformError> = current.withLock { current in
            if let running = current.readAhead { return .success(running) }
            do throws(PlatformError) {
                let started = try TraceReadAhead(file)
                current.readAhead = started
                return .success(started)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}
