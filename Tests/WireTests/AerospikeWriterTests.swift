import TestSupport
import Testing
import Wire

/// What the writers make is compared with the captured exchange, byte by byte.
@Suite("Aerospike writers")
struct AerospikeWriterTests {
    /// Appends a frame of one message.
    private func frame(
        _ header: AerospikeHeader,
        _ body: (inout AerospikeMessageWriter, inout ByteQueue) -> Void
    ) -> [UInt8] {
        encoded { queue in
            let frame = AerospikeFrameWriter(.message, in: &queue)
            var message = AerospikeMessageWriter(header, in: &queue)
            body(&message, &queue)
            message.finish(in: &queue)
            frame.finish(in: &queue)
        }
    }

    private func appendKey(_ message: inout AerospikeMessageWriter, _ queue: inout ByteQueue) {
        withBytes("test") { message.append(.namespace, $0, in: &queue) }
        withBytes("demo") { message.append(.set, $0, in: &queue) }
        withBytes(hex(Captured.digest)) { message.append(.digest, $0, in: &queue) }
    }

    @Test("requests are the captured ones")
    func requests() {
        let put = AerospikeHeader(
            write: [.write, .generationEqual], generation: 9, timeoutMilliseconds: 1_000)
        #expect(
            frame(put) { message, queue in
                appendKey(&message, &queue)
                withBytes("a") { message.append(.write, bin: $0, integer: 2, in: &queue) }
            } == Captured.put)
        #expect(frame(.init(read: [.read, .allBins]), appendKey) == Captured.getAll)
        #expect(frame(.init(read: [.read, .noBins]), appendKey) == Captured.exists)
        #expect(frame(.init(write: [.write, .delete]), appendKey) == Captured.remove)
        #expect(
            frame(.init(write: .write, timeToLive: 50)) { message, queue in
                appendKey(&message, &queue)
                message.append(.touch, bin: RawSpan(), in: &queue)
            } == Captured.touch)
        #expect(
            frame(.init(read: .read, write: [.write, .respondAll])) { message, queue in
                appendKey(&message, &queue)
                withBytes("a") { message.append(.add, bin: $0, integer: 4, in: &queue) }
                withBytes("a") { message.append(.read, bin: $0, in: &queue) }
                append(.collectionModify, "l", .blob, "920107", &message, &queue)
                append(.collectionRead, "m", .blob, "936107a2036b", &message, &queue)
            } == Captured.operate)
    }

    private func append(
        _ code: AerospikeOperationCode, _ name: String, _ type: AerospikeParticleType,
        _ value: String, _ message: inout AerospikeMessageWriter, _ queue: inout ByteQueue
    ) {
        withBytes(name) { name in
            withBytes(hex(value)) { message.append(code, bin: name, type, $0, in: &queue) }
        }
    }

    @Test("answers are the captured ones")
    func answers() {
        let refused = AerospikeHeader(
            resultCode: .generation, generation: 2, voidTime: 0x1fc3_9a9b)
        #expect(
            encoded { AerospikeMessageWriter.appendFrame(refused, to: &$0) } == Captured.putRefused)
        let last = AerospikeHeader(resultCode: .ok, more: .last)
        #expect(encoded { AerospikeMessageWriter.appendFrame(last, to: &$0) } == Captured.last)
        let record = AerospikeHeader(resultCode: .ok, generation: 1, voidTime: 0x1fc3_9acd)
        #expect(
            frame(record) { message, queue in
                withBytes("a") { message.append(.read, bin: $0, integer: 1, in: &queue) }
                append(.read, "s", .string, "78", &message, &queue)
                append(.read, "l", .list, "9201a20371", &message, &queue)
                append(.read, "m", .map, "81a2036bcb4004000000000000", &message, &queue)
                append(.read, "b", .blob, "09", &message, &queue)
                withBytes("t") { message.append(.read, bin: $0, boolean: true, in: &queue) }
            } == Captured.record)
        let rows = encoded { queue in
            let frame = AerospikeFrameWriter(.message, in: &queue)
            var found = AerospikeMessageWriter(
                .init(resultCode: .ok, generation: 1, rowIndex: 0), in: &queue)
            withBytes("a") { found.append(.read, bin: $0, integer: 1, in: &queue) }
            found.finish(in: &queue)
            let absent = AerospikeMessageWriter(
                .init(resultCode: .recordNotFound, rowIndex: 1), in: &queue)
            absent.finish(in: &queue)
            let size = frame.bodyByteCount(in: queue)
            #expect(size == Captured.batchRows.count - 8)
            frame.finish(in: &queue)
        }
        #expect(rows == Captured.batchRows)
    }

    @Test("a query's fields are the captured ones")
    func query() {
        let header = AerospikeHeader(
            read: .read, more: .partitionDone, timeToLive: 0xffff_ffff)
        func query(
            _ appendPartitions: (inout AerospikeMessageWriter, inout ByteQueue) -> Void
        ) -> [UInt8] {
            frame(header) { message, queue in
                withBytes("test") { message.append(.namespace, $0, in: &queue) }
                withBytes("demo") { message.append(.set, $0, in: &queue) }
                message.append(.socketTimeout, bigEndian: UInt32(30_000), in: &queue)
                message.append(.taskID, bigEndian: UInt64(1), in: &queue)
                appendPartitions(&message, &queue)
            }
        }
        #expect(query { $0.append(partitions: 0..<4_096, in: &$1) } == Captured.query)
        let all = (0..<4_096).map { UInt16($0) }
        #expect(query { $0.append(partitions: all.span, in: &$1) } == Captured.query)
    }

    @Test("batch rows are the captured ones")
    func batch() {
        #expect(
            frame(.init(read: .batch)) { message, queue in
                var batch = AerospikeBatchWriter(
                    [.inlineMemory, .answerAll, .newest], in: &message, &queue)
                withBytes(hex(Captured.digest)) { digest in
                    var row = batch.beginRow(
                        index: 0, digest, .init(read: [.read, .allBins]), in: &queue)
                    withBytes("test") { row.append(.namespace, $0, in: &queue) }
                    withBytes("demo") { row.append(.set, $0, in: &queue) }
                    row.finish(in: &queue)
                    batch.appendRepeat(index: 1, digest, in: &queue)
                }
                batch.finish(in: &queue)
            } == Captured.batchRead)
    }

    @Test("a key's field has its type, and GeoJSON no cells")
    func rest() {
        let bytes = frame(.init()) { message, queue in
            withBytes("k1") { message.append(keyOfType: .string, $0, in: &queue) }
            withBytes("g") { name in
                withBytes("{}") { message.append(.write, bin: name, geoJSON: $0, in: &queue) }
            }
            withBytes("d") { message.append(.write, bin: $0, double: 2.5, in: &queue) }
        }
        #expect(
            withBytes(bytes) { AerospikeWords.messages($0.extracting(8..<$0.byteCount)) }
                == "[0, 0, 0, 0] 0 gen 0 expiry 0 timeout 0 f2:036b31 o2 g=geo {} o2 d=2.5")
    }

    @Test("a field behind an operation, and a name of 256 bytes, are bugs")
    func traps() async {
        await #expect(processExitsWith: .failure) {
            var queue = ByteQueue()
            var message = AerospikeMessageWriter(.init(), in: &queue)
            message.append(.touch, bin: RawSpan(), in: &queue)
            message.append(.namespace, RawSpan(), in: &queue)
        }
        await #expect(processExitsWith: .failure) {
            var queue = ByteQueue()
            var message = AerospikeMessageWriter(.init(), in: &queue)
            withBytes([UInt8](repeating: 0x61, count: 256)) {
                message.append(.read, bin: $0, in: &queue)
            }
        }
    }

    @Test("what was read and written again is the same bytes")
    func roundTrips() {
        forEachSeed(200) { seed in
            var random = Random(seed: seed)
            let first = randomMessage(&random)
            let second = withBytes(first) { bytes in
                encoded { queue in
                    guard let message = try? AerospikeMessage.request(bytes) else { return }
                    copy(message, to: &queue)
                }
            }
            #expect(second == first, seedComment(seed))
        }
    }

    private func randomMessage(_ random: inout Random) -> [UInt8] {
        let head = [22] + (0..<17).map { _ in random.byte() }
        let (fieldCount, operationCount) = (random.below(5), random.below(5))
        var body = head + [0, UInt8(fieldCount), 0, UInt8(operationCount)]
        for _ in 0..<fieldCount {
            let size = 1 + random.below(30)
            body += [0, 0, 0, UInt8(size)] + (0..<size).map { _ in random.byte() }
        }
        for _ in 0..<operationCount {
            let (nameSize, valueSize) = (random.below(20), random.below(20))
            body += [0, 0, 0, UInt8(4 + nameSize + valueSize)]
            body += [random.byte(), random.byte(), 0, UInt8(nameSize)]
            body += (0..<nameSize + valueSize).map { _ in random.byte() }
        }
        return body
    }

    private func copy(_ message: AerospikeMessage, to queue: inout ByteQueue) {
        var writer = AerospikeMessageWriter(message.header, in: &queue)
        var fields = message.fields
        while let field = fields.next() { writer.append(field.id, field.data, in: &queue) }
        var operations = message.operations
        while let operation = operations.next() {
            writer.append(
                operation.code, bin: operation.name, operation.type, operation.value, in: &queue)
        }
        writer.finish(in: &queue)
    }
}
