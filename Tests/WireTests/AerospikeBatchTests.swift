import TestSupport
import Testing
import Wire

@Suite("Aerospike batches")
struct AerospikeBatchTests {
    private static let digest = Captured.digest
    private static let names = "00000005 00 74657374 00000005 01 64656d6f"

    /// A batch request whose field 41 has this data.
    private func words(rows: String) -> String {
        let data = hex(rows)
        let size = [UInt8((data.count + 1) >> 8), UInt8((data.count + 1) & 0xff)]
        let body =
            hex("16080000 0000 00000000 00000000 00000000 0001 0000 0000") + size + hex("29")
            + data
        return withBytes(body) { AerospikeWords.messages($0) }
            .components(after: "batch ")
    }

    @Test("the captured read of two keys has two rows, of which the second repeats")
    func captured() {
        let found = withBytes(Array(Captured.batchRead[8...])) { AerospikeWords.messages($0) }
            .components(after: "batch ")
        let row =
            "\(Self.digest) [3, 0, 0, 0] 0 gen 0 expiry 0 timeout 0 f0:74657374 f1:64656d6f "
            + "set demo"
        #expect(found == "batch 13 of 2 row 0 \(row) row 1 \(row)")
    }

    @Test("a write row has generation, time to live, transaction flags and operations")
    func write() {
        let found = words(
            rows: "00000001 0d 00000007" + Self.digest + "1e 01 85 10 03 0009 00000064 0002 0001"
                + Self.names + "0000000d 02010001 61 0000000000000002")
        #expect(
            found == "batch 13 of 1 row 7 \(Self.digest) [1, 133, 16, 3] 0 gen 9 expiry 100 "
                + "timeout 0 f0:74657374 f1:64656d6f o2 a=2 set demo")
    }

    @Test("a row of an old client has no flags, and one field where it says none")
    func oldClient() {
        let found = words(
            rows: "00000001 01 00000000" + Self.digest + "00 03 0000 0000 00000005 00 74657374")
        #expect(
            found == "batch 1 of 1 row 0 \(Self.digest) [3, 0, 0, 0] 0 gen 0 expiry 0 timeout 0 "
                + "f0:74657374 set -")
    }

    @Test("rows walked in two goes, from a mark on a copy, are the rows walked in one")
    func mark() throws {
        let data = hex("00000003 0d" + Self.row + "00000001" + Self.digest + "01" + Self.row)
        for count in 0...3 {
            var (found, copy) = ([UInt32](), data)
            let mark = try unsafe walk(data.span.bytes, count, &found)
            copy.append(0)
            copy.removeLast()
            unsafe goOn(copy.span.bytes, mark, &found)
            #expect(found == [0, 1, 0])
        }
    }

    private func walk(
        _ data: RawSpan, _ count: Int, _ found: inout [UInt32]
    ) throws -> AerospikeBatchRowCursor.Mark {
        var message: [UInt8] = hex("16080000 0000 00000000 00000000 00000000 0001 0000")
        let size = data.byteCount + 1
        message += hex("0000") + [UInt8(size >> 8), UInt8(size & 0xff)] + hex("29")
        message += data.byteOffsets.map { data.byte(at: $0) }
        let request = try unsafe AerospikeMessage.request(message.span.bytes)
        var cursor = try AerospikeBatch.read(request).rows
        for _ in 0..<count {
            if let row = cursor.next() { found.append(row.index) }
        }
        return cursor.mark
    }

    private func goOn(
        _ data: RawSpan, _ mark: AerospikeBatchRowCursor.Mark, _ found: inout [UInt32]
    ) {
        var cursor = AerospikeBatchRowCursor(at: mark, in: data)
        while let row = cursor.next() {
            #expect(row.header.read == [.read, .allBins] && hex(row.digest) == Self.digest)
            found.append(row.index)
        }
    }

    private static let row =
        "00000000" + digest + "0a 03 0000 00000000 0002 0000" + names

    private static let malformed: [(rows: String, error: AerospikeWireError)] = [
        ("", AerospikeWireError(.noBatchRows)),
        ("00000000", AerospikeWireError(.noBatchRows)),
        ("00000000 0d", AerospikeWireError(.noBatchRows)),
        ("00000001 0d", AerospikeWireError(.badBatchRow(index: 0))),
        ("ffffffff 0d" + row, AerospikeWireError(.badBatchRow(index: 1))),
        ("00000002 0d" + row, AerospikeWireError(.badBatchRow(index: 1))),
        ("00000001 0d" + row + "00", AerospikeWireError(.badBatchRow(index: 1))),
        ("00000001 0d 00000000" + digest + "01", AerospikeWireError(.badBatchRow(index: 0))),
        (
            "00000001 0d 00000000" + digest + "20 03 0002 0000" + names,
            AerospikeWireError(.badBatchRow(index: 0))
        ),
        (
            "00000001 0d 00000000" + digest + "00 03 ffff 0000" + names,
            AerospikeWireError(.badBatchRow(index: 0))
        ),
        (
            "00000001 0d 00000000" + digest + "00 03 0002 ffff" + names,
            AerospikeWireError(.badBatchRow(index: 0))
        ),
    ]

    @Test("a malformed batch gets a last message with code 4", arguments: malformed.indices)
    func malformedBatches(index: Int) {
        let sample = Self.malformed[index]
        #expect(words(rows: sample.rows) == "\(sample.error) → \(sample.error.answer)")
        #expect(sample.error.answer == .lastMessage(.parameter))
    }

    @Test("a batch cut off anywhere is refused")
    func truncation() {
        let rows = "00000002 0d" + Self.row + "00000001" + Self.digest + "01"
        let whole = hex(rows)
        for end in 0..<whole.count {
            let cut = whole[..<end].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            #expect(words(rows: cut).hasSuffix("lastMessage(4 (bad parameter))"), "at \(end)")
        }
    }

    @Test("a batch without its field gets a last message with code 4")
    func noField() {
        let body = hex("16080000 0000 00000000 00000000 00000000 0000 0000")
        #expect(
            withBytes(body) { AerospikeWords.messages($0) }
                .hasSuffix("a batch without rows → lastMessage(4 (bad parameter))"))
    }
}

