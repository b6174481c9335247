import Testing
import Wire

@testable import Engine

@Suite("Stored keys")
struct StoredKeyTests {
    private let fixture: OperateFixture
    private let key: [UInt8] = [3, 0x6b, 0x31]
    private let other: [UInt8] = [3, 0x6b, 0x32]

    init() throws {
        fixture = try OperateFixture()
    }

    /// Performs steps that keep a key with the record.
    private func operate(
        _ key: [UInt8], _ steps: [Step], _ policy: WritePolicy = WritePolicy()
    ) throws -> WriteResult {
        let list = StepList()
        unsafe list.storeKey(key.span.bytes)
        for step in steps { try list.append(step) }
        return fixture.namespace.operate(fixture.key, list, policy: policy, with: fixture.buffer)
    }

    private var stored: [UInt8]? {
        guard case .found = fixture.namespace.get(fixture.key, into: fixture.copy),
            let found = fixture.copy.userKey
        else { return nil }
        return found.byteOffsets.map { found.byte(at: $0) }
    }

    @Test("a key is kept, and is no bin to anybody")
    func noBin() throws {
        #expect(try operate(key, [.write(fixture.a, 1), .readAll]) == written(1))
        #expect(fixture.read == [[], [], [1]])
        #expect(stored == key)
        #expect(fixture.bins() == [fixture.a: 1] && fixture.copy.binCount == 1)
        var names: [UInt16] = []
        forEachTypedBin(fixture.copy.packedBins()) { number, _, _ in names.append(number) }
        #expect(names == [fixture.a.rawValue])
        let record = fixture.namespace.get(1)
        #expect(record?.bins == ["a": 1])
        #expect(fixture.fault() == nil)
    }

    @Test("another key is refused, and nothing changes")
    func mismatch() throws {
        _ = try operate(key, [.write(fixture.a, 1)])
        #expect(try operate(other, [.write(fixture.a, 2)]) == .keyMismatch)
        #expect(try operate(key + [0], [.write(fixture.a, 2)]).code.rawValue == 19)
        #expect(fixture.bins() == [fixture.a: 1])
        let result = unsafe fixture.namespace.delete(
            fixture.key, policy: WritePolicy(), key: other.span.bytes)
        #expect(result == .keyMismatch)
        #expect(stored == key)
        _ = unsafe fixture.namespace.delete(
            fixture.key, policy: WritePolicy(), key: key.span.bytes)
        #expect(fixture.bins() == nil)
    }

    @Test("a key outlives updates, replacements and the removal of all other bins")
    func outlives() throws {
        _ = try fixture.operate([.write(fixture.a, 1)])
        #expect(stored == nil)
        _ = try operate(key, [.write(fixture.b, "text")])
        _ = try fixture.operate([.append(fixture.b, "more"), .deleteBin(fixture.a)])
        #expect(stored == key)
        _ = try fixture.operate([.write(fixture.c, 3)], WritePolicy(condition: .replace))
        #expect(stored == key && fixture.bins() == [fixture.c: 3])
        _ = try fixture.operate([.deleteRecord, .write(fixture.a, 4)])
        #expect(stored == key && fixture.bins() == [fixture.a: 4])
        let draft = RecordDraft()
        draft.append(fixture.b, integer: 9)
        _ = fixture.namespace.update(fixture.key, draft)
        #expect(stored == key && fixture.bins() == [fixture.a: 4, fixture.b: 9])
        #expect(fixture.fault() == nil)
    }

    @Test("a key alone makes no record, and the last bin takes it along")
    func alone() throws {
        #expect(try operate(key, []) == .notFound)
        _ = try operate(key, [.write(fixture.a, 1)])
        #expect(try fixture.operate([.deleteBin(fixture.a)]) == written(0))
        #expect(fixture.bins() == nil)
        _ = try operate(other, [.write(fixture.a, 1)])
        #expect(stored == other)
        #expect(try fixture.operate([.deleteRecord]) == written(0))
        #expect(fixture.bins() == nil && fixture.fault() == nil)
    }

    @Test("a scan brings the key whatever bins it asks for", arguments: [0, 1, 2])
    func scan(choice: Int) throws {
        _ = try operate(key, [.write(fixture.a, 1), .write(fixture.b, 2)])
        let bins: [ScanBins] = [.all, .none, .only([fixture.b])]
        let buffer = ScanBuffer()
        let count = fixture.namespace.scan(
            partition: fixture.key.partition, limit: 10,
            selecting: ScanSelection(bins: bins[choice]), into: buffer)
        #expect(count == 1)
        let byteCount = buffer.userKey(at: 0)?.byteCount
        #expect(byteCount == 3)
        #expect(buffer.binCount(at: 0) == [2, 0, 1][choice])
    }
}

@Suite("Values and names from the wire")
struct WireValueTests {
    @Test("blobs of every language keep their type")
    func languageBlobs() throws {
        let fixture = try OperateFixture()
        let steps = StepList()
        let types = BinType.allCases.filter(\.isLanguageBlob)
        #expect(types.map(\.rawValue) == [7, 8, 9, 10, 11, 12])
        let value: [UInt8] = [1, 2, 3]
        for (number, type) in types.enumerated() {
            let bin = try fixture.namespace.bin(named: "l\(number)")
            unsafe steps.write(bin, languageBlob: type, value.span.bytes)
        }
        _ = fixture.namespace.operate(fixture.key, steps, with: fixture.buffer)
        _ = fixture.namespace.get(fixture.key, into: fixture.copy)
        var found: [BinType] = []
        fixture.copy.forEachBin { _, type, bytes in
            if bytes.byteCount == 3 { found.append(type) }
        }
        #expect(found == types)
        #expect(fixture.copy.value(try fixture.namespace.bin(named: "l0")) == .blob(value))
    }

    @Test("every type has a code of its own, and its number back from it")
    func codes() {
        #expect(Set(BinType.allCases.map(\.code)).count == BinType.allCases.count)
        for type in BinType.allCases {
            #expect(BinType.number(ofCode: type.code) == type.rawValue && type.code < 16)
        }
    }

    @Test("names that only look the same are two, and unknown ones are not added")
    func names() throws {
        let fixture = try OperateFixture()
        let one = try fixture.namespace.bin(named: "\u{e9}")
        #expect(fixture.namespace.knownBin(named: "e\u{301}") == nil)
        #expect(try fixture.namespace.bin(named: "e\u{301}") != one)
        #expect(fixture.namespace.knownBin(named: "\u{e9}") == one)
        #expect(fixture.namespace.knownSet(named: "none") == nil)
        let set = try fixture.namespace.set(named: "s")
        #expect(fixture.namespace.knownSet(named: "s") == set)
        try fixture.namespace.dropSet("s")
        #expect(fixture.namespace.knownSet(named: "s") == nil)
    }

    @Test("a digest's three numbers are its bytes")
    func digestWords() {
        var random = SeededRandom(seed: 7)
        for _ in 0..<100 {
            let digest = random.digest()
            var bytes: [UInt8] = []
            for word in [digest.head, digest.middle] {
                for index in 0..<8 {
                    bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * index)))
                }
            }
            for index in 0..<4 {
                bytes.append(UInt8(truncatingIfNeeded: digest.tail >> UInt32(24 - 8 * index)))
            }
            #expect(bytes == (0..<20).map { digest[$0] })
            #expect(unsafe Digest(bytes: bytes.span.bytes) == digest)
        }
    }
}
