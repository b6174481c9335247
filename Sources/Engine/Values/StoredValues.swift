extension RecordCopy {
    /// The value in `bin`, or nil when the copy lacks it.
    ///
    /// Allocates for text, blobs and containers: a convenience, not for the inner loop.
    public func value(_ bin: BinID) -> Value? {
        guard let type = type(of: bin), let bytes = bytes(bin) else { return nil }
        return try? Value(bytes, type: type)
    }
}

extension ScanBuffer {
    /// The value in a bin of the record at `index`, or nil when the bin is absent.
    ///
    /// Allocates for text, blobs and containers: a convenience, not for the inner loop.
    public func value(_ bin: BinID, at index: Int) -> Value? {
        var found: Value?
        forEachBin(at: index) { other, type, bytes in
            if other == bin { found = try? Value(bytes, type: type) }
        }
        return found
    }
}
