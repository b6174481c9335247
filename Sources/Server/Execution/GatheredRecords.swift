internal import Engine
internal import Wire

/// Records that requests soon will be about, whose memory is to be asked for.
struct GatheredRecords {
    struct Record: BitwiseCopyable {
        /// Where the namespace is among those that the executor has met.
        var namespace: Int
        var digest: Digest
    }

    private(set) var records: [Record] = []

    /// The most records at a time: what the first level of a processor's cache has lines for.
    static var limit: Int { 64 }

    init() {
        records.reserveCapacity(Self.limit)
    }

    @inline(__always)
    mutating func append(_ record: Record) { records.append(record) }

    @inline(__always)
    mutating func removeAll() { records.removeAll(keepingCapacity: true) }
}

/// Asking for the memory of several requests before the first is executed.
///
/// ```swift
/// for frame in frames { executor.gather(frame.body) }
/// executor.prefetchGathered()
/// for frame in frames { executor.execute(frame.body, …) }
/// ```
///
/// A lookup waits for memory up to three times; so the waits of all requests that arrived together
/// overlap. Gathering changes no answer. ``Engine/Namespace/prefetchStripe(_:)`` has the method.
extension RequestExecutor {
    /// How many requests are gathered at a time; more are passed over.
    public static var gatherLimit: Int { GatheredRecords.limit }

    /// Remembers the record that a frame is about.
    ///
    /// Does nothing for requests that are about no single record of a namespace already met.
    ///
    /// - Parameter body: the frame's body, of any bytes.
    public func gather(_ body: RawSpan) {
        guard let message = try? AerospikeMessage.request(body) else { return }
        let fields = RequestFields(message.fields)
        gather(fields.namespace, fields.digest)
    }

    @inline(__always)
    func gather(_ namespace: RawSpan, _ digest: RawSpan) {
        guard gathered.records.count < Self.gatherLimit, let digest = Digest(bytes: digest),
            let index = namespaces.index(of: namespace)
        else { return }
        gathered.append(GatheredRecords.Record(namespace: index, digest: digest))
    }

    /// Asks for the locks and index slots, then for the records, of all requests gathered.
    ///
    /// Forgets them.
    public func prefetchGathered() {
        var start = 0
        while start < gathered.records.count {
            start = prefetch(from: start)
        }
        gathered.removeAll()
    }

    /// Asks for the memory of the records from `start` on that are in the same namespace.
    ///
    /// - Returns: where those of the next namespace begin.
    private func prefetch(from start: Int) -> Int {
        let records = gathered.records
        // Held once for all of them: to count references costs more than to ask for memory.
        let namespace = namespaces[records[start].namespace].namespace
        var end = start
        while end < records.count && records[end].namespace == records[start].namespace {
            namespace.prefetchStripe(records[end].digest)
            namespace.prefetchIndex(records[end].digest)
            end += 1
        }
        for index in start..<end { namespace.prefetchRecord(records[index].digest) }
        return end
    }
}
