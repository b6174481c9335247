internal import Wire

/// The seed and the name bytes of each set, for digests; read without a lock.
///
/// Thread safety: an entry is written once, before its `SetID` is given out, and never changes.
///
/// Safety: `seeds` and `names` hold 4,096 entries from `init` to `deinit`; a `SetID` is below
/// 4,096.
@safe
struct SetSeeds: ~Copyable, @unchecked Sendable {
    private let seeds: UnsafeMutablePointer<UInt64>
    private let names: UnsafeMutablePointer<InlineArray<64, UInt8>>

    static var limit: Int { 4096 }

    init() {
        unsafe seeds = .allocate(capacity: Self.limit)
        unsafe names = .allocate(capacity: Self.limit)
        set(.none, name: "")
    }

    deinit {
        unsafe seeds.deallocate()
        unsafe names.deallocate()
    }

    /// Enters the set `id`, whose name has at most 63 bytes.
    func set(_ id: SetID, name: String) {
        let bytes = Array(name.utf8)
        precondition(bytes.count < 64, "a set name has at most 63 bytes")
        var entry = InlineArray<64, UInt8>(repeating: 0)
        entry[63] = UInt8(bytes.count)
        for index in bytes.indices { entry[index] = bytes[index] }
        unsafe (names + Int(id.rawValue)).initialize(to: entry)
        unsafe (seeds + Int(id.rawValue)).initialize(
            to: FastDigest.seed(ofSetName: bytes.span.bytes))
    }

    @inline(__always)
    func seed(_ id: SetID) -> UInt64 { unsafe seeds[Int(id.rawValue)] }

    /// RIPEMD-160 of set name, key type and key.
    func ripemd160(_ key: RawSpan, type: KeyType, set: SetID) -> Digest {
        let name = unsafe names[Int(set.rawValue)]
        let digest = unsafe AerospikeDigest(
            ofKey: key, type: AerospikeParticleType(rawValue: type.rawValue),
            set: name.span.bytes.extracting(0..<Int(name[63])))
        return Digest(digest)
    }
}
