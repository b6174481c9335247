extension Plan {
    /// The kinds of operation that a phase may contain, in their fixed order.
    public func operationKinds(phaseIndex: Int) -> [OperationKind] {
        if phases[phaseIndex].kind == .load { return [.insert] }
        if trace != nil { return [.read, .update, .delete] }
        return OperationKind.allCases.filter { kind in mix.contains { $0.kind == kind } }
    }
}
