import TestSupport
import Testing
import Wire

@testable import Engine

@Suite("Container normalizer")
struct ContainerNormalizerTests {
    struct Case: Sendable, CustomStringConvertible {
        var description: String
        var type: BinType
        var sent: [UInt8]
        var stored: [UInt8]

        /// One element within a list.
        static func element(_ name: String, _ sent: [UInt8], _ stored: [UInt8]) -> Case {
            Case(description: name, type: .list, sent: [0x91] + sent, stored: [0x91] + stored)
        }
    }

    static let scalars: [Case] = [
        .element("nil", [0xc0], [0xc0]),
        .element("false", [0xc2], [0xc2]),
        .element("true", [0xc3], [0xc3]),
        .element("positive fixint", [0x7f], [0x7f]),
        .element("negative fixint", [0xe0], [0xe0]),
        .element("uint 8 of a fixint", [0xcc, 0x7f], [0x7f]),
        .element("uint 8", [0xcc, 0x80], [0xcc, 0x80]),
        .element("uint 16 of a uint 8", [0xcd, 0, 0xff], [0xcc, 0xff]),
        .element("uint 16", [0xcd, 1, 0], [0xcd, 1, 0]),
        .element("uint 32 of a uint 16", [0xce, 0, 0, 0xff, 0xff], [0xcd, 0xff, 0xff]),
        .element("uint 32", [0xce, 0, 1, 0, 0], [0xce, 0, 1, 0, 0]),
        .element(
            "uint 64 of a uint 32", [0xcf, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff],
            [0xce, 0xff, 0xff, 0xff, 0xff]),
        .element("uint 64", [0xcf, 0, 0, 0, 1, 0, 0, 0, 0], [0xcf, 0, 0, 0, 1, 0, 0, 0, 0]),
        .element(
            "uint 64 above the signed range", [0xcf, 0x80, 0, 0, 0, 0, 0, 0, 0],
            [0xcf, 0x80, 0, 0, 0, 0, 0, 0, 0]),
        .element("int 8 of a fixint", [0xd0, 0xe0], [0xe0]),
        .element("int 8 of a positive number", [0xd0, 5], [5]),
        .element("int 8", [0xd0, 0xdf], [0xd0, 0xdf]),
        .element("int 16 of an int 8", [0xd1, 0xff, 0x80], [0xd0, 0x80]),
        .element("int 16", [0xd1, 0xff, 0x7f], [0xd1, 0xff, 0x7f]),
        .element("int 16 of a uint 8", [0xd1, 0, 0xc8], [0xcc, 0xc8]),
        .element("int 32 of an int 16", [0xd2, 0xff, 0xff, 0x80, 0], [0xd1, 0x80, 0]),
        .element("int 32", [0xd2, 0xff, 0xff, 0x7f, 0xff], [0xd2, 0xff, 0xff, 0x7f, 0xff]),
        .element(
            "int 64 of an int 32", [0xd3, 0xff, 0xff, 0xff, 0xff, 0x80, 0, 0, 0],
            [0xd2, 0x80, 0, 0, 0]),
        .element("int 64", [0xd3, 0x80, 0, 0, 0, 0, 0, 0, 1], [0xd3, 0x80, 0, 0, 0, 0, 0, 0, 1]),
        .element("int 64 of a fixint", [0xd3, 0, 0, 0, 0, 0, 0, 0, 1], [1]),
        .element("float 32", [0xca, 0x3f, 0x80, 0, 0], [0xcb, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0]),
        .element(
            "float 64", [0xcb, 0x40, 4, 0, 0, 0, 0, 0, 0], [0xcb, 0x40, 4, 0, 0, 0, 0, 0, 0]),
        .element("fixstr", [0xa2, 3, 0x6b], [0xa2, 3, 0x6b]),
        .element("str 8 of a fixstr", [0xd9, 2, 3, 0x6b], [0xa2, 3, 0x6b]),
        .element("str 16 of a fixstr", [0xda, 0, 2, 3, 0x6b], [0xa2, 3, 0x6b]),
        .element("str 32 of a fixstr", [0xdb, 0, 0, 0, 2, 3, 0x6b], [0xa2, 3, 0x6b]),
        .element("bin 8", [0xc4, 2, 4, 9], [0xa2, 4, 9]),
        .element("bin 16", [0xc5, 0, 2, 4, 9], [0xa2, 4, 9]),
        .element("bin 32", [0xc6, 0, 0, 0, 2, 4, 9], [0xa2, 4, 9]),
        .element(
            "str 16 of 32 bytes", [0xda, 0, 32] + [UInt8](repeating: 3, count: 32),
            [0xd9, 32] + [UInt8](repeating: 3, count: 32)),
        .element(
            "bin 32 of 256 bytes", [0xc6, 0, 0, 1, 0] + [UInt8](repeating: 4, count: 256),
            [0xda, 1, 0] + [UInt8](repeating: 4, count: 256)),
        .element(
            "str 32 of 65,536 bytes", [0xdb, 0, 1, 0, 0] + [UInt8](repeating: 3, count: 65_536),
            [0xdb, 0, 1, 0, 0] + [UInt8](repeating: 3, count: 65_536)),
    ]

