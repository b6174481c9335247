import Client
import Platform
import TestSupport
import Testing
import Wire

@Suite("Requests about several records")
struct StreamRequestTests {
    @Test("a batch of two reads is the official client's")
    func batch() {
        let found = encoded { queue in
            withCapturedAddress { address in
                var batch = BatchRequest(timeoutMilliseconds: 0, in: &queue)
                let header = AerospikeHeader(read: [.read, .allBins])
                let row = batch.beginRow(index: 0, header, address, in: &queue)
                row.finish(in: &queue)
                batch.repeatRow(index: 1, digest: address.digest, in: &queue)
                batch.finish(in: &queue)
            }
        }
        #expect(found == Captured.batchRead)
    }

    @Test("rows that write carry what a server reads: flags, key, operations")
    func rows() throws {
        let policy = WritePolicy(existence: .updateOnly, generation: .equal(3))
        let found = encoded { queue in
            withCapturedAddress { address in
                var batch = BatchRequest(timeoutMilliseconds: 7, in: &queue)
                var row = batch.beginRow(
                    index: 5, policy.header(.respondAll), address, in: &queue)
                withBytes("k1") { row.append(keyOfType: .string, $0, in: &queue) }
                withBytes("bin") { row.append(.write, bin: $0, integer: 8, in: &queue) }
                row.finish(in: &queue)
                batch.finish(in: &queue)
            }
        }
        try withBytes(Array(found[8...])) { body in
            let message = try AerospikeMessage.request(body)
            let timeout = message.header.timeout
            #expect(timeout == 7)
            var rows = try AerospikeBatch.read(message).rows
            guard let row = rows.next() else {
                Issue.record("there is no row")
                return
            }
            let words =
                "\(row.index) \(hex(row.digest)) \(row.header.write.rawValue) "
                + "\(row.header.more.rawValue) \(row.header.generation)"
            #expect(words == "5 \(Captured.digest) 133 8 3")
            let key = text(row.field(.key))
            #expect(key == "\u{3}k1")
            let count = row.header.operationCount
            #expect(count == 1)
        }
    }

    @Test("a scan of all partitions is the official client's")
    func scan() {
        let found = encoded { queue in
            withBytes("test") { namespace in
                withBytes("demo") { set in
                    let request = ScanRequest(namespace: namespace, set: set, taskID: 1)
                    request.append(partitions: 0..<4_096, to: &queue)
                }
            }
        }
        #expect(found == Captured.query)
    }

    @Test("a scan that goes on names its limits, its digests and its bins")
    func resumption() throws {
        let digest = try #require(withBytes(hex(Captured.digest)) { AerospikeDigest(bytes: $0) })
        let found = encoded { queue in
            withBytes("test") { namespace in
                var request = ScanRequest(namespace: namespace, set: RawSpan(), taskID: 9)
                request.recordsPerSecond = 500
                request.socketTimeoutMilliseconds = 250
                request.recordLimit = 77
                let partitions: [UInt16] = [3, 4_095]
                request.append(
                    partitions: partitions.span, resumingAfter: [digest], bins: ["a", "b"],
                    to: &queue)
            }
        }
        try withBytes(Array(found[8...])) { body in
            let message = try AerospikeMessage.request(body)
            let query = try AerospikeQuery.read(message)
            let partitions = (0..<query.partitionCount).map { query.partition(at: $0) }
            let words =
                "\(query.taskID) \(query.recordsPerSecond) \(query.socketTimeout) "
                + "\(query.maximumRecords) \(partitions) \(hex(query.resumeDigest(at: 0)))"
            #expect(words == "9 500 250 77 [3, 4095] \(Captured.digest)")
            let count = message.header.operationCount
            let isSetNamed = message.field(.set) != nil
            #expect(count == 2 && !isSetNamed)
        }
    }

    @Test("info commands are lines, and one with a line end is refused")
    func info() throws {
        let found = try encoded { queue in
            try InfoRequest.append(["node", "partition-generation", "build"], to: &queue)
        }
        #expect(
            found == hex("0201000000000020") + Array("node\npartition-generation\nbuild\n".utf8))
        #expect(throws: ClientError(.invalid(.infoCommand("a\nb")))) {
            try encoded { queue in try InfoRequest.append(["a\nb"], to: &queue) }
        }
        #expect(throws: ClientError(.invalid(.empty))) {
            try encoded { queue in try InfoRequest.append([], to: &queue) }
        }
    }
}
