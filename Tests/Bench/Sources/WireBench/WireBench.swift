import Glibc
import Wire

/// What it costs to write or read one message: one CSV row for each.
///
/// Messages are written 16 at a time and then consumed, as one wake-up of a pipelined connection
/// would; keys have 16 bytes and values 32. The time is the thread's own on a processor.
@main
struct WireBench {
    static let messageCount = 2_000_000
    static let depth = 16

    static func main() throws {
        print("message,nanosecondsPerMessage,fastest,slowest,checksum")
        try measureRESP()
        try measureMemcached()
        try measureAerospike()
    }

    static let key = ByteQueue.filled(with: "user000000012345")
    static let value = ByteQueue.filled(with: "0123456789abcdef0123456789abcdef")

    // MARK: Redis

    static func measureRESP() throws {
        try measureWriting("RESP GET") { queue in
            RESPRequest.begin("GET", argumentCount: 1, in: &queue)
            RESPRequest.append(key.bytes, to: &queue)
        }
        try measureWriting("RESP SET") { queue in
            RESPRequest.begin("SET", argumentCount: 2, in: &queue)
            RESPRequest.append(key.bytes, to: &queue)
            RESPRequest.append(value.bytes, to: &queue)
        }
        for (name, reply) in [
            ("RESP bulk string", "$32\r\n0123456789abcdef0123456789abcdef\r\n"),
            ("RESP +OK", "+OK\r\n"),
            ("RESP array of 10", "*10\r\n" + String(repeating: "$3\r\nabc\r\n", count: 10)),
        ] {
            var scanner = RESPReplyScanner()
            try measureReading(name, { $0.append(text: reply) }) { bytes in
                guard let reply = try scanner.scan(bytes) else { return 0 }
                return reply.byteCount
            }
        }
    }

    // MARK: Memcached

    static func measureMemcached() throws {
        try measureWriting("Memcached get") { queue in
            try MemcachedRequest.retrieve(.get, key.bytes, in: &queue)
        }
        try measureWriting("Memcached set") { queue in
            try MemcachedRequest.store(.set, key.bytes, value.bytes, in: &queue)
        }
        try measureWriting("Memcached mg") { queue in
            try MemcachedMetaRequest.get(key.bytes, .init(.value), in: &queue)
        }
        let hit = "VALUE user000000012345 0 32\r\n0123456789abcdef0123456789abcdef\r\n"
        for (name, reply) in [
            ("Memcached VALUE", hit), ("Memcached END", "END\r\n"),
            ("Memcached STORED", "STORED\r\n"),
            ("Memcached VA", "VA 32\r\n0123456789abcdef0123456789abcdef\r\n"),
            ("Memcached HD", "HD\r\n"),
        ] {
            var scanner = MemcachedReplyScanner()
            try measureReading(name, { $0.append(text: reply) }) { bytes in
                guard let reply = try scanner.scan(bytes) else { return 0 }
                return reply.byteCount
            }
        }
    }

    // MARK: Aerospike

    static let namespace = ByteQueue.filled(with: "test")
    static let set = ByteQueue.filled(with: "demo")
    static let bin = ByteQueue.filled(with: "value")
    static let digest = ByteQueue.filled(with: "0123456789abcdef0123")

    static func appendKey(_ message: inout AerospikeMessageWriter, _ queue: inout ByteQueue) {
        message.append(.namespace, namespace.bytes, in: &queue)
        message.append(.set, set.bytes, in: &queue)
        message.append(.digest, digest.bytes, in: &queue)
    }

    static func appendGet(_ queue: inout ByteQueue) {
        let frame = AerospikeFrameWriter(.message, in: &queue)
        var message = AerospikeMessageWriter(.init(read: [.read, .allBins]), in: &queue)
        appendKey(&message, &queue)
        message.finish(in: &queue)
        frame.finish(in: &queue)
    }

    static func appendPut(_ queue: inout ByteQueue) {
        let frame = AerospikeFrameWriter(.message, in: &queue)
        var message = AerospikeMessageWriter(.init(write: .write), in: &queue)
        appendKey(&message, &queue)
        message.append(.write, bin: bin.bytes, .blob, value.bytes, in: &queue)
        message.finish(in: &queue)
        frame.finish(in: &queue)
    }

