internal import Wire

/// The fields of a request or of a batch's row, found in one walk.
///
/// Of a field that comes twice the first counts.
struct RequestFields: ~Escapable {
    /// The namespace's name, empty when absent.
    let namespace: RawSpan
    /// The set's name, empty when absent.
    let set: RawSpan
    /// The user's key, a byte of type before its bytes; empty when absent.
    let key: RawSpan
    /// The digest, empty when absent.
    let digest: RawSpan
    /// A bit for each field below 64 that is there.
    private let present: UInt64

    @inline(__always)
    @_lifetime(copy fields)
    init(_ fields: AerospikeFieldCursor) {
        var cursor = fields
        var present: UInt64 = 0
        var (namespace, set, key, digest) = (RawSpan(), RawSpan(), RawSpan(), RawSpan())
        while let field = cursor.next() {
            let bit = Self.bit(field.id)
            guard field.id.rawValue < 64, present & bit == 0 else { continue }
            present |= bit
            switch field.id {
            case .namespace: namespace = field.data
            case .set: set = field.data
            case .key: key = field.data
            case .digest: digest = field.data
            default: break
            }
        }
        self.namespace = namespace
        self.set = set
        self.key = key
        self.digest = digest
        self.present = present
    }

    @inline(__always)
    private static func bit(_ id: AerospikeFieldID) -> UInt64 { 1 &<< UInt64(id.rawValue & 63) }

    /// Whether there is such a field.
    @inline(__always)
    func has(_ id: AerospikeFieldID) -> Bool { present & Self.bit(id) != 0 }

    /// Whether there is one of the fields that name a script.
    var hasScript: Bool { has(.scriptModule) || has(.scriptFunction) }

    /// Whether there is one of the fields that say which index to use.
    var hasIndex: Bool { has(.indexName) || has(.indexRange) || has(.indexExpression) }
}
