import TestSupport
import Testing
import Workload

@testable import Verification

@Suite("Value stamp")
struct ValueStampTests {
    private static let key = VerifiedKey(index: 12_345, keyspace: 3)
    private static let stamp = ValueStamp(key: key, version: 7, poolOffset: 99)

    /// A stamped value of random bytes.
    static func value(
        byteCount: Int, seed: UInt64, stamp: ValueStamp = stamp, bin: UInt16 = 2
    ) -> [UInt8] {
        var random = SplitMix64(seed: seed)
        var bytes = (0..<byteCount).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        var span = bytes.mutableSpan
        var raw = unsafe span.mutableBytes
        stamp.write(to: &raw, bin: bin)
        return bytes
    }

    static func stamp(of bytes: [UInt8], bin: UInt16 = 2) -> ValueStamp? {
        unsafe ValueStamp(of: bytes.span.bytes, bin: bin)
    }

    @Test("a value of any length gives back its stamp")
    func roundTrip() {
        for byteCount in 24...300 {
            let bytes = Self.value(byteCount: byteCount, seed: UInt64(byteCount))
            #expect(Self.stamp(of: bytes) == Self.stamp)
        }
        #expect(Self.key.index == 12_345)
        #expect(Self.key.keyspace == 3)
    }

    @Test("every changed bit is seen", arguments: [24, 25, 31, 39, 40, 41, 48, 87, 88, 100, 129])
    func everyBit(byteCount: Int) {
        var bytes = Self.value(byteCount: byteCount, seed: 1)
        for bit in 0..<byteCount * 8 {
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(Self.stamp(of: bytes) == nil)
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        }
        #expect(Self.stamp(of: bytes) != nil)
    }

    @Test("a value that lost or gained bytes, or is in another bin, is seen")
    func shape() {
        let bytes = Self.value(byteCount: 100, seed: 1)
        for byteCount in 0..<100 { #expect(Self.stamp(of: Array(bytes.prefix(byteCount))) == nil) }
        #expect(Self.stamp(of: bytes + [0]) == nil)
        #expect(Self.stamp(of: bytes, bin: 1) == nil)
    }

    @Test("words that changed places are seen")
    func places() {
        let bytes = Self.value(byteCount: 104, seed: 1)
        for (one, other) in [(24, 32), (24, 40), (40, 72), (88, 96), (32, 56)] {
            var swapped = bytes
            for offset in 0..<8 { swapped.swapAt(one + offset, other + offset) }
            #expect(Self.stamp(of: swapped) == nil)
        }
    }

    @Test("two values are never one, wherever one ends and the other begins")
    func torn() {
        forEachSeed(20) { seed in
            let one = Self.value(byteCount: 100, seed: seed)
            let next = ValueStamp(key: Self.key, version: 8, poolOffset: 500)
            let other = Self.value(byteCount: 100, seed: seed + 1_000, stamp: next)
            for cut in 1..<100 {
                let mixed = Array(one[..<cut] + other[cut...])
                let isWhole = mixed == one || mixed == other
                #expect((Self.stamp(of: mixed) != nil) == isWhole, seedComment(seed))
            }
        }
    }
}
