/// RIPEMD-160, the digest of Aerospike's wire protocol.
///
/// Source: Dobbertin, Bosselaers, Preneel, "RIPEMD-160: A Strengthened Version of RIPEMD" (1996),
/// appendix A. Two lines of 80 steps run side by side over each block of 64 bytes.
struct RIPEMD160 {
    private var state: InlineArray<5, UInt32> = [
        0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0,
    ]
    private var block = InlineArray<16, UInt32>(repeating: 0)
    private var byteCount: UInt64 = 0

    init() {}

    /// Adds `bytes` to the message.
    mutating func update(_ bytes: RawSpan) {
        for index in 0..<bytes.byteCount {
            append(bytes.byte(at: index))
        }
    }

    /// Adds one byte to the message.
    mutating func append(_ byte: UInt8) {
        let position = Int(truncatingIfNeeded: byteCount & 63)
        let shift = UInt32(8 * (position & 3))
        block[position >> 2] |= UInt32(byte) << shift
        byteCount &+= 1
        guard position == 63 else { return }
        compress()
        block = InlineArray(repeating: 0)
    }

    /// Ends the message and returns its digest.
    consuming func finalize() -> Digest {
        let bitCount = byteCount &* 8
        append(0x80)
        while byteCount & 63 != 56 { append(0) }
        for index in 0..<8 { append(UInt8(truncatingIfNeeded: bitCount >> UInt64(8 * index))) }
        let words = (0..<5).map { state[$0].byteSwapped }
        return Digest(
            head: UInt64(words[0]) << 32 | UInt64(words[1]),
            middle: UInt64(words[2]) << 32 | UInt64(words[3]), tail: words[4])
    }

    private mutating func compress() {
        var left = state
        var right = state
        for step in 0..<80 {
            let round = step / 16
            Self.step(
                &left, mix: Self.mix(round, left), word: block[Int(Self.leftWords[step])],
                constant: Self.leftConstants[round], turn: Self.leftTurns[step])
            Self.step(
                &right, mix: Self.mix(4 - round, right), word: block[Int(Self.rightWords[step])],
                constant: Self.rightConstants[round], turn: Self.rightTurns[step])
        }
        let sum = state[1] &+ left[2] &+ right[3]
        state[1] = state[2] &+ left[3] &+ right[4]
        state[2] = state[3] &+ left[4] &+ right[0]
        state[3] = state[4] &+ left[0] &+ right[1]
        state[4] = state[0] &+ left[1] &+ right[2]
        state[0] = sum
    }

    @inline(__always)
    private static func step(
        _ line: inout InlineArray<5, UInt32>, mix: UInt32, word: UInt32, constant: UInt32,
        turn: UInt8
    ) {
        let sum = line[0] &+ mix &+ word &+ constant
        let turned = rotate(sum, UInt32(turn)) &+ line[4]
        line[0] = line[4]
        line[4] = line[3]
        line[3] = rotate(line[2], 10)
        line[2] = line[1]
        line[1] = turned
    }

    @inline(__always)
    private static func mix(_ round: Int, _ line: InlineArray<5, UInt32>) -> UInt32 {
        let (x, y, z) = (line[1], line[2], line[3])
        switch round {
        case 0: return x ^ y ^ z
        case 1: return (x & y) | (~x & z)
        case 2: return (x | ~y) ^ z
        case 3: return (x & z) | (y & ~z)
        default: return x ^ (y | ~z)
        }
    }

    @inline(__always)
    private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
        word &<< count | word &>> (32 &- count)
    }

    private static let leftConstants: InlineArray<5, UInt32> = [
        0, 0x5a82_7999, 0x6ed9_eba1, 0x8f1b_bcdc, 0xa953_fd4e,
    ]
    private static let rightConstants: InlineArray<5, UInt32> = [
        0x50a2_8be6, 0x5c4d_d124, 0x6d70_3ef3, 0x7a6d_76e9, 0,
    ]
    private static let leftWords: InlineArray<80, UInt8> = [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        7, 4, 13, 1, 10, 6, 15, 3, 12, 0, 9, 5, 2, 14, 11, 8,
        3, 10, 14, 4, 9, 15, 8, 1, 2, 7, 0, 6, 13, 11, 5, 12,
        1, 9, 11, 10, 0, 8, 12, 4, 13, 3, 7, 15, 14, 5, 6, 2,
        4, 0, 5, 9, 7, 12, 2, 10, 14, 1, 3, 8, 11, 6, 15, 13,
    ]
    private static let rightWords: InlineArray<80, UInt8> = [
        5, 14, 7, 0, 9, 2, 11, 4, 13, 6, 15, 8, 1, 10, 3, 12,
        6, 11, 3, 7, 0, 13, 5, 10, 14, 15, 8, 12, 4, 9, 1, 2,
        15, 5, 1, 3, 7, 14, 6, 9, 11, 8, 12, 2, 10, 0, 4, 13,
        8, 6, 4, 1, 3, 11, 15, 0, 5, 12, 2, 13, 9, 7, 10, 14,
        12, 15, 10, 4, 1, 5, 8, 7, 6, 2, 13, 14, 0, 3, 9, 11,
    ]
    private static let leftTurns: InlineArray<80, UInt8> = [
        11, 14, 15, 12, 5, 8, 7, 9, 11, 13, 14, 15, 6, 7, 9, 8,
        7, 6, 8, 13, 11, 9, 7, 15, 7, 12, 15, 9, 11, 7, 13, 12,
        11, 13, 6, 7, 14, 9, 13, 15, 14, 8, 13, 6, 5, 12, 7, 5,
        11, 12, 14, 15, 14, 15, 9, 8, 9, 14, 5, 6, 8, 6, 5, 12,
        9, 15, 5, 11, 6, 8, 13, 12, 5, 12, 13, 14, 11, 8, 5, 6,
    ]
    private static let rightTurns: InlineArray<80, UInt8> = [
        8, 9, 9, 11, 13, 15, 15, 5, 7, 7, 8, 11, 14, 14, 12, 6,
        9, 13, 15, 7, 12, 8, 9, 11, 7, 7, 12, 7, 6, 15, 13, 11,
        9, 7, 15, 11, 8, 6, 6, 14, 12, 13, 5, 14, 13, 13, 7, 5,
        15, 5, 8, 11, 14, 14, 6, 14, 6, 9, 12, 9, 12, 5, 15, 8,
        8, 5, 12, 9, 12, 5, 14, 6, 8, 13, 6, 5, 15, 13, 11, 11,
    ]
}
