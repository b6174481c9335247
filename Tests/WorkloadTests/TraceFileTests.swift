import Foundation
import Platform
import TestSupport
import Testing

@testable import Workload

@Suite("Converted traces")
struct TraceFileTests {
    private func folder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("trace-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    @Test("a row has 32 bytes, and the header a page")
    func layout() throws {
        #expect(MemoryLayout<TraceRow>.size == TraceRow.byteCount)
        #expect(MemoryLayout<TraceRow>.stride == 32)
        #expect(TraceHeader().bytes.count == TraceHeader.byteCount)
        #expect(TraceHeader.rowsPerBlock * TraceRow.byteCount == TraceHeader.blockByteCount)
    }

    @Test("keys are numbered by appearance and keep their first size")
    func keys() throws {
        let file = try TraceFixture.convert(
            "0,a,9,1,1,get,0\n0,b,8,2,1,get,0\n0,a,7,3,1,get,0\n"
        ).file
        #expect((0..<3).map { file.row($0).key } == [0, 1, 0])
        #expect((0..<3).map { file.row($0).keyByteCount } == [9, 8, 9])
        #expect(file.keyCount == 2 && file.header.keyByteCount == 17)
        #expect(file.keyCounts == [2, 1])
    }

    @Test("the key table gives each fingerprint its number, however many there are")
    func table() {
        var table = TraceKeyTable()
        let first = (0..<20_000).map { index in
            table.number(of: UInt64(index) &* 0x1_0000_0001, byteCount: UInt32(index)).number
        }
        let again = (0..<20_000).map { index in
            let found = table.number(of: UInt64(index) &* 0x1_0000_0001, byteCount: 7)
            return found.byteCount == UInt32(index) ? found.number : .max
        }
        let count = table.count
        // 0 and 1 share an entry: a hash that is 0 is taken for 1.
        #expect(count == 20_000)
        #expect(first == (0..<20_000).map { UInt32($0) } && again == first)
    }

    @Test("requests of one second are spread over it, also across blocks")
    func spread() throws {
        let perBlock = TraceHeader.rowsPerBlock
        let total = perBlock * 2 + 500
        let lines = (0..<total).map { "\($0 < 100 ? 3 : 4),k\($0 % 9),2,5,1,get,0\n" }.joined()
        let file = try TraceFixture.convert(lines, format: .twitter).file
        #expect(file.rowCount == total)
        #expect(file.duration == .seconds(2))
        let times = (0..<total).map { file.row($0).time }
        #expect((0..<100).allSatisfy { times[$0] == UInt64($0) * 10_000_000 })
        let rest = UInt64(total - 100)
        #expect(
            (100..<total).allSatisfy { index in
                let (product, _) = (UInt64(index - 100) * 1_000_000_000, ())
                return times[index] == 1_000_000_000 + product / rest
            })
    }

