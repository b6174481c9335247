/// Why the engine refused to set something up.
///
/// Outcomes of single operations are results, not errors: see ``WriteResult`` and ``ReadResult``.
public enum EngineError: Error, Hashable, Sendable {
    /// A parameter is outside its bounds.
    case invalidParameter(name: String, value: String, bounds: String)
    /// There is a namespace of that name already.
    case namespaceExists(String)
    /// There is no namespace of that name; Aerospike's code 20.
    case namespaceNotFound(String)
    /// A namespace's name must have 1…31 bytes.
    case invalidNamespaceName(String)
    /// A set's name must have at most 63 bytes.
    case setNameTooLong(String)
    /// A namespace has at most 4,095 sets.
    case tooManySets(namespace: String)
    /// A bin's name must have at most 15 bytes; Aerospike's code 21.
    case binNameTooLong(String)
    /// A namespace has at most 32,767 bin names.
    case tooManyBinNames(namespace: String)
    /// The allocator has no room for another namespace.
    case outOfMemory(namespace: String)
    /// The share of time that maintenance may take must be above 0, at most 1.
    case invalidMaintenanceShare(Double)
    /// The system has no room for the maintenance thread; what it says.
    case noMaintenanceThread(String)
    /// There is a set of that name already.
    case setExists(String, namespace: String)
    /// There is no set of that name.
    case setNotFound(String, namespace: String)
    /// The namespace has that partition already.
    case partitionExists(Int, namespace: String)
    /// The namespace does not have that partition, which was dropped; Aerospike's code 11.
    case partitionNotFound(Int, namespace: String)
    /// Records cannot be truncated by a time that is yet to come; both in seconds since 2010-01-01
    /// UTC. Aerospike's code 4.
    case truncatesInFuture(through: UInt32, now: UInt32)
    /// The namespace holds more than it was to be rebuilt for, and is as it was.
    case rebuildTooSmall(namespace: String, storedRecordCount: Int, askedRecordCount: Int)
    /// Records and index take, or would take after a rebuild, more bytes than the memory limit has
    /// room for; nothing has changed.
    case memoryLimitTooLow(namespace: String, neededByteCount: Int, roomByteCount: Int)
    /// Memory ended during a rebuild: some of the tables have their new size, the others their old.
    case rebuildOutOfMemory(namespace: String, rebuiltTableCount: Int, tableCount: Int)
}

extension EngineError: CustomStringConvertible {
    /// What is wrong, and what to do about it.
    public var description: String {
        switch self {
        case .invalidParameter(let name, let value, let bounds):
            "engine: \(name) is \(value); it must be \(bounds)"
        case .namespaceExists(let name):
            "namespace '\(name)' exists already; choose another name"
        case .namespaceNotFound(let name):
            "there is no namespace '\(name)'; create it first"
        case .invalidNamespaceName(let name):
            "namespace name '\(name)' has \(name.utf8.count) bytes; give 1 to 31"
        case .setNameTooLong(let name):
            "set name '\(name)' has \(name.utf8.count) bytes; give at most 63"
        case .tooManySets(let namespace):
            "namespace '\(namespace)' has 4095 sets already; use fewer"
        case .binNameTooLong(let name):
            "bin name '\(name)' has \(name.utf8.count) bytes; give at most 15"
        case .tooManyBinNames(let namespace):
            "namespace '\(namespace)' has 32767 bin names already; use fewer"
        case .outOfMemory(let namespace):
            "no memory for namespace '\(namespace)'; free some or lower its shards"
        case .invalidMaintenanceShare(let share):
            "maintenance share is \(share); give a share of a processor above 0, at most 1"
        case .noMaintenanceThread(let reason):
            "no thread for maintenance (\(reason)); end some threads, or call maintain() yourself"
        case .setExists(let name, let namespace):
            "namespace '\(namespace)' has a set '\(name)' already; choose another name"
        case .setNotFound(let name, let namespace):
            "namespace '\(namespace)' has no set '\(name)'; create it first"
        case .partitionExists(let number, let namespace):
            "namespace '\(namespace)' has partition \(number) already; drop it first"
        case .partitionNotFound(let number, let namespace):
            "namespace '\(namespace)' does not have partition \(number); create it first"
        case .truncatesInFuture(let through, let now):
            "truncation through second \(through) is in the future; give at most \(now)"
        case .rebuildTooSmall(let namespace, let stored, let asked):
            "namespace '\(namespace)' holds \(stored) records, more than \(asked); ask for more or "
                + "delete some"
        case .memoryLimitTooLow(let namespace, let needed, let room):
            "namespace '\(namespace)' needs \(needed) bytes for records and index, and its memory "
                + "limit leaves \(room); give a higher limit or delete some records"
        case .rebuildOutOfMemory(let namespace, let rebuilt, let count):
            "no memory to rebuild namespace '\(namespace)' beyond \(rebuilt) of \(count) tables; "
                + "free some and repeat"
        }
    }
}
