/// The requests of a cache, in order, as a recorded trace has them.
///
/// Keys are numbered by first use, so that models index arrays with them.
public struct RequestTrace: Sendable {
    /// The key of each request: 0 ..< ``distinctCount``.
    public let keys: [UInt32]
    /// How many different keys there are.
    public let distinctCount: Int

    /// A trace of requests for `identifiers`.
    public init(identifiers: some Sequence<UInt64>) {
        var numbers: [UInt64: UInt32] = [:]
        keys = identifiers.map { identifier in
            let next = UInt32(numbers.count)
            let number = numbers[identifier] ?? next
            if number == next { numbers[identifier] = next }
            return number
        }
        distinctCount = numbers.count
    }
}