    static let containers: [Case] = [
        Case(description: "empty list", type: .list, sent: [0x90], stored: [0x90]),
        Case(description: "array 16", type: .list, sent: [0xdc, 0, 1, 5], stored: [0x91, 5]),
        Case(
            description: "array 32", type: .list, sent: [0xdd, 0, 0, 0, 1, 5], stored: [0x91, 5]),
        Case(
            description: "array 32 of 16", type: .list,
            sent: [0xdd, 0, 0, 0, 16] + [UInt8](repeating: 1, count: 16),
            stored: [0xdc, 0, 16] + [UInt8](repeating: 1, count: 16)),
        Case(
            description: "array 32 of 65,536", type: .list,
            sent: [0xdd, 0, 1, 0, 0] + [UInt8](repeating: 1, count: 65_536),
            stored: [0xdd, 0, 1, 0, 0] + [UInt8](repeating: 1, count: 65_536)),
        Case(description: "empty map", type: .map, sent: [0x80], stored: [0x80]),
        Case(description: "map 16", type: .map, sent: [0xde, 0, 1, 5, 6], stored: [0x81, 5, 6]),
        Case(
            description: "map 32", type: .map, sent: [0xdf, 0, 0, 0, 1, 5, 6],
            stored: [0x81, 5, 6]),
        Case(
            description: "a map out of order", type: .map, sent: [0x83, 3, 30, 1, 10, 2, 20],
            stored: [0x83, 1, 10, 2, 20, 3, 30]),
        Case(
            description: "a map whose keys sort differently once shortened", type: .map,
            sent: [0x82, 0xcd, 0, 2, 20, 1, 10], stored: [0x82, 1, 10, 2, 20]),
        Case(
            description: "maps within a list and a map", type: .list,
            sent: [0x91, 0x81, 1, 0x82, 2, 0xc0, 1, 0xc0],
            stored: [0x91, 0x81, 1, 0x82, 1, 0xc0, 2, 0xc0]),
        Case(
            description: "a map as a key", type: .map,
            sent: [0x82, 0x82, 2, 2, 1, 1, 7, 0x80, 8],
            stored: [0x82, 0x80, 8, 0x82, 1, 1, 2, 2, 7]),
        Case(
            description: "keys of all kinds", type: .map,
            sent: [0x89]
                + [0xa1, 23, 8] + [0xcb, 0, 0, 0, 0, 0, 0, 0, 0, 7] + [0xa1, 4, 6]
                + [0x80, 5] + [0x90, 4] + [0xa1, 3, 3] + [9, 2] + [0xc2, 1] + [0xc0, 0],
            stored: [0x89]
                + [0xc0, 0] + [0xc2, 1] + [9, 2] + [0xa1, 3, 3] + [0x90, 4] + [0x80, 5]
                + [0xa1, 4, 6] + [0xcb, 0, 0, 0, 0, 0, 0, 0, 0, 7] + [0xa1, 23, 8]),
        Case(
            description: "an ordered list", type: .list, sent: [0x94, 0xc7, 0, 1, 1, 1, 2],
            stored: [0x94, 0xc7, 0, 1, 1, 1, 2]),
        Case(
            description: "an ordered list with an index", type: .list,
            sent: [0x92, 0xc7, 0, 0x11, 1], stored: [0x92, 0xc7, 0, 1, 1]),
        Case(
            description: "a list with an index only", type: .list,
            sent: [0x92, 0xc7, 0, 0x10, 1], stored: [0x91, 1]),
        Case(
            description: "flags as ext 16", type: .list, sent: [0x92, 0xc8, 0, 0, 1, 1],
            stored: [0x92, 0xc7, 0, 1, 1]),
        Case(
            description: "flags as ext 32", type: .list, sent: [0x92, 0xc9, 0, 0, 0, 0, 1, 1],
            stored: [0x92, 0xc7, 0, 1, 1]),
        Case(
            description: "a key-ordered map", type: .map,
            sent: [0x82, 0xc7, 0, 1, 0xc0, 5, 6], stored: [0x82, 0xc7, 0, 1, 0xc0, 5, 6]),
        Case(
            description: "a key-value-ordered map with an index", type: .map,
            sent: [0x82, 0xc7, 0, 0x13, 0xc0, 5, 6], stored: [0x82, 0xc7, 0, 3, 0xc0, 5, 6]),
        Case(
            description: "a nested ordered map", type: .list,
            sent: [0x91, 0x83, 0xc7, 0, 1, 0xc0, 5, 6, 7, 8],
            stored: [0x91, 0x83, 0xc7, 0, 1, 0xc0, 5, 6, 7, 8]),
        Case(
            description: "ordered lists within a map out of order", type: .map,
            sent: [0x82, 5, 0x93, 0xc7, 0, 1, 8, 9, 2, 0x93, 0xc7, 0, 1, 6, 7],
            stored: [0x82, 2, 0x93, 0xc7, 0, 1, 6, 7, 5, 0x93, 0xc7, 0, 1, 8, 9]),
        Case(
            description: "ordered lists within an ordered list", type: .list,
            sent: [0x93, 0xc7, 0, 1, 0x93, 0xc7, 0, 1, 8, 9, 0x93, 0xc7, 0, 1, 8, 10],
            stored: [0x93, 0xc7, 0, 1, 0x93, 0xc7, 0, 1, 8, 9, 0x93, 0xc7, 0, 1, 8, 10]),
        Case(
            description: "flags and 15 elements", type: .list,
            sent: [0xdc, 0, 16, 0xc7, 0, 1] + [UInt8](repeating: 1, count: 15),
            stored: [0xdc, 0, 16, 0xc7, 0, 1] + [UInt8](repeating: 1, count: 15)),
        Case(
            description: "an index flag dropped makes the head shorter", type: .list,
            sent: [0xdc, 0, 16, 0xc7, 0, 0x10] + [UInt8](repeating: 1, count: 15),
            stored: [0x9f] + [UInt8](repeating: 1, count: 15)),
    ]

