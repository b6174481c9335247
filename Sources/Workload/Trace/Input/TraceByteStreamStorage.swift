internal import CZlib
internal import Glibc
internal import Platform

/// The bytes of a trace, decompressed as they are asked for: a window that moves over them.
///
/// Plain text, gzip (RFC 1952) and Zstandard (RFC 8878) are told apart by their first bytes.
///
/// Thread safety: owned by one thread.
///
/// Safety: `base` points to `capacity` initialised bytes until `deinit` or growth; `start` to
/// `start + itemByteCount` is the current item, and both lie within `start...end <= capacity`.
@safe
struct TraceByteStream: ~Copyable {
    /// The longest line that is read.
    static let lineByteLimit = 16 << 20

    /// Where the bytes come from, and what errors call it.
    let path: String
    private let origin: TraceByteOrigin
    private var base: UnsafeMutableRawPointer
    private var capacity: Int
    private var start = 0
    private var end = 0
    private var isAtEnd = false
    /// How many bytes of the window the current item takes, its end of line included.
    private var itemByteCount = 0
    /// How many of them are its text.
    private var textByteCount = 0
    /// The number of the current line or record, from 1.
    private(set) var itemNumber = 0
    private var hasRecords = false

    /// A stream at its start.
    ///
    /// - Parameters:
    ///   - origin: where the bytes come from.
    ///   - path: what errors call it.
    ///   - capacity: how large the window is at first, in bytes.
    init(_ origin: TraceByteOrigin, path: String, capacity: Int = 1 << 20) {
        self.origin = origin
        self.path = path
        self.capacity = capacity
        unsafe base = .allocate(byteCount: capacity, alignment: 64)
        unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: capacity)
    }

    deinit {
        unsafe base.deallocate()
    }

    /// How the trace is compressed: `plain`, `gzip` or `zstd`; known after the first bytes.
    var compression: String { origin.compression.rawValue }

    /// The current line without its end, or the current record.
    var item: RawSpan {
        @inline(__always)
        @_lifetime(borrow self)
        get {
            let span = unsafe RawSpan(_unsafeStart: base + start, byteCount: textByteCount)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// Moves on to the next line.
    ///
    /// - Returns: false at the end.
    /// - Throws: `WorkloadError` when the file cannot be read, or its last line has no end.
    mutating func nextLine() throws(WorkloadError) -> Bool {
        start += itemByteCount
        (itemByteCount, textByteCount) = (0, 0)
        var searched = 0
        while true {
            let found = unsafe memchr(base + start + searched, 0x0a, end - start - searched)
            if let found = unsafe found {
                takeLine(byteCount: unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base + start))
                return true
            }
            searched = end - start
            if try fill() { continue }
            if searched == 0 { return false }
            itemNumber += 1
            throw error(
                "the line has no end; if the file was cut off, remove the line, or else add a "
                    + "line break")
        }
    }

    @inline(__always)
    private mutating func takeLine(byteCount: Int) {
        itemByteCount = byteCount + 1
        textByteCount = byteCount
        let last = unsafe byteCount > 0 ? (base + start + byteCount - 1).load(as: UInt8.self) : 0
        if last == 0x0d { textByteCount -= 1 }
        itemNumber += 1
    }

    /// Moves on to the next record of `byteCount` bytes.
    ///
    /// - Returns: false at the end.
    /// - Throws: `WorkloadError` when the file cannot be read, or ends within a record.
    mutating func nextRecord(byteCount: Int) throws(WorkloadError) -> Bool {
        hasRecords = true
        start += itemByteCount
        (itemByteCount, textByteCount) = (0, 0)
        while end - start < byteCount {
            if try fill() { continue }
            if start == end { return false }
            itemNumber += 1
            throw error(
                "the file ends here; there are \(end - start) of \(byteCount) bytes; if it was cut "
                    + "off, fetch it again")
        }
        (itemByteCount, textByteCount) = (byteCount, byteCount)
        itemNumber += 1
        return true
    }

    /// The first bytes, without moving on; fewer than `byteCount` when the file is shorter.
    mutating func peek(_ byteCount: Int) throws(WorkloadError) -> [UInt8] {
        precondition(itemNumber == 0 && byteCount <= capacity)
        while end - start < byteCount, try fill() {}
        return unsafe [UInt8](
            UnsafeRawBufferPointer(start: base + start, count: min(end - start, byteCount)))
    }

    /// An error at the current line or record.
    func error(_ problem: String) -> WorkloadError {
        guard hasRecords else {
            return WorkloadError(.line(file: path, line: itemNumber), .trace(problem))
        }
        return WorkloadError(.file(path), .trace("record \(itemNumber): \(problem)"))
    }

    // MARK: Filling

    /// Appends some bytes to the window; false when there are none left.
    private mutating func fill() throws(WorkloadError) -> Bool {
        if isAtEnd { return false }
        if start > 0 {
            unsafe memmove(base, base + start, end - start)
            (start, end) = (0, end - start)
        }
        if end == capacity { try grow() }
        var room = unsafe MutableRawSpan(_unsafeStart: base + end, byteCount: capacity - end)
        do throws(TraceByteFault) {
            let count = try origin.read(into: &room)
            isAtEnd = count == 0
            end += count
            return count > 0
        } catch {
            itemNumber += 1
            throw WorkloadError(.file(path), error.reason)
        }
    }

    private mutating func grow() throws(WorkloadError) {
        guard capacity < Self.lineByteLimit else {
            itemNumber += 1
            throw error(
                "the line is longer than \(Self.lineByteLimit) bytes; is this the right format?")
        }
        let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity * 2, alignment: 64)
        unsafe larger.initializeMemory(as: UInt8.self, repeating: 0, count: capacity * 2)
        unsafe memcpy(larger, base, end)
        unsafe base.deallocate()
        unsafe base = larger
        capacity *= 2
    }
}