    static func appendRecord(_ queue: inout ByteQueue) {
        let frame = AerospikeFrameWriter(.message, in: &queue)
        var message = AerospikeMessageWriter(.init(resultCode: .ok, generation: 1), in: &queue)
        message.append(.read, bin: bin.bytes, .blob, value.bytes, in: &queue)
        message.finish(in: &queue)
        frame.finish(in: &queue)
    }

    static func measureAerospike() throws {
        try measureWriting("Aerospike get", appendGet)
        try measureWriting("Aerospike put", appendPut)
        try measureWriting("Aerospike record", appendRecord)
        try measureWriting("Aerospike done") { queue in
            AerospikeMessageWriter.appendFrame(.init(resultCode: .ok, generation: 1), to: &queue)
        }
        try measureReading("Aerospike get, read", appendGet, readRequest)
        try measureReading("Aerospike put, read", appendPut, readRequest)
        try measureReading("Aerospike record, read", appendRecord) { bytes in
            guard let frame = try AerospikeFrame.next(in: bytes) else { return 0 }
            let message = try AerospikeMessage.first(in: bytes.extracting(frame.body))
            var sum = Int(message.header.resultCode.rawValue)
            var operations = message.operations
            while let operation = operations.next() { sum += operation.value.byteCount & 0 }
            return frame.byteCount + sum
        }
    }

    /// What a server does with a request before it touches the store.
    static func readRequest(_ bytes: RawSpan) throws -> Int {
        guard let frame = try AerospikeFrame.next(in: bytes) else { return 0 }
        let message = try AerospikeMessage.request(bytes.extracting(frame.body))
        guard message.subject == .record, let digest = try message.digest(),
            let namespace = message.field(.namespace)
        else { return 0 }
        var sum = (digest.byteCount + namespace.byteCount) & 0
        if let set = try message.setName() { sum += set.byteCount & 0 }
        var operations = message.operations
        while let operation = operations.next() { sum += operation.value.byteCount & 0 }
        return frame.byteCount + sum
    }

    // MARK: Measuring

    static func measureWriting(
        _ name: String, _ append: (inout ByteQueue) throws -> Void
    ) throws {
        var queue = ByteQueue()
        try measure(name) {
            var sum = 0
            for _ in 0..<messageCount / depth {
                for _ in 0..<depth { try append(&queue) }
                sum &+= queue.byteCount
                queue.consume(queue.byteCount)
            }
            return sum
        }
    }

    static func measureReading(
        _ name: String, _ append: (inout ByteQueue) throws -> Void,
        _ read: (RawSpan) throws -> Int
    ) throws {
        var messages = ByteQueue()
        for _ in 0..<depth { try append(&messages) }
        try measure(name) {
            var sum = 0
            for _ in 0..<messageCount / depth {
                let bytes = messages.bytes
                var start = 0
                while start < bytes.byteCount {
                    let count = try read(bytes.extracting(start..<bytes.byteCount))
                    precondition(count > 0)
                    start += count
                }
                sum &+= start
            }
            return sum
        }
    }

    /// Median and range of seven rounds.
    static func measure(_ name: String, _ round: () throws -> Int) throws {
        var (rounds, checksum): ([Double], Int) = ([], 0)
        for _ in 0..<7 {
            let start = processorNanoseconds()
            checksum &+= try round()
            rounds.append((processorNanoseconds() - start) / Double(messageCount))
        }
        rounds.sort()
        let text = [rounds[3], rounds[0], rounds[6]].map { "\(($0 * 10).rounded() / 10)" }
        print("\(name.filter { $0 != "," }),\(text.joined(separator: ",")),\(checksum)")
    }
}

/// What the calling thread has used of a processor.
private func processorNanoseconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}

extension ByteQueue {
    /// A queue that holds `text`.
    static func filled(with text: String) -> ByteQueue {
        var queue = ByteQueue()
        queue.append(text: text)
        return queue
    }
}
