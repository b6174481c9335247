internal import CPlatform

/// How many files and sockets the process may have open.
public enum DescriptorLimit {
    /// Raises the limit as far as the system lets a user.
    ///
    /// - Returns: the most descriptors that the process may have from now on.
    @discardableResult
    public static func raise() -> Int { Int(spikebench_raise_descriptor_limit()) }
}
