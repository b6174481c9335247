/// Rewrites a list or map as a client sent it into the one form that is stored.
///
/// Integers and heads become as short as they can be, 32-bit floats become doubles, binary heads
/// become text heads, and the pairs of maps at every level come in the order of their keys. Flags
/// stay, but that for an index over the elements (0x10) and that for preserved order (0x08), which
/// are not stored.
///
/// It keeps its memory from one call to the next, so that a warm one allocates nothing. Time grows
/// with the bytes and, for maps out of order, the logarithm of their pairs; nesting takes no stack.
///
/// ```swift
/// var normalizer = ContainerNormalizer()
/// let stored = try normalizer.normalize(bytes, as: .map)
/// ```
public struct ContainerNormalizer: Sendable {
    /// The most bytes of one container: what a message may have, 128 MiB.
    public static var byteLimit: Int { 1 << 27 }

    /// A container whose elements are being read.
    private struct Frame {
        var isMap: Bool
        var isOrdered: Bool
        var isInOrder = true
        /// Elements still to come; keys and values count one each.
        var pending: Int
        /// Where its first element is in `output`.
        var start: Int
        /// Its first pair in `pairs`.
        var firstPair: Int
    }

    /// Where a pair of a map, or an element of an ordered list, is in `output`.
    private struct Pair {
        var start: Int32
        var end: Int32
    }

    private var output: [UInt8] = []
    private var frames: [Frame] = []
    private var pairs: [Pair] = []
    private var sorted: [UInt8] = []

    /// A normaliser without memory of its own yet.
    public init() {}

    /// Checks and rewrites a list or map.
    ///
    /// - Parameters:
    ///   - bytes: the container in MessagePack.
    ///   - type: `list` or `map`; traps for any other.
    /// - Returns: the stored form, until the next call.
    /// - Throws: `ValueError` for bytes that are not one such container.
    @_lifetime(&self)
    public mutating func normalize(
        _ bytes: RawSpan, as type: BinType
    ) throws(ValueError) -> RawSpan {
        precondition(type == .list || type == .map, "a \(type) is not a container")
        guard bytes.byteCount <= Self.byteLimit else { throw .tooLong }
        output.removeAll(keepingCapacity: true)
        frames.removeAll(keepingCapacity: true)
        pairs.removeAll(keepingCapacity: true)
        var offset = 0
        switch (try MsgpackToken(bytes, at: &offset), type) {
        case (.list(let count, let flags), .list): try open(list: count, flags)
        case (.map(let count, let flags), .map): try open(map: count, flags)
        default: throw .wrongContainer(expected: type)
        }
        try closeFinished()
        while !frames.isEmpty {
            try appendValue(bytes, &offset)
            try closeFinished()
        }
        guard offset == bytes.byteCount else { throw .trailingBytes }
        return unsafe output.span.bytes
    }

    /// Reads one value, or the head of one, of the innermost container.
    private mutating func appendValue(
        _ bytes: RawSpan, _ offset: inout Int
    ) throws(ValueError) {
        noteStart()
        let token = try MsgpackToken(bytes, at: &offset)
        switch token {
        case .null: output.append(0xc0)
        case .boolean(let value): output.append(value ? 0xc3 : 0xc2)
        case .integer(let number): output.appendInteger(number)
        case .largeInteger(let number): output.appendNumber(0xcf, number)
        case .double(let number): output.appendDouble(number)
        case .bytes(let range):
            output.appendTextHead(count: range.count)
            output.append(bytes, range)
        case .list(let count, let flags): return try open(list: count, flags)
        case .map(let count, let flags): return try open(map: count, flags)
        }
        try finishValue()
    }

    /// Ends containers that have all their elements, each of which ends a value of the next.
    private mutating func closeFinished() throws(ValueError) {
        while let last = frames.last, last.pending == 0 {
            frames.removeLast()
            if last.isMap {
                if !last.isInOrder { try sort(last) }
                pairs.removeSubrange(last.firstPair...)
            }
            if !frames.isEmpty { try finishValue() }
        }
    }

    // MARK: Containers