    private func normalized(
        _ bytes: [UInt8], as type: BinType
    ) throws(ValueError) -> [UInt8] {
        var normalizer = ContainerNormalizer()
        let stored = try unsafe normalizer.normalize(bytes.span.bytes, as: type)
        return (0..<stored.byteCount).map { stored.byte(at: $0) }
    }

    @Test("every form becomes the stored form, which stays", arguments: scalars + containers)
    func forms(form: Case) throws {
        #expect(try normalized(form.sent, as: form.type) == form.stored)
        #expect(try normalized(form.stored, as: form.type) == form.stored)
    }

    @Test(
        "what is malformed has its own error",
        arguments: [
            (BinType.list, [], ValueError.truncated),
            (.list, [0x92, 1], .truncated),
            (.list, [0x91], .truncated),
            (.list, [0xdd, 0xff, 0xff, 0xff, 0xff, 1], .truncated),
            (.map, [0xdf, 0xff, 0xff, 0xff, 0xff, 1, 1], .truncated),
            (.map, [0x81, 1], .truncated),
            (.list, [0x91, 0xcd, 1], .truncated),
            (.list, [0x91, 0xa5, 3, 1], .truncated),
            (.list, [0x91, 0xdb, 0xff, 0xff, 0xff, 0xff, 3], .truncated),
            (.list, [0x91, 0xc7, 0], .truncated),
            (.map, [0x81, 0xc7, 0, 1], .truncated),
            (.list, [0x91, 1, 1], .trailingBytes),
            (.map, [0x80, 0], .trailingBytes),
            (.list, [0x80], .wrongContainer(expected: .list)),
            (.map, [0x90], .wrongContainer(expected: .map)),
            (.list, [1], .wrongContainer(expected: .list)),
            (.list, [0x91, 0xc1], .notStorable(firstByte: 0xc1)),
            (.list, [0x91, 0xd4, 0xff, 1], .notStorable(firstByte: 0xd4)),
            (.list, [0x92, 1, 0xc7, 0, 1], .notStorable(firstByte: 0xc7)),
            (.list, [0x91, 0xc7, 1, 1, 9], .notStorable(firstByte: 0xc7)),
            (.list, [0x91, 0xd8, 1], .notStorable(firstByte: 0xd8)),
            (.map, [0x82, 0xc7, 0, 1, 1, 5, 6], .notStorable(firstByte: 1)),
            (.list, [0x91, 0xa0], .typeByteMissing),
            (.list, [0x91, 0xc4, 0], .typeByteMissing),
            (.list, [0x91, 0xc7, 0, 2], .unknownFlags(2)),
            (.map, [0x81, 0xc7, 0, 2, 0xc0], .unknownFlags(2)),
            (.map, [0x81, 0xc7, 0, 0x40, 0xc0], .unknownFlags(0x40)),
            (.map, [0x82, 5, 1, 5, 2], .duplicateKey),
            (.map, [0x83, 5, 1, 4, 1, 5, 1], .duplicateKey),
            (.map, [0x82, 5, 1, 0xcc, 5, 2], .duplicateKey),
            (.map, [0x83, 0xc7, 0, 1, 0xc0, 5, 1, 5, 2], .duplicateKey),
            (.map, [0x83, 0xc7, 0, 1, 0xc0, 5, 1, 4, 2], .notInOrder),
            (.list, [0x93, 0xc7, 0, 1, 2, 1], .notInOrder),
            (.list, [0x91, 0x93, 0xc7, 0, 1, 2, 1], .notInOrder),
        ] as [(BinType, [UInt8], ValueError)])
    func malformed(type: BinType, bytes: [UInt8], expected: ValueError) {
        #expect(throws: expected) { try normalized(bytes, as: type) }
        #expect(expected.code == .unknown)
    }

