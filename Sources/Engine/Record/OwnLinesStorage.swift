extension UnsafeMutablePointer where Pointee: ~Copyable {
    /// Room for one value on cache lines of its own.
    ///
    /// What one thread writes for every operation must not share a line with what another thread
    /// uses: two such values of a few words, allocated one after the other, would.
    static func allocateOnOwnLines() -> UnsafeMutablePointer {
        let byteCount = (MemoryLayout<Pointee>.size + 63) & ~63
        let block = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 64)
        return unsafe block.bindMemory(to: Pointee.self, capacity: 1)
    }
}
