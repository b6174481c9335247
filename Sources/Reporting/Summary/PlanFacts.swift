internal import Platform
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
    /// The workload file; nil in results of versions that did not note it.
    public var path: String?
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
        name: String, path: String? = nil, summary: String, tags: [String], seed: UInt64,
        workerCount: Int, pipelineDepth: Int = 1, phases: [String], facts: [Fact]
    ) {
        self.name = name
        self.path = path
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
            name: plan.name, path: plan.path, summary: plan.summary, tags: plan.tags,
            seed: plan.seed,
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
        case .closed(let thinkTime): words += ", closed loop" + self.words(for: thinkTime)
        case .trace: words += ", arrivals as in the trace"
        case .scheduled(let process, let rate):
            words += ", \(process.name) arrivals"
            words +=
                rate.constantRatePerSecond.map { " at \(Units.rate($0))" } ?? ", \(rate.name)"
        }
        if let clients = phase.clients { words += ", \(clients.name)" }
        for change in phase.changes.all { words += ", \(change.label)" }
        return words
    }

    private static func words(for thinkTime: ThinkTime) -> String {
        switch thinkTime {
        case .none: ""
        case .constant(let time): ", think time \(Units.time(time))"
        case .exponential(let mean): ", think time \(Units.time(mean)) on average"
        }
    }

    private static func facts(of plan: Plan) -> [Fact] {
        if let trace = plan.trace { return Self.trace(trace) }
        return plan.keyspaces.flatMap { keyspace in
            let facts = keys(keyspace) + record(keyspace) + mix(keyspace)
            return plan.keyspaces.count == 1 ? facts : tenant(keyspace, of: plan, facts)
        }
    }

    /// The facts of one keyspace of several, its name before each section's.
    private static func tenant(
        _ keyspace: Keyspace, of plan: Plan, _ facts: [Fact]
    ) -> [Fact] {
        let total = plan.keyspaces.reduce(0) { $0 + $1.weight }
        let share = Units.percent(keyspace.weight / total)
        return [Fact(section: keyspace.name, name: "share", value: "\(share) of the operations")]
            + facts.map { fact in
                Fact(
                    section: "\(keyspace.name) \(fact.section)", name: fact.name,
                    value: fact.value)
            }
    }

    private static func trace(_ trace: TracePlan) -> [Fact] {
        let left = trace.ignoredOperationCounts.sorted { $0.key < $1.key }
            .map { "\(Units.grouped($0.value)) \($0.key)" }.joined(separator: ", ")
        let operations = "\(Units.grouped(trace.operationCount)) operations"
        let recorded = trace.file.duration
        var facts = [
            ("file", trace.path), ("format", format(trace)), ("replayed", operations),
            ("left out", left.isEmpty ? "none" : left),
            ("keys", "\(Units.grouped(trace.keyCount)) keys"),
            ("recorded in", recorded > .zero ? Units.time(recorded) : "no times"),
        ]
        if trace.speed != 1 { facts.append(("speed", "\(Units.significant(trace.speed)) times")) }
        if trace.copyCount > 1 { facts.append(("amplified", "\(trace.copyCount) keys for each")) }
        if trace.loopCount > 1 { facts.append(("loops", Units.grouped(UInt64(trace.loopCount)))) }
        return facts.map { Fact(section: "trace", name: $0.0, value: $0.1) }
    }

    private static func format(_ trace: TracePlan) -> String {
        guard let conversion = trace.conversion else {
            return "converted from \(trace.file.source.rawValue)"
        }
        let how = conversion.isRecognised ? ", recognised" : ""
        return "\(conversion.format.rawValue)\(how); 'spikebench trace convert' saves reading it "
            + "every time"
    }

    private static func keys(_ keyspace: Keyspace) -> [Fact] {
        [
            Fact(section: "keys", name: "count", value: Units.grouped(keyspace.count)),
            keyspace.keySize.map {
                Fact(section: "keys", name: "size", value: words(for: $0))
            } ?? Fact(section: "keys", name: "format", value: "\(keyspace.format)"),
            Fact(section: "keys", name: "chosen", value: words(for: keyspace.distribution)),
        ] + hits(keyspace)
    }

    /// What is controlled about hits and misses.
    private static func hits(_ keyspace: Keyspace) -> [Fact] {
        var facts: [Fact] = []
        if let ratio = keyspace.hitRatio {
            let value = "\(Units.percent(ratio)) of reads are for keys that exist"
            facts.append(Fact(section: "keys", name: "hit ratio", value: value))
        }
        if keyspace.fillsMisses {
            let value = "the record is written after a read that misses"
            facts.append(Fact(section: "keys", name: "on a miss", value: value))
        }
        return facts
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
        case .exponential(let percentile, let keyFraction):
            "exponential, \(Units.percent(percentile)) of operations on the newest "
                + "\(Units.percent(keyFraction)) of keys"
        case .gaussian(let mean, let deviation, let scrambled):
            "Gaussian around \(Units.percent(mean)) of the keys, deviation "
                + "\(Units.percent(deviation))\(scrambled ? ", scrambled" : "")"
        case .pareto(let shape, let scrambled):
            "Pareto, shape \(shape), \(scrambled ? "scrambled" : "most popular first")"
        case .weighted(let weights, let scrambled):
            "by \(weights.file ?? "weights"): \(Units.grouped(UInt64(weights.parts.count))) "
                + "stretches of keys\(scrambled ? ", scrambled" : "")"
        case .sequentialPerWorker: "sequential, each worker in a part of its own"
        }
    }

    private static func record(_ keyspace: Keyspace) -> [Fact] {
        let record = keyspace.record
        let kinds = keyspace.mix.map(\.kind)
        var facts = [Fact(section: "record", name: "bins", value: words(for: record.bins))]
        if !Set(kinds).isDisjoint(with: [.read, .batchRead]) {
            let choice = words(for: record.readBins, of: record)
            facts.append(Fact(section: "record", name: "a read takes", value: choice))
        }
        if !Set(kinds).isDisjoint(with: [.update, .readModifyWrite, .conditionalUpdate]) {
            let choice = words(for: record.updateBins, of: record)
            facts.append(Fact(section: "record", name: "an update writes", value: choice))
        }
        let expiry = record.ttl.isNone ? "never" : "after \(record.ttl.text)"
        return facts + [Fact(section: "record", name: "expires", value: expiry)]
    }

    private static func words(for choice: BinChoice, of record: RecordShape) -> String {
        switch choice {
        case .all: "all bins"
        case .one: "one bin"
        case .these(let numbers): numbers.map { record.bins[$0].name }.joined(separator: ", ")
        }
    }

    /// Bins that differ in their names alone are counted, others named.
    private static func words(for bins: [BinShape]) -> String {
        let contents = Set(bins.map(words))
        if bins.count == 1 || contents.count > 1 {
            return bins.count == 1
                ? words(for: bins[0])
                : bins.map { "\($0.name) (\(words(for: $0)))" }.joined(separator: ", ")
        }
        return "\(bins.count) × \(contents.first ?? "")"
    }

    private static func words(for bin: BinShape) -> String {
        switch bin.type {
        case .bytes where bin.compressibility > 0:
            "\(words(for: bin.size)), \(Units.percent(bin.compressibility)) zeros"
        case .bytes: words(for: bin.size)
        case .text: "text, \(words(for: bin.size))"
        case .integer(let range): "integer, \(range.lowerBound) to \(range.upperBound)"
        case .double(let range): "double, \(range.lowerBound) to \(range.upperBound)"
        case .boolean: "boolean"
        case .list(let shape): "list of \(words(for: shape))"
        case .map(let shape): "map of \(words(for: shape))"
        }
    }

    private static func words(for shape: ContainerShape) -> String {
        shape.textByteCount.map { "\(shape.count) texts of \($0) B" } ?? "\(shape.count) integers"
    }

    private static func words(for size: SizeDistribution) -> String {
        size.text { size in
            size >= 0 && size == size.rounded()
                ? "\(Units.grouped(UInt64(size))) B" : Units.bytes(size)
        }
    }

    private static func mix(_ keyspace: Keyspace) -> [Fact] {
        keyspace.mix.map { entry in
            var share = Units.percent(keyspace.share(of: entry.kind))
            if entry.kind == .scan { share += ", \(scanWords(keyspace.scanLength))" }
            if entry.kind.hasMembers { share += ", keys each: \(countWords(keyspace.batchSize))" }
            return Fact(section: "operations", name: entry.kind.name, value: share)
        }
    }

    private static func scanWords(_ length: SizeDistribution?) -> String {
        length.map { "records each: \(countWords($0))" } ?? "a partition each"
    }

    private static func countWords(_ size: SizeDistribution) -> String {
        size.text { size in
            size >= 0 && size == size.rounded()
                ? Units.grouped(UInt64(size)) : Units.fixed(size, decimals: 1)
        }
    }
}

extension PhaseKind {
    /// The word for it in CSV and JSON.
    var name: String { rawValue }

    /// The words for it on a terminal.
    var words: String { self == .warmUp ? "warm up" : rawValue }
}
