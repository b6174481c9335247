extension RecordDraft {
    /// Sets `bin` to a list, given in MessagePack.
    ///
    /// - Parameters:
    ///   - bin: which bin.
    ///   - list: the list as a client sends it.
    ///   - normalizer: what rewrites it; keep one for many calls.
    /// - Throws: `ValueError` for bytes that are not one list; the draft is unchanged.
    public func append(
        _ bin: BinID, list: RawSpan, with normalizer: inout ContainerNormalizer
    ) throws(ValueError) {
        append(bin, .list, bytes: try normalizer.normalize(list, as: .list))
    }

    /// Sets `bin` to a map, given in MessagePack.
    ///
    /// - Parameters:
    ///   - bin: which bin.
    ///   - map: the map as a client sends it.
    ///   - normalizer: what rewrites it; keep one for many calls.
    /// - Throws: `ValueError` for bytes that are not one map; the draft is unchanged.
    public func append(
        _ bin: BinID, map: RawSpan, with normalizer: inout ContainerNormalizer
    ) throws(ValueError) {
        append(bin, .map, bytes: try normalizer.normalize(map, as: .map))
    }

    /// Sets `bin` to a GeoJSON object, given as UTF-8 text.
    ///
    /// - Throws: `ValueError` for text that is no GeoJSON; the draft is unchanged.
    public func append(_ bin: BinID, geoJSON: RawSpan) throws(ValueError) {
        try GeoJSON.validate(geoJSON)
        append(bin, .geoJSON, bytes: geoJSON)
    }

    /// Sets `bin` to a value.
    ///
    /// Allocates for text, lists and maps: a convenience, not for the inner loop.
    ///
    /// - Throws: `ValueError` for a value that cannot be stored; the draft is unchanged.
    public func append(_ bin: BinID, _ value: Value) throws(ValueError) {
        try value.withStoredBytes { append(bin, $0, bytes: $1) }
    }
}
