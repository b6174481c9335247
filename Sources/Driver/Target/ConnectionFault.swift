/// What can happen to a connection.
public enum ConnectionFault: Int, CaseIterable, Sendable {
    /// Nobody listens, or the address cannot be reached.
    case connectRefused
    /// The connection, or its greeting, was not there in time.
    case connectTimeout
    /// The server refused the greeting.
    case greetingRefused
    /// The other side reset the connection.
    case reset
    /// The other side closed the connection.
    case closed
    /// What came was no reply.
    case badReply
    /// A reply did not come in time: the connection is given up.
    case requestTimeout

    /// The name of its count among the target's statistics: `resetCount`, ….
    public var statisticName: String { "\(self)Count" }
}