    @Test("the file appears when it is complete, and a failed conversion leaves nothing")
    func output() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let (input, output) = (
            folder.appendingPathComponent("in").path, folder.appendingPathComponent("out").path
        )
        try Data("a\nb\na\n".utf8).write(to: URL(fileURLWithPath: input))
        let conversion = try TraceConversion.convert(input, to: output)
        #expect(conversion.rowCount == 3 && conversion.format == .keys)
        #expect(try TraceFile(path: output).keyCounts == [2, 1])
        try Data("a\nb c\n".utf8).write(to: URL(fileURLWithPath: input))
        #expect(throws: WorkloadError.self) {
            try TraceConversion.convert(input, format: .keys, to: output)
        }
        #expect(try TraceFile(path: output).requestCount == 3)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == [
                "in", "out",
            ])
        #expect {
            try TraceConversion.convert(input, to: "/no/such/folder/out")
        } throws: { "\($0)".hasPrefix("/no/such/folder/out: cannot be written: create") }
        #expect {
            try TraceConversion.convert("/no/such/in", to: output)
        } throws: {
            "\($0)" == "/no/such/in: cannot be read: there is no such file; check the path"
        }
        #expect {
            try TraceConversion.convert(output, to: output)
        } throws: { "\($0)".contains("it is converted already; use it as it is") }
    }

    @Test("any byte that is changed, and any length, is noticed")
    func damage() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let (input, output) = (
            folder.appendingPathComponent("in").path, folder.appendingPathComponent("out").path
        )
        let text = (0..<50).map {
            "1339518083.\(String(1_000_000 + $0).dropFirst()) [0 a] \"get\" \"k\"\n"
        }
        try Data((text.joined() + "1339518084.000000 [0 a] \"ping\"\n").utf8)
            .write(to: URL(fileURLWithPath: input))
        _ = try TraceConversion.convert(input, to: output)
        let sound = [UInt8](try Data(contentsOf: URL(fileURLWithPath: output)))
        #expect(try TraceFile(path: output).leftOutCounts == ["ping": 1])
        func opens(_ bytes: [UInt8]) throws -> Bool {
            try Data(bytes).write(to: URL(fileURLWithPath: output))
            return (try? TraceFile(path: output)) != nil
        }
        #expect(try opens(sound))
        try forEachSeed(20) { seed in
            var random = SplitMix64(seed: seed)
            var bytes = sound
            let place = Int(random.next() % UInt64(bytes.count))
            bytes[place] ^= UInt8(1 + random.next() % 255)
            let (changed, cut) = (try opens(bytes), try opens(Array(sound.prefix(place))))
            #expect(!changed && !cut, seedComment(seed))
        }
        #expect(try !opens(sound + [0]))
    }

    @Test("rows that the header does not allow are refused, whatever their checksums say")
    func unsound() throws {
        let sound = TraceRow(
            time: 5, key: 0, valueByteCount: 9, ttlSeconds: 0, repeatCount: 1, spacing: 0,
            keyByteCount: 3, operation: 1)
        func opens(_ change: (inout TraceRow) -> Void) throws -> Bool {
            var row = sound
            change(&row)
            let output = try OutputFile(temporaryIn: NSTemporaryDirectory())
            return TamperedWriter.write(row, sound, to: output)
        }
        #expect(try opens { _ in })
        #expect(try !opens { $0.key = 1 })
        #expect(try !opens { $0.operation = 200 })
        #expect(try !opens { $0.repeatCount = 0 })
        #expect(try !opens { $0.keyByteCount = 0 })
        #expect(try !opens { $0.keyByteCount = 4 })
        #expect(try !opens { $0.valueByteCount = 10 })
        #expect(try !opens { $0.time = 4 })
        #expect(try !opens { $0.time = .max })
    }
}

/// Writes files whose checksums are right and whose rows need not be.
enum TamperedWriter {
    /// Whether a file of two rows, the first one sound, opens.
    static func write(_ row: TraceRow, _ sound: TraceRow, to output: OutputFile) -> Bool {
        var header = TraceHeader()
        (header.rowCount, header.requestCount, header.keyCount) = (2, 2, 1)
        (header.duration, header.largestKeyByteCount, header.largestValueByteCount) = (10, 3, 9)
        header.operationCounts[1] = 2
        var rows = [UInt8](repeating: 0, count: 64)
        var tail: [UInt8] = []
        var span = rows.mutableSpan
        var bytes = unsafe span.mutableBytes
        bytes.store(sound, at: 0)
        bytes.store(row, at: 32)
        tail.append(number: XXHash64.hash(rows.raw, 0..<64))
        tail.append(number: XXHash64.hash(tail.raw, 0..<8))
        let all = header.bytes + rows + tail
        guard (try? output.write(all.raw, at: 0)) != nil, let file = try? output.map() else {
            return false
        }
        return (try? TraceFile(file, path: "t")) != nil
    }
}
