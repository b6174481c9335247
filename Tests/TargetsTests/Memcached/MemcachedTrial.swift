import Driver
import Foundation
import Platform
import TestSupport
import Testing
import Wire

@testable import Targets
@testable import Workload

/// Operations, a dialect, and one connection whose other end is the test.
///
/// Bytes are shown as text: what is not printable as `\x00`.
final class MemcachedTrial {
    typealias Decoder = MemcachedDialect.Decoder

    let plan: Plan
    let batch: OperationBatch
    let dialect: MemcachedDialect
    private var decoder: Decoder
    private var output = ByteQueue()
    private var input = ByteQueue()

    /// Two days into the year 2001.
    static let unixSeconds: UInt64 = 978_480_000

    /// One pool for all: making it takes longer than a trial.
    private static let pool = ValuePool(
        seed: 1,
        layout: ValueLayout([
            Keyspace(
                count: 1,
                record: RecordShape(bins: [
                    BinShape(name: "b", type: .text, size: .constant(100))
                ]))
        ]))

    init(_ plan: Plan, slotCount: Int = 64) throws {
        self.plan = plan
        batch = plan.makeBatch(capacity: 64, pool: Self.pool)
        dialect = MemcachedDialect(
            plan: plan, address: try SocketAddress.unix(path: "/nowhere"), slotCount: slotCount,
            errors: FirstErrorText(), unixSeconds: { Self.unixSeconds })
        decoder = dialect.makeDecoder()
    }

    /// A plan of the kind of keyspace that `record` describes.
    static func plan(_ record: String, keys: String = "count: 100") throws -> Plan {
        try Plan(
            yaml: """
                keys: {\(keys)}
                record: \(record)
                operations: {read: 1, update: 1}
                phases: {measure: {operations: 1}}
                workers: 1
                """, file: "a.yaml", name: "a")
    }

    // MARK: Operations

    /// What a value is to be.
    enum Value {
        /// So many bytes of the pool.
        case bytes(Int)
        case number(Int)
        case boolean(Bool)
    }

    /// Adds an operation; returns its index.
    @discardableResult
    func add(
        _ kind: OperationKind, _ key: String, bin: UInt16 = Operation.allBins, ttl: UInt32 = 0,
        keyspace: UInt8 = 0, entryCount: UInt16 = 1, values: [Value] = []
    ) -> Int {
        let operation = Operation(
            kind: kind, keyIndex: 0, keyspace: keyspace, bin: bin, ttlSeconds: ttl,
            entryCount: entryCount)
        let bytes = Array(key.utf8)
        unsafe batch.append(operation, key: bytes.span.bytes)
        for (position, value) in values.enumerated() {
            switch value {
            case .bytes(let count):
                // Another place of the pool for each, so that none is taken for another.
                let start = 100 * (batch.count * 8 + position)
                batch.setLastValue(
                    BatchValue(payload: UInt64(start), byteCount: count), at: position)
            case .number(let number):
                let bits = UInt64(bitPattern: Int64(number))
                batch.setLastValue(BatchValue(payload: bits, byteCount: 8), at: position)
            case .boolean(let isTrue):
                batch.setLastValue(
                    BatchValue(payload: isTrue ? 1 : 0, byteCount: 1), at: position)
            }
        }
        return batch.count - 1
    }

    /// The bytes that the operation at `index` writes for a bin, as text.
    func text(_ index: Int, position: Int = 0) -> String {
        let batch = batch
        return Self.shown(batch.value(at: index, position: position))
    }

    // MARK: Exchanges

    /// Begins an operation; returns what is sent.
    func begin(_ index: Int, ticket: UInt32) -> String {
        dialect.begin(part: 0, index, of: batch, ticket: ticket, to: &output)
        return takeOutput()
    }

    private func takeOutput() -> String {
        defer { output.consume(output.byteCount) }
        return Self.shown(output)
    }

    /// Lets bytes arrive.
    func arrive(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { input.append(byte) }
    }

    /// How many bytes have arrived and were not taken.
    var leftByteCount: Int { input.byteCount }

    /// Reads what has arrived for an operation until more is needed, more is asked for, or its part
    /// has ended.
    ///
    /// - Parameter ticket: the operation; nil to discard its reply.
    /// - Returns: how it ended, if it has, and what was sent meanwhile.
    /// - Throws: `DialectError` when what has arrived is no reply.
    func read(ticket: UInt32?) throws(DialectError) -> (ending: Outcome?, sent: String) {
        while !input.isEmpty {
            let reception =
                if let ticket {
                    try Self.receive(input, dialect, &decoder, ticket, &output)
                } else {
                    try Self.discard(input, dialect, &decoder)
                }
            switch reception {
            case .incomplete: return (nil, takeOutput())
            case .partial(let byteCount): input.consume(byteCount)
            case .continued(let byteCount):
                input.consume(byteCount)
                return (nil, takeOutput())
            case .ended(let byteCount, let outcome):
                input.consume(byteCount)
                return (outcome, takeOutput())
            default: throw DialectError("it never says \(reception)")
            }
        }
        return (nil, takeOutput())
    }

