internal import Driver
internal import Platform
internal import Workload

/// A target's session that is one over a wire: what a driver sees of ``WireSession``.
///
/// Each store has a class of its own that conforms, with nothing in it but its `wire`:
///
/// ```swift
/// final class RedisSession: WireTargetSession {
///     let wire: WireSession<RedisDialect>
/// }
/// ```
///
/// A generic class behind an existential runs unspecialised code, which asks the runtime for
/// metadata all the time: GETs from Redis at pipeline 16 then cost 0.83 µs of processor time each.
/// Calls from a class that is not generic are made for its dialect.
protocol WireTargetSession: TargetSession {
    associatedtype Dialect: StoreDialect
    var wire: WireSession<Dialect> { get }
}

extension WireTargetSession {
    var inFlightLimit: Int { wire.inFlightLimit }

    func submit(_ index: Int, of batch: OperationBatch, ticket: UInt32) -> Submission {
        wire.submit(index, of: batch, ticket: ticket)
    }

    func poll(into completions: inout CompletionList) {
        wire.poll(into: &completions, atMost: .zero)
    }

    func poll(into completions: inout CompletionList, atMost limit: Nanoseconds) {
        wire.poll(into: &completions, atMost: limit)
    }

    func abandon(ticket: UInt32) { wire.abandon(ticket: ticket) }

    var timesItself: Bool { true }

    var isLost: Bool { wire.isLost }
}
