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
        if let trace { return try TraceSource(parts, trace: trace) }
        let passes = keyspaces.indices.map { makePasses(parts, $0) }
        return parts.phase.kind == .load
            ? LoadSource(parts, passes: passes) : SyntheticSource(parts, passes: passes)
    }

    private func makePasses(_ parts: SourceParts, _ index: Int) -> KeyspacePasses {
        if let writer = keyspaces[index].sizedKeyWriter {
            return makePasses(parts, index, writer: writer)
        }
        return switch keyspaces[index].format {
        case .ycsb: makePasses(parts, index, writer: YCSBKeyWriter())
        case .ycsbOrdered: makePasses(parts, index, writer: OrderedKeyWriter())
        case .decimal: makePasses(parts, index, writer: DecimalKeyWriter())
        case .integer: makePasses(parts, index, writer: IntegerKeyWriter())
        case .facebookETC: makePasses(parts, index, writer: FacebookKeyWriter())
        }
    }

    @inline(__always)
    private func makePasses(
        _ parts: SourceParts, _ index: Int, writer: some KeyWriter
    ) -> KeyspacePasses {
        let count = keyspaces[index].count
        switch parts.phase.distribution ?? keyspaces[index].distribution {
        case .uniform:
            return makePasses(parts, index, UniformKeys(), writer)
        case .sequential:
            return makePasses(parts, index, SequentialKeys(), writer)
        case .zipf(let exponent, scrambled: false):
            return makePasses(parts, index, ZipfKeys(count: count, exponent: exponent), writer)
        case .zipf(let exponent, scrambled: true):
            let keys = ScrambledZipfKeys(count: count, exponent: exponent)
            return makePasses(parts, index, keys, writer)
        case .ycsbZipfian:
            let keys = YCSBZipfianKeys(itemLimit: parts.ycsbItemLimit(index))
            return makePasses(parts, index, keys, writer)
        case .latest(let exponent):
            return makePasses(parts, index, LatestKeys(count: count, exponent: exponent), writer)
        case .hotspot(let keyFraction, let operationFraction):
            let keys = HotspotKeys(
                count: count, keyFraction: keyFraction, operationFraction: operationFraction)
            return makePasses(parts, index, keys, writer)
        case .exponential(let percentile, let keyFraction):
            let keys = ExponentialKeys(
                count: count, percentile: percentile, keyFraction: keyFraction)
            return makePasses(parts, index, keys, writer)
        case .gaussian(let mean, let deviation, let scrambled):
            let keys = GaussianKeys(
                count: count, mean: mean, deviation: deviation, scrambled: scrambled)
            return makePasses(parts, index, keys, writer)
        case .pareto(let shape, let scrambled):
            let keys = ParetoKeys(count: count, shape: shape, scrambled: scrambled)
            return makePasses(parts, index, keys, writer)
        case .weighted(let weights, let scrambled):
            let keys = WeightedKeys(count: count, weights: weights, scrambled: scrambled)
            return makePasses(parts, index, keys, writer)
        case .sequentialPerWorker:
            let keys = SequentialPerWorkerKeys(
                count: count, worker: parts.worker, workerCount: workerCount)
            return makePasses(parts, index, keys, writer)
        }
    }

    @inline(__always)
    private func makePasses(
        _ parts: SourceParts, _ index: Int, _ chooser: some KeyChooser, _ writer: some KeyWriter
    ) -> KeyspacePasses {
        KeyspacePasses(KeyspaceKeys(parts, index, chooser: chooser, writer: writer))
    }

    /// An empty batch with room for any operation of this plan.
    ///
    /// - Parameters:
    ///   - capacity: entries at a time; more where a single operation has more.
    ///   - pool: where value bytes come from: one with this plan's layout.
    /// - Returns: the batch.
    public func makeBatch(capacity: Int, pool: ValuePool) -> OperationBatch {
        OperationBatch(
            capacity: max(capacity, keyspaces.map(\.entryLimit).max() ?? 1),
            keyByteLimit: keyByteLimit,
            valueCountPerOperation: keyspaces.map(\.record.bins.count).max() ?? 1, pool: pool)
    }

    /// The bytes that all values of this plan are cut from.
    public func makeValuePool() -> ValuePool { ValuePool(seed: seed, layout: valueLayout) }

    /// Where in its pool the values are.
    public var valueLayout: ValueLayout { ValueLayout(keyspaces) }

    /// The longest key of this plan, in bytes.
    public var keyByteLimit: Int {
        trace?.keyByteLimit ?? keyspaces.map(\.keyByteLimit).max() ?? 1
    }

    /// The longest value that an operation of this plan writes, in bytes.
    public var valueByteLimit: Int { keyspaces.map(\.record.valueByteLimit).max() ?? 0 }

    /// What the loaded records take in the embedded engine, to within some percent.
    ///
    /// For a trace: its keys and everything it writes, at most.
    public var estimatedStoreByteCount: UInt64 {
        if let trace { return trace.estimatedStoreByteCount }
        return keyspaces.reduce(0) { $0 + $1.estimatedStoreByteCount }
    }
}

extension Keyspace {
    /// The room that a key needs, in bytes.
    fileprivate var keyByteLimit: Int {
        keySize.map { SizedKeyWriter.byteLimit(largestByteCount: $0.largest) } ?? format.byteLimit
    }

    /// What writes keys of given sizes, where they have them.
    fileprivate var sizedKeyWriter: SizedKeyWriter? {
        keySize.map { SizedKeyWriter(sizes: $0, count: keyNumberCount) }
    }

    /// How many numbers keys may have: the loaded ones', or all that inserts may come to.
    ///
    /// The warm-up's inserts begin 2^40 above the loaded keys.
    var keyNumberCount: UInt64 { share(of: .insert) > 0 ? 1 << 42 : count }

    /// What the loaded records take in the embedded engine, to within some percent.
    ///
    /// A record is one allocation of a 25-byte header and its bins, 3 bytes and the value each; its
    /// index entry takes 28 bytes, and pages that are only partly used 2 %: measured on the named
    /// workloads.
    fileprivate var estimatedStoreByteCount: UInt64 {
        let bins = record.meanByteCount + 3 * Double(record.bins.count)
        let isConstant = record.bins.allSatisfy(\.isConstant)
        let each = Self.allocatedByteCount(25 + bins, isConstant: isConstant) + 28
        return UInt64(min(Double(count) * each * 1.02, 0x1p62))
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
