internal import CJemalloc

/// Reads of jemalloc's `mallctl` tree.
enum Jemalloc {
    /// Takes a new snapshot of the statistics; they stand still in between.
    static func refreshStatistics() {
        var epoch: UInt64 = 1
        unsafe _ = mallctl("epoch", nil, nil, &epoch, MemoryLayout<UInt64>.size)
    }

    /// The size-typed value called `name`; zero when jemalloc was built without it.
    static func read(_ name: String) -> Int {
        var value = 0
        var size = MemoryLayout<Int>.size
        let code = unsafe mallctl(name, &value, &size, nil, 0)
        return code == 0 ? value : 0
    }
}
