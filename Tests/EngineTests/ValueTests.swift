import TestSupport
import Testing

@testable import Engine

@Suite("Values")
struct ValueTests {
    @Test("literals say what they mean")
    func literals() {
        let value: Value = ["a": 1, "b": [1.5, true, nil]]
        #expect(
            value
                == .map([
                    .string("a"): .integer(1),
                    .string("b"): .list([.double(1.5), .boolean(true), .null]),
                ]))
    }

    @Test("every kind of value comes back from a record as it was written")
    func throughRecord() throws {
        let namespace = try Store().createNamespace(
            "test", configuration: EngineConfiguration(shards: 16))
        let values: [Value] = [
            -7, 2.5, "grüße", .blob([0, 255]), true, [1, [2, ["k": nil]], "x"],
            ["b": 2, "a": [1: .blob([9])]],
            .geoJSON(#"{"type":"Point","coordinates":[8.5,47.4]}"#), [], [:],
        ]
        let draft = RecordDraft()
        for (index, value) in values.enumerated() {
            try draft.append(try namespace.bin(named: "b\(index)"), value)
        }
        let key = namespace.digest(ofKey: 1)
        _ = namespace.put(key, draft)
        let copy = RecordCopy()
        _ = namespace.get(key, into: copy)
        let buffer = ScanBuffer()
        namespace.scan(from: key, limit: 1, into: buffer)
        for (index, value) in values.enumerated() {
            let bin = try namespace.bin(named: "b\(index)")
            #expect(copy.value(bin) == value)
            #expect(copy.type(of: bin) == value.binType)
            #expect(buffer.value(bin, at: 0) == value)
        }
        #expect(copy.value(try namespace.bin(named: "absent")) == nil)
        #expect(namespace.brokenInvariant() == nil)
    }

    @Test(
        "a value that cannot be stored leaves the draft as it was",
        arguments: [
            (Value.null, ValueError.null),
            (
                (0..<200).reduce(Value.list([])) { value, _ in .list([value]) }, .tooDeep
            ),
            (.map([.double(.nan): 1, .double(-.nan): 2]), .duplicateKey),
            (.geoJSON("{}"), .invalidGeoJSON(at: 0, .unknownType)),
        ])
    func refused(value: Value, expected: ValueError) {
        let draft = RecordDraft()
        draft.append(BinID(rawValue: 3), integer: 1)
        #expect(throws: expected) { try draft.append(BinID(rawValue: 3), value) }
        #expect(draft.binCount == 1 && draft.byteCount > 0)
    }

    @Test("the numbers of types are Aerospike's particle types")
    func particleTypes() {
        let numbers = BinType.allCases.map { $0.rawValue }
        #expect(numbers == [1, 2, 3, 4, 7, 8, 9, 10, 11, 12, 17, 19, 20, 23])
    }

    @Test("every error says what is wrong and what to do")
    func messages() {
        let errors: [ValueError] = [
            .truncated, .trailingBytes, .notStorable(firstByte: 0xc1), .typeByteMissing,
            .wrongContainer(expected: .map), .unknownFlags(2), .duplicateKey, .notInOrder,
            .tooDeep, .tooLong, .null,
        ]
        for error in errors {
            #expect(error.description.contains("; "))
        }
        #expect(ValueError.tooLong.code == .recordTooBig)
        #expect(ValueError.null.code == .parameter)
    }
}
