import CJemalloc
import Testing

@testable import Engine

@Suite("Layout")
struct LayoutTests {
    @Test("a slot and a place have 16 bytes, a table's counts 4, a stripe's head 48, tallies 48")
    func sizes() {
        #expect(MemoryLayout<Slot>.stride == 16)
        #expect(MemoryLayout<TablePlace>.size == 16)
        #expect(MemoryLayout<TableCounts>.stride == 4)
        #expect(8 + MemoryLayout<StripeCounters>.size == Stripe.headByteCount)
        #expect(MemoryLayout<StripeTallies>.size <= 64)
        #expect(MemoryLayout<Digest>.size == 20)
    }

    @Test(
        "stripes lie on cache lines of their own", arguments: [(4, 4), (12, 12), (12, 0), (16, 13)])
    func stripes(shardBits: Int, stripeBits: Int) {
        let stripes = StripeArray(
            shardBitCount: shardBits, stripeBitCount: stripeBits, kind: .spin)
        let needed = Stripe.headByteCount + stripes.tablesPerStripe * StripeArray.countsStride
        let isLined = stripes.stride % 64 == 0
        let holdsCounts = stripes.stride >= needed + 64
        let count = stripes.stripeCount
        let tableCount = stripes.tableCount
        #expect(isLined && holdsCounts)
        #expect(count == 1 << stripeBits)
        #expect(tableCount == max(4096, 1 << shardBits))
        let first = stripes.stripe(at: 0).address
        #expect(first % 64 == 0)
    }

    @Test("a record with one bin of 100 bytes takes two cache lines")
    func record() throws {
        let size = Record.headerByteCount + PackedBins.byteCount(ofValue: 100, BinID(rawValue: 0))
        #expect(size == 128)
        #expect(RecordHeap.sizeClass(of: size) == 128)
    }

    @Test(
        "a bin's header keeps number, type and length at every edge",
        arguments: [UInt16(0), 1, 254, 255, 256, 32_766], [0, 1, 4094, 4095, 4096, 70_000])
    func binHeader(number: UInt16, length: Int) {
        let id = BinID(rawValue: number)
        for type in BinType.allCases {
            let draft = RecordDraft(capacity: 0)
            let bytes = [UInt8](repeating: 7, count: length)
            unsafe draft.append(id, type, bytes: bytes.span.bytes)
            let found = draft.bins.bin(at: 0)
            #expect(found.id == id && found.type == type.rawValue)
            #expect(found.valueByteCount == length && found.end == draft.byteCount)
            #expect(found.byteCount == PackedBins.byteCount(ofValue: length, id))
        }
    }

    @Test("a reference keeps address, set and recency apart", arguments: [UInt8(0), 0x5a, 0xff])
    func reference(recency: UInt8) throws {
        let record = try #require(Record(address: 0x7fff_ffff_fff0))
        var reference = RecordReference(record, set: SetID(rawValue: 4095))
        reference.recency = recency
        #expect(reference.record?.address == record.address)
        #expect(reference.set.rawValue == 4095 && reference.recency == recency)
        let other = try #require(Record(address: 0x10))
        let moved = reference.moved(to: other)
        #expect(moved.record?.address == 0x10)
        #expect(moved.set.rawValue == 4095 && moved.recency == recency)
        #expect(RecordReference.none.record == nil)
    }

    @Test("size classes are jemalloc's")
    func sizeClasses() {
        for byteCount in Array(24...5000) + [65_535, 65_536, 65_537, 1_048_600, 2_097_175] {
            #expect(RecordHeap.sizeClass(of: byteCount) == nallocx(byteCount, 0))
        }
    }

    @Test("the packed attributes keep their extremes apart")
    func attributes() {
        for packed in [
            RecordAttributes(
                lastUpdateTime: .max, generation: .max, packedByteCount: 16_777_215),
            RecordAttributes(lastUpdateTime: 0, generation: 1, packedByteCount: 65_536),
            RecordAttributes(lastUpdateTime: .max, generation: 0, packedByteCount: 0),
        ] {
            #expect(RecordAttributes(word: packed.word, highByte: packed.highByte) == packed)
        }
        #expect(RecordAttributes.generation(after: 65_535) == 1)
        #expect(RecordAttributes.generation(after: 1) == 2)
    }
}
