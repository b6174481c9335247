/// The connections of one thread, each at a place that its token names.
struct ConnectionTable {
    private struct Slot {
        var connection: Connection?
        /// How many connections have had the place: events of those that are gone name them still.
        var turn: UInt32 = 1
    }

    private var slots: [Slot] = []
    private var free: [Int] = []

    /// How many there are.
    private(set) var count = 0

    /// Tokens below it are no connection's.
    static var firstToken: UInt64 { 1 << 32 }

    /// Takes a connection and gives it its token.
    mutating func insert(_ connection: Connection) {
        let index = free.popLast() ?? slots.count
        if index == slots.count { slots.append(Slot()) }
        slots[index].connection = connection
        connection.token = UInt64(slots[index].turn) << 32 | UInt64(index)
        count += 1
    }

    /// The connection with this token, unless it is gone.
    @inline(__always)
    subscript(token: UInt64) -> Connection? {
        let index = Int(token & 0xffff_ffff)
        guard index < slots.count, UInt64(slots[index].turn) == token >> 32 else { return nil }
        return slots[index].connection
    }

    /// Lets a connection go.
    mutating func remove(_ connection: Connection) {
        let index = Int(connection.token & 0xffff_ffff)
        guard self[connection.token] === connection else { return }
        slots[index].connection = nil
        slots[index].turn = slots[index].turn == .max ? 1 : slots[index].turn + 1
        free.append(index)
        count -= 1
    }

    /// All connections, in no particular order.
    var all: [Connection] { slots.compactMap(\.connection) }
}
