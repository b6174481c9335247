extension EngineParameter {
    /// Every parameter, in the order to show; to add one is to add a row.
    public static let all: [EngineParameter] = [
        EngineParameter(
            "shards", "slices of the index, each with its own table", \.shards, .count,
            1...EngineConfiguration.shardLimit,
            rule: ParameterRule(words: "a power of two") { $0.shards.nonzeroBitCount == 1 }),
        EngineParameter(
            "lockRatio", "locks per shard", \.lockRatio, .fraction,
            bounds: "1, 1/2, 1/4, … down to 1 / shards (one lock for all)",
            holds: { $0.hasWholeStripes }),
        EngineParameter("lock", "how threads wait for a stripe, and whether reads take it", \.lock),
        EngineParameter("digest", "how keys become digests", \.digest),
        EngineParameter(
            "recordByteLimit", "the largest record", \.recordByteLimit, .byteCount,
            1...EngineConfiguration.recordByteLimitMaximum),
        EngineParameter("arenas", "which records and tables share an arena", \.arenas),
        EngineParameter("hugePages", "whether to ask for pages of 2 MiB", \.hugePages),
        EngineParameter(
            "decayMilliseconds", "how long freed pages are kept", \.decayMilliseconds,
            .milliseconds, -1...EngineConfiguration.decayMillisecondsMaximum,
            special: Special(number: -1, word: "never")),
        EngineParameter(
            "defaultTTLSeconds", "time to live of records without their own",
            \.defaultTTLSeconds, .seconds, 0...EngineConfiguration.ttlSecondsMaximum,
            special: Special(number: 0, word: "none")),
        EngineParameter("eviction", "which records go at the memory limit", \.eviction),
        EngineParameter(
            "memoryLimit", "bytes that records and index may take", \.memoryLimit, .byteCount,
            0...EngineConfiguration.memoryLimitMaximum,
            rule: ParameterRule(
                words: "none, or at least 2MiB and 512B to a shard", isComplete: true
            ) {
                $0.memoryLimit == 0 || $0.memoryLimit >= max($0.shards, 4096) * 512
            },
            special: Special(number: 0, word: "none")),
        EngineParameter(
            "stopWritesMark", "share of memoryLimit above which writes are refused",
            \.stopWritesMark, .share, bounds: "above 0, at most 1",
            holds: { $0.stopWritesMark > 0 && $0.stopWritesMark <= 1 }),
        EngineParameter(
            "highWaterMark", "share of memoryLimit above which records are evicted",
            \.highWaterMark, .share, bounds: "above 0, at most stopWritesMark",
            holds: { $0.highWaterMark > 0 && $0.highWaterMark <= $0.stopWritesMark }),
        EngineParameter(
            "maintenanceShare", "share of a processor for expiry and eviction in the background",
            \.maintenanceShare, .share, bounds: "above 0, at most 1",
            holds: { $0.maintenanceShare > 0 && $0.maintenanceShare <= 1 }),
    ]
}

extension EngineConfiguration {
    /// Whether the locks are a power of two, at least one and at most one per shard.
    fileprivate var hasWholeStripes: Bool {
        let stripes = Double(shards) * lockRatio
        guard lockRatio > 0 && lockRatio <= 1 && stripes >= 1 && stripes == stripes.rounded(),
            let count = Int(exactly: stripes)
        else { return false }
        return count.nonzeroBitCount == 1
    }
}
