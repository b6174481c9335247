/// The number by which Aerospike's protocol calls an outcome.
///
/// Source: `aerospike/aerospike-server`, `as/include/base/proto.h`.
public enum ResultCode: UInt8, Hashable, Sendable {
    /// Done.
    case ok = 0
    /// A list or map that is not well formed.
    case unknown = 1
    /// No such record.
    case notFound = 2
    /// The record's generation is not the one asked for.
    case generation = 3
    /// The request contradicts itself or is outside its bounds.
    case parameter = 4
    /// The record exists.
    case recordExists = 5
    /// No memory is left.
    case outOfSpace = 8
    /// The record's partition is not here.
    case unavailable = 11
    /// The operation does not fit the bin's type.
    case incompatibleType = 12
    /// The record would be too large.
    case recordTooBig = 13
    /// The record was stored with another key.
    case keyMismatch = 19
    /// No such namespace.
    case namespaceNotFound = 20
    /// A bin's name is too long.
    case binName = 21
    /// The text is not GeoJSON.
    case invalidGeoJSON = 160
}
