/// How a set differs from its namespace.
public struct SetConfiguration: Hashable, Sendable {
    /// Seconds to live of its records that ask for the default: 0 (never) …315,360,000; nil for
    /// the namespace's.
    public var defaultTTLSeconds: UInt32?

    /// A configuration; without arguments that of the namespace.
    public init(defaultTTLSeconds: UInt32? = nil) {
        self.defaultTTLSeconds = defaultTTLSeconds
    }

    /// Checks every parameter against its bounds.
    ///
    /// - Throws: `EngineError` that names the parameter, the value and the bounds.
    public func validate() throws(EngineError) {
        guard let defaultTTLSeconds else { return }
        guard defaultTTLSeconds <= EngineConfiguration.ttlSecondsMaximum else {
            throw .invalidParameter(
                name: "defaultTTLSeconds", value: "\(defaultTTLSeconds)",
                bounds: "0 (never) to 315360000 seconds")
        }
    }
}
