/// A key as its user knows it, which a record may be stored with: a type and the bytes of a value.
public struct AerospikeUserKey: ~Escapable {
    /// Its type: integer, double, string or blob.
    public let type: AerospikeParticleType
    /// Its bytes, which the digest is made of together with the type.
    public let bytes: RawSpan

    /// Reads a key from the data of its field: a byte of type, then the value.
    ///
    /// - Parameter data: the field's data.
    /// - Throws: `AerospikeWireError` whose answer is code 4, when there is no type.
    @_lifetime(copy data)
    init(_ data: RawSpan) throws(AerospikeWireError) {
        guard !data.isEmpty else {
            throw AerospikeWireError(.wrongFieldSize(.key, byteCount: 0))
        }
        type = AerospikeParticleType(rawValue: data.byte(at: 0))
        bytes = data.extracting(1..<data.byteCount)
    }
}

/// A set's name from the data of its field: nil when absent or empty.
@inline(__always)
@_lifetime(copy data)
func checkedSetName(_ data: RawSpan?) throws(AerospikeWireError) -> RawSpan? {
    guard let data, !data.isEmpty else { return nil }
    guard data.byteCount <= AerospikeLimits.setNameByteCount else {
        throw AerospikeWireError(.setNameTooLong(byteCount: data.byteCount))
    }
    return data
}
