internal import Wire

/// Requests of one operation that may be needed again, or later.
///
/// An object, because its bytes have one owner and are in an array with others.
final class RedisKeptRequests {
    /// What was sent, in a cluster, then the write that comes after a read.
    var bytes = ByteQueue(capacity: 0)
    /// Where the write begins.
    var writeStart = 0
    /// The parts of an operation that has several.
    var parts: [RedisPart] = []
    /// The bins that a batch reads, one for each of its records; only where they are checked.
    var readBins: [UInt16] = []

    /// Forgets what was kept, keeps the room, and begins an operation of `partCount` parts.
    @inline(__always)
    func restart(partCount: Int) {
        bytes.truncate(to: 0)
        writeStart = 0
        readBins.removeAll(keepingCapacity: true)
        guard partCount > 1 else { return }
        parts.removeAll(keepingCapacity: true)
        parts.append(contentsOf: repeatElement(RedisPart(), count: partCount))
    }

    /// Appends some of it to `output`.
    ///
    /// - Parameters:
    ///   - range: which bytes: whole commands.
    ///   - skippedCount: commands at its start that are left out.
    ///   - isAsking: whether `ASKING` goes before each.
    ///   - output: where to append them.
    func append(
        _ range: Range<Int>, skipping skippedCount: Int, isAsking: Bool,
        to output: inout ByteQueue
    ) {
        Self.append(bytes, range, skippedCount, isAsking, to: &output)
    }

    private static func append(
        _ bytes: borrowing ByteQueue, _ range: Range<Int>, _ skippedCount: Int,
        _ isAsking: Bool, to output: inout ByteQueue
    ) {
        guard isAsking || skippedCount > 0 else {
            return output.append(bytes.bytes.extracting(range))
        }
        var (rest, number) = (bytes.bytes.extracting(range), 0)
        while let byteCount = firstCommandByteCount(rest) {
            if number >= skippedCount {
                if isAsking { RESPRequest.begin("ASKING", argumentCount: 0, in: &output) }
                output.append(rest.extracting(..<byteCount))
            }
            rest = rest.extracting(byteCount...)
            number += 1
        }
    }

    /// How many commands the bytes are.
    func commandCount(_ range: Range<Int>) -> Int {
        Self.commandCount(bytes, range)
    }

    private static func commandCount(_ bytes: borrowing ByteQueue, _ range: Range<Int>) -> Int {
        var (rest, count) = (bytes.bytes.extracting(range), 0)
        while let byteCount = firstCommandByteCount(rest) {
            rest = rest.extracting(byteCount...)
            count += 1
        }
        return count
    }

    /// The length of the first command; nil when there is none.
    private static func firstCommandByteCount(_ bytes: RawSpan) -> Int? {
        // A command has the form of a reply: an array of strings.
        var scanner = RESPReplyScanner()
        return (try? scanner.scan(bytes))?.byteCount
    }
}
