/// Steps whose values come as they are on the wire.
extension StepList {
    /// Sets `bin` to true or false.
    public func write(_ bin: BinID, boolean: Bool) {
        let byte = InlineArray<1, UInt8>(repeating: boolean ? 1 : 0)
        unsafe pack(.write, bin, .boolean, byte.span.bytes)
    }

    /// Sets `bin` to bytes that only programs of one language understand.
    ///
    /// - Parameters:
    ///   - bin: which bin.
    ///   - type: which language; traps for a type that is no such blob.
    ///   - bytes: the bytes.
    public func write(_ bin: BinID, languageBlob type: BinType, _ bytes: RawSpan) {
        precondition(type.isLanguageBlob, "a \(type) is understood by all")
        pack(.write, bin, type, bytes)
    }

    /// Sets `bin` to a list or map, given in MessagePack.
    ///
    /// - Parameters:
    ///   - bin: which bin.
    ///   - type: `list` or `map`; traps for any other.
    ///   - bytes: the container as a client sends it.
    ///   - normalizer: what rewrites it; keep one for many calls.
    /// - Throws: `ValueError` for bytes that are not one such container; the steps are unchanged.
    public func write(
        _ bin: BinID, container type: BinType, _ bytes: RawSpan,
        with normalizer: inout ContainerNormalizer
    ) throws(ValueError) {
        pack(.write, bin, type, try normalizer.normalize(bytes, as: type))
    }

    /// Sets `bin` to a GeoJSON object, given as UTF-8 text.
    ///
    /// - Throws: `ValueError` for text that is no GeoJSON; the steps are unchanged.
    public func write(_ bin: BinID, geoJSON: RawSpan) throws(ValueError) {
        try GeoJSON.validate(geoJSON)
        pack(.write, bin, .geoJSON, geoJSON)
    }

    /// Keeps the key with the record, which holds it for as long as it lives.
    ///
    /// When it has another already, the operate ends with ``WriteResult/keyMismatch``. A key alone
    /// makes no record. It is no bin: ``RecordCopy/userKey`` and ``ScanBuffer/userKey(at:)`` show
    /// it.
    ///
    /// - Parameter key: a byte of type, then the key's bytes.
    public func storeKey(_ key: RawSpan) { pack(.storeKey, .userKey, .blob, key) }
}
