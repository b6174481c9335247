extension Store {
    /// A store that is ready for use: with namespaces, and with a thread that maintains them.
    ///
    /// The thread keeps the time, expires records and evicts what is over the memory limit; it ends
    /// with the store: see ``startMaintenance(_:)``.
    ///
    /// - Parameters:
    ///   - names: 1…31 bytes each.
    ///   - configuration: how each of them is laid out.
    ///   - clock: the time that expiry goes by, kept by whoever gives it; nil for the system's.
    /// - Throws: `EngineError` for a bad or doubled name, a parameter outside its bounds, or no
    ///   room for memory or a thread.
    public convenience init(
        namespaces names: String..., configuration: EngineConfiguration = EngineConfiguration(),
        clock: StoreClock? = nil
    ) throws(EngineError) {
        self.init(clock: clock ?? StoreClock())
        for name in names { try createNamespace(name, configuration: configuration) }
        try configuration.validate()
        try startMaintenance(
            MaintenanceConfiguration(
                share: configuration.maintenanceShare, refreshesClock: clock == nil))
    }
}
