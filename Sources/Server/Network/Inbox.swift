internal import Platform

/// What other threads hand to one that waits in its poller.
///
/// Thread safety: any thread puts; the owner takes.
final class Inbox<Item: Sendable>: Sendable {
    private let items = Guarded<[Item]>([])
    private let waker: Waker

    /// An empty inbox.
    ///
    /// - Throws: `PlatformError` when the system has no descriptor left.
    init() throws(PlatformError) {
        waker = try Waker()
    }

    /// What the owner's poller waits for.
    var descriptor: Int32 { waker.descriptor }

    /// Leaves an item, and wakes the owner.
    func put(_ item: Item) {
        items.withLock { $0.append(item) }
        waker.wake()
    }

    /// Wakes the owner without an item.
    func wake() { waker.wake() }

    /// Takes everything.
    func take() -> [Item] {
        waker.reset()
        return items.withLock { items in
            defer { items = [] }
            return items
        }
    }
}
