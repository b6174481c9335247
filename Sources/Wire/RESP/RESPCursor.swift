/// Walks what is inside a reply, depth first, in the order of the bytes.
///
/// ```swift
/// var cursor = RESPCursor(reply, in: queue.bytes)
/// while let element = cursor.next() {
///     if element.kind == .array { cursor.skipChildren(of: element) }
/// }
/// ```
///
/// Aggregates come as their head, followed by what is inside, unless skipped. Attributes are passed
/// over. Reading needs no memory beyond the cursor.
public struct RESPCursor: ~Escapable {
    private let bytes: RawSpan
    private var position: Int
    private var pendingCount: Int

    /// A cursor before the first element inside `reply`.
    ///
    /// - Parameters:
    ///   - reply: a reply as the scanner gave it.
    ///   - bytes: the same bytes as the scanner was given.
    @_lifetime(copy bytes)
    public init(_ reply: RESPReply, in bytes: RawSpan) {
        self.bytes = bytes
        position = reply.element.end
        pendingCount = reply.element.childCount
    }

    /// The next element, nil after the last one.
    ///
    /// Its offsets count from the start of the bytes that the cursor was given.
    public mutating func next() -> RESPElement? {
        guard pendingCount > 0 else { return nil }
        while let element = advance() {
            if element.kind != .attribute { return element }
            skipChildren(of: element)
        }
        return nil
    }

    /// Passes over everything inside `element`, which is the one that ``next()`` gave last.
    public mutating func skipChildren(of element: RESPElement) {
        let left = pendingCount - element.childCount
        while pendingCount > left, advance() != nil {}
    }

    /// Reads one element; nil, and the end, when the bytes are not those of a scanned reply.
    private mutating func advance() -> RESPElement? {
        guard let element = try? RESPElement.read(bytes, at: position) else {
            pendingCount = 0
            return nil
        }
        position = element.end
        pendingCount += element.childCount - (element.kind == .attribute ? 0 : 1)
        return element
    }
}

extension RESPElement {
    /// The value of a double.
    ///
    /// - Parameter bytes: the bytes that the element was read from.
    /// - Returns: the number, nil when the element is no double or its text no number.
    public func double(in bytes: RawSpan) -> Double? {
        kind == .double ? Double(bytes.extracting(payload).text) : nil
    }
}
