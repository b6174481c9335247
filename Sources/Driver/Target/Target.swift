public import Platform
public import Workload

/// What is driven: a store, or something that stands in for one.
///
/// Thread safety: `makeSession` and `statistics` may be called from any thread.
public protocol Target: Sendable {
    /// The short name that result folders carry: `null`, `engine`.
    var name: String { get }

    /// How it is set up, in the order to show, for the manifest: (`shards`, `4096`), ….
    var settings: [(name: String, value: String)] { get }

    /// A session for one worker, used by that worker's thread only.
    ///
    /// - Throws: `TargetError` when the target cannot be reached or cannot do the plan.
    func makeSession(worker: Int) throws(TargetError) -> any TargetSession

    /// What the target says of itself at this moment: records, memory, ….
    func statistics() -> [TargetStatistic]

    /// The processors that its server may run on, when it runs on this machine in threads of its
    /// own; nil when it works in the workers' threads, elsewhere, or nobody knows.
    var processors: [Int]? { get }
}

extension Target {
    /// Nothing is known.
    public var processors: [Int]? { nil }
}

/// One worker's access to a target: two calls, submit and poll.
public protocol TargetSession: AnyObject {
    /// How many operations it can hold at a time; 0 when it completes them inside `submit`.
    var inFlightLimit: Int { get }

    /// Starts the operation at `index` of `batch`.
    ///
    /// The target copies what it needs: the batch is refilled later. `ticket` names the operation
    /// in a later `poll`.
    func submit(_ index: Int, of batch: OperationBatch, ticket: UInt32) -> Submission

    /// Adds to `completions` every operation that has ended since the last call; never blocks.
    func poll(into completions: inout CompletionList)

    /// The same, and waits for the first one when there is none, for about `limit` at most.
    ///
    /// It may return early, and with nothing.
    func poll(into completions: inout CompletionList, atMost limit: Nanoseconds)

    /// The caller has given up the operation with this ticket: no completion is wanted for it.
    func abandon(ticket: UInt32)

    /// Whether every operation is completed by `poll`, with the times of its sending and its
    /// answer, so that the caller need not read the clock.
    var timesItself: Bool { get }

    /// Whether the store has been out of reach for so long that waiting for it is of no use.
    var isLost: Bool { get }
}

extension TargetSession {
    /// Nothing is ever in flight.
    public var inFlightLimit: Int { 0 }

    /// Nothing ever ends here.
    public func poll(into completions: inout CompletionList) {}

    /// There is nothing to wait for.
    public func poll(into completions: inout CompletionList, atMost limit: Nanoseconds) {
        poll(into: &completions)
    }

    /// Nothing is known of it.
    public func abandon(ticket: UInt32) {}

    /// Most are timed by their caller.
    public var timesItself: Bool { false }

    /// What is in this process is within reach.
    public var isLost: Bool { false }
}

/// How tickets number what a session keeps for the operations in flight.
public enum TicketSlot {
    /// How many bits of a ticket are the number.
    static let bits: UInt32 = 16

    /// A number below the session's `inFlightLimit` that no other operation in flight has.
    @inlinable
    public static func number(of ticket: UInt32) -> Int { Int(ticket & 0xffff) }
}

/// What a target did with an operation it was given.
@frozen
public enum Submission: Equatable, Sendable {
    /// It is done already.
    case completed(Outcome)
    /// It will be reported by `poll`.
    case pending
    /// There is no room for it now: poll, then submit it again.
    case busy
}

/// Operations that have ended, in a list that is allocated once.
public struct CompletionList {
    /// One ended operation.
    public struct Entry: Sendable {
        /// The ticket it was submitted with.
        public var ticket: UInt32
        /// How it ended.
        public var outcome: Outcome
        /// When it was sent, where that was later than it was submitted and the target knows.
        public var actualStart: Instant?
        /// When its answer was there, where that was before the poll's end and the target knows.
        public var end: Instant?
    }

    /// The entries, oldest first.
    public private(set) var entries: [Entry] = []

    /// An empty list with room for `capacity` entries.
    public init(capacity: Int) {
        entries.reserveCapacity(capacity)
    }

    /// Adds an ended operation; the times are those of the worker's clock, nil where the worker's
    /// own readings serve.
    @inline(__always)
    public mutating func append(
        ticket: UInt32, outcome: Outcome, actualStart: Instant? = nil, end: Instant? = nil
    ) {
        entries.append(
            Entry(ticket: ticket, outcome: outcome, actualStart: actualStart, end: end))
    }

    /// Replaces how the operation of the entry at `index` ended.
    mutating func setOutcome(_ outcome: Outcome, at index: Int) {
        entries[index].outcome = outcome
    }

    /// Forgets all entries and keeps the room.
    public mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
    }
}

/// One figure that a target reports of itself.
public struct TargetStatistic: Hashable, Sendable {
    /// What becomes of it over time.
    public enum Kind: String, Hashable, Sendable {
        /// A level, which rises and falls: results show it as it was.
        case gauge
        /// A count, which only grows: results show by how much.
        case counter
    }

    /// Its name with its unit last: `recordCount`, `activeByteCount`.
    public var name: String
    /// Its value.
    public var value: Double
    /// What becomes of it over time.
    public var kind: Kind

    /// A figure called `name`.
    public init(name: String, value: Double, kind: Kind = .gauge) {
        self.name = name
        self.value = value
        self.kind = kind
    }
}

/// A target that cannot be used for a run.
public struct TargetError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The target's name.
    public var target: String
    /// What is wrong.
    public var problem: String
    /// What to do about it.
    public var remedy: String

    /// A problem of `target`, and what to do about it.
    public init(target: String, problem: String, remedy: String) {
        self.target = target
        self.problem = problem
        self.remedy = remedy
    }

    /// `target 'name': what; what to do`.
    public var description: String { "target '\(target)': \(problem); \(remedy)" }
}
