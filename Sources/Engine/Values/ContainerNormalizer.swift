internal import Wire

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

        static let none = Frame(isMap: false, isOrdered: false, pending: 0, start: 0, firstPair: 0)
    }

    /// Where a pair of a map, or an element of an ordered list, is in `output`.
    private struct Pair {
        var start: Int32
        var end: Int32
    }

    private var output: [UInt8] = []
    /// The container whose elements come next, and those around it, the outermost after none.
    private var innermost = Frame.none
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
        switch (try MsgpackToken.next(bytes, at: &offset), type) {
        case (.list(let count, let flags), .list): try open(list: count, flags)
        case (.map(let count, let flags), .map): try open(map: count, flags)
        default: throw .wrongContainer(expected: type)
        }
        while !frames.isEmpty {
            if innermost.pending == 0 { try close() } else { try appendValue(bytes, &offset) }
        }
        guard offset == bytes.byteCount else { throw .trailingBytes }
        return unsafe output.span.bytes
    }

    /// Reads one value, or the head of one, of the innermost container.
    private mutating func appendValue(
        _ bytes: RawSpan, _ offset: inout Int
    ) throws(ValueError) {
        noteStart()
        let token = try MsgpackToken.next(bytes, at: &offset)
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

    /// Ends the innermost container, which has all its elements.
    private mutating func close() throws(ValueError) {
        if !innermost.isInOrder { try sortPairs() }
        pairs.removeSubrange(innermost.firstPair...)
        innermost = frames.removeLast()
        if !frames.isEmpty { try finishValue() }
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
        frames.append(innermost)
        innermost = Frame(
            isMap: isMap, isOrdered: isOrdered, pending: pending, start: output.count,
            firstPair: pairs.count)
    }

    /// A value of the innermost container begins at the end of the output.
    private mutating func noteStart() {
        guard innermost.isMap ? innermost.pending & 1 == 0 : innermost.isOrdered else { return }
        pairs.append(Pair(start: Int32(output.count), end: 0))
    }

    /// A value of the innermost container ended at the end of the output.
    private mutating func finishValue() throws(ValueError) {
        innermost.pending -= 1
        if !innermost.isMap {
            if innermost.isOrdered, try orderOfLatest() > 0 { throw .notInOrder }
        } else if innermost.pending & 1 == 0 {
            pairs[pairs.count - 1].end = Int32(output.count)
        } else {
            let order = try orderOfLatest()
            if order == 0 { throw .duplicateKey }
            if order > 0 && innermost.isOrdered { throw .notInOrder }
            if order > 0 { innermost.isInOrder = false }
        }
    }

    /// How the last but one key or element compares with the last; below 0 when there is none.
    private func orderOfLatest() throws(ValueError) -> Int {
        let last = pairs.count - 1
        guard last > innermost.firstPair else { return -1 }
        return try unsafe Self.order(pairs[last - 1], pairs[last], output.span.bytes)
    }

    private static func order(
        _ one: Pair, _ other: Pair, _ bytes: RawSpan
    ) throws(ValueError) -> Int {
        try ValueOrder.compare(bytes, at: Int(one.start), bytes, at: Int(other.start))
    }

    // MARK: Sorting

    /// Brings the pairs of the innermost container into the order of their keys.
    private mutating func sortPairs() throws(ValueError) {
        let first = innermost.firstPair
        // Taken out, as the bytes to compare are borrowed from the same struct meanwhile.
        var taken: [Pair] = []
        swap(&taken, &pairs)
        try unsafe Self.sort(&taken, from: first, output.span.bytes)
        swap(&taken, &pairs)
        sorted.removeAll(keepingCapacity: true)
        for pair in pairs[first...] {
            sorted.append(contentsOf: output[Int(pair.start)..<Int(pair.end)])
        }
        output.removeSubrange(innermost.start...)
        output.append(contentsOf: sorted)
    }

    /// Heap sort (Williams, "Algorithm 232", 1964): in place, and never worse than n log n.
    private static func sort(
        _ pairs: inout [Pair], from first: Int, _ bytes: RawSpan
    ) throws(ValueError) {
        let count = pairs.count - first
        for root in stride(from: count / 2 - 1, through: 0, by: -1) {
            try sink(root, &pairs, first, count, bytes)
        }
        for end in stride(from: count - 1, to: 0, by: -1) {
            pairs.swapAt(first, first + end)
            try sink(0, &pairs, first, end, bytes)
        }
        for index in first + 1..<pairs.count
        where try order(pairs[index - 1], pairs[index], bytes) == 0 {
            throw .duplicateKey
        }
    }

    /// Lets the pair at `root` sink until none below it is greater.
    private static func sink(
        _ root: Int, _ pairs: inout [Pair], _ first: Int, _ count: Int, _ bytes: RawSpan
    ) throws(ValueError) {
        var parent = root
        while 2 * parent + 1 < count {
            var child = 2 * parent + 1
            if child + 1 < count,
                try order(pairs[first + child], pairs[first + child + 1], bytes) < 0
            {
                child += 1
            }
            guard try order(pairs[first + parent], pairs[first + child], bytes) < 0 else { return }
            pairs.swapAt(first + parent, first + child)
            parent = child
        }
    }
}
