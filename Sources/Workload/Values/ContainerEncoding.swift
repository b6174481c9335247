/// Lists and maps as MessagePack, in the form in which Aerospike stores them: the shortest heads,
/// texts with their particle type (3) before them, maps in the order of their keys.
///
/// Source: the MessagePack specification; aerospike.com, "Wire protocol", particle types.
enum ContainerEncoding {
    /// How many bytes a container of this shape has at the most.
    static func byteLimit(_ type: BinType, _ shape: ContainerShape) -> Int {
        let element = shape.textByteCount.map { textHeadLimit + $0 } ?? integerLimit
        if case .map = type { return headLimit + shape.count * (keyByteCount + element) }
        return headLimit + shape.count * element
    }

    /// The most bytes of a container's own head.
    private static let headLimit = 5
    /// The most bytes before a text: its head and its type.
    private static let textHeadLimit = 6
    /// The most bytes of an integer below 2^31.
    private static let integerLimit = 5
    /// The bytes of a map's key: head, type and eight digits.
    private static let keyByteCount = 10

    /// One container.
    ///
    /// - Parameters:
    ///   - type: `list` or `map`.
    ///   - shape: its shape.
    ///   - random: what decides its elements.
    /// - Returns: its bytes.
    static func bytes(
        _ type: BinType, _ shape: ContainerShape, using random: inout SplitMix64
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        let isMap = if case .map = type { true } else { false }
        appendHead(shape.count, isMap ? (0x80, 0xde) : (0x90, 0xdc), to: &bytes)
        for index in 0..<shape.count {
            if isMap { appendText(keyText(index), to: &bytes) }
            if let byteCount = shape.textByteCount {
                appendText((0..<byteCount).map { _ in letter(random.next()) }, to: &bytes)
            } else {
                appendInteger(UInt32(truncatingIfNeeded: random.next() >> 33), to: &bytes)
            }
        }
        return bytes
    }

    /// Eight decimal digits: in the order of the numbers, also as text.
    private static func keyText(_ index: Int) -> [UInt8] {
        let digits = Array("\(index)".utf8)
        return Array(repeating: UInt8(ascii: "0"), count: max(0, 8 - digits.count)) + digits
    }

    /// A lower-case letter.
    static func letter(_ word: UInt64) -> UInt8 {
        UInt8(ascii: "a") + UInt8(truncatingIfNeeded: (word >> 40) % 26)
    }

    /// The head of a container: one byte up to 15 elements, then 16 and 32 bits.
    private static func appendHead(
        _ count: Int, _ codes: (short: UInt8, long: UInt8), to bytes: inout [UInt8]
    ) {
        if count < 16 {
            bytes.append(codes.short | UInt8(count))
        } else if count < 65_536 {
            bytes.append(codes.long)
            appendBytes(UInt64(count), 2, to: &bytes)
        } else {
            bytes.append(codes.long + 1)
            appendBytes(UInt64(count), 4, to: &bytes)
        }
    }

    private static func appendText(_ text: [UInt8], to bytes: inout [UInt8]) {
        let count = text.count + 1
        if count < 32 {
            bytes.append(0xa0 | UInt8(count))
        } else if count < 256 {
            bytes.append(0xd9)
            appendBytes(UInt64(count), 1, to: &bytes)
        } else if count < 65_536 {
            bytes.append(0xda)
            appendBytes(UInt64(count), 2, to: &bytes)
        } else {
            bytes.append(0xdb)
            appendBytes(UInt64(count), 4, to: &bytes)
        }
        bytes.append(3)
        bytes += text
    }

    private static func appendInteger(_ number: UInt32, to bytes: inout [UInt8]) {
        switch number {
        case ..<128: bytes.append(UInt8(number))
        case ..<256:
            bytes.append(0xcc)
            appendBytes(UInt64(number), 1, to: &bytes)
        case ..<65_536:
            bytes.append(0xcd)
            appendBytes(UInt64(number), 2, to: &bytes)
        default:
            bytes.append(0xce)
            appendBytes(UInt64(number), 4, to: &bytes)
        }
    }

    /// The lowest `count` bytes of a number, the highest first.
    private static func appendBytes(_ number: UInt64, _ count: Int, to bytes: inout [UInt8]) {
        for index in (0..<count).reversed() {
            bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(index * 8)))
        }
    }
}
