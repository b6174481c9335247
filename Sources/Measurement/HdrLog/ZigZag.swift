/// Signed numbers in one to nine bytes, small magnitudes in few.
///
/// ZigZag maps 0, -1, 1, -2, … to 0, 1, 2, 3, …; LEB128 then writes seven bits per byte, lowest
/// first, with the top bit set where more follow. The ninth byte, as HdrHistogram's V2 encoding has
/// it ("ZigZagEncoding.java"), carries eight bits and no mark.
enum ZigZag {
    static func append(_ number: Int64, to bytes: inout [UInt8]) {
        var rest = UInt64(bitPattern: (number << 1) ^ (number >> 63))
        for _ in 0..<8 {
            if rest < 0x80 {
                bytes.append(UInt8(rest))
                return
            }
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// Takes the next number off the front of `bytes`; nil when they end inside it.
    static func next(_ bytes: inout ArraySlice<UInt8>) -> Int64? {
        var value: UInt64 = 0
        for position in 0..<9 {
            guard let byte = bytes.popFirst() else { return nil }
            let isLast = position == 8 || byte < 0x80
            value |= UInt64(isLast ? byte : byte & 0x7F) << UInt64(7 * position)
            if isLast { break }
        }
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }
}
