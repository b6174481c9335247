import Platform
import TestSupport
import Testing
import Wire

@Suite("Wire allocation")
struct WireAllocationTests {
    /// Bytes that the calling thread allocates for a hundred messages, once the queue is warm.
    private func allocated(_ message: (inout ByteQueue) throws -> Void) rethrows -> UInt64 {
        var queue = ByteQueue()
        for _ in 0..<100 { try message(&queue) }
        let before = ThreadAllocation.byteCount
        for _ in 0..<100 { try message(&queue) }
        return ThreadAllocation.byteCount - before
    }

    @Test(
        "writing and reading messages allocates nothing once warm",
        .enabled(if: !BuildMode.isDebug, "code that is not optimised allocates its closures"))
    func messages() throws {
        let redis = try withBytes("key") { key in
            try allocated { queue in
                RESPRequest.begin("SET", argumentCount: 2, in: &queue)
                RESPRequest.append(key, to: &queue)
                RESPRequest.append(decimal: 7, to: &queue)
                var scanner = RESPReplyScanner()
                // A command is an array of strings, as replies may be.
                let count = try scanner.scan(queue.bytes)?.byteCount ?? 0
                queue.consume(count)
            }
        }
        let memcached = try withBytes("key") { key in
            try allocated { queue in
                try MemcachedRequest.store(.set, key, key, in: &queue)
                queue.consume(queue.byteCount)
                queue.append(literal: "VALUE key 0 3\r\nabc\r\nNOT_FOUND\r\n")
                var scanner = MemcachedReplyScanner()
                while let reply = try scanner.scan(queue.bytes) { queue.consume(reply.byteCount) }
            }
        }
        let aerospike = try withBytes("key") { name in
            try allocated { queue in
                let frame = AerospikeFrameWriter(.message, in: &queue)
                var message = AerospikeMessageWriter(.init(write: .write), in: &queue)
                message.append(.namespace, name, in: &queue)
                message.append(.write, bin: name, integer: 1, in: &queue)
                message.finish(in: &queue)
                frame.finish(in: &queue)
                queue.consume(try readFrame(queue.bytes))
            }
        }
        #expect([redis, memcached, aerospike] == [0, 0, 0])
    }

    private func readFrame(_ bytes: RawSpan) throws -> Int {
        guard let frame = try AerospikeFrame.next(in: bytes) else { return 0 }
        let message = try AerospikeMessage.request(bytes.extracting(frame.body))
        var operations = message.operations
        while let operation = operations.next() { _ = try operation.particle() }
        return frame.byteCount
    }
}
