internal import CPlatform

/// The processors this process may run on.
public enum Processors {
    /// Their numbers, ascending; at least one.
    public static let available: [Int] = {
        let found = (0..<1024).filter { spikebench_may_use_processor(Int32($0)) }
        return found.isEmpty ? [0] : found
    }()
}
