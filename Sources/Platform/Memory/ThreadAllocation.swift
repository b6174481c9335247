internal import CJemalloc

/// What the calling thread has allocated, by jemalloc's count.
public enum ThreadAllocation {
    /// Bytes allocated by the calling thread since it began, freed or not.
    ///
    /// Source: `thread.allocated` in https://jemalloc.net/jemalloc.3.html. Zero when the process's
    /// `malloc` is not jemalloc's, as under a sanitizer.
    public static var byteCount: UInt64 {
        var value: UInt64 = 0
        var size = MemoryLayout<UInt64>.size
        let code = unsafe mallctl("thread.allocated", &value, &size, nil, 0)
        return code == 0 ? value : 0
    }
}
