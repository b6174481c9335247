internal import Glibc
internal import Platform

/// Where a trace's bytes come from: a file or memory, decompressed on the way.
///
/// Thread safety: owned by one thread.
///
/// Safety: `raw` points to `rawCapacity` initialised bytes from `init` until `deinit`; what is not
/// yet decompressed lies in `rawRange`, within them. Decoders get pointers for one call only.
@safe
final class TraceByteOrigin {
    /// How a file is compressed.
    enum Compression: String {
        case none = "plain"
        case gzip
        case zstd
    }

    private enum Source {
        case file(InputFile)
        /// Bytes, how many are used up, and how many come at a time.
        case memory([UInt8], used: Int, chunk: Int)
    }

    /// Known once the first bytes were read.
    private(set) var compression = Compression.none
    private var source: Source
    private var decoder: (any TraceDecoder)?
    private var hasBegun = false
    /// Whether the decoder may hold bytes that did not fit.
    private var hasMore = false
    private let raw: UnsafeMutableRawPointer
    private let rawCapacity = 1 << 18
    private var rawRange = 0..<0

    private init(_ source: Source) {
        self.source = source
        unsafe raw = .allocate(byteCount: rawCapacity, alignment: 64)
        unsafe raw.initializeMemory(as: UInt8.self, repeating: 0, count: rawCapacity)
    }

    /// The bytes of a file.
    ///
    /// - Throws: `WorkloadError` when it cannot be opened.
    convenience init(path: String) throws(WorkloadError) {
        do {
            self.init(.file(try InputFile(path: path)))
        } catch {
            throw WorkloadError(.file(path), FileFault.reason(error))
        }
    }

    /// Bytes in memory, which come `chunk` at a time.
    convenience init(_ bytes: [UInt8], chunk: Int = .max) {
        self.init(.memory(bytes, used: 0, chunk: chunk))
    }

    deinit {
        unsafe raw.deallocate()
    }

    /// Puts the next bytes at the start of `room`, which is not empty.
    ///
    /// - Returns: how many; 0 at the end.
    func read(into room: inout MutableRawSpan) throws(TraceByteFault) -> Int {
        if !hasBegun { try begin() }
        guard let decoder else { return try plain(into: &room) }
        while true {
            // What did not fit last time comes out before more goes in.
            if rawRange.isEmpty && !hasMore { try refill(keeping: 0) }
            if rawRange.isEmpty && !hasMore {
                guard decoder.isComplete else { throw .truncated(compression) }
                return 0
            }
            let input = unsafe UnsafeRawBufferPointer(
                start: raw + rawRange.lowerBound, count: rawRange.count)
            let step = unsafe room.withUnsafeMutableBytes { output in
                unsafe decoder.decode(input, into: output)
            }
            guard let step else { throw .corrupt(compression) }
            rawRange = (rawRange.lowerBound + step.taken)..<rawRange.upperBound
            hasMore = step.given == room.byteCount && !decoder.isComplete
            if step.given > 0 { return step.given }
        }
    }

    private func begin() throws(TraceByteFault) {
        hasBegun = true
        // The longest of the magic numbers has four bytes; a pipe may give fewer at a time.
        while rawRange.count < 4 {
            let before = rawRange.count
            try refill(keeping: before)
            if rawRange.count == before { break }
        }
        let magic = unsafe Array(UnsafeRawBufferPointer(start: raw, count: min(rawRange.count, 4)))
        if magic.starts(with: [0x1f, 0x8b]) {
            (compression, decoder) = (.gzip, GzipDecoder())
        } else if magic == [0x28, 0xb5, 0x2f, 0xfd] {
            (compression, decoder) = (.zstd, ZstdDecoder())
        } else if magic.starts(with: [0xfd, 0x37, 0x7a, 0x58]) {
            throw .unsupported("xz", remedy: "xz -d")
        } else if magic.starts(with: [0x42, 0x5a, 0x68]) {
            throw .unsupported("bzip2", remedy: "bzip2 -d")
        }
    }

    private func plain(into room: inout MutableRawSpan) throws(TraceByteFault) -> Int {
        guard rawRange.isEmpty else {
            let count = min(rawRange.count, room.byteCount)
            unsafe room.withUnsafeMutableBytes { output in
                unsafe output.copyMemory(
                    from: UnsafeRawBufferPointer(start: raw + rawRange.lowerBound, count: count))
            }
            rawRange = (rawRange.lowerBound + count)..<rawRange.upperBound
            return count
        }
        return try take(into: &room)
    }

    /// Puts new bytes after the first `kept` ones.
    private func refill(keeping kept: Int) throws(TraceByteFault) {
        var room = unsafe MutableRawSpan(_unsafeStart: raw + kept, byteCount: rawCapacity - kept)
        rawRange = 0..<(kept + (try take(into: &room)))
    }

    /// Takes bytes from the source as they are.
    private func take(into room: inout MutableRawSpan) throws(TraceByteFault) -> Int {
        switch source {
        case .file(let file):
            do {
                return try file.read(into: &room)
            } catch {
                throw .system(error)
            }
        case .memory(let bytes, let used, let chunk):
            let count = min(room.byteCount, bytes.count - used, chunk)
            unsafe bytes.withUnsafeBytes { all in
                unsafe room.withUnsafeMutableBytes { output in
                    unsafe output.copyMemory(
                        from: UnsafeRawBufferPointer(rebasing: all[used..<used + count]))
                }
            }
            source = .memory(bytes, used: used + count, chunk: chunk)
            return count
        }
    }
}

/// One step of a decompressor.
protocol TraceDecoder: AnyObject {
    /// Whether the input so far is a whole number of members or frames.
    var isComplete: Bool { get }

    /// Decompresses some of `input` to the start of `output`.
    ///
    /// - Returns: how many bytes it took and gave; nil when the input is damaged.
    func decode(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) -> (taken: Int, given: Int)?
}

/// Why a trace's bytes do not come.
enum TraceByteFault: Error {
    case system(PlatformError)
    case truncated(TraceByteOrigin.Compression)
    case corrupt(TraceByteOrigin.Compression)
    case unsupported(String, remedy: String)

    /// What to tell the user.
    var reason: WorkloadError.Reason {
        switch self {
        case .system(let error): FileFault.reason(error)
        case .truncated(let compression):
            .unreadable("the \(compression.rawValue) data ends too early; fetch the file again")
        case .corrupt(let compression):
            .unreadable("the \(compression.rawValue) data is damaged; fetch the file again")
        case .unsupported(let name, let remedy):
            .unreadable("it is compressed with \(name); decompress it with '\(remedy)' first")
        }
    }
}

/// What the system says of a file, in a few words.
enum FileFault {
    /// The error for a workload's reader.
    static func reason(_ error: PlatformError) -> WorkloadError.Reason {
        switch error.code {
        case ENOENT, ENOTDIR: .unreadable("there is no such file; check the path")
        case EACCES: .unreadable("its permissions forbid it; name a file that you may read")
        case EISDIR: .unreadable("it is a folder; name a file")
        default: .unreadable("\(error)")
        }
    }
}
