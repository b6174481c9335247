/// Every key that the reader knows, section by section.
enum SpecLanguage {
    /// The sections by name; the root's name is empty.
    static let sections: [String: [SpecKey]] = [
        "": rootKeys, "keyspace": keyspaceKeys, "keys": keysKeys, "record": recordKeys,
        "bin": binKeys, "integers": integersKeys, "doubles": doublesKeys,
        "container": containerKeys, "elements": elementKeys, "operations": operationKeys,
        "scan": scanKeys, "batch": batchKeys, "phases": phasesKeys, "load": loadKeys,
        "phase": phaseKeys, "trace": traceKeys,
    ].merging(loadSections) { key, _ in key }.merging(distributionSections) { key, _ in key }

    /// The key called `name` of a section.
    static func key(_ name: String, in section: String) -> SpecKey? {
        sections[section]?.first { $0.name == name }
    }

    /// The form of the value at a path from the root, its keys joined by points.
    static func form(at path: String) -> SpecForm? {
        path.split(separator: ".").reduce(.some(SpecForm.section(""))) { form, key in
            form?.child(String(key))
        }
    }

    /// Sizes in bytes.
    static let byteBounds: ClosedRange<UInt64> = 0...UInt64(SizeDistribution.limit)
    /// Numbers of records or keys.
    static let countBounds: ClosedRange<UInt64> = 1...1_000_000_000

    // MARK: The file

    private static let rootKeys =
        [
            SpecKey("summary", .text, "What the workload models, in a line for lists."),
            SpecKey("tags", .texts, "Words to find it by."),
        ] + tenantKeys + [
            SpecKey(
                "keyspaces", .named(.section("keyspace")),
                "Several kinds of keys with records and operations of their own, by name; in place "
                    + "of keys, record and operations."),
            SpecKey(
                "phases", .section("phases"), "Load, warm-up and measure.", isRequired: true),
            SpecKey("arrivals", .choice("arrivals"), "When operations start; closed if left out."),
            SpecKey("workers", .count(1...1024), "Threads that share the load."),
            SpecKey(
                "pipeline", .count(1...Plan.pipelineDepthLimit),
                "Operations that a worker hands over before it waits for one to end; over a wire, "
                    + "requests in flight on each connection."),
            SpecKey(
                "connections", .count(1...Plan.connectionLimit),
                "Connections to a store over a wire, shared out over the workers; 50 if left out."),
            SpecKey("seed", .seed, "What decides every draw; 1 if left out."),
            SpecKey("engine", .open, "The embedded engine's parameters."),
            SpecKey("trace", .section("trace"), "A trace to replay in place of keys and mix."),
        ]

    private static let keyspaceKeys =
        [
            SpecKey(
                "weight", .number(0.000_001...1e12),
                "How many of the operations are for it, against the others; 1 if left out.")
        ] + tenantKeys

    /// What describes keys of one kind, at the root or in a keyspace.
    static let tenantKeys = [
        SpecKey("keys", .section("keys"), "The keys, and which of them operations are for."),
        SpecKey("record", .section("record"), "The records behind the keys."),
        SpecKey("operations", .section("operations"), "The mix: a weight for each operation."),
        SpecKey("scan", .section("scan"), "How long scans are."),
        SpecKey("batch", .section("batch"), "How many keys batches have."),
        SpecKey(
            "setOnMiss", .flag, "Whether a read that misses is followed by a write of the record."),
    ]

    // MARK: Keys

    private static let keysKeys = [
        SpecKey(
            "count", .count(1...Keyspace.countLimit), "How many records the load inserts.",
            isRequired: true),
        SpecKey(
            "format", .word(KeyFormat.allCases.map(\.rawValue)),
            "How a key's number becomes its bytes; ycsb if left out."),
        SpecKey(
            "size", byteSizes,
            "How long keys are, in place of a format: letters and digits that the number decides."),
        SpecKey(
            "distribution", .choice("distribution"),
            "Which keys operations are for; uniform if left out."),
        SpecKey(
            "hitRatio", .number(0...1),
            "The share of reads for keys that exist; the others are for keys that never did."),
    ]

    // MARK: Records

