internal import Platform

/// Makes the mapped form of a trace.
///
/// Millions of rows a second, in memory that the number of different keys bounds
/// (``TraceConversion/keyLimit``), whatever the trace's length.
public struct TraceConversion: Sendable {
    /// How many different keys a trace may have, 100 million: they are held in memory meanwhile, in
    /// 22 to 43 bytes each.
    public static var keyLimit: Int { TraceKeyTable.keyLimit }

    /// The format that was read.
    public let format: TraceFormat
    /// Whether that was recognised, and not given.
    public let isRecognised: Bool
    /// How the file was compressed: `plain`, `gzip` or `zstd`.
    public let compression: String
    /// Rows written.
    public let rowCount: UInt64

    /// Converts a file.
    ///
    /// - Parameters:
    ///   - path: the trace; also a pipe.
    ///   - format: its format; nil to recognise it.
    ///   - output: where the mapped form goes; it appears there when it is complete.
    /// - Returns: what was read.
    /// - Throws: `WorkloadError` with the line or record that cannot be read, what was expected
    ///   there, and what to do.
    public static func convert(
        _ path: String, format: TraceFormat? = nil, to output: String
    ) throws(WorkloadError) -> TraceConversion {
        let stream = TraceByteStream(try TraceByteOrigin(path: path), path: path)
        let file: OutputFile
        do {
            file = try OutputFile(path: output)
        } catch {
            throw OutputFault.error(output, error)
        }
        let conversion = try convert(stream, format: format, to: file, name: output)
        do {
            try file.commit()
        } catch {
            throw OutputFault.error(output, error)
        }
        return conversion
    }

    /// Converts a stream.
    ///
    /// - Parameters:
    ///   - stream: the trace's bytes.
    ///   - format: their format; nil to recognise it.
    ///   - output: an empty file.
    ///   - name: what errors call the output.
    /// - Returns: what was read.
    /// - Throws: `WorkloadError` as `convert(_:format:to:)` does.
    static func convert(
        _ stream: consuming TraceByteStream, format: TraceFormat?, to output: OutputFile,
        name: String
    ) throws(WorkloadError) -> TraceConversion {
        let start = try stream.peek(TraceRecognition.byteCount)
        let path = stream.path
        guard !start.isEmpty else {
            throw WorkloadError(.file(path), .trace("the trace is empty; name another file"))
        }
        guard let found = format ?? TraceRecognition.format(of: start) else {
            let known = TraceFormat.allCases.map(\.rawValue).joined(separator: ", ")
            throw WorkloadError(
                .file(path),
                .trace("its format is not recognised; name it with 'format', one of: \(known)"))
        }
        let compression = stream.compression
        var writer = TraceFileWriter(output, name: name, source: found)
        let header =
            switch found {
            case .twitter: try copy(&stream, TwitterReader(), to: &writer)
            case .metaKvcache: try copy(&stream, MetaKvcacheReader(), to: &writer)
            case .oracleGeneral: try copy(&stream, OracleGeneralReader(), to: &writer)
            case .arcBlocks: try copy(&stream, ARCBlockReader(), to: &writer)
            case .keys: try copy(&stream, KeyListReader(), to: &writer)
            case .ids32LittleEndian:
                try copy(&stream, NumberListReader(isBigEndian: false), to: &writer)
            case .ids32BigEndian:
                try copy(&stream, NumberListReader(isBigEndian: true), to: &writer)
            case .redisMonitor: try copy(&stream, RedisMonitorReader(), to: &writer)
            case .mapped:
                throw WorkloadError(
                    .file(path), .trace("it is converted already; use it as it is"))
            }
        return TraceConversion(
            format: found, isRecognised: format == nil, compression: compression,
            rowCount: header.rowCount)
    }

    /// Copies all requests of a trace.
    private static func copy(
        _ stream: inout TraceByteStream, _ reader: consuming some TraceRequestReader,
        to writer: inout TraceFileWriter
    ) throws(WorkloadError) -> TraceHeader {
        var keys = TraceKeyTable()
        var (first, last): (UInt64?, UInt64) = (nil, 0)
        while let request = try reader.next(&stream) {
            let time = request.time.count
            guard time >= last else {
                throw stream.error(
                    "the time \(Self.seconds(time)) s is before that of the line above, "
                        + "\(Self.seconds(last)) s; sort the trace by time")
            }
            let base = first ?? time
            (first, last) = (base, time)
            let key = keys.number(
                of: request.keyFingerprint, byteCount: max(request.keyByteCount, 1))
            guard key.number < UInt32(TraceKeyTable.keyLimit) else {
                throw stream.error(
                    "the trace has more than \(TraceKeyTable.keyLimit) different keys, which would "
                        + "not fit in memory; convert a part of it")
            }
            try writer.append(
                TraceRow(
                    time: time - base, key: key.number, valueByteCount: request.valueByteCount,
                    ttlSeconds: request.ttlSeconds, repeatCount: request.repeatCount, spacing: 0,
                    keyByteCount: UInt16(key.byteCount), operation: request.operation.rawValue))
        }
        guard first != nil else {
            throw WorkloadError(
                .file(stream.path),
                .trace("the trace has no operation to replay; it needs a read or a write"))
        }
        return try writer.finish(
            keyCount: keys.count, keyByteCount: keys.byteCount, leftOut: reader.leftOut)
    }

    private static func seconds(_ nanoseconds: UInt64) -> String {
        let (whole, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        guard rest > 0 else { return "\(whole)" }
        let micros = String(rest / 1_000 + 1_000_000).dropFirst()
        return "\(whole).\(micros)"
    }
}

/// Why an output cannot be written.
enum OutputFault {
    /// The error for the user, about the output called `name`.
    static func error(_ name: String, _ error: PlatformError) -> WorkloadError {
        WorkloadError(
            .file(name), .unwritable("\(error); choose a place with room that you may write to"))
    }
}
