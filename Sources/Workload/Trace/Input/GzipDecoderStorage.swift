internal import CZlib

/// Decompresses gzip, one member after the other.
///
/// Safety: `stream` is an initialised zlib stream from `init` until `deinit`, at one address as
/// zlib wants it; it points into the caller's buffers only inside `decode`.
@safe
final class GzipDecoder: TraceDecoder {
    private let stream: UnsafeMutablePointer<z_stream>
    private(set) var isComplete = false

    init() {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        // 15: the largest window; 16 more: gzip and nothing else (zlib.h, inflateInit2).
        let code = unsafe inflateInit2_(
            stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        precondition(code == Z_OK, "zlib has no memory: \(code)")
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    func decode(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) -> (taken: Int, given: Int)? {
        if isComplete {
            // Another member follows.
            unsafe inflateReset(stream)
            isComplete = false
        }
        unsafe stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.bindMemory(to: UInt8.self).baseAddress)
        unsafe stream.pointee.avail_in = UInt32(clamping: input.count)
        unsafe stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
        unsafe stream.pointee.avail_out = UInt32(clamping: output.count)
        let (hadIn, hadOut) = unsafe (stream.pointee.avail_in, stream.pointee.avail_out)
        let code = unsafe inflate(stream, Z_NO_FLUSH)
        // Z_BUF_ERROR: nothing to do, which is no damage while more may come.
        let isIdle = unsafe code == Z_BUF_ERROR && input.isEmpty
        guard code == Z_OK || code == Z_STREAM_END || isIdle else { return nil }
        isComplete = code == Z_STREAM_END
        return unsafe (Int(hadIn - stream.pointee.avail_in), Int(hadOut - stream.pointee.avail_out))
    }
}
