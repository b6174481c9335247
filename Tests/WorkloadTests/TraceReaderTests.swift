import Foundation
import Platform
import TestSupport
import Testing

@testable import Workload

@Suite("Trace readers")
struct TraceReaderTests {
    private func words(_ requests: [TraceRequest]) -> [String] {
        requests.map { request in
            "\(request.time.count / 1_000_000) \(request.operation.name) \(request.keyByteCount) "
                + "\(request.valueByteCount) \(request.ttlSeconds) \(request.repeatCount)"
        }
    }

    @Test("Twitter's lines become requests; a key may have commas")
    func twitter() throws {
        let text =
            "0,a:b,3,70,9,get,0\n0,a,b,3,70,9,set,60\n1,c,1,0,9,incr,0\r\n2,c,1,2,9,prepend,5\n"
        let requests = try TraceFixture.requests(Array(text.utf8), TwitterReader())
        #expect(
            words(requests) == [
                "0 get 3 70 0 1", "0 set 3 70 60 1", "1000 increment 1 0 0 1",
                "2000 append 1 2 5 1",
            ])
        #expect(requests.map(\.client) == [9, 9, 9, 9])
        #expect(requests[2].keyFingerprint == requests[3].keyFingerprint)
        #expect(requests[0].keyFingerprint != requests[1].keyFingerprint)
    }

    @Test("a line of ARC's lists is a request for each of its blocks")
    func arc() throws {
        let requests = try TraceFixture.requests(
            Array("7 3 0 0\n9 0 0 1\n9 1 0 2\n".utf8), ARCBlockReader())
        #expect(requests.count == 4)
        #expect(requests[2].keyFingerprint == requests[3].keyFingerprint)
        #expect(Set(requests.map(\.keyFingerprint)).count == 3)
        #expect(requests.allSatisfy { $0.operation == .get && $0.valueByteCount == 512 })
    }

    @Test("oracleGeneral's records have a time, an object and its size")
    func oracle() throws {
        let bytes = TraceFixture.oracle([(5, 77, 100, 2), (6, 78, 200, -1), (6, 77, 100, -2)])
        let requests = try TraceFixture.requests(bytes, OracleGeneralReader())
        #expect(
            words(requests) == ["5000 get 8 100 0 1", "6000 get 8 200 0 1", "6000 get 8 100 0 1"])
        #expect(requests[0].keyFingerprint == requests[2].keyFingerprint)
    }

    @Test("key numbers and keys per line are told apart")
    func lists() throws {
        let big = try TraceFixture.requests(
            [0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1], NumberListReader(isBigEndian: true))
        let little = try TraceFixture.requests(
            [1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0], NumberListReader(isBigEndian: false))
        #expect(big == little)
        let keys = try TraceFixture.requests(Array("a\nbcd\na\n".utf8), KeyListReader())
        #expect(keys.map(\.keyByteCount) == [1, 3, 1])
        #expect(keys[0] == keys[2])
    }

    @Test("MONITOR's commands become requests, one for each key")
    func monitor() throws {
        let text = #"""
            OK
            1339518083.107412 [0 127.0.0.1:60866] "set" "k" "val"
            1339518083.107413 [0 127.0.0.1:60866] "SETEX" "k" "60" "value"
            1339518083.107413 [0 unix:/tmp/s] "mget" "k" "l" "m"
            1339518084.000000 [0 lua] "SET" "k\n\x41\"" "v" "PX" "1500" "NX"
            1339518084.000000 [0 [::1]:99] "hset" "h" "f" "12" "g" "345"
            1339518084.000001 [0 127.0.0.1:1] "ping"
            1339518084.000001 [0 127.0.0.1:1] "mset" "a" "1" "b" "22"
            1339518084.000001 [0 127.0.0.1:1] "expire" "a" "10"
            1339518084.000002 [0 127.0.0.1:1] "del" "a"
            1339518084.000002 [0 127.0.0.1:1] "exists" "a"
            1339518084.000002 [0 127.0.0.1:1] "incr" "a"
            1339518084.000002 [0 127.0.0.1:1] "append" "a" "\xff\xfe"

            """#
        var stream = TraceByteStream(TraceByteOrigin(Array(text.utf8)), path: "m")
        var reader = RedisMonitorReader()
        var requests: [TraceRequest] = []
        while let request = try reader.next(&stream) { requests.append(request) }
        let second = "1339518084000"
        #expect(
            words(requests) == [
                "1339518083107 set 1 3 0 1", "1339518083107 set 1 5 60 1",
                "1339518083107 get 1 0 0 1", "1339518083107 get 1 0 0 1",
                "1339518083107 get 1 0 0 1", "\(second) add 4 1 2 1", "\(second) set 1 5 0 1",
                "\(second) set 1 1 0 1", "\(second) set 1 2 0 1", "\(second) touch 1 0 10 1",
                "\(second) delete 1 0 0 1", "\(second) exists 1 0 0 1",
                "\(second) increment 1 0 0 1", "\(second) append 1 2 0 1",
            ])
        #expect(reader.leftOut.counts == ["ping": 1])
        let plain = Array("k\nA\"".utf8)
        #expect(requests[5].keyFingerprint == XXHash64.hash(plain.raw, 0..<4))
    }

    @Test(
        "every way in which the bytes arrive gives the same requests",
        arguments: TraceFixture.samples)
    func pieces(sample: TraceFixture.Sample) throws {
        let whole = try TraceFixture.convert(bytes: sample.bytes)
        #expect(whole.conversion.format == sample.format)
        #expect(whole.conversion.isRecognised)
        #expect(whole.conversion.compression == "plain")
        let rows = (0..<whole.file.rowCount).map { "\(whole.file.row($0))" }
        for chunk in [1, 3, 7, 1000] {
            let pieces = try TraceFixture.convert(
                bytes: sample.bytes, format: sample.format, chunk: chunk)
            #expect((0..<pieces.file.rowCount).map { "\(pieces.file.row($0))" } == rows)
            for program in ["gzip", "zstd"] {
                let packed = try TraceFixture.compressed(sample.bytes, with: program)
                let unpacked = try TraceFixture.convert(bytes: packed, chunk: chunk)
                #expect(unpacked.conversion.compression == program)
                #expect((0..<unpacked.file.rowCount).map { "\(unpacked.file.row($0))" } == rows)
            }
        }
    }

    @Test("members and frames follow each other")
    func concatenated() throws {
        for program in ["gzip", "zstd"] {
            let packed = try TraceFixture.compressed(Array("a\nb\n".utf8), with: program)
            let file = try TraceFixture.convert(bytes: packed + packed).file
            #expect(file.requestCount == 4 && file.keyCount == 2)
        }
    }

    @Test(
        "what is cut off or damaged in a compressed file is an error", arguments: ["gzip", "zstd"])
    func damaged(program: String) throws {
        let text = (0..<2000).map { "key\($0 % 700)\n" }.joined()
        let packed = try TraceFixture.compressed(Array(text.utf8), with: program)
        for count in [5, packed.count / 2, packed.count - 1] {
            #expect {
                try TraceFixture.convert(bytes: Array(packed.prefix(count)), format: .keys)
            } throws: {
                "\($0)" == "t.csv: cannot be read: the \(program) data ends too early; fetch the "
                    + "file again"
            }
        }
        var broken = packed
        broken[packed.count - 2] ^= 0xff
        #expect {
            try TraceFixture.convert(bytes: broken, format: .keys)
        } throws: { "\($0)".contains("the \(program) data is damaged; fetch the file again") }
    }

    @Test("what other programs compress is named, with what decompresses it")
    func unsupported() {
        let xz: [UInt8] = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]
        #expect {
            try TraceFixture.convert(bytes: xz)
        } throws: { "\($0)".hasSuffix("compressed with xz; decompress it with 'xz -d' first") }
    }

    @Test("a line of another format is an error that says what was expected", arguments: faults)
    func fault(fault: Fault) {
        #expect {
            try TraceFixture.convert(bytes: fault.bytes, format: fault.format)
        } throws: {
            "\($0)".hasPrefix(fault.message)
        }
    }

    struct Fault: Sendable {
        var format: TraceFormat?
        var bytes: [UInt8]
        var message: String

        init(_ format: TraceFormat?, _ text: String, _ message: String) {
            (self.format, bytes, self.message) = (format, Array(text.utf8), message)
        }
    }

    private static let faults: [Fault] = [
        Fault(nil, "", "t.csv: the trace is empty; name another file"),
        Fault(nil, "a b\nc d\n", "t.csv: its format is not recognised; name it with 'format'"),
        Fault(
            .twitter, "1 2 3 4\n",
            "t.csv:1: '1 2 3 4' is no line of the format twitter; expected time,key,"),
        Fault(
            .twitter, "0,k,1,1,1,get,0\n0,k,1,1,1,peek,0\n",
            "t.csv:2: the operation is 'peek'; expected get, gets, set"),
        Fault(.twitter, "0,k,1,-1,1,get,0\n", "t.csv:1: 'value size' is '-1', not a whole number"),
        Fault(.twitter, "x,k,1,1,1,get,0\n", "t.csv:1: 'time' is 'x', not a whole number"),
        Fault(.twitter, "1,,1,1,1,get,0\n", "t.csv:1: '1,,1,1,1,get,0' is no line of the format"),
        Fault(
            .twitter, "2,k,1,1,1,get,0\n1,k,1,1,1,get,0\n",
            "t.csv:2: the time 1 s is before that of the line above, 2 s; sort the trace by time"),
        Fault(
            .twitter, "2,k,1,1,1,get,0\n1,k,1,1", "t.csv:2: the line has no end; if the file was"),
        Fault(
            .arcBlocks, "1 1 0 0\n0,k,1\n",
            "t.csv:2: '0,k,1' is no line of the format arcBlocks; expected four"),
        Fault(.arcBlocks, "1 99999999 0 0\n", "t.csv:1: 'count' is 99999999; it must be at most"),
        Fault(.keys, "a\n\nb\n", "t.csv:2: the line has 0 bytes; a key has 1 to 4096"),
        Fault(.keys, "a b\n", "t.csv:1: 'a b' is no line of the format keys; expected one key"),
        Fault(
            .redisMonitor, "1.5 [0 x] \"get\" \"k\"\n",
            "t.csv:1: '1.5 [0 x] \"get\" \"k\"' is no line of the format redisMonitor"),
        Fault(
            .redisMonitor, "1339518083.107412 [0 x] \"setex\" \"k\" \"soon\" \"v\"\n",
            "t.csv:1: the time to live is 'soon', not a whole number; remove the line"),
        Fault(
            .redisMonitor, "1339518083.107412 [0 x] \"get\" \"k\n", "t.csv:1: '1339518083.107412"),
        Fault(.redisMonitor, "OK\n", "t.csv: the trace has no operation to replay"),
        Fault(
            .ids32BigEndian, "12345",
            "t.csv: record 2: the file ends here; there are 1 of 4 bytes; if it was cut off"),
        Fault(.oracleGeneral, "0123456789", "t.csv: record 1: the file ends here; there are 10"),
        Fault(
            .oracleGeneral, String(repeating: "\u{7f}", count: 24),
            "t.csv: record 1: the object has 2139062143 bytes"),
    ]

    @Test("a line that never ends is refused before memory is")
    func endless() {
        let bytes = [UInt8](repeating: UInt8(ascii: "k"), count: 17 << 20)
        #expect {
            try TraceFixture.convert(bytes: bytes, format: .keys)
        } throws: { "\($0)".hasPrefix("t.csv:1: the line is longer than 16777216 bytes") }
    }

    @Test("XXH64 gives the published values")
    func hash() {
        let text = Array("Nobody inspects the spammish repetition".utf8)
        #expect(XXHash64.hash([UInt8]().raw, 0..<0) == 0xef46_db37_51d8_e999)
        #expect(XXHash64.hash(Array("abc".utf8).raw, 0..<3) == 0x44bc_2cf5_ad77_0999)
        #expect(XXHash64.hash(text.raw, 0..<text.count) == 0xfbce_a83c_8a37_8bf1)
    }
}
