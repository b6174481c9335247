internal import Platform

/// Sets come and go at run time.
///
/// A set keeps its number for as long as the namespace lives, so that a `SetID` never comes to mean
/// another set. To drop one removes its records and hides its name; to create one of the same name
/// later brings the number back. A thread that kept the `SetID` of a dropped set cannot create
/// records in it: it gets ``WriteResult/setDropped``.
extension Namespace {
    /// The number of the set called `name`, which is added when there is none.
    ///
    /// The empty name is `SetID.none`. Takes a lock: call it at set-up, not per operation.
    ///
    /// - Throws: `EngineError` for a name above 63 bytes or too many sets.
    public func set(named name: String) throws(EngineError) -> SetID {
        if let known = knownSet(named: name) { return known }
        return try maintenance.withLock { (_) throws(EngineError) in
            if let known = knownSet(named: name) { return known }
            return try addSet(name, SetConfiguration())
        }
    }

    /// Adds a set.
    ///
    /// - Parameters:
    ///   - name: 1…63 bytes.
    ///   - configuration: how it differs from the namespace.
    /// - Returns: its number.
    /// - Throws: `EngineError` for a bad or taken name, a parameter outside its bounds, or too many
    ///   sets.
    @discardableResult
    public func createSet(
        _ name: String, configuration: SetConfiguration = SetConfiguration()
    ) throws(EngineError) -> SetID {
        try configuration.validate()
        return try maintenance.withLock { (_) throws(EngineError) in
            if knownSet(named: name) != nil { throw .setExists(name, namespace: self.name) }
            return try addSet(name, configuration)
        }
    }

    /// Gives a set another configuration, which counts for all writes from then on.
    ///
    /// - Parameters:
    ///   - name: the set; empty for the records that are in none.
    ///   - configuration: how it differs from the namespace.
    /// - Throws: `EngineError` when there is no such set, or for a parameter outside its bounds.
    public func configureSet(
        _ name: String, _ configuration: SetConfiguration
    ) throws(EngineError) {
        try configuration.validate()
        try maintenance.withLock { (_) throws(EngineError) in
            guard let set = knownSet(named: name) else {
                throw .setNotFound(name, namespace: self.name)
            }
            setRules.set(set, configuration)
        }
    }

    /// Removes a set with its records.
    ///
    /// When it returns, no record of the set is left. Walks the index, a chunk under each stripe at
    /// a time; sets cannot be created meanwhile.
    ///
    /// - Parameter name: the set; the empty name is no set.
    /// - Returns: how many records were removed.
    /// - Throws: `EngineError` when there is no such set.
    @discardableResult
    public func dropSet(_ name: String) throws(EngineError) -> Int {
        try maintenance.withLock { (_) throws(EngineError) in
            guard let set = knownSet(named: name), set != .none else {
                throw .setNotFound(name, namespace: self.name)
            }
            // From here on no stripe lets a record of the set in, so one walk takes them all.
            setRules.drop(set)
            return truncate(TruncationRule(set: set, through: .max))
        }
    }

    /// The names of all sets, in the order in which they were first added.
    public var setNames: [String] {
        sets.withLock { table in
            table.names.indices.dropFirst().filter {
                !setRules.isDropped(SetID(rawValue: UInt16($0)))
            }.map { table.names[$0] }
        }
    }

    /// The name of `set`, also of a dropped one; empty for none.
    public func name(of set: SetID) -> String {
        sets.withLock { $0.names[Int(set.rawValue)] }
    }

    /// Seconds to live of records of `set` that ask for the default; 0 for never.
    public func defaultTTLSeconds(of set: SetID) -> UInt32 {
        setRules.defaultTTLSeconds(set)
    }

    // MARK: Helpers

    /// The number of the set called `name`; nil when there is none.
    ///
    /// Takes a lock. For readers, which need not add sets.
    public func knownSet(named name: String) -> SetID? {
        guard let number = sets.withLock({ $0.knownNumber(of: name) }) else { return nil }
        let set = SetID(rawValue: number)
        return setRules.isDropped(set) ? nil : set
    }

    /// Adds a set that is not in use; `maintenance` is held.
    private func addSet(
        _ name: String, _ configuration: SetConfiguration
    ) throws(EngineError) -> SetID {
        guard name.utf8.count <= 63 else { throw .setNameTooLong(name) }
        let number = sets.withLock { table -> UInt16? in
            guard let entry = table.number(of: name) else { return nil }
            let set = SetID(rawValue: entry.number)
            if entry.isNew { setSeeds.set(set, name: name) }
            setRules.set(set, configuration)
            return entry.number
        }
        guard let number else { throw .tooManySets(namespace: self.name) }
        return SetID(rawValue: number)
    }
}
