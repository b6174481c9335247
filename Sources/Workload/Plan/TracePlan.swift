/// A trace to replay. (To be completed.)
public struct TracePlan: Sendable {
    /// The file.
    public var path: String
    var keyCount: Int { 1 }
}
