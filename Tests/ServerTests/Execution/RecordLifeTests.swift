import Engine
import Testing

@Suite("Lives of records on the wire")
struct RecordLifeTests {
    private let put = Request.put([.put("a", 1)])

    private func served(defaultTTLSeconds: UInt32) throws -> ServedStore {
        try ServedStore(EngineConfiguration(shards: 16, defaultTTLSeconds: defaultTTLSeconds))
    }

    @Test(
        "the time to live is the default, none, what it was, or so many seconds",
        arguments: [
            (UInt32(0), UInt32(50), UInt32(1_000_050)), (0, 0, 0), (0xffff_ffff, 50, 0),
            (0xffff_fffe, 50, 1_000_007), (100, 50, 1_000_100), (315_360_000, 0, 316_360_000),
        ])
    func timeToLive(sent: UInt32, defaultSeconds: UInt32, voidTime: UInt32) throws {
        let served = try served(defaultTTLSeconds: defaultSeconds)
        try served.answer(put.with { $0.timeToLive = 7 })
        let answer = try served.answer(put.with { $0.timeToLive = sent })
        #expect(answer == Answer(code: 0, generation: 2, voidTime: voidTime))
        #expect(try served.answer(.readAll()).voidTime == voidTime)
    }

    @Test("to leave the time to live unchanged gives a new record the default")
    func unchangedWhenNew() throws {
        let served = try served(defaultTTLSeconds: 50)
        let answer = try served.answer(put.with { $0.timeToLive = 0xffff_fffe })
        #expect(answer.voidTime == 1_000_050)
    }

    @Test("a record is there in its last second, and then absent to reads and writes")
    func expiry() throws {
        let served = try served(defaultTTLSeconds: 0)
        try served.answer(put.with { $0.timeToLive = 10 })
        try served.answer(put.with { $0.timeToLive = 10 })
        served.clock.set(seconds: 1_000_010)
        #expect(try served.answer(.readAll()).code == 0)
        served.clock.set(seconds: 1_000_011)
        #expect(try served.answer(.readAll()).code == 2)
        #expect(try served.answer(put) == Answer(code: 0, generation: 1))
    }

    @Test("a truncated record is absent, and a write begins it anew")
    func truncated() throws {
        let served = try served(defaultTTLSeconds: 0)
        try served.answer(put)
        try served.answer(put)
        try served.namespace.truncate()
        #expect(try served.answer(.readAll()).code == 2)
        #expect(try served.answer(put).generation == 1)
    }

    @Test("a partition that is not here is answered with 11, read or written")
    func unavailable() throws {
        let served = try served(defaultTTLSeconds: 0)
        try served.answer(put)
        try served.namespace.dropPartition(1975)
        for request in [put, Request.readAll(), .delete(), .put([.touch])] {
            #expect(try served.answer(request).code == 11)
        }
    }

    @Test("a namespace that is dropped is unknown at once, and one of its name is new")
    func droppedNamespace() throws {
        let served = try served(defaultTTLSeconds: 0)
        try served.answer(put)
        try served.store.dropNamespace("test")
        #expect(try served.answer(put).code == 20)
        #expect(try served.answer(.readAll()).code == 20)
        let again = try served.store.createNamespace(
            "test", configuration: EngineConfiguration(shards: 16))
        #expect(try served.answer(.readAll()).code == 2)
        #expect(try served.answer(put).generation == 1)
        #expect(again.binNames == ["a"])
    }

    @Test("a namespace that is dropped and created again between two requests is the new one")
    func replacedNamespace() throws {
        let served = try served(defaultTTLSeconds: 0)
        try served.answer(put)
        try served.store.dropNamespace("test")
        try served.store.createNamespace("test", configuration: EngineConfiguration(shards: 16))
        #expect(try served.answer(put) == Answer(code: 0, generation: 1))
    }

    @Test("a set that was dropped is there again with the next write")
    func droppedSet() throws {
        let served = try served(defaultTTLSeconds: 0)
        try served.answer(put)
        try served.namespace.dropSet("demo")
        #expect(try served.answer(.readAll()).code == 2)
        #expect(try served.answer(put).generation == 1)
        #expect(served.namespace.setNames == ["demo"])
    }

    @Test("many namespaces, sets and bins are kept apart")
    func manyNames() throws {
        let served = try served(defaultTTLSeconds: 0)
        let small = EngineConfiguration(shards: 1)
        let long = "a-namespace-with-a-long-name-"
        for number in 0..<20 {
            try served.store.createNamespace("\(long)\(number)", configuration: small)
        }
        for number in 0..<20 {
            for bin in 0..<40 {
                let request = Request.record(
                    digest(bin), set: "a-set-with-a-long-name-\(bin % 30)-and-an-end",
                    namespace: "\(long)\(number)"
                ).with {
                    $0.write = Flag.write
                    $0.operations = [.put("bin-\(bin)", Int64(100 * number + bin))]
                }
                #expect(try served.answer(request).code == 0)
            }
        }
        for number in 0..<20 {
            for bin in 0..<40 {
                let request = Request.record(
                    digest(bin), set: "a-set-with-a-long-name-\(bin % 30)-and-an-end",
                    namespace: "\(long)\(number)"
                ).with { $0.read = Flag.read | Flag.allBins }
                let answer = try served.answer(request)
                #expect(answer["bin-\(bin)"] == bigEndian(Int64(100 * number + bin)))
            }
        }
    }

    private func digest(_ number: Int) -> [UInt8] {
        bigEndian(UInt64(number)) + [UInt8](repeating: 1, count: 12)
    }
}
