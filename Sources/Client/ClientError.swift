/// Why a request got no answer that could be used.
public enum ClientError: Error, Hashable, Sendable {
    /// No node of the cluster could be reached.
    case unreachable(address: String)
}
