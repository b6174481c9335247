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
