import Driver
import Platform
import TestSupport
import Testing
import Wire

@testable import Targets
@testable import Workload

/// Operations, a dialect, and one connection whose other end is the test.
final class AerospikeTrial {
    let plan: Plan
    let batch: OperationBatch
    let dialect: AerospikeDialect
    private var decoder = AerospikeDialect.Decoder()
    private var input = ByteQueue()
    private var output = ByteQueue()

    /// A keyspace `demo` of three bins: bytes `a`, text `b`, integer `c`.
    static func plan(
        record: String = "{bins: {a: {bytes: 4B}, b: {text: 3B}, c: integer}}"
    ) throws -> Plan {
        try Plan(
            yaml: """
                keyspaces:
                  demo:
                    keys: {count: 100}
                    record: \(record)
                    operations: {read: 1, update: 1, batchRead: 1}
                phases: {measure: {operations: 1}}
                workers: 1
                """, file: "a.yaml", name: "a")
    }

    /// A dialect of one node, unless more are said to be there, and which has which partition.
    init(_ plan: Plan, nodeCount: Int = 1, masters: (Int) -> UInt16 = { _ in 0 }) throws {
        self.plan = plan
        batch = plan.makeBatch(capacity: 64, pool: plan.makeValuePool())
        let address = try SocketAddress.unix(path: "/nowhere")
        let map = AerospikeRoutes.Map(
            addresses: Array(repeating: address, count: nodeCount),
            masters: (0..<4_096).map(masters), generation: 0)
        dialect = AerospikeDialect(
            keyspaces: plan.keyspaces.map { AerospikeKeyspace($0, namespace: "test") },
            routes: AerospikeRoutes(map))
    }

    // MARK: Operations

    /// What a value is to be.
    enum Value {
        /// So many bytes of the pool.
        case bytes(Int)
        case number(Int)
    }

    /// Adds an operation; returns its index.
    @discardableResult
    func add(
        _ kind: OperationKind, _ key: String = "k1", bin: UInt16 = Operation.allBins,
        ttl: UInt32 = 0, scan: UInt32 = 0, entryCount: UInt16 = 1,
        values: [Value] = [.bytes(4), .bytes(3), .number(7)]
    ) -> Int {
        let operation = Operation(
            kind: kind, keyIndex: 0, bin: bin, ttlSeconds: ttl, scanRecordCount: scan,
            entryCount: entryCount)
        unsafe batch.append(operation, key: Array(key.utf8).span.bytes)
        for (position, value) in values.enumerated() {
            switch value {
            case .bytes(let count):
                let start = 100 * (batch.count * 8 + position)
                batch.setLastValue(
                    BatchValue(payload: UInt64(start), byteCount: count), at: position)
            case .number(let number):
                let bits = UInt64(bitPattern: Int64(number))
                batch.setLastValue(BatchValue(payload: bits, byteCount: 8), at: position)
            }
        }
        return batch.count - 1
    }

    /// The bytes that the operation at `index` writes, in hexadecimal digits.
    func value(_ index: Int, position: Int = 0) -> String {
        let batch = batch
        return hex(batch.value(at: index, position: position))
    }

    // MARK: Exchanges

    /// Begins an operation; returns what is sent, in words, for each of its parts.
    func begin(_ index: Int, ticket: UInt32 = 5) -> [String] {
        (0..<dialect.prepare(index, of: batch, ticket: ticket)).map { part in
            dialect.begin(part: part, index, of: batch, ticket: ticket, to: &output)
            return takeOutput()
        }
    }

    /// Whole frames in words; what is left over is a failure.
    private func takeOutput() -> String {
        defer { output.consume(output.byteCount) }
        return Self.words(output)
    }

    private static func words(_ output: borrowing ByteQueue) -> String {
        guard !output.isEmpty else { return "" }
        guard let frame = try? AerospikeFrame.next(in: output.bytes),
            frame.byteCount == output.byteCount
        else { return "no frame: \(hex(output.bytes))" }
        return AerospikeWords.messages(output.bytes.extracting(frame.body))
    }

    /// Lets an answer arrive, at once or byte by byte, and reads it.
    ///
    /// - Parameters:
    ///   - answer: whole frames.
    ///   - ticket: the operation; nil to discard its answer.
    ///   - isSplit: whether it comes byte by byte.
    /// - Returns: what each piece of it was, and what was sent meanwhile.
    /// - Throws: `DialectError` when it is no answer.
    func receive(
        _ answer: [UInt8], ticket: UInt32? = 5, isSplit: Bool = false
    ) throws(DialectError) -> (receptions: [Reception], sent: String) {
        var receptions: [Reception] = []
        for (index, byte) in answer.enumerated() {
            input.append(byte)
            if !isSplit && index + 1 < answer.count { continue }
            while !input.isEmpty {
                let reception = try Self.next(input, dialect, &decoder, ticket, &output)
                guard reception != .incomplete else { break }
                input.consume(reception.takenByteCount)
                receptions.append(reception)
            }
        }
        return (receptions, takeOutput())
    }

    private static func next(
        _ input: borrowing ByteQueue, _ dialect: AerospikeDialect,
        _ decoder: inout AerospikeDialect.Decoder, _ ticket: UInt32?, _ output: inout ByteQueue
    ) throws(DialectError) -> Reception {
        if let ticket {
            try dialect.receive(input.bytes, &decoder, ticket: ticket, output: &output)
        } else {
            try dialect.discard(input.bytes, &decoder)
        }
    }
}

extension Reception {
    /// Without its size.
    var word: String {
        switch self {
        case .incomplete: "incomplete"
        case .partial: "partial"
        case .continued: "continued"
        case .ended(_, let outcome): "\(outcome)"
        case .partEnded: "partEnded"
        case .unsolicited: "unsolicited"
        case .redirected: "redirected"
        }
    }
}

/// Frames that a server may send.
enum AerospikeAnswer {
    /// A frame of messages.
    static func frame(_ headers: AerospikeHeader...) -> [UInt8] {
        encoded { queue in
            let frame = AerospikeFrameWriter(.message, in: &queue)
            for header in headers {
                AerospikeMessageWriter(header, in: &queue).finish(in: &queue)
            }
            frame.finish(in: &queue)
        }
    }

    /// The answer to a request about one record.
    static func code(_ code: AerospikeResultCode, generation: UInt32 = 0) -> [UInt8] {
        frame(AerospikeHeader(resultCode: code, generation: generation))
    }

    /// A row of a batch.
    static func row(_ index: UInt32, _ code: AerospikeResultCode) -> AerospikeHeader {
        AerospikeHeader(resultCode: code, rowIndex: index)
    }

    /// The end of a batch or scan.
    static func end(_ code: AerospikeResultCode = .ok) -> AerospikeHeader {
        AerospikeHeader(resultCode: code, more: .last)
    }

    /// A row of a scan, in a frame of its own.
    static let scanRow = encoded { queue in
        let frame = AerospikeFrameWriter(.message, in: &queue)
        var message = AerospikeMessageWriter(AerospikeHeader(resultCode: .ok), in: &queue)
        withBytes("test") { message.append(.namespace, $0, in: &queue) }
        message.finish(in: &queue)
        frame.finish(in: &queue)
    }
}
