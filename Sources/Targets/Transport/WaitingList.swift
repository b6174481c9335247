internal import Platform

/// The requests of one connection whose replies have not come, oldest first.
///
/// A ring that never grows: a connection has at most as many as its pipeline is deep, and the parts
/// of operations that concern several nodes.
struct WaitingList {
    /// A request.
    struct Entry {
        var ticket: UInt32
        /// Which part of the operation it is.
        var part: UInt32 = 0
        /// When its first bytes were given to the system; the beginning of time before that.
        var start: Instant
    }

    /// The beginning of time: not sent.
    private static let unsent = Instant(nanoseconds: 0)

    private var entries: [Entry]
    private var head = 0
    private(set) var count = 0
    /// How many of the newest were not there at the last `stamp`.
    private var unstampedCount = 0

    /// An empty list with room for `capacity` requests, which it enlarges when it must.
    init(capacity: Int) {
        var size = 1
        while size < capacity { size *= 2 }
        entries = Array(repeating: Entry(ticket: 0, start: Self.unsent), count: size)
    }

    var isEmpty: Bool { count == 0 }

    /// The request whose reply is next.
    @inline(__always)
    var first: Entry? { count > 0 ? entries[head] : nil }

    /// Adds a request that waits to be sent.
    @inline(__always)
    mutating func append(_ ticket: UInt32, part: UInt32 = 0, start: Instant? = nil) {
        if count == entries.count { grow() }
        entries[(head + count) & (entries.count - 1)] = Entry(
            ticket: ticket, part: part, start: start ?? Self.unsent)
        count += 1
        unstampedCount += 1
    }

    /// Takes the oldest request out.
    @inline(__always)
    mutating func removeFirst() -> Entry {
        let entry = entries[head]
        head = (head + 1) & (entries.count - 1)
        count -= 1
        unstampedCount = min(unstampedCount, count)
        return entry
    }

    /// Notes that everything was given to the system at `moment`, of what was not before.
    @inline(__always)
    mutating func stamp(_ moment: Instant) {
        for position in count - unstampedCount..<count {
            let index = (head + position) & (entries.count - 1)
            if entries[index].start == Self.unsent { entries[index].start = moment }
        }
        unstampedCount = 0
    }

    private mutating func grow() {
        let ordered = (0..<count).map { entries[(head + $0) & (entries.count - 1)] }
        let room = Array(
            repeating: Entry(ticket: 0, start: Self.unsent), count: entries.count)
        entries = ordered + room
        head = 0
    }
}

extension WaitingList.Entry {
    /// When it was sent; nil when it was not.
    var sentAt: Instant? { start.nanoseconds == 0 ? nil : start }
}
