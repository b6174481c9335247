internal import CZstd

/// Decompresses Zstandard, one frame after the other.
///
/// Safety: `stream` is a decompressor from `init` until `deinit`; buffers are used only inside
/// `decode`.
@safe
final class ZstdDecoder: TraceDecoder {
    private let stream: OpaquePointer
    private(set) var isComplete = false

    init() {
        guard let stream = unsafe ZSTD_createDStream() else {
            preconditionFailure("zstd has no memory for a decompressor")
        }
        unsafe self.stream = stream
    }

    deinit {
        unsafe ZSTD_freeDStream(stream)
    }

    func decode(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) -> (taken: Int, given: Int)? {
        var source = unsafe ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var target = unsafe ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        let code = unsafe ZSTD_decompressStream(stream, &target, &source)
        guard ZSTD_isError(code) == 0 else { return nil }
        // 0 says that a frame is decoded and flushed to its end (zstd.h, ZSTD_decompressStream).
        isComplete = code == 0
        return unsafe (source.pos, target.pos)
    }
}
