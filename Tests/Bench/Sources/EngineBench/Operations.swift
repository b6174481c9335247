import Glibc

/// Keys and operations; the same, in the same order, as in scripts/peers/libcuckoo-driver.cpp.
enum Operations {
    /// Enough that a thread's operations do not stay in the cache.
    static let count = 1 << 22

    /// The bits of an operation that are its key; the highest says whether it is an update.
    static let keyMask = UInt64.max >> 1

    /// The key of the record with this index: 63 bits, each step one to one.
    @inline(__always)
    static func key(ofIndex index: UInt64) -> UInt64 {
        var key = (index &+ 1) &* 0x9e37_79b9_7f4a_7c15 & keyMask
        key ^= key >> 31
        key = key &* 0xbf58_476d_1ce4_e5b9 & keyMask
        key ^= key >> 29
        key = key &* 0x94d0_49bb_1331_11eb & keyMask
        return key ^ key >> 32
    }

    /// One thread's operations.
    static func make(_ command: RunCommand, records: UInt64, thread: Int) -> [UInt64] {
        let zipf = command.distribution == .zipf ? Zipf(records: records) : nil
        var generator = SplitMix64(state: 1_000_003 * UInt64(thread + 1))
        return (0..<count).map { _ in
            // A prime above the number of records spreads ranks over the order of insertion, so
            // that popular records are not neighbours in memory.
            let index =
                zipf.map { $0.rank(generator.next()) &* 4_294_967_291 % records }
                ?? generator.below(records)
            let isUpdate = generator.below(100) >= UInt64(command.readPercent)
            return key(ofIndex: index) | (isUpdate ? 1 << 63 : 0)
        }
    }
}

/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
        return z ^ z >> 31
    }

    mutating func below(_ bound: UInt64) -> UInt64 {
        next().multipliedFullWidth(by: bound).high
    }
}

/// YCSB's Zipfian ranks, exponent 0.99.
///
/// Source: Gray et al., "Quickly generating billion-record synthetic databases", SIGMOD 1994.
struct Zipf {
    static let theta = 0.99
    let count: Double
    let zeta: Double
    let eta: Double

    init(records: UInt64) {
        count = Double(records)
        var sum = 0.0
        for rank in 1...records { sum += 1 / pow(Double(rank), Self.theta) }
        zeta = sum
        let zetaOfTwo = 1 + pow(0.5, Self.theta)
        eta = (1 - pow(2 / count, 1 - Self.theta)) / (1 - zetaOfTwo / zeta)
    }

    func rank(_ random: UInt64) -> UInt64 {
        let u = Double(random >> 11) * 0x1p-53
        if u * zeta < 1 { return 0 }
        if u * zeta < 1 + pow(0.5, Self.theta) { return 1 }
        return UInt64(min(count * pow(eta * u - eta + 1, 1 / (1 - Self.theta)), count - 1))
    }
}
