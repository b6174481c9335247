import TestSupport
import Testing
import Wire
import Workload

@testable import Targets

@Suite("Packed records")
struct PackedRecordTests {
    private static func packed(_ bins: [[UInt8]?]) -> [UInt8] {
        var queue = ByteQueue()
        PackedRecord.appendHead(binCount: bins.count, to: &queue)
        for bin in bins {
            guard let bin else {
                PackedRecord.appendMissing(to: &queue)
                continue
            }
            PackedRecord.appendCount(ofValue: bin.count, to: &queue)
            for byte in bin { queue.append(byte) }
        }
        return queue.bytes.byteOffsets.map { queue.bytes.byte(at: $0) }
    }

    /// What a cursor finds: nil for bytes that are no record of so many bins.
    private static func unpacked(_ bytes: [UInt8], binCount: Int) -> [[UInt8]?]? {
        var cursor = unsafe PackedRecordCursor(bytes.span.bytes, binCount: binCount)
        var bins: [[UInt8]?] = []
        while true {
            switch cursor.next() {
            case .value(let range): bins.append(Array(bytes[range]))
            case .missing: bins.append(nil)
            case .end: return bins
            case .malformed:
                // It stays so.
                let next = cursor.next()
                return next == .malformed ? nil : []
            }
        }
    }

    private static func randomBins(_ random: inout SplitMix64) -> [[UInt8]?] {
        (0..<1 + random.below(random.below(8) == 0 ? 300 : 12)).map { _ in
            let sizes = [0, 1, 126, 127, 128, random.below(40), random.below(20_000)]
            let size = sizes[random.below(sizes.count)]
            return random.below(5) == 0 ? nil : (0..<size).map { _ in random.byte() }
        }
    }

    @Test("what was packed is found again, and takes the bytes that were reckoned")
    func roundTrip() {
        forEachSeed(200) { seed in
            var random = SplitMix64(seed: seed)
            let bins = Self.randomBins(&random)
            let bytes = Self.packed(bins)
            #expect(Self.unpacked(bytes, binCount: bins.count) == bins, seedComment(seed))
            let count = bins.reduce(PackedRecord.headByteCount(binCount: bins.count)) {
                $0 + ($1.map { PackedRecord.byteCount(ofValue: $0.count) } ?? 1)
            }
            #expect(bytes.count == count, seedComment(seed))
        }
    }

    @Test("ten bins of 100 bytes take 1,012 bytes")
    func overhead() {
        let bins = [[UInt8]?](repeating: Array(repeating: 7, count: 100), count: 10)
        #expect(Self.packed(bins).count == 1_012)
    }

    @Test("a record that is cut off, lengthened or of other bins is none")
    func broken() {
        forEachSeed(40) { seed in
            var random = SplitMix64(seed: seed)
            let bins = Self.randomBins(&random)
            let bytes = Self.packed(bins)
            for _ in 0..<20 {
                let cut = Array(bytes.prefix(random.below(bytes.count)))
                #expect(Self.unpacked(cut, binCount: bins.count) == nil, seedComment(seed))
            }
            #expect(Self.unpacked(bytes + [0], binCount: bins.count) == nil)
            #expect(Self.unpacked(bytes, binCount: bins.count + 1) == nil)
            #expect(Self.unpacked([2] + bytes.dropFirst(), binCount: bins.count) == nil)
        }
    }

    @Test("no bytes make a cursor trap")
    func noise() {
        forEachSeed(2_000) { seed in
            var random = SplitMix64(seed: seed)
            var bytes = (0..<random.below(60)).map { _ in random.byte() }
            if random.below(2) == 0 {
                bytes = Self.packed(Self.randomBins(&random))
                for _ in 0..<1 + random.below(4) {
                    bytes[random.below(bytes.count)] = random.byte()
                }
            }
            if !bytes.isEmpty { bytes[0] = PackedRecord.version }
            for binCount in [0, 1, 5, 200] {
                let found = Self.unpacked(bytes, binCount: binCount)
                #expect(found == nil || found?.count == binCount, seedComment(seed))
            }
        }
    }
}

extension SplitMix64 {
    mutating func below(_ limit: Int) -> Int { limit > 0 ? Int(next() % UInt64(limit)) : 0 }
    mutating func byte() -> UInt8 { UInt8(truncatingIfNeeded: next() >> 32) }
}
