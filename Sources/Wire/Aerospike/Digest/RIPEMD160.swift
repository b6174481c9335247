/// RIPEMD-160, the digest of Aerospike's wire protocol.
///
/// A value, so that what several messages begin with is digested once and copied.
///
/// Source: Dobbertin, Bosselaers, Preneel, "RIPEMD-160: A Strengthened Version of RIPEMD" (1996),
/// appendix A. Two lines of 80 steps run side by side over each block of 64 bytes.
public struct RIPEMD160: BitwiseCopyable, Sendable {
    private var state: InlineArray<5, UInt32> = [
        0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0,
    ]
    private var block = InlineArray<16, UInt32>(repeating: 0)
    private var byteCount: UInt64 = 0

    /// The digest of a message that is still empty.
    public init() {}

    /// Adds `bytes` to the message.
    public mutating func update(_ bytes: RawSpan) {
        for index in bytes.byteOffsets {
            append(bytes.byte(at: index))
        }
    }

    /// Adds one byte to the message.
    public mutating func append(_ byte: UInt8) {
        let position = Int(truncatingIfNeeded: byteCount & 63)
        let shift = UInt32(8 * (position & 3))
        block[position >> 2] |= UInt32(byte) << shift
        byteCount &+= 1
        guard position == 63 else { return }
        compress()
        block = InlineArray(repeating: 0)
    }

    /// Ends the message and returns its digest.
    public consuming func finalize() -> AerospikeDigest {
        let bitCount = byteCount &* 8
        append(0x80)
        if byteCount & 63 > 56 {
            // The zeros up to the block's end are there already.
            compress()
            block = InlineArray(repeating: 0)
        }
        block[14] = UInt32(truncatingIfNeeded: bitCount)
        block[15] = UInt32(truncatingIfNeeded: bitCount >> 32)
        compress()
        return AerospikeDigest(
            state[0].byteSwapped, state[1].byteSwapped, state[2].byteSwapped,
            state[3].byteSwapped, state[4].byteSwapped)
    }

    private mutating func compress() {
        RIPEMD160Block.compress(block, into: &state)
    }
}

extension RIPEMD160 {
    /// Whether everything it has fits one block, so that it can be ended together with others.
    @inline(__always)
    public var fitsOneBlock: Bool { byteCount < 56 }

    /// Ends eight messages of one block each, side by side: several times as fast as in turn.
    ///
    /// Traps where one does not fit its block.
    public static func finalize(
        _ messages: InlineArray<8, RIPEMD160>
    ) -> InlineArray<8, AerospikeDigest> {
        var words = InlineArray<16, SIMD8<UInt32>>(repeating: .zero)
        for lane in 0..<8 {
            var message = messages[lane]
            precondition(message.fitsOneBlock, "a message of \(message.byteCount) bytes")
            let bitCount = UInt32(truncatingIfNeeded: message.byteCount &* 8)
            message.append(0x80)
            for word in 0..<14 { words[word][lane] = message.block[word] }
            words[14][lane] = bitCount
        }
        let start = RIPEMD160().state
        var state = InlineArray<5, SIMD8<UInt32>> { SIMD8(repeating: start[$0]) }
        RIPEMD160Block.compress(words, into: &state)
        return InlineArray { lane in
            AerospikeDigest(
                state[0][lane].byteSwapped, state[1][lane].byteSwapped,
                state[2][lane].byteSwapped, state[3][lane].byteSwapped,
                state[4][lane].byteSwapped)
        }
    }
}

/// What a block does to the state: of one message in words of 32 bits, or of several side by side.
private enum RIPEMD160Block {
    @inline(__always)
    static func compress<Word: RIPEMD160Word>(
        _ block: InlineArray<16, Word>, into state: inout InlineArray<5, Word>
    ) {
        var left = Line(state)
        var right = Line(state)
        // A loop for each round, so that what mixes is known while compiling.
        run(0, block, &left, &right, { $0 ^ $1 ^ $2 }, { $0 ^ ($1 | ~$2) })
        run(1, block, &left, &right, { ($0 & $1) | (~$0 & $2) }, { ($0 & $2) | ($1 & ~$2) })
        run(2, block, &left, &right, { ($0 | ~$1) ^ $2 }, { ($0 | ~$1) ^ $2 })
        run(3, block, &left, &right, { ($0 & $2) | ($1 & ~$2) }, { ($0 & $1) | (~$0 & $2) })
        run(4, block, &left, &right, { $0 ^ ($1 | ~$2) }, { $0 ^ $1 ^ $2 })
        let sum = state[1] &+ left.c &+ right.d
        state[1] = state[2] &+ left.d &+ right.e
        state[2] = state[3] &+ left.e &+ right.a
        state[3] = state[4] &+ left.a &+ right.b
        state[4] = state[0] &+ left.b &+ right.c
        state[0] = sum
    }

    @inline(__always)
    private static func run<Word: RIPEMD160Word>(
        _ round: Int, _ block: InlineArray<16, Word>,
        _ left: inout Line<Word>, _ right: inout Line<Word>,
        _ mixLeft: (Word, Word, Word) -> Word, _ mixRight: (Word, Word, Word) -> Word
    ) {
        let leftConstant = Word(repeating: leftConstants[round])
        let rightConstant = Word(repeating: rightConstants[round])
        for step in 16 * round..<16 * round + 16 {
            left.step(
                mixLeft(left.b, left.c, left.d), block[Int(leftWords[step])],
                leftConstant, leftTurns[step])
            right.step(
                mixRight(right.b, right.c, right.d), block[Int(rightWords[step])],
                rightConstant, rightTurns[step])
        }
    }

    /// The five words of one line, under the letters that the paper gives them.
    private struct Line<Word: RIPEMD160Word> {
        var a: Word
        var b: Word
        var c: Word
        var d: Word
        var e: Word

        @inline(__always)
        init(_ state: InlineArray<5, Word>) {
            (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
        }

        @inline(__always)
        mutating func step(_ mix: Word, _ word: Word, _ constant: Word, _ turn: UInt8) {
            let turned = (a &+ mix &+ word &+ constant).rotated(UInt32(turn)) &+ e
            (a, e, d, c, b) = (e, d, c.rotated(10), b, turned)
        }
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

/// A word of 32 bits, or several side by side.
private protocol RIPEMD160Word: BitwiseCopyable {
    init(repeating word: UInt32)
    static func &+ (left: Self, right: Self) -> Self
    static func & (left: Self, right: Self) -> Self
    static func | (left: Self, right: Self) -> Self
    static func ^ (left: Self, right: Self) -> Self
    static prefix func ~ (word: Self) -> Self
    /// Turned to the left by 1 to 31 bits.
    func rotated(_ count: UInt32) -> Self
}

extension UInt32: RIPEMD160Word {
    @inline(__always)
    init(repeating word: UInt32) { self = word }

    @inline(__always)
    fileprivate func rotated(_ count: UInt32) -> UInt32 {
        self &<< count | self &>> (32 &- count)
    }
}

extension SIMD8<UInt32>: RIPEMD160Word {
    @inline(__always)
    fileprivate func rotated(_ count: UInt32) -> Self {
        self &<< Self(repeating: count) | self &>> Self(repeating: 32 &- count)
    }
}
