/// Every key that the reader knows, section by section; the reference page shows them all.
enum SpecLanguage {
    /// The sections; a section's path begins at the root, with `*` for any phase.
    static let sections: [String: [String]] = [
        "": [
            "summary", "tags", "keys", "record", "operations", "scan", "phases", "arrivals",
            "workers", "pipeline", "seed", "engine", "trace",
        ],
        "keys": ["count", "format", "distribution"],
        "keys.distribution": [
            "uniform", "sequential", "zipf", "ycsbZipfian", "latest", "hotspot",
        ],
        "keys.distribution.zipf": ["exponent", "scrambled"],
        "keys.distribution.latest": ["exponent"],
        "keys.distribution.hotspot": ["keys", "operations"],
        "record": ["bins", "binName", "values", "ttl", "readBins", "updateBins"],
        "record.values": ["constant", "uniform", "facebookETC"],
        "record.values.uniform": ["from", "to"],
        "operations": OperationKind.allCases.map(\.name),
        "scan": ["length"],
        "scan.length": ["constant", "uniform"],
        "scan.length.uniform": ["from", "to"],
        "phases": PhaseKind.allCases.map(\.rawValue),
        "phases.load": ["arrivals"],
        "phases.*": ["duration", "operations", "arrivals"],
        "arrivals": ["closed", "constant", "poisson", "trace"],
        "trace": ["file", "format"],
    ]

    /// The sections whose keys others know.
    static let open: Set<String> = ["engine"]

    /// The sections that hold one of their keys: an override of one replaces the others.
    static let choices: Set<String> = [
        "keys.distribution", "record.values", "scan.length", "arrivals", "phases.load.arrivals",
        "phases.warmUp.arrivals", "phases.measure.arrivals",
    ]
}
