internal import Platform
internal import Synchronization

/// The thread for what takes long: truncations, walks over all records, new namespaces.
///
/// The threads that serve hand it such commands, so that no client waits behind another's
/// truncation. It does one after the other.
///
/// Thread safety: any thread may call any method; the poller is its own thread's.
final class AdministrationThread: @unchecked Sendable {
    private let inbox: Inbox<@Sendable () -> Void>
    private var poller: Poller
    private let isStopping = Atomic<Bool>(false)
    private let ended = Atomic<Bool>(false)

    /// A thread that has not started.
    ///
    /// - Throws: `PlatformError` when the system has no descriptor left.
    init() throws(PlatformError) {
        inbox = try Inbox()
        poller = try Poller(capacity: 1)
        try poller.add(inbox.descriptor, .reading, token: 0)
    }

    /// Starts it; call it once.
    ///
    /// - Throws: `PlatformError` when the system has no room for a thread.
    func start() throws(PlatformError) {
        let body: @Sendable () -> Void = { self.run() }
        // Its end shows in `hasEnded`, so nobody has to join it.
        try PinnedThread(name: "administration", processor: nil, body: body).detach()
    }

    /// Does `task` after those before it.
    func perform(_ task: @escaping @Sendable () -> Void) {
        inbox.put(task)
    }

    /// Tells it to end after what it has to do.
    func stop() {
        isStopping.store(true, ordering: .releasing)
        inbox.wake()
    }

    /// Whether it has ended.
    var hasEnded: Bool { ended.load(ordering: .acquiring) }

    private func run() {
        while true {
            let isLast = isStopping.load(ordering: .acquiring)
            for task in inbox.take() { task() }
            if isLast { break }
            _ = poller.wait(atMost: nil)
        }
        ended.store(true, ordering: .releasing)
    }
}
