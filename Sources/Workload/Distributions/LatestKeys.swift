/// The newest key most often, the one before it next, with exact Zipf weights over all keys so far.
///
/// YCSB's `latest` ("newest − Zipf(0.99) over the current count"), sampled exactly while the count
/// grows.
struct LatestKeys: KeyChooser {
    private var sampler: ZipfSampler

    /// Starts from `count` loaded keys.
    init(count: UInt64, exponent: Double) {
        sampler = ZipfSampler(count: count, exponent: exponent)
    }

    @inline(__always)
    func next(
        _ keys: WorkerKeys, operation number: UInt64, using random: inout DrawStream
    ) -> UInt64 {
        keys.key(at: keys.count - 1 - sampler.next(using: &random))
    }

    mutating func didInsert(_ keys: WorkerKeys) {
        sampler.setCount(keys.count)
    }
}
