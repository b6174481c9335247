/// Which of the 4,096 partitions a node has, one bit each.
///
/// On the wire it is 512 bytes in base64, 684 characters; the bit of partition `p` is the mask
/// `0x80 >> (p & 7)` of byte `p >> 3`. Source: `as_partition.c` of Aerospike's C client.
public struct AerospikePartitionBitmap: Sendable {
    private var bytes: InlineArray<512, UInt8>

    /// How many characters a bitmap has on the wire.
    public static let characterCount = 684

    /// A bitmap of no partition.
    public init() {
        bytes = InlineArray(repeating: 0)
    }

    /// A bitmap of every partition, as a node alone has them.
    public static let all: Self = {
        var bitmap = Self()
        bitmap.bytes = InlineArray(repeating: 0xff)
        return bitmap
    }()

    /// Whether the node has a partition, below 4,096.
    public subscript(partition: Int) -> Bool {
        get { bytes[partition >> 3] & mask(partition) != 0 }
        set {
            let rest = bytes[partition >> 3] & ~mask(partition)
            bytes[partition >> 3] = newValue ? rest | mask(partition) : rest
        }
    }

    private func mask(_ partition: Int) -> UInt8 { 0x80 >> UInt8(partition & 7) }

    // MARK: Base64

    /// Reads a bitmap.
    ///
    /// - Parameter text: its characters.
    /// - Throws: `AerospikeWireError` unless they are 684 of base64 with one of padding.
    public init(base64 text: RawSpan) throws(AerospikeWireError) {
        guard text.byteCount == Self.characterCount, text.byte(at: text.byteCount - 1) == 0x3d
        else { throw AerospikeWireError(.badReplicas) }
        self.init()
        for group in 0..<Self.characterCount / 4 {
            var bits: UInt32 = 0
            for place in 0..<4 {
                let offset = 4 * group + place
                // The padding stands for six bits that belong to no byte.
                if offset == text.byteCount - 1 {
                    bits <<= 6
                    continue
                }
                guard let value = Self.value(of: text.byte(at: offset)) else {
                    throw AerospikeWireError(.badReplicas)
                }
                bits = bits << 6 | value
            }
            for place in 0..<3 where 3 * group + place < 512 {
                bytes[3 * group + place] = UInt8(truncatingIfNeeded: bits >> UInt32(16 - 8 * place))
            }
        }
    }

    /// Appends the 684 characters.
    public func append(to queue: inout ByteQueue) {
        for group in 0..<Self.characterCount / 4 {
            var bits: UInt32 = 0
            for place in 0..<3 {
                let index = 3 * group + place
                bits = bits << 8 | (index < 512 ? UInt32(bytes[index]) : 0)
            }
            for place in 0..<4 {
                if 4 * group + place == Self.characterCount - 1 {
                    queue.append(UInt8(ascii: "="))
                } else {
                    queue.append(Self.character(bits >> UInt32(18 - 6 * place) & 63))
                }
            }
        }
    }

    private static func value(of character: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character) - 71
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character) + 4
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }

    private static func character(_ value: UInt32) -> UInt8 {
        switch value {
        case 0..<26: UInt8(value + 65)
        case 26..<52: UInt8(value + 71)
        case 52..<62: UInt8(value - 4)
        case 62: UInt8(ascii: "+")
        default: UInt8(ascii: "/")
        }
    }
}
