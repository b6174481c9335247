internal import Platform
internal import Synchronization

/// How a store's maintenance thread works.
public struct MaintenanceConfiguration: Hashable, Sendable {
    /// The share of one processor that it takes at most: above 0 …1.
    public var share: Double
    /// The processor to stay on; nil to be moved freely.
    public var processor: Int?
    /// Whether it keeps the store's clock at the system's time.
    public var refreshesClock: Bool

    /// A thread that takes 2 % of a processor.
    public init(share: Double = 0.02, processor: Int? = nil, refreshesClock: Bool = true) {
        self.share = share
        self.processor = processor
        self.refreshesClock = refreshesClock
    }
}

/// The thread that does a store's maintenance: short rounds, and rest between them.
///
/// Thread safety: any thread may stop it.
final class MaintenanceThread: Sendable {
    private let isStopping = Atomic<Bool>(false)
    private let hasEnded = Atomic<Bool>(false)

    /// Steps of a namespace in one round: about 200 µs.
    static var stepsPerRound: Int { 32 }
    /// How long it rests when there is nothing to do, and at most before it asks whether to end.
    private static var restLimit: Nanoseconds { .milliseconds(20) }

    /// Starts it.
    ///
    /// - Parameters:
    ///   - configuration: how much it may do, with a valid share.
    ///   - round: does some work; whether there was none, or nil when the store has gone.
    /// - Throws: `EngineError` when the system has no room for a thread.
    init(
        _ configuration: MaintenanceConfiguration, round: @escaping @Sendable () -> Bool?
    ) throws(EngineError) {
        do {
            let body: @Sendable () -> Void = { self.run(share: configuration.share, round) }
            let processor = configuration.processor
            // Its end shows in `hasEnded`, so nobody has to join it.
            try PinnedThread(name: "maintenance", processor: processor, body: body).detach()
        } catch {
            throw .noMaintenanceThread(error.description)
        }
    }

    private func run(share: Double, _ round: () -> Bool?) {
        defer { hasEnded.store(true, ordering: .releasing) }
        while !isStopping.load(ordering: .relaxed) {
            let start = MonotonicClock.system.now()
            guard let isIdle = round() else { return }
            let spent = Double((MonotonicClock.system.now() - start).count)
            let rest = Nanoseconds(UInt64(spent * (1 / share - 1)))
            self.rest(isIdle ? max(rest, Self.restLimit) : rest)
        }
    }

    private func rest(_ span: Nanoseconds) {
        var left = span
        while left > .zero && !isStopping.load(ordering: .relaxed) {
            let part = min(left, Self.restLimit)
            pauseThread(part)
            left = left - part
        }
    }

    /// Tells it to end.
    func stop() {
        isStopping.store(true, ordering: .relaxed)
    }

    /// Tells it to end and waits until it has.
    func end() {
        stop()
        while !hasEnded.load(ordering: .acquiring) { pauseThread(.milliseconds(1)) }
    }
}
