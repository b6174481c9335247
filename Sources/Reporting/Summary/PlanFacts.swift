public import Workload

/// A plan as its readers see it: what identifies it, and every decision as a line of text.
public struct PlanFacts: Codable, Hashable, Sendable {
    /// One decision of the plan.
    public struct Fact: Codable, Hashable, Sendable {
        /// The part of the plan: `keys`, `record`, `operations`, ….
        public var section: String
        /// What is decided.
        public var name: String
        /// How, with its unit.
        public var value: String

        /// A decision.
        public init(section: String, name: String, value: String) {
            self.section = section
            self.name = name
            self.value = value
        }
    }

    /// The workload's name.
    public var name: String
    /// What it models, in a line.
    public var summary: String
    /// Words to find it by.
    public var tags: [String]
    /// The seed.
    public var seed: UInt64
    /// How many workers.
    public var workerCount: Int
    /// How many operations a worker has in flight at the most.
    public var pipelineDepth: Int
    /// The phases, in order, each in words.
    public var phases: [String]
    /// The decisions, in the order to show.
    public var facts: [Fact]

    /// A plan's description; each value as its property says.
    public init(
        name: String, summary: String, tags: [String], seed: UInt64, workerCount: Int,
        pipelineDepth: Int = 1, phases: [String], facts: [Fact]
    ) {
        self.name = name
        self.summary = summary
        self.tags = tags
        self.seed = seed
        self.workerCount = workerCount
        self.pipelineDepth = pipelineDepth
        self.phases = phases
        self.facts = facts
    }

    /// The description of `plan`.
    public init(_ plan: Plan) {
        self.init(
            name: plan.name, summary: plan.summary, tags: plan.tags, seed: plan.seed,
            workerCount: plan.workerCount,
            pipelineDepth: plan.pipelineDepth, phases: plan.phases.map(Self.words),
            facts: Self.facts(of: plan))
    }

    /// The phase in words: `measure for 30 s, poisson at 100.0k/s`.
    static func words(for phase: PhasePlan) -> String {
        var words = phase.kind.words
        if let duration = phase.duration { words += " for \(Units.time(duration))" }
        if let count = phase.operationCount {
            words += phase.duration == nil ? "" : " or"
            words += " \(Units.grouped(count)) operations"
        }
        switch phase.arrivals {
        case .closed: words += ", closed loop"
        case .trace: words += ", arrivals as in the trace"
        case .constant(let rate), .poisson(let rate):
            words += ", \(phase.arrivals.name) arrivals at \(Units.rate(rate))"
        }
        return words
    }

    private static func facts(of plan: Plan) -> [Fact] {
        plan.trace.map(trace) ?? keys(plan.keyspace) + record(plan) + mix(plan)
    }

    private static func trace(_ trace: TracePlan) -> [Fact] {
        let left = trace.ignoredOperationCounts.sorted { $0.key < $1.key }
            .map { "\(Units.grouped($0.value)) \($0.key)" }.joined(separator: ", ")
        let operations = "\(Units.grouped(trace.operationCount)) operations"
        return [
            Fact(section: "trace", name: "file", value: trace.path),
            Fact(section: "trace", name: "replayed", value: operations),
            Fact(section: "trace", name: "left out", value: left.isEmpty ? "none" : left),
            Fact(
                section: "trace", name: "keys",
                value: "\(Units.grouped(UInt64(trace.keyCount))) keys"),
            Fact(section: "trace", name: "recorded in", value: Units.time(trace.duration)),
        ]
    }

    private static func keys(_ keyspace: Keyspace) -> [Fact] {
        [
            Fact(section: "keys", name: "count", value: Units.grouped(keyspace.count)),
            Fact(section: "keys", name: "format", value: "\(keyspace.format)"),
            Fact(section: "keys", name: "chosen", value: words(for: keyspace.distribution)),
        ]
    }

    private static func words(for distribution: KeyDistribution) -> String {
        switch distribution {
        case .uniform: "uniform"
        case .sequential: "sequential"
        case .zipf(let exponent, let scrambled):
            "Zipf, exponent \(exponent), \(scrambled ? "scrambled" : "most popular first")"
        case .ycsbZipfian: "YCSB's scrambled Zipf"
        case .latest(let exponent): "latest first, Zipf exponent \(exponent)"
        case .hotspot(let keyFraction, let operationFraction):
            "hotspot, \(Units.percent(operationFraction)) of operations on "
                + "\(Units.percent(keyFraction)) of keys"
        }
    }

    private static func record(_ plan: Plan) -> [Fact] {
        let record = plan.record
        let kinds = plan.mix.map(\.kind)
        var facts = [
            Fact(
                section: "record", name: "bins",
                value: words(forBins: record.binNames.count, of: record.values))
        ]
        if kinds.contains(.read) || kinds.contains(.readModifyWrite) {
            let choice = words(for: record.readBins)
            facts.append(Fact(section: "record", name: "a read takes", value: choice))
        }
        if kinds.contains(.update) || kinds.contains(.readModifyWrite) {
            let choice = words(for: record.updateBins)
            facts.append(Fact(section: "record", name: "an update writes", value: choice))
        }
        let expiry = record.ttlSeconds == 0 ? "never" : "after \(record.ttlSeconds) s"
        return facts + [Fact(section: "record", name: "expires", value: expiry)]
    }

    private static func words(for choice: BinChoice) -> String {
        choice == .all ? "all bins" : "one bin"
    }

    private static func words(forBins count: Int, of size: ValueSize) -> String {
        count == 1 ? words(for: size) : "\(count) × \(words(for: size))"
    }

    private static func words(for size: ValueSize) -> String {
        switch size {
        case .constant(let count): "\(Units.grouped(UInt64(count))) B"
        case .uniform(let range): "\(range.lowerBound) to \(range.upperBound) B, uniform"
        case .facebookETC: "sizes of Facebook's ETC pool, mean \(Units.bytes(size.meanByteCount))"
        }
    }

    private static func mix(_ plan: Plan) -> [Fact] {
        let sum = plan.mix.reduce(0) { $0 + $1.weight }
        return plan.mix.map { entry in
            var share = Units.percent(sum > 0 ? entry.weight / sum : 0)
            if entry.kind == .scan {
                let range = plan.scanLength.range
                share += ", \(range.lowerBound) to \(range.upperBound) records each"
            }
            return Fact(section: "operations", name: entry.kind.name, value: share)
        }
    }
}

extension PhaseKind {
    /// The word for it in CSV and JSON.
    var name: String { rawValue }

    /// The words for it on a terminal.
    var words: String { self == .warmUp ? "warm up" : rawValue }
}
