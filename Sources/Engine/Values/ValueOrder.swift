internal import Wire

/// The order of stored values: null, boolean, integer, text, list, map, blob, double, geojson.
///
/// Within a kind: false before true; numbers by value; text, blobs and geojson byte by byte, then
/// by length; lists element by element, then by count; maps by count, then pair by pair. Zero
/// equals minus zero, and what is not a number (NaN) equals itself and comes after all numbers.
/// Flags do not count.
///
/// Source: https://aerospike.com/docs/develop/data-types/collections/ordering
enum ValueOrder {
    /// Compares the normalised values at two places: below 0, 0 or above 0.
    ///
    /// - Throws: `ValueError` when there are no values at these places.
    static func compare(
        _ left: RawSpan, at leftStart: Int, _ right: RawSpan, at rightStart: Int
    ) throws(ValueError) -> Int {
        var leftOffset = leftStart
        var rightOffset = rightStart
        // No stack is needed: of nested lists of unequal length, the innermost decides first.
        var pending = 1
        var result = 0
        while pending > 0 {
            pending -= 1
            let one = try MsgpackToken.next(left, at: &leftOffset)
            let other = try MsgpackToken.next(right, at: &rightOffset)
            switch (one, other) {
            case (.list(let count, _), .list(let otherCount, _)):
                if count == otherCount {
                    pending += count
                } else {
                    pending = min(count, otherCount)
                    result = count - otherCount
                }
            case (.map(let count, _), .map(let otherCount, _)):
                if count != otherCount { return count - otherCount }
                pending += 2 * count
            default:
                let order = compare(one, left, other, right)
                if order != 0 { return order }
            }
        }
        return result
    }

    private static func compare(
        _ one: MsgpackToken, _ left: RawSpan, _ other: MsgpackToken, _ right: RawSpan
    ) -> Int {
        switch (one, other) {
        case (.boolean(let one), .boolean(let other)): return (one ? 1 : 0) - (other ? 1 : 0)
        case (.integer(let one), .integer(let other)): return sign(one, other)
        case (.integer, .largeInteger): return -1
        case (.largeInteger, .integer): return 1
        case (.largeInteger(let one), .largeInteger(let other)): return sign(one, other)
        case (.double(let one), .double(let other)): return compare(one, other)
        case (.bytes(let one), .bytes(let other)):
            let order = self.rank(left, one) - self.rank(right, other)
            return order == 0 ? compare(left, one, right, other) : order
        default: return one.rank(in: left) - other.rank(in: right)
        }
    }

    private static func rank(_ bytes: RawSpan, _ range: Range<Int>) -> Int {
        MsgpackToken.bytes(range).rank(in: bytes)
    }

    private static func sign<Number: Comparable>(_ one: Number, _ other: Number) -> Int {
        one < other ? -1 : one == other ? 0 : 1
    }

    private static func compare(_ one: Double, _ other: Double) -> Int {
        if one.isNaN || other.isNaN { return (one.isNaN ? 1 : 0) - (other.isNaN ? 1 : 0) }
        return sign(one, other)
    }

    private static func compare(
        _ left: RawSpan, _ one: Range<Int>, _ right: RawSpan, _ other: Range<Int>
    ) -> Int {
        for index in 0..<min(one.count, other.count) {
            let byte = left.byte(at: one.lowerBound + index)
            let otherByte = right.byte(at: other.lowerBound + index)
            if byte != otherByte { return Int(byte) - Int(otherByte) }
        }
        return one.count - other.count
    }
}
