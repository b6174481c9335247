/// Encodes commands for Redis: an array of bulk strings each.
///
/// A command is begun with its name, then each argument is appended, as many as were announced:
///
/// ```swift
/// RESPRequest.begin("SET", argumentCount: 2, in: &queue)
/// RESPRequest.append(key, to: &queue)
/// RESPRequest.append(value, to: &queue)
/// ```
///
/// The same bytes serve RESP2 and RESP3. Source: "Sending commands to a Redis server" and "Bulk
/// strings", https://redis.io/docs/latest/develop/reference/protocol-spec/.
public enum RESPRequest {
    /// Begins a command.
    ///
    /// - Parameters:
    ///   - name: the command's name, such as `GET`.
    ///   - argumentCount: how many arguments follow the name.
    ///   - queue: where to append it.
    @inline(__always)
    public static func begin(
        _ name: StaticString, argumentCount: Int, in queue: inout ByteQueue
    ) {
        precondition(argumentCount >= 0, "a command has no \(argumentCount) arguments")
        let (partCount, byteCount) = (argumentCount + 1, name.utf8CodeUnitCount)
        if partCount < 10 && byteCount < 10 {
            // `*n\r\n$n\r\n` at once, as nearly all commands begin.
            let digits = UInt64(partCount) << 48 | UInt64(byteCount) << 16
            queue.append(bigEndian: 0x2a30_0d0a_2430_0d0a + digits)
        } else {
            beginLine("*", count: partCount, in: &queue)
            beginLine("$", count: byteCount, in: &queue)
        }
        queue.append(literal: name)
        queue.append(bigEndian: lineEnd)
    }

    /// Appends an argument.
    @inline(__always)
    public static func append(_ argument: RawSpan, to queue: inout ByteQueue) {
        beginArgument(byteCount: argument.byteCount, in: &queue)
        queue.append(argument)
        endArgument(in: &queue)
    }

    /// Appends an argument that is a literal, such as an option's name.
    @inline(__always)
    public static func append(literal argument: StaticString, to queue: inout ByteQueue) {
        append(argument.bytes, to: &queue)
    }

    /// Appends an argument that is text, such as a password.
    public static func append(text argument: String, to queue: inout ByteQueue) {
        beginArgument(byteCount: argument.utf8.count, in: &queue)
        queue.append(text: argument)
        endArgument(in: &queue)
    }

    /// Appends a number in decimal digits as an argument.
    public static func append(decimal argument: Int, to queue: inout ByteQueue) {
        var (count, rest) = (argument < 0 ? 2 : 1, argument.magnitude)
        while rest >= 10 {
            rest /= 10
            count += 1
        }
        beginArgument(byteCount: count, in: &queue)
        queue.append(decimal: argument)
        endArgument(in: &queue)
    }

    /// Begins an argument of `byteCount` bytes, which the caller appends to the queue itself.
    @inline(__always)
    public static func beginArgument(byteCount: Int, in queue: inout ByteQueue) {
        beginLine("$", count: byteCount, in: &queue)
    }

    /// Ends an argument begun with ``beginArgument(byteCount:in:)``.
    @inline(__always)
    public static func endArgument(in queue: inout ByteQueue) {
        queue.append(bigEndian: lineEnd)
    }

    /// `\r\n`.
    private static let lineEnd: UInt16 = 0x0d0a

    @inline(__always)
    private static func beginLine(
        _ type: Unicode.Scalar, count: Int, in queue: inout ByteQueue
    ) {
        queue.append(UInt8(ascii: type))
        queue.append(decimal: UInt64(count))
        queue.append(bigEndian: lineEnd)
    }
}
