import Platform
import Testing

@Suite("Memory")
struct MemoryTests {
    @Test("a block of owned bytes begins as zeros and keeps what is written")
    func ownedBytes() {
        var block = OwnedBytes(byteCount: 100)
        #expect(block.byteCount == 100)
        var sum = 0
        for offset in 0..<100 {
            sum += unsafe Int(block.bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self))
        }
        #expect(sum == 0)
        var span = block.mutableBytes
        span.storeBytes(of: UInt8(7), toByteOffset: 99, as: UInt8.self)
        let last = unsafe block.bytes.unsafeLoad(fromByteOffset: 99, as: UInt8.self)
        #expect(last == 7)
    }

    @Test("jemalloc reports memory, active at least as much as allocated")
    func statistics() {
        let now = JemallocStatistics.current()
        #expect(now.allocatedByteCount > 0)
        #expect(now.activeByteCount >= now.allocatedByteCount)
        #expect(now.residentByteCount > 0)
    }

    @Test("a new arena holds nothing")
    func arena() throws {
        let arena = try JemallocArena()
        JemallocArena.refreshStatistics()
        #expect(arena.allocatedByteCount == 0)
        #expect(arena.activeByteCount == 0)
    }
}