    private static let recordKeys = [
        SpecKey(
            "bins", .alternatives([.count(1...1000), .named(.choice("bin"))]),
            "How many bins of bytes, or each bin's name and type."),
        SpecKey("binName", .text, "The bins' name, with their number if there are several."),
        SpecKey("values", byteSizes, "How large the values of bins of bytes are."),
        SpecKey(
            "compressibility", .number(0...1),
            "The share of each value of bytes that is zeros; 0 if left out."),
        SpecKey(
            "ttl", lifetimes,
            "Whole seconds to live: one time, a distribution, or times with weights."),
        SpecKey(
            "readBins", .alternatives([.word(["all", "one"]), .texts]),
            "The bins that a read takes: all, one drawn for each, or these."),
        SpecKey(
            "updateBins", .alternatives([.word(["all", "one"]), .texts]),
            "The bins that an update writes: all, one drawn for each, or these."),
    ]

    private static let binKeys = [
        SpecKey("bytes", .alternatives([.alone, byteSizes]), "Bytes; record.values if alone."),
        SpecKey("text", .alternatives([.alone, byteSizes]), "Letters; record.values if alone."),
        SpecKey("integer", .alternatives([.alone, .section("integers")]), "A whole number."),
        SpecKey("double", .alternatives([.alone, .section("doubles")]), "A number."),
        SpecKey("boolean", .alone, "True or false."),
        SpecKey("list", .section("container"), "A list."),
        SpecKey("map", .section("container"), "A map; its keys are numbers in text."),
    ]

    private static let integerBounds = -9.0e15...9.0e15
    private static let integersKeys = [
        SpecKey("from", .number(integerBounds), "The least; 0 if left out."),
        SpecKey("to", .number(integerBounds), "The most; 1000000 if left out."),
    ]
    private static let doublesKeys = [
        SpecKey("from", .number(-1e300...1e300), "The least; 0 if left out."),
        SpecKey("to", .number(-1e300...1e300), "The most; 1 if left out."),
    ]
    private static let containerKeys = [
        SpecKey("count", .count(0...100_000), "How many elements or entries.", isRequired: true),
        SpecKey(
            "of", .choice("elements"), "What the elements or values are; integers if left out."),
    ]
    private static let elementKeys = [
        SpecKey("integer", .alone, "Whole numbers below 2^31."),
        SpecKey("text", .byteCount(0...65_536), "Letters, so many."),
    ]

    // MARK: Operations

    private static let operationKeys = OperationKind.mixable.map { kind in
        SpecKey(kind.name, .number(0...1e12), "The weight of \(kind.name).")
    }

    private static let scanKeys = [
        SpecKey(
            "length", .alternatives([counts, .word(["partition"])]),
            "How many records, or all of a partition.", isRequired: true)
    ]

    private static let batchKeys = [
        SpecKey("size", counts, "How many keys.", isRequired: true)
    ]

    // MARK: Time

    private static let phasesKeys = [
        SpecKey(
            "load", .alternatives([.section("load"), .word(["none"])]), "Inserts every record."),
        SpecKey(
            "warmUp", .alternatives([.section("phase"), .word(["none"])]),
            "Runs the mix without keeping figures; none if left out."),
        SpecKey("measure", .section("phase"), "Runs the mix and keeps figures.", isRequired: true),
    ]

    private static let loadKeys = [
        SpecKey("arrivals", .choice("arrivals"), "When inserts start; closed if left out.")
    ]

    private static let phaseKeys = [
        SpecKey("duration", .duration, "How long it lasts."),
        SpecKey(
            "operations", .count(1...1_000_000_000_000_000),
            "How many operations, over all workers."
        ),
        SpecKey("arrivals", .choice("arrivals"), "When operations start, in this phase."),
        SpecKey(
            "distribution", .choice("distribution"),
            "Which keys operations are for, in this phase; the keyspaces' if left out."),
        SpecKey(
            "clients", .alternatives([.count(1...1024), .choice("clients")]),
            "How many workers of a closed loop are active when; all of them if left out."),
        SpecKey("changes", .section("changes"), "What happens to the keys over time."),
    ]

    private static let traceKeys = [
        SpecKey("file", .text, "The trace's path.", isRequired: true),
        SpecKey(
            "format", .word(TraceFormat.allCases.map(\.rawValue)),
            "How it is written; recognised if left out."),
        SpecKey(
            "speed", .speed, "How many times faster than recorded; 1x if left out."),
        SpecKey(
            "amplify", .count(1...TracePlan.copyLimit),
            "How many keys stand for each of the trace's; every request is made for all of them."),
        SpecKey(
            "loops", .count(1...TracePlan.loopLimit), "How many times it is replayed in a row."),
    ]
}
