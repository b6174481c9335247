import Testing

@testable import Engine

@Suite("Store")
struct StoreTests {
    @Test("a namespace is found by its name, and only one has it")
    func names() throws {
        let store = Store()
        let created = try store.createNamespace("test")
        let isSame = try store.namespace("test") === created
        #expect(isSame)
        #expect(store.namespaceNames == ["test"])
        #expect(throws: EngineError.namespaceExists("test")) { try store.createNamespace("test") }
        #expect(throws: EngineError.namespaceNotFound("other")) { try store.namespace("other") }
        let long = String(repeating: "n", count: 32)
        for bad in ["", long] {
            #expect(throws: EngineError.invalidNamespaceName(bad)) {
                try store.createNamespace(bad)
            }
        }
        try store.createNamespace(String(long.dropLast()))
    }

    @Test(
        "a parameter outside its bounds is refused with its name and its bounds",
        arguments: [
            (EngineConfiguration(shards: 0), "engine: shards is 0; it must be a power of two"),
            (EngineConfiguration(shards: 3), "shards is 3; it must be a power of two"),
            (EngineConfiguration(shards: 131_072), "from 1 to 65536"),
            (EngineConfiguration(lockRatio: 0), "lockRatio is 0.0; it must be 1, 1/2"),
            (EngineConfiguration(lockRatio: 0.3), "lockRatio is 0.3"),
            (EngineConfiguration(lockRatio: 2), "down to 1 / shards"),
            (EngineConfiguration(lockRatio: .nan), "lockRatio is nan"),
            (EngineConfiguration(shards: 4, lockRatio: 0.125), "lockRatio is 1/8"),
            (EngineConfiguration(recordByteLimit: 0), "must be from 1B to 8MiB"),
            (EngineConfiguration(recordByteLimit: 8_388_609), "recordByteLimit is 8388609B"),
            (EngineConfiguration(defaultTTLSeconds: 315_360_001), "from none to 87600h"),
            (EngineConfiguration(decayMilliseconds: -2), "must be from never to 24h"),
            (EngineConfiguration(memoryLimit: -1), "memoryLimit is -1B; it must be none, or"),
            (EngineConfiguration(memoryLimit: 2_097_151), "at least 2MiB and 512B to a shard"),
            (EngineConfiguration(shards: 8192, memoryLimit: 4_194_303), "is 4194303B"),
            (EngineConfiguration(highWaterMark: 0), "highWaterMark is 0.0; it must be above 0"),
            (EngineConfiguration(stopWritesMark: 0.8), "highWaterMark is 0.9"),
            (EngineConfiguration(stopWritesMark: 1.1), "stopWritesMark is 1.1; it must be"),
            (EngineConfiguration(stopWritesMark: .nan), "stopWritesMark is nan"),
        ]
    )
    func bounds(configuration: EngineConfiguration, words: String) {
        var message = ""
        do throws(EngineError) {
            try configuration.validate()
        } catch {
            message = error.description
        }
        #expect(message.contains(words))
    }

    @Test("every power of two of shards and stripes is allowed")
    func allowed() throws {
        for bits in 0...16 {
            for ratioBits in 0...bits {
                let configuration = EngineConfiguration(
                    shards: 1 << bits, lockRatio: 1 / Double(1 << ratioBits))
                try configuration.validate()
                #expect(configuration.stripeCount == 1 << (bits - ratioBits))
            }
        }
    }

    @Test("names of bins and sets keep their numbers and their limits")
    func limits() throws {
        let namespace = try Store().createNamespace("test")
        let bin = try namespace.bin(named: "fifteen-bytes-x")
        let again = try namespace.bin(named: "fifteen-bytes-x")
        #expect(bin == again)
        #expect(namespace.name(of: bin) == "fifteen-bytes-x")
        #expect(throws: EngineError.binNameTooLong("sixteen-bytes-xx")) {
            try namespace.bin(named: "sixteen-bytes-xx")
        }
        let none = try namespace.set(named: "")
        #expect(none == SetID.none)
        let long = String(repeating: "s", count: 64)
        #expect(throws: EngineError.setNameTooLong(long)) { try namespace.set(named: long) }
        for number in 1...4095 { _ = try namespace.set(named: "s\(number)") }
        #expect(throws: EngineError.tooManySets(namespace: "test")) {
            try namespace.set(named: "one more")
        }
        for number in 1..<32_767 { _ = try namespace.bin(named: "b\(number)") }
        #expect(throws: EngineError.tooManyBinNames(namespace: "test")) {
            try namespace.bin(named: "one more")
        }
    }
}
