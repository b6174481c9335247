extension Plan {
    /// The operations of one worker in one phase.
    ///
    /// - Parameters:
    ///   - phaseIndex: which of `phases`.
    ///   - worker: from 0 up to, not including, `workerCount`.
    /// - Returns: a source at its beginning.
    /// - Throws: `WorkloadError` when the trace cannot be replayed.
    public func makeSource(
        phaseIndex: Int, worker: Int
    ) throws(WorkloadError) -> any OperationSource {
        let parts = SourceParts(plan: self, phaseIndex: phaseIndex, worker: worker)
        if let trace { return TraceSource(parts, trace: trace.trace) }
        return switch keyspace.format {
        case .ycsb: makeSource(parts, writer: YCSBKeyWriter())
        case .ycsbOrdered: makeSource(parts, writer: OrderedKeyWriter())
        case .decimal: makeSource(parts, writer: DecimalKeyWriter())
        case .integer: makeSource(parts, writer: IntegerKeyWriter())
        case .facebookETC: makeSource(parts, writer: FacebookKeyWriter())
        }
    }

    @inline(__always)
    private func makeSource(_ parts: SourceParts, writer: some KeyWriter) -> any OperationSource {
        let count = keyspace.count
        guard parts.phase.kind != .load else {
            return GeneratedSource(LoadGenerator(parts, writer: writer))
        }
        switch keyspace.distribution {
        case .uniform:
            return makeSource(parts, UniformKeys(), writer)
        case .sequential:
            let walk = SequentialKeys(worker: parts.worker, workerCount: workerCount)
            return makeSource(parts, walk, writer)
        case .zipf(let exponent, scrambled: false):
            return makeSource(parts, ZipfKeys(count: count, exponent: exponent), writer)
        case .zipf(let exponent, scrambled: true):
            return makeSource(parts, ScrambledZipfKeys(count: count, exponent: exponent), writer)
        case .ycsbZipfian:
            return makeSource(parts, YCSBZipfianKeys(itemLimit: parts.ycsbItemLimit), writer)
        case .latest(let exponent):
            return makeSource(parts, LatestKeys(count: count, exponent: exponent), writer)
        case .hotspot(let keyFraction, let operationFraction):
            let keys = HotspotKeys(
                count: count, keyFraction: keyFraction, operationFraction: operationFraction)
            return makeSource(parts, keys, writer)
        }
    }

    @inline(__always)
    private func makeSource(
        _ parts: SourceParts, _ chooser: some KeyChooser, _ writer: some KeyWriter
    ) -> any OperationSource {
        GeneratedSource(SyntheticGenerator(parts, chooser: chooser, writer: writer))
    }

    /// An empty batch with room for any operation of this plan.
    ///
    /// - Parameters:
    ///   - capacity: operations at a time.
    ///   - pool: where value bytes come from; at least `valueByteLimit` long.
    /// - Returns: the batch.
    public func makeBatch(capacity: Int, pool: ValuePool) -> OperationBatch {
        OperationBatch(
            capacity: capacity, keyByteLimit: keyByteLimit,
            valueCountPerOperation: record.binNames.count, pool: pool)
    }

    /// The longest key of this plan, in bytes.
    public var keyByteLimit: Int {
        trace?.trace.keys.largestByteCount ?? keyspace.format.byteLimit
    }

    /// The longest value that an operation of this plan writes, in bytes.
    public var valueByteLimit: Int {
        trace?.trace.largestValueByteCount ?? record.values.largestByteCount
    }

    /// What the loaded records take in the embedded engine, to within some percent.
    ///
    /// A record is one allocation of a 24-byte header and its bins, 4 bytes and the value each; its
    /// index entry takes 28 bytes, and pages that are only partly used 2 %: measured on the named
    /// workloads. For a trace: its keys and everything it writes, at most.
    public var estimatedStoreByteCount: UInt64 {
        if let trace { return trace.trace.estimatedStoreByteCount }
        let bins = (record.values.meanByteCount + 4) * Double(record.binNames.count)
        let each = (Self.allocatedByteCount(24 + bins, isConstant: record.values.isConstant) + 28)
        return UInt64(min(Double(keyspace.count) * each * 1.02, 0x1p62))
    }

    /// What jemalloc takes for an allocation: it has four sizes per doubling (jemalloc(3), *size
    /// classes*), so that sizes that vary lose a tenth on average.
    private static func allocatedByteCount(_ size: Double, isConstant: Bool) -> Double {
        guard isConstant else { return size * 1.1 }
        var spacing = 16.0
        while spacing * 8 < size { spacing *= 2 }
        return (size / spacing).rounded(.up) * spacing
    }
}