    private static func receive(
        _ input: borrowing ByteQueue, _ dialect: MemcachedDialect, _ decoder: inout Decoder,
        _ ticket: UInt32, _ output: inout ByteQueue
    ) throws(DialectError) -> Reception {
        try dialect.receive(input.bytes, &decoder, ticket: ticket, output: &output)
    }

    private static func discard(
        _ input: borrowing ByteQueue, _ dialect: MemcachedDialect, _ decoder: inout Decoder
    ) throws(DialectError) -> Reception {
        try dialect.discard(input.bytes, &decoder)
    }

    // MARK: Text

    private static func shown(_ queue: borrowing ByteQueue) -> String { shown(queue.bytes) }

    static func shown(_ bytes: RawSpan) -> String {
        var text = ""
        for offset in bytes.byteOffsets {
            let byte = unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
            if byte == 13 || byte == 10 || (32...126).contains(byte) && byte != 92 {
                text.unicodeScalars.append(UnicodeScalar(byte))
            } else {
                let digits = String(byte, radix: 16)
                text += "\\x" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return text
    }

    /// The bytes of text as it is shown.
    static func bytes(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == 92 else {
                bytes.append(byte)
                continue
            }
            let digits = String(decoding: rest.dropFirst().prefix(2), as: UTF8.self)
            bytes.append(UInt8(digits, radix: 16) ?? 0)
            rest = rest.dropFirst(3)
        }
        return bytes
    }
}

/// What is said for one operation: requests and answers in turn, and how it ends.
struct MemcachedScript {
    var asked: [String]
    var answered: [String]
    var outcome: Outcome

    /// `asked, answered, asked, answered, …`, each with its line ends.
    init(_ turns: [String], _ outcome: Outcome) {
        asked = stride(from: 0, to: turns.count, by: 2).map { turns[$0] }
        answered = stride(from: 1, to: turns.count, by: 2).map { turns[$0] }
        self.outcome = outcome
    }
}

/// Checks that an operation is said so, whether its answers arrive at once or byte by byte, and
/// that bytes which follow them are left alone.
///
/// - Parameters:
///   - plan: its plan.
///   - script: what is said; `{0}` stands for the operation's value, `{1}` for the next.
///   - location: where to report.
///   - add: adds the operation, as the last one.
/// - Throws: what the dialect throws.
func expectScript(
    _ plan: Plan, _ script: MemcachedScript, location: SourceLocation = #_sourceLocation,
    _ add: (MemcachedTrial) -> Int
) throws {
    for isSplit in [false, true] {
        let trial = try MemcachedTrial(plan)
        let index = add(trial)
        let ticket: UInt32 = 0x7_0005
        var sent = trial.begin(index, ticket: ticket)
        var ending: Outcome?
        for (turn, asked) in script.asked.enumerated() {
            let answered = script.answered[turn]
            try #require(ending == nil, "it has ended before '\(asked)'", sourceLocation: location)
            #expect(sent == trial.filled(asked, index), sourceLocation: location)
            sent = ""
            let bytes = MemcachedTrial.bytes(trial.filled(answered, index))
            if isSplit {
                for byte in bytes {
                    #expect(ending == nil && sent == "", sourceLocation: location)
                    trial.arrive([byte])
                    (ending, sent) = try trial.read(ticket: ticket)
                }
            } else {
                // Nothing may follow a request that is to go on: it has not been sent.
                let isLast = turn == script.asked.count - 1
                trial.arrive(bytes + (isLast ? Array("END\r\nXX".utf8) : []))
                (ending, sent) = try trial.read(ticket: ticket)
                #expect(trial.leftByteCount == (isLast ? 7 : 0), sourceLocation: location)
            }
        }
        #expect(ending == script.outcome, sourceLocation: location)
        #expect(sent == "", sourceLocation: location)
    }
}

extension MemcachedTrial {
    /// `text` with the values of the operation at `index` in place of `{0}`, `{1}`, ….
    func filled(_ text: String, _ index: Int) -> String {
        var filled = text
        for entry in 0..<Int(batch[index].entryCount) {
            for position in 0..<batch.valueCountPerOperation {
                let name = "{\(entry > 0 ? "\(entry)." : "")\(position)}"
                guard filled.contains(name) else { continue }
                filled = filled.replacingOccurrences(
                    of: name, with: self.text(index + entry, position: position))
            }
        }
        return filled
    }
}