extension String {
    /// What follows the first `separator`.
    fileprivate func components(after separator: String) -> String {
        firstRange(of: separator).map { String(self[$0.upperBound...]) } ?? self
    }
}

@Suite("Aerospike queries")
struct AerospikeQueryTests {
    /// A scan of test/demo with these fields behind the namespace.
    private func words(_ fields: String, count: Int, flags: String = "16010004") -> String {
        let head = flags + "0000 00000000 ffffffff 00000000 000" + String(count + 1) + " 0000"
        let body = hex(head + "00000005 00 74657374" + fields)
        let found = withBytes(body) { AerospikeWords.messages($0) }
        return found.firstRange(of: "query ").map { String(found[$0.upperBound...]) } ?? found
    }

    @Test("the captured query asks for all partitions")
    func captured() {
        let found = withBytes(Array(Captured.query[8...])) { AerospikeWords.messages($0) }
        #expect(
            found.hasSuffix(
                "query read task 1 rps 0 socket 30000 max 0 index false 4096 [0, 1, 2] []"))
    }

    @Test("limits and places to go on are read")
    func limits() {
        let found = words(
            "00000005 0a 000003e8 00000009 0d 0000000000000064 00000005 0b 0500ff0f"
                + "00000015 0c" + Captured.digest + "00000001 16", count: 5)
        #expect(
            found == "read task 0 rps 1000 socket 0 max 100 index true 2 [5, 4095] "
                + "[\"\(Captured.digest)\"]")
    }

    @Test("a background task names no partitions")
    func background() {
        #expect(
            words("00000009 07 0000000000000009", count: 1, flags: "16000100")
                == "backgroundWrite task 9 rps 0 socket 0 max 0 index false 0 [] []")
        #expect(
            words("00000004 1e 6d6f64", count: 1, flags: "16000100")
                == "script task 0 rps 0 socket 0 max 0 index false 0 [] []")
    }

    private static let refused:
        [(fields: String, count: Int, flags: String, error: AerospikeWireError)] = [
            ("", 0, "16010004", AerospikeWireError(.noPartitions)),
            ("00000001 0b", 1, "16010004", AerospikeWireError(.noPartitions)),
            ("00000003 0b 0100", 1, "16010000", AerospikeWireError(.noPartitionFlag)),
            ("00000003 0b 0010", 1, "16010004", AerospikeWireError(.badPartition(4_096))),
            ("00000005 0b 01000100", 1, "16010004", AerospikeWireError(.repeatedPartition(1))),
            (
                // 1975 is the partition of the digest.
                "00000003 0b b707 00000015 0c" + Captured.digest, 2, "16010004",
                AerospikeWireError(.repeatedPartition(1_975))
            ),
            (
                "00000004 0b 010002", 1, "16010004",
                AerospikeWireError(.wrongFieldSize(.partitions, byteCount: 3))
            ),
            (
                "00000014 0c" + Captured.digest.dropLast(2), 1, "16010004",
                AerospikeWireError(.wrongFieldSize(.resumeDigests, byteCount: 19))
            ),
            (
                "00000003 0b 0100 00000004 0a 010002", 2, "16010004",
                AerospikeWireError(.wrongFieldSize(.recordsPerSecond, byteCount: 3))
            ),
        ]

    @Test("a bad query gets the real server's code", arguments: refused.indices)
    func refusals(index: Int) {
        let sample = Self.refused[index]
        let found = words(sample.fields, count: sample.count, flags: sample.flags)
        #expect(found.hasSuffix("\(sample.error) → \(sample.error.answer)"))
        let isUnsupported =
            sample.error.reason == .noPartitions || sample.error.reason == .noPartitionFlag
        #expect(sample.error.answer == .message(isUnsupported ? .unsupported : .parameter))
    }

    @Test("a stream's messages tell their partition, and which is the last")
    func stream() throws {
        let done = AerospikeHeader(
            resultCode: .unavailable, more: .partitionDone, generation: 1_975)
        let last = AerospikeHeader(resultCode: .ok, more: .last)
        let bytes = encoded { queue in
            for header in [done, last] {
                AerospikeMessageWriter(header, in: &queue).finish(in: &queue)
            }
        }
        try withBytes(bytes) { bytes in
            var cursor = AerospikeMessageCursor(bytes)
            let first = try cursor.next()?.header
            #expect(first?.donePartition == 1_975 && first?.isLast == false)
            #expect(first?.resultCode == .unavailable)
            let second = try cursor.next()?.header
            #expect(second?.donePartition == nil && second?.isLast == true)
            let third = try cursor.next()?.header
            #expect(third == nil)
        }
    }
}
