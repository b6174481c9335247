internal import Synchronization

/// What every write needs to know of its record's set; read without a lock.
///
/// Thread safety: each entry is one atomic number.
///
/// Safety: `entries` holds 4,096 entries from `init` to `deinit`; a `SetID` is below 4,096.
@safe
struct SetRules: ~Copyable, @unchecked Sendable {
    private let entries: UnsafeMutablePointer<Atomic<UInt32>>
    private let namespaceDefault: UInt32

    /// The bit of a dropped set; above every time to live.
    private static var dropped: UInt32 { 1 << 31 }

    init(defaultTTLSeconds: UInt32) {
        namespaceDefault = defaultTTLSeconds
        unsafe entries = .allocate(capacity: SetSeeds.limit)
        for index in 0..<SetSeeds.limit {
            unsafe (entries + index).initialize(to: Atomic(defaultTTLSeconds))
        }
    }

    deinit {
        unsafe entries.deallocate()
    }

    /// Seconds to live of a record that asks for the default; 0 for ever, and for a dropped set.
    @inline(__always)
    func defaultTTLSeconds(_ set: SetID) -> UInt32 { entry(set) & ~Self.dropped }

    @inline(__always)
    func isDropped(_ set: SetID) -> Bool { entry(set) == Self.dropped }

    @inline(__always)
    private func entry(_ set: SetID) -> UInt32 {
        unsafe entries[Int(set.rawValue)].load(ordering: .relaxed)
    }

    func drop(_ set: SetID) {
        unsafe entries[Int(set.rawValue)].store(Self.dropped, ordering: .relaxed)
    }

    /// Makes `set` one in use, with its own default or the namespace's.
    func set(_ set: SetID, _ configuration: SetConfiguration) {
        unsafe entries[Int(set.rawValue)].store(
            configuration.defaultTTLSeconds ?? namespaceDefault, ordering: .relaxed)
    }
}
