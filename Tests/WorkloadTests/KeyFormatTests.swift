import Testing

@testable import Workload

@Suite("Key formats")
struct KeyFormatTests {
    private func keys(_ format: String, count: Int) throws -> [String] {
        let plan = try Plan.test(["keys.format=\(format)", "keys.count=\(count)"])
        let pool = ValuePool(seed: 1, valueByteLimit: 10)
        let batch = plan.makeBatch(capacity: count, pool: pool)
        try plan.makeSource(phaseIndex: 0, worker: 0).fill(batch)
        return (0..<batch.count).map { batch.keyText($0) }
    }

    @Test("YCSB's keys are 'user' and the hash in decimal")
    func ycsb() throws {
        let keys = try keys("ycsb", count: 2000)
        #expect(keys == (0..<2000).map { "user\(FNV64.magnitude(UInt64($0)))" })
        #expect(keys[0] == "user6284781860667377211")
        #expect(keys[1] == "user8517097267634966620")
    }

    @Test("ordered keys sort as their numbers, decimal keys are plain")
    func ordered() throws {
        let keys = try keys("ycsbOrdered", count: 1200)
        #expect(keys == keys.sorted())
        #expect(keys[1199] == "user00000000000000001199")
        #expect(try self.keys("decimal", count: 1200) == (0..<1200).map { "\($0)" })
    }

    @Test("decimal text is right at every length")
    func decimal() {
        var number: UInt64 = 1
        for _ in 0..<20 {
            for value in [number &- 1, number, number &+ 1, number &* 9] {
                let bytes = written { DecimalText.write(value, at: 0, into: &$0) }
                #expect(String(decoding: bytes, as: UTF8.self) == "\(value)")
            }
            number = number &* 10
        }
    }

    @Test("ETC keys are all different, of 16 to 250 bytes, 36 on average")
    func facebook() throws {
        let keys = try keys("facebookETC", count: 20_000)
        #expect(Set(keys).count == 20_000)
        let sizes = keys.map(\.utf8.count)
        #expect(sizes.allSatisfy { (16...250).contains($0) })
        let mean = Double(sizes.reduce(0, +)) / 20_000
        #expect(abs(mean - 36.2) < 0.4)
        #expect(abs(Double(sizes.sorted()[10_000]) - 33.8) < 1)
    }

    private func written(_ write: (inout MutableRawSpan) -> Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 32)
        var span = bytes.mutableSpan
        var raw = unsafe span.mutableBytes
        let count = write(&raw)
        return Array(bytes[..<count])
    }
}
