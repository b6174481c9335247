import CJemalloc
import Testing

@testable import Engine

@Suite("Layout")
struct LayoutTests {
    @Test("a slot and a place have 16 bytes, a shard's counts 8, a stripe's head 32")
    func sizes() {
        #expect(MemoryLayout<Slot>.stride == 16)
        #expect(MemoryLayout<ShardPlace>.size == 16)
        #expect(MemoryLayout<ShardCounts>.stride == 8)
        #expect(8 + MemoryLayout<StripeCounters>.size == Stripe.headByteCount)
        #expect(MemoryLayout<Digest>.size == 20)
    }

    @Test("stripes lie on cache lines of their own", arguments: [(4, 0), (4, 1), (6, 6), (10, 3)])
    func stripes(shardBits: Int, perStripeBits: Int) {
        let stripes = StripeArray(shardBitCount: shardBits, shardsPerStripeBitCount: perStripeBits)
        let isLined = stripes.stride % 64 == 0
        let holdsShards = stripes.stride >= 32 + stripes.shardsPerStripe * StripeArray.shardStride
        let count = stripes.stripeCount
        #expect(isLined && holdsShards)
        #expect(count == 1 << (shardBits - perStripeBits))
        let first = stripes.stripe(at: 0).address
        #expect(first % 64 == 0)
    }

    @Test("a record with one bin of 100 bytes takes two cache lines")
    func record() throws {
        let size = Record.headerByteCount + PackedBins.byteCount(ofValue: 100)
        #expect(size == 128)
        #expect(RecordHeap.sizeClass(of: size) == 128)
    }

    @Test("size classes are jemalloc's")
    func sizeClasses() {
        for byteCount in Array(24...5000) + [65_535, 65_536, 65_537, 1_048_600, 2_097_175] {
            #expect(RecordHeap.sizeClass(of: byteCount) == nallocx(byteCount, 0))
        }
    }

    @Test("the packed attributes keep their extremes apart")
    func attributes() {
        let packed = RecordAttributes(
            generation: .max, binCount: 32_767, set: SetID(rawValue: 4095),
            packedByteCount: 2_097_151)
        #expect(packed.generation == .max)
        #expect(packed.binCount == 32_767)
        #expect(packed.set.rawValue == 4095)
        #expect(packed.packedByteCount == 2_097_151)
        let other = RecordAttributes(
            generation: 1, binCount: 0, set: SetID(rawValue: 4095), packedByteCount: 0)
        #expect(other.generation == 1 && other.binCount == 0 && other.packedByteCount == 0)
        #expect(RecordAttributes.generation(after: 65_535) == 1)
        #expect(RecordAttributes.generation(after: 1) == 2)
    }
}
