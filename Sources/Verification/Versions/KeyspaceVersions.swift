/// The versions and void times of one keyspace's records, which all workers share.
///
/// Thread safety: that of the tables.
final class KeyspaceVersions: Sendable {
    let keyspace: VerifiedKeyspace
    let tables: KeyspaceTables
    private let versionPages: ZeroPages
    private let expiryPages: ZeroPages

    init(_ keyspace: VerifiedKeyspace) {
        self.keyspace = keyspace
        let recordCount = KeyspaceTables.recordCount(keyspace)
        versionPages = ZeroPages(
            byteCount: VersionTable.byteCount(recordCount * keyspace.wordsPerRecord))
        expiryPages = ZeroPages(
            byteCount: keyspace.expires ? ExpiryTable.byteCount(recordCount) : 0)
        tables = KeyspaceTables(
            keyspace, VersionTable(in: versionPages), ExpiryTable(in: expiryPages))
    }
}

/// The tables of one keyspace with what is asked of them for each operation: a value without
/// references, so that workers do not count them in one place.
struct KeyspaceTables: BitwiseCopyable, Sendable {
    /// Inserts of the warm-up are numbered from 2^40 above the loaded keys.
    private static let warmUpOffset: UInt64 = 1 << 40

    let versions: VersionTable
    let expiry: ExpiryTable
    let wordsPerRecord: Int
    let binCount: Int
    let mayGo: Bool
    let expires: Bool
    let mayVanish: Bool
    private let lowCount: UInt64
    private let highStart: UInt64
    private let highCount: UInt64

    init(_ keyspace: VerifiedKeyspace, _ versions: VersionTable, _ expiry: ExpiryTable) {
        self.versions = versions
        self.expiry = expiry
        wordsPerRecord = keyspace.wordsPerRecord
        binCount = keyspace.binNames.count
        mayGo = keyspace.mayGo
        expires = keyspace.expires
        mayVanish = keyspace.mayVanish
        lowCount = keyspace.keyCount + keyspace.insertLimit
        highStart = keyspace.keyCount + Self.warmUpOffset
        highCount = keyspace.insertLimit
    }

    static func recordCount(_ keyspace: VerifiedKeyspace) -> Int {
        Int(keyspace.keyCount + 2 * keyspace.insertLimit)
    }

    /// The number of a key's record in the tables; nil when they have no room for it.
    @inline(__always)
    func record(ofKey index: UInt64) -> Int? {
        if index < lowCount { return Int(truncatingIfNeeded: index) }
        let high = index &- highStart
        return index >= highStart && high < highCount
            ? Int(truncatingIfNeeded: lowCount &+ high) : nil
    }
}
