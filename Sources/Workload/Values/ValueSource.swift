/// How the values of one bin are made from a seed and a size.
enum ValueSource: Sendable {
    /// A slice of an area of bytes or text; the bin's sizes are drawn.
    case slice(areaStart: Int, size: SizeDistribution)
    /// One of the containers that begin at these places.
    case container(starts: [Int])
    case integer(lower: Int64, span: UInt64)
    case double(lower: Double, width: Double)
    case boolean

    init(_ bin: BinShape, _ area: ValueLayout.Area?) {
        let start = area?.start ?? 0
        switch bin.type {
        case .bytes, .text: self = .slice(areaStart: start, size: bin.size)
        case .list, .map:
            self = .container(starts: area?.containerStarts.map { start + $0 } ?? [])
        case .integer(let range):
            let span = UInt64(bitPattern: range.upperBound &- range.lowerBound)
            self = .integer(lower: range.lowerBound, span: span)
        case .double(let range):
            self = .double(
                lower: range.lowerBound, width: range.upperBound - range.lowerBound)
        case .boolean: self = .boolean
        }
    }

    /// Where a value of bytes begins that `seed` picks.
    @inline(__always)
    static func sliceStart(areaStart: Int, seed: UInt32) -> Int {
        areaStart &+ Int(truncatingIfNeeded: (seed &* 0x9e37_79b1) >> 12)
    }

    /// The next value of the bin.
    ///
    /// - Parameters:
    ///   - seed: what picks the bytes.
    ///   - random: what sizes and numbers are drawn from.
    /// - Returns: where it is in the pool, or the number itself; and how many bytes it has.
    @inline(__always)
    func next(seed: UInt32, using random: inout DrawStream) -> BatchValue {
        switch self {
        case .slice(let areaStart, let size):
            let start = Self.sliceStart(areaStart: areaStart, seed: seed)
            return BatchValue(payload: UInt64(start), byteCount: size.next(using: &random))
        case .container(let starts):
            let index = Int(truncatingIfNeeded: (seed &* 0x9e37_79b1) >> 24)
            return BatchValue(
                payload: UInt64(starts[index]), byteCount: starts[index + 1] - starts[index])
        case .integer(let lower, let span):
            let draw = span == .max ? random.next() : random.below(span + 1)
            return BatchValue(
                payload: UInt64(bitPattern: lower) &+ draw, byteCount: MemoryLayout<Int64>.size)
        case .double(let lower, let width):
            let number = lower + random.unit() * width
            return BatchValue(payload: number.bitPattern, byteCount: MemoryLayout<Double>.size)
        case .boolean:
            return BatchValue(payload: random.next() >> 63, byteCount: 1)
        }
    }
}

/// A value of a batch: where its bytes are in the pool, or the number itself.
struct BatchValue: BitwiseCopyable {
    var payload: UInt64
    var byteCount: UInt32

    @inline(__always)
    init(payload: UInt64, byteCount: Int) {
        self.payload = payload
        self.byteCount = UInt32(truncatingIfNeeded: byteCount)
    }
}
