/// A span of monotonic time, in whole nanoseconds (0 to about 584 years).
///
/// Arithmetic traps on overflow: a negative latency is a bug, not a value.
@frozen
public struct Nanoseconds: Comparable, Hashable, Sendable {
    /// The span in nanoseconds.
    public var count: UInt64

    /// A span of `count` nanoseconds.
    @inlinable
    public init(_ count: UInt64) {
        self.count = count
    }

    /// No time at all.
    public static var zero: Nanoseconds { Nanoseconds(0) }

    /// A span of whole microseconds.
    public static func microseconds(_ count: UInt64) -> Nanoseconds { Nanoseconds(count * 1_000) }

    /// A span of whole milliseconds.
    public static func milliseconds(_ count: UInt64) -> Nanoseconds {
        Nanoseconds(count * 1_000_000)
    }

    /// A span of seconds, rounded to the nearest nanosecond; negative and non-finite become zero.
    public static func seconds(_ count: Double) -> Nanoseconds {
        guard count.isFinite, count > 0 else { return .zero }
        let nanoseconds = (count * 1e9).rounded()
        return Nanoseconds(nanoseconds < 1.8e19 ? UInt64(nanoseconds) : .max)
    }

    /// The span in seconds.
    public var seconds: Double { Double(count) / 1e9 }

    /// Orders spans by length.
    @inlinable
    public static func < (left: Nanoseconds, right: Nanoseconds) -> Bool {
        left.count < right.count
    }

    /// The sum of two spans.
    @inlinable
    public static func + (left: Nanoseconds, right: Nanoseconds) -> Nanoseconds {
        Nanoseconds(left.count + right.count)
    }

    /// The difference of two spans; traps when `right` is the longer one.
    @inlinable
    public static func - (left: Nanoseconds, right: Nanoseconds) -> Nanoseconds {
        Nanoseconds(left.count - right.count)
    }
}
