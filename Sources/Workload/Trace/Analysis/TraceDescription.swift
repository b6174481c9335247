public import Platform
public import Statistics

/// What can be said of a trace: its mix, sizes, popularity, arrivals and locality.
///
/// Takes one pass over the trace, 60 to 200 ns a row, and memory in proportion to its different
/// keys (some 30 bytes each).
public struct TraceDescription: Sendable {
    /// The trace.
    public let file: TraceFile
    /// Sizes of the different keys, in bytes.
    public let keySizes: SizeSpectrum
    /// Sizes of the values written, or where nothing is written, of those read; in bytes.
    public let valueSizes: SizeSpectrum
    /// Whether `valueSizes` are those of writes.
    public let valuesAreWritten: Bool
    /// Times to live that writes gave, in seconds; 0 for none.
    public let timesToLive: SizeSpectrum
    /// How many keys came once only.
    public let oneHitKeyCount: UInt64
    /// The shares of requests, from 0 to 1, for the hottest key, the hottest hundredth and the
    /// hottest tenth of the keys.
    public let hottestShares: (key: Double, hundredth: Double, tenth: Double)
    /// Zipf's law fitted to how often the keys came; nil when they are too few, or none came twice.
    public let popularity: ZipfFit?
    /// What lies between requests.
    public let arrivals: ArrivalFit
    /// How soon keys come again.
    public let reuse: ReuseProfile

    /// What lies between two requests of a trace.
    public enum ArrivalFit: Hashable, Sendable {
        /// The trace has no times.
        case noTimes
        /// It tells time too coarsely to see what lies between requests.
        case tooCoarse(resolution: Nanoseconds)
        /// Too few requests, or most at the same time.
        case tooFew
        /// The fits to gaps in microseconds; a generalised Pareto distribution may not fit at all.
        case fitted(exponential: ExponentialFit, pareto: GeneralizedParetoFit?)
    }

    /// Looks at all of a trace.
    public init(_ file: TraceFile) {
        var pass = TracePass(file)
        pass.run(file)
        self.file = file
        keySizes = pass.keySizes
        valuesAreWritten = pass.writtenSizes.count > 0
        valueSizes = valuesAreWritten ? pass.writtenSizes : pass.readSizes
        timesToLive = pass.timesToLive
        oneHitKeyCount = UInt64(pass.keyCounts.count { $0 == 1 })
        let sorted = pass.keyCounts.sorted(by: >)
        let total = Double(max(file.requestCount, 1))
        func share(_ keys: Int) -> Double {
            Double(sorted.prefix(max(keys, 1)).reduce(0, +)) / total
        }
        hottestShares = (share(1), share(sorted.count / 100), share(sorted.count / 10))
        popularity = ZipfFit(keyCounts: sorted)
        arrivals = Self.arrivals(file)
        reuse = pass.reuse.profile()
    }

    /// How many gaps are looked at, evenly spread over the trace.
    private static let gapLimit = 50_000

    private static func arrivals(_ file: TraceFile) -> ArrivalFit {
        if file.resolution == .zero { return .noTimes }
        // What happens within a millisecond is most of what a store sees.
        if file.resolution > .milliseconds(1) { return .tooCoarse(resolution: file.resolution) }
        let step = max(1, (file.rowCount - 1) / gapLimit)
        let gaps = stride(from: 0, to: max(file.rowCount - 1, 0), by: step).map { index in
            Double(file.row(index + 1).time - file.row(index).time) / 1e3
        }
        guard gaps.count >= 100, let exponential = ExponentialFit(gaps) else { return .tooFew }
        return .fitted(exponential: exponential, pareto: GeneralizedParetoFit(gaps))
    }
}

/// What one pass over a trace gathers.
private struct TracePass {
    var keyCounts: [UInt64]
    var keySizes = SizeSpectrum()
    var writtenSizes = SizeSpectrum()
    var readSizes = SizeSpectrum()
    var timesToLive = SizeSpectrum()
    var reuse: ReuseDistances

    init(_ file: TraceFile) {
        keyCounts = [UInt64](repeating: 0, count: Int(file.keyCount))
        reuse = ReuseDistances(keyCount: Int(file.keyCount), useCount: file.rowCount)
    }

    mutating func run(_ file: TraceFile) {
        for index in 0..<file.rowCount {
            let row = file.row(index)
            let (key, count) = (Int(row.key), UInt64(row.repeatCount))
            if keyCounts[key] == 0 { keySizes.add(UInt32(row.keyByteCount)) }
            keyCounts[key] += count
            let operation = TraceOperation(rawValue: row.operation) ?? .get
            if operation.writesValue {
                writtenSizes.add(row.valueByteCount, times: count)
                timesToLive.add(row.ttlSeconds, times: count)
            } else if operation == .get, row.valueByteCount > 0 {
                readSizes.add(row.valueByteCount, times: count)
            }
            reuse.use(key, repeatCount: count)
        }
    }
}
