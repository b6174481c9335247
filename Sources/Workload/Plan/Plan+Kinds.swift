extension Plan {
    /// The kinds of operation that a phase may contain, in their fixed order.
    public func operationKinds(phaseIndex: Int) -> [OperationKind] {
        if phases[phaseIndex].kind == .load { return [.insert] }
        return OperationKind.allCases.filter { kind in
            kind == .fill ? fillsMisses : keyspaces.contains { $0.share(of: kind) > 0 }
        }
    }

    /// Whether any of its reads are followed by a write when they miss.
    public var fillsMisses: Bool {
        keyspaces.contains { $0.fillsMisses && $0.share(of: .read) > 0 }
    }

    /// The share of its operations that change records, from 0 to 1.
    public var writeShare: Double {
        let total = keyspaces.reduce(0) { $0 + $1.weight }
        let readKinds: [OperationKind] = [.read, .scan, .exists, .batchRead]
        return keyspaces.reduce(0) { sum, keyspace in
            let reads = readKinds.reduce(0) { $0 + keyspace.share(of: $1) }
            return sum + keyspace.weight / total * (1 - reads)
        }
    }
}
