/// Exact Zipf popularity over the loaded keys.
struct ZipfKeys: KeyChooser {
    private let ranks: ZipfRanks

    /// Key 0 is the most popular, key 1 the next, ….
    init(count: UInt64, exponent: Double) {
        ranks = ZipfRanks(count: count, exponent: exponent)
    }

    @inline(__always)
    func next(
        _ keys: WorkerKeys, operation number: UInt64, using random: inout DrawStream
    ) -> UInt64 {
        ranks.next(using: &random)
    }
}

/// Exact Zipf popularity over the loaded keys, with the popular ones scattered among the others.
struct ScrambledZipfKeys: KeyChooser {
    private let ranks: ZipfRanks
    private let permutation: Permutation

    /// The key of each rank is fixed by `count` alone.
    init(count: UInt64, exponent: Double) {
        ranks = ZipfRanks(count: count, exponent: exponent)
        permutation = Permutation(count: count)
    }

    @inline(__always)
    func next(
        _ keys: WorkerKeys, operation number: UInt64, using random: inout DrawStream
    ) -> UInt64 {
        permutation(ranks.next(using: &random))
    }
}
