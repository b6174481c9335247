extension Plan {
    /// How often each loaded key of a keyspace should be asked for in a phase; nil where keys are
    /// not drawn but taken in turn.
    ///
    /// - Parameters:
    ///   - phaseIndex: which of `phases`.
    ///   - index: which of `keyspaces`.
    /// - Returns: what is expected.
    public func keyExpectation(phaseIndex: Int, keyspace index: Int) -> KeyExpectation? {
        let parts = SourceParts(plan: self, phaseIndex: phaseIndex, worker: 0)
        return KeyExpectation(
            parts.phase.distribution ?? keyspaces[index].distribution,
            keyCount: keyspaces[index].count, itemLimit: parts.ycsbItemLimit(index))
    }
}
