/// A workload whose records cannot fit: known before the run, so it is not begun.
public struct MemoryShortage: Error, Hashable, Sendable, CustomStringConvertible {
    /// What the records take, in bytes.
    public let neededByteCount: UInt64
    /// What the process may use at most, in bytes.
    public let memoryByteCount: UInt64

    /// The shortage; nil when the records fit, or when the machine's memory is unknown.
    ///
    /// - Parameters:
    ///   - neededByteCount: what the records take, in bytes; nil for nothing.
    ///   - environment: tool and machine.
    public init?(neededByteCount: UInt64?, environment: RunEnvironment) {
        guard let neededByteCount, environment.memoryByteCount > 0,
            neededByteCount > environment.memoryByteCount
        else { return nil }
        self.neededByteCount = neededByteCount
        memoryByteCount = environment.memoryByteCount
    }

    /// What does not fit, and what to do.
    public var description: String {
        "the records need about \(Units.bytes(Double(neededByteCount))), and there is "
            + "\(Units.bytes(Double(memoryByteCount))) of memory; load fewer records "
            + "(--set keys.count=…) or smaller values"
    }
}
