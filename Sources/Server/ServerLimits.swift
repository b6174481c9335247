/// What a server takes before it refuses.
public struct ServerLimits: Hashable, Sendable {
    /// The most connections at a time; one more is told so and closed.
    public var connectionLimit = 15_000

    /// The defaults.
    public init() {}
}
