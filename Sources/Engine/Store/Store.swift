internal import Platform

/// The engine: namespaces of records, in memory, in this process.
///
/// ```swift
/// let store = Store()
/// let namespace = try store.createNamespace("test")
/// ```
///
/// Thread safety: any thread may call it. Creating and finding namespaces takes a lock; keep the
/// ``Namespace`` for the work itself.
public final class Store: Sendable {
    /// The time that expiry goes by.
    public let clock: StoreClock
    private let namespaces = Guarded<[String: Namespace]>([:])
    private let maintenance = Guarded<MaintenanceThread?>(nil)

    /// A store without namespaces, whose records expire by `clock`.
    public init(clock: StoreClock = StoreClock()) {
        self.clock = clock
    }

    deinit {
        maintenance.withLock { $0 }?.stop()
    }

    /// Adds an empty namespace.
    ///
    /// - Parameters:
    ///   - name: 1…31 bytes.
    ///   - configuration: its layout.
    /// - Returns: the namespace.
    /// - Throws: `EngineError` for a bad or taken name, a parameter outside its bounds, or no
    ///   memory.
    @discardableResult
    public func createNamespace(
        _ name: String, configuration: EngineConfiguration = EngineConfiguration()
    ) throws(EngineError) -> Namespace {
        guard (1...31).contains(name.utf8.count) else { throw .invalidNamespaceName(name) }
        try configuration.validate()
        return try namespaces.withLock { (table) throws(EngineError) in
            if table[name] != nil { throw .namespaceExists(name) }
            let created = try Namespace(name: name, configuration: configuration, clock: clock)
            table[name] = created
            return created
        }
    }

    /// The namespace called `name`.
    ///
    /// - Throws: `EngineError` when there is none.
    public func namespace(_ name: String) throws(EngineError) -> Namespace {
        guard let found = namespaces.withLock({ $0[name] }) else { throw .namespaceNotFound(name) }
        return found
    }

    /// Removes a namespace with its records.
    ///
    /// Its name is free at once. Threads that still hold the ``Namespace`` may go on calling it: it
    /// has no partition any more, so its operations answer `unavailable`. The memory of its records
    /// and tables is free when this returns, the rest of it when the last reference goes.
    ///
    /// - Parameter name: the namespace.
    /// - Throws: `EngineError` when there is none.
    public func dropNamespace(_ name: String) throws(EngineError) {
        guard let dropped = namespaces.withLock({ $0.removeValue(forKey: name) }) else {
            throw .namespaceNotFound(name)
        }
        dropped.drop()
    }

    /// The names of all namespaces, sorted.
    public var namespaceNames: [String] {
        namespaces.withLock { $0.keys.sorted() }
    }

    // MARK: Maintenance

    /// Starts a thread that expires and evicts behind the store's users, or starts it anew.
    ///
    /// It ends with ``stopMaintenance()`` or with the store.
    ///
    /// - Throws: `EngineError` for a share outside its bounds, or when there is no room for a
    ///   thread.
    public func startMaintenance(
        _ configuration: MaintenanceConfiguration = MaintenanceConfiguration()
    ) throws(EngineError) {
        guard configuration.share > 0 && configuration.share <= 1 else {
            throw .invalidMaintenanceShare(configuration.share)
        }
        try maintenance.withLock { (running) throws(EngineError) in
            running?.end()
            running = nil
            running = try MaintenanceThread(configuration) { [weak self] in
                self?.maintainAll(configuration)
            }
        }
    }

    /// Ends the maintenance thread and waits for it; does nothing when there is none.
    public func stopMaintenance() {
        maintenance.withLock { running in
            running?.end()
            running = nil
        }
    }

    /// One round over all namespaces.
    private func maintainAll(_ configuration: MaintenanceConfiguration) -> Bool {
        if configuration.refreshesClock { clock.refresh() }
        var isIdle = true
        for namespace in namespaces.withLock({ Array($0.values) }) {
            for _ in 0..<MaintenanceThread.stepsPerRound {
                if namespace.maintain().isIdle { break }
                isIdle = false
            }
        }
        return isIdle
    }
}
