internal import Platform

/// The state of one connection: when it is to be tried, given up, or used.
///
/// After a failure the next attempt waits, twice as long each time, from 10 ms up to 1 s: soon
/// enough that a restarted server is found within a second, and seldom enough to be no load.
struct Link {
    /// Where a connection stands.
    enum State: Equatable {
        /// There is none; the next attempt is due at a moment.
        case down(retryAt: Instant)
        /// The attempt goes on, until a moment at most.
        case connecting(until: Instant)
        /// It is there; what is said first has no answer yet, and has it by a moment at most.
        case greeting(until: Instant)
        /// Operations may be sent.
        case ready
    }

    /// The first wait after a failure, and the longest.
    static let shortestWait = Nanoseconds.milliseconds(10)
    static let longestWait = Nanoseconds.seconds(1)

    private(set) var state: State
    /// Whether it was ready before: then it is a reconnection that makes it so.
    private(set) var wasReady = false
    private var nextWait = Self.shortestWait

    /// A link whose first attempt is due now.
    init(now: Instant) {
        state = .down(retryAt: now)
    }

    var isReady: Bool { state == .ready }

    /// When something is to be done about it, if nothing happens before; nil when it is ready.
    var deadline: Instant? {
        switch state {
        case .down(let moment), .connecting(let moment), .greeting(let moment): moment
        case .ready: nil
        }
    }

    /// An attempt begins.
    mutating func connect(until moment: Instant) { state = .connecting(until: moment) }

    /// The connection is there, and the greeting was sent.
    mutating func greet() {
        guard case .connecting(let moment) = state else { return }
        state = .greeting(until: moment)
    }

    /// Operations may be sent from now on.
    mutating func becomeReady() {
        (state, wasReady, nextWait) = (.ready, true, Self.shortestWait)
    }

    /// It failed: the next attempt is due after the wait.
    mutating func fail(now: Instant) {
        state = .down(retryAt: now + nextWait)
        nextWait = min(Nanoseconds(nextWait.count * 2), Self.longestWait)
    }
}
