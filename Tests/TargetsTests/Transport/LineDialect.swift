import Driver
import Platform
import Wire
import Workload

@testable import Targets

/// The simplest of protocols, for tests of the session: a request is `do` and a line end, a reply a
/// word and a line end.
///
/// `ok`, `miss` and `no` end an operation; `more` is a piece of a reply; `again` has it ask `go`;
/// `note` answers nobody; anything else is no reply.
final class LineDialect: StoreDialect {
    typealias Decoder = Void

    let nodes: [SocketAddress]
    /// What is said first; nil for nothing.
    var greeting: String?
    private(set) var forgotten: [UInt32] = []

    init(_ address: SocketAddress, greeting: String? = nil) {
        nodes = [address]
        self.greeting = greeting
    }

    func makeDecoder() {}

    func greet(node: Int, to output: inout ByteQueue) -> Bool {
        guard let greeting else { return false }
        output.append(text: greeting + "\n")
        return true
    }

    func receiveGreeting(
        _ input: RawSpan, _ decoder: inout Void
    ) throws(DialectError) -> GreetingProgress {
        guard let (word, byteCount) = Self.line(input) else { return .incomplete }
        guard word == "welcome" else { throw DialectError("the server said '\(word)'") }
        return .done(byteCount: byteCount)
    }

    func begin(
        part: Int, _ index: Int, of batch: OperationBatch, ticket: UInt32,
        to output: inout ByteQueue
    ) {
        output.append(text: "do\n")
    }

    func receive(
        _ input: RawSpan, _ decoder: inout Void, ticket: UInt32, output: inout ByteQueue
    ) throws(DialectError) -> Reception {
        let reception = try discard(input, &decoder)
        if case .partial(let byteCount) = reception, Self.line(input)?.word == "again" {
            output.append(text: "go\n")
            return .continued(byteCount: byteCount)
        }
        return reception
    }

    func discard(
        _ input: RawSpan, _ decoder: inout Void
    ) throws(DialectError) -> Reception {
        guard let (word, byteCount) = Self.line(input) else { return .incomplete }
        switch word {
        case "ok": return .ended(byteCount: byteCount, .ok)
        case "miss": return .ended(byteCount: byteCount, .miss)
        case "no": return .ended(byteCount: byteCount, .refused)
        case "more", "again": return .partial(byteCount: byteCount)
        case "note": return .unsolicited(byteCount: byteCount)
        default: throw DialectError("'\(word)' is no reply")
        }
    }

    func forget(ticket: UInt32) { forgotten.append(ticket) }

    private static func line(_ input: RawSpan) -> (word: String, byteCount: Int)? {
        guard let end = input.firstOffset(of: UInt8(ascii: "\n")) else { return nil }
        return (input.extracting(0..<end).text, end + 1)
    }
}
