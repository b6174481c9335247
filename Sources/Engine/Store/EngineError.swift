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
        }
    }
}
