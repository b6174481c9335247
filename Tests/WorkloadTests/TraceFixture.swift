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
}
