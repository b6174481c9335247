/// A hot set at the front of the keys gets most operations; uniform inside and outside of it.
///
/// As YCSB's `HotspotIntegerGenerator`: the hot set is the first ⌊fraction·N⌋ keys.
struct HotspotKeys: KeyChooser {
    private let hotCount: UInt64
    private let coldCount: UInt64
    private let hotOperationFraction: Double

    /// A hot set of `keyFraction` of `count` keys that gets `operationFraction` of the operations.
    ///
    /// Where one of the two sets would be empty, the other gets everything.
    init(count: UInt64, keyFraction: Double, operationFraction: Double) {
        hotCount = min(UInt64(Double(count) * keyFraction), count)
        coldCount = count - hotCount
        hotOperationFraction = hotCount == 0 ? 0 : coldCount == 0 ? 1 : operationFraction
    }

    @inline(__always)
    func next(
        _ keys: WorkerKeys, operation number: UInt64, using random: inout DrawStream
    ) -> UInt64 {
        if random.unit() < hotOperationFraction { return random.below(hotCount) }
        return hotCount + random.below(coldCount)
    }
}