    private mutating func open(list count: Int, _ flags: UInt8) throws(ValueError) {
        guard flags & ~0x11 == 0 else { throw .unknownFlags(flags) }
        let kept = flags & 1
        output.appendListHead(count: count, flags: kept)
        try open(isMap: false, isOrdered: kept != 0, pending: count)
    }

    private mutating func open(map count: Int, _ flags: UInt8) throws(ValueError) {
        guard flags & ~0x1b == 0 && flags & 3 != 2 else { throw .unknownFlags(flags) }
        let kept = flags & 3
        output.appendMapHead(count: count, flags: kept)
        try open(isMap: true, isOrdered: kept != 0, pending: 2 * count)
    }

    private mutating func open(
        isMap: Bool, isOrdered: Bool, pending: Int
    ) throws(ValueError) {
        guard frames.count < Value.depthLimit else { throw .tooDeep }
        frames.append(
            Frame(
                isMap: isMap, isOrdered: isOrdered, pending: pending, start: output.count,
                firstPair: pairs.count))
    }

    /// A value of the innermost container begins at the end of the output.
    private mutating func noteStart() {
        guard let frame = frames.last else { return }
        guard frame.isMap ? frame.pending & 1 == 0 : frame.isOrdered else { return }
        pairs.append(Pair(start: Int32(output.count), end: 0))
    }

    /// A value of the innermost container ended at the end of the output.
    private mutating func finishValue() throws(ValueError) {
        let last = frames.count - 1
        frames[last].pending -= 1
        let frame = frames[last]
        if !frame.isMap {
            if frame.isOrdered, try orderOfLatest(frame) > 0 { throw .notInOrder }
        } else if frame.pending & 1 == 0 {
            pairs[pairs.count - 1].end = Int32(output.count)
        } else {
            let order = try orderOfLatest(frame)
            if order == 0 { throw .duplicateKey }
            if order > 0 && frame.isOrdered { throw .notInOrder }
            if order > 0 { frames[last].isInOrder = false }
        }
    }

    /// How the last but one key or element compares with the last; below 0 when there is none.
    private func orderOfLatest(_ frame: Frame) throws(ValueError) -> Int {
        let last = pairs.count - 1
        guard last > frame.firstPair else { return -1 }
        return try order(pairs[last - 1], pairs[last])
    }

    private func order(_ one: Pair, _ other: Pair) throws(ValueError) -> Int {
        let bytes = unsafe output.span.bytes
        return try ValueOrder.compare(bytes, at: Int(one.start), bytes, at: Int(other.start))
    }

    // MARK: Sorting

    /// Brings the pairs of the map that ends here into the order of their keys.
    private mutating func sort(_ map: Frame) throws(ValueError) {
        try sortPairs(from: map.firstPair)
        for index in map.firstPair + 1..<pairs.count {
            if try order(pairs[index - 1], pairs[index]) == 0 { throw .duplicateKey }
        }
        sorted.removeAll(keepingCapacity: true)
        for pair in pairs[map.firstPair...] {
            sorted.append(contentsOf: output[Int(pair.start)..<Int(pair.end)])
        }
        output.removeSubrange(map.start...)
        output.append(contentsOf: sorted)
    }

    /// Heap sort (Williams, "Algorithm 232", 1964): in place, and never worse than n log n.
    private mutating func sortPairs(from first: Int) throws(ValueError) {
        let count = pairs.count - first
        for root in stride(from: count / 2 - 1, through: 0, by: -1) {
            try sink(root, first, count)
        }
        for end in stride(from: count - 1, to: 0, by: -1) {
            pairs.swapAt(first, first + end)
            try sink(0, first, end)
        }
    }

    /// Lets the pair at `root` sink until none below it is greater.
    private mutating func sink(_ root: Int, _ first: Int, _ count: Int) throws(ValueError) {
        var parent = root
        while 2 * parent + 1 < count {
            var child = 2 * parent + 1
            if child + 1 < count,
                try order(pairs[first + child], pairs[first + child + 1]) < 0
            {
                child += 1
            }
            guard try order(pairs[first + parent], pairs[first + child]) < 0 else { return }
            pairs.swapAt(first + parent, first + child)
            parent = child
        }
    }
}