    @Test("nesting is bounded, and the bound itself is allowed")
    func nesting() throws {
        let deepest = [UInt8](repeating: 0x91, count: Value.depthLimit - 1) + [0x90]
        #expect(try normalized(deepest, as: .list) == deepest)
        #expect(throws: ValueError.tooDeep) { try normalized([0x91] + deepest, as: .list) }
        let hostile = [UInt8](repeating: 0x91, count: 1_000_000)
        #expect(throws: ValueError.tooDeep) { try normalized(hostile, as: .list) }
    }

    @Test("large maps in reverse and in random order come sorted")
    func largeMaps() throws {
        for isReverse in [true, false] {
            var random = SeededRandom(seed: 5)
            var keys = (0..<5000).map { $0 }
            if isReverse { keys.reverse() } else { keys.shuffle(using: &random) }
            var sent: [UInt8] = []
            sent.appendMapHead(count: keys.count, flags: 0)
            for key in keys {
                sent.appendInteger(Int64(key))
                sent.appendInteger(Int64(key * 7))
            }
            var stored: [UInt8] = []
            stored.appendMapHead(count: keys.count, flags: 0)
            for key in 0..<keys.count {
                stored.appendInteger(Int64(key))
                stored.appendInteger(Int64(key * 7))
            }
            let result = try normalized(sent, as: .map)
            #expect(result == stored)
        }
    }

    // MARK: Properties

    @Test("a value survives its bytes, and its bytes survive normalising")
    func roundTrip() throws {
        try forEachSeed(300) { seed in
            var random = RandomValues(seed: seed)
            let value = random.container(depth: 4)
            var bytes: [UInt8] = []
            try value.appendContainer(to: &bytes)
            let type: BinType = value.binType == .map ? .map : .list
            let stored = try normalized(bytes, as: type)
            let again = try unsafe Value(stored.span.bytes, type: type)
            #expect(again == value, seedComment(seed))
            #expect(try normalized(stored, as: type) == stored, seedComment(seed))
        }
    }

    @Test("random bytes are stored or refused, and what is stored stays as it is")
    func randomBytes() {
        forEachSeed(3000) { seed in
            var random = SeededRandom(seed: seed)
            // First bytes of containers, so that many get past them.
            let heads: [UInt8] = [0x91, 0x92, 0x95, 0x81, 0x82, 0xdc, 0xde, 0x9f, 0x8f]
            var bytes = [heads[Int.random(in: 0..<heads.count, using: &random)]]
            for _ in 0..<Int.random(in: 0...60, using: &random) {
                let byte = UInt8.random(in: 0...255, using: &random)
                bytes.append(byte % 4 == 0 ? heads[Int(byte) % heads.count] : byte)
            }
            for type in [BinType.list, .map] {
                guard let stored = try? normalized(bytes, as: type) else { continue }
                let again = try? normalized(stored, as: type)
                #expect(again == stored, seedComment(seed))
                let value = try? unsafe Value(stored.span.bytes, type: type)
                #expect(value != nil, seedComment(seed))
            }
        }
    }

    @Test("bytes of a container with one of them changed never trap")
    func mutatedBytes() throws {
        try forEachSeed(300) { seed in
            var random = RandomValues(seed: seed)
            var bytes: [UInt8] = []
            try random.container(depth: 3).appendContainer(to: &bytes)
            for _ in 0..<20 {
                var changed = bytes
                let place = Int.random(in: 0..<changed.count, using: &random.random)
                changed[place] = UInt8.random(in: 0...255, using: &random.random)
                if place % 3 == 0 { changed.removeLast(place % changed.count) }
                for type in [BinType.list, .map] {
                    guard let stored = try? normalized(changed, as: type) else { continue }
                    #expect(try normalized(stored, as: type) == stored, seedComment(seed))
                }
            }
        }
    }
}
