public import Testing

/// Runs `body` once for each of `count` seeds, and names the seed of a run that fails.
///
/// `SPIKEBENCH_SEED=N` in the environment runs that one seed instead: how a failure is repeated.
/// `SPIKEBENCH_SEED_COUNT=N` runs so many in place of `count`: how to look for rarer failures.
public func forEachSeed(
    _ count: Int, from first: UInt64 = 1, _ body: (_ seed: UInt64) throws -> Void
) rethrows {
    let wanted = Environment.value("SPIKEBENCH_SEED").flatMap { UInt64($0) }
    let count = Environment.value("SPIKEBENCH_SEED_COUNT").flatMap { Int($0) } ?? count
    let seeds = wanted.map { [$0] } ?? (0..<UInt64(count)).map { first + $0 }
    for seed in seeds {
        try body(seed)
    }
}

/// A comment for `#expect` that lets anybody repeat the failing case.
public func seedComment(_ seed: UInt64) -> Comment {
    "repeat with SPIKEBENCH_SEED=\(seed)"
}
