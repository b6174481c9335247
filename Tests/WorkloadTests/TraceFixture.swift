import Foundation
import Platform

@testable import Workload

/// Traces for tests.
enum TraceFixture {
    /// The path of a file in `Fixtures`.
    static func path(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/\(name)").path
    }

    /// All requests of `bytes`, which come `chunk` at a time.
    static func requests(
        _ bytes: [UInt8], _ reader: some TraceRequestReader, chunk: Int = .max
    ) throws -> [TraceRequest] {
        var stream = TraceByteStream(TraceByteOrigin(bytes, chunk: chunk), path: "t", capacity: 64)
        var reader = reader
        var requests: [TraceRequest] = []
        while let request = try reader.next(&stream) { requests.append(request) }
        return requests
    }

    /// The mapped form of `text`, with its conversion.
    static func convert(
        _ text: String, format: TraceFormat? = nil
    ) throws -> (file: TraceFile, conversion: TraceConversion) {
        try convert(bytes: Array(text.utf8), format: format)
    }

    /// The mapped form of `bytes`, with its conversion.
    static func convert(
        bytes: [UInt8], format: TraceFormat? = nil, chunk: Int = .max
    ) throws -> (file: TraceFile, conversion: TraceConversion) {
        let output = try OutputFile(temporaryIn: NSTemporaryDirectory())
        let conversion = try TraceConversion.convert(
            TraceByteStream(TraceByteOrigin(bytes, chunk: chunk), path: "t.csv"),
            format: format, to: output, name: "out")
        return (try TraceFile(try output.map(), path: "t.csv"), conversion)
    }

    /// A text's bytes, compressed by a program on this machine.
    static func compressed(_ bytes: [UInt8], with program: String) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program, "-c"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        input.fileHandleForWriting.write(Data(bytes))
        try input.fileHandleForWriting.close()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return [UInt8](data)
    }

    /// Records of oracleGeneral: time, object, size, next use.
    static func oracle(_ records: [(UInt32, UInt64, UInt32, Int64)]) -> [UInt8] {
        records.flatMap { record in
            var bytes: [UInt8] = []
            func add(_ number: UInt64, _ count: UInt64) {
                bytes += (0..<count).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
            }
            add(UInt64(record.0), 4)
            add(record.1, 8)
            add(UInt64(record.2), 4)
            add(UInt64(bitPattern: record.3), 8)
            return bytes
        }
    }

    /// A short trace of a format.
    struct Sample: CustomStringConvertible, Sendable {
        var format: TraceFormat
        var bytes: [UInt8]

        var description: String { format.rawValue }
    }

    /// A trace of each format that has been converted from.
    static let samples: [Sample] = {
        func text(_ format: TraceFormat, _ line: (Int) -> String) -> Sample {
            Sample(
                format: format, bytes: Array((0..<300).map { line($0) + "\n" }.joined().utf8))
        }
        let numbers = (0..<300).map { UInt8($0 * $0 % 251) }
        return [
            text(.twitter) { "\($0 / 7),key:\($0 % 31),\(9 + $0 % 31),\($0),3,get,0" },
            text(.metaKvcache) { index in
                index == 0
                    ? "op_time,key,key_size,op,op_count,size,cache_hits,ttl"
                    : "\(index / 9),k\(index % 17),20,\(index % 2 == 0 ? "GET" : "SET"),"
                        + "\(1 + index % 3),70,0,60"
            },
            text(.arcBlocks) { "\($0 % 50) \(1 + $0 % 4) 0 \($0)" },
            text(.keys) { "key\($0 % 23)" },
            text(.redisMonitor) { index in
                let micros = String(1_000_000 + index).dropFirst()
                return "1339518083.\(micros) [0 10.0.0.1:6] \"set\" \"k\(index % 5)\" \"v\\x00\""
            },
            Sample(
                format: .oracleGeneral,
                bytes: oracle((0..<200).map { (UInt32($0 / 9), UInt64($0 % 13), 10, -1) })),
            Sample(format: .ids32BigEndian, bytes: numbers.flatMap { [0, 0, $0 & 3, $0] }),
            Sample(format: .ids32LittleEndian, bytes: numbers.flatMap { [$0, $0 & 3, 0, 0] }),
        ]
    }()
}
