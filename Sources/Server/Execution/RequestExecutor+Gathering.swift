internal import Engine
internal import Wire

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
    /// Does nothing for requests that are about no single record of a namespace already met. A
    /// malformed request may be taken for one of these: it is looked at only as far as its digest,
    /// and nothing but a hint to the processor follows from it.
    ///
    /// - Parameter body: the frame's body, of any bytes.
    public func gather(_ body: RawSpan) {
        guard body.byteCount > AerospikeHeader.byteCount else { return }
        var namespace = -1
        var offset = AerospikeHeader.byteCount
        for _ in 0..<min(body.bigEndian(at: 18, as: UInt16.self), Self.gatherFieldLimit) {
            guard offset + 5 <= body.byteCount else { return }
            let size = Int(body.bigEndian(at: offset, as: UInt32.self))
            let start = offset + 5
            offset += 4 + size
            guard offset >= start, offset <= body.byteCount else { return }
            let id = AerospikeFieldID(rawValue: body.byte(at: start - 1))
            if id == .namespace {
                namespace = namespaces.index(of: body.extracting(start..<offset)) ?? -1
            } else if id == .digest {
                return gather(namespace, body.extracting(start..<offset))
            }
        }
    }

    /// Official clients send the digest as the third or the fourth field.
    private static var gatherFieldLimit: UInt16 { 8 }

    @inline(__always)
    func gather(_ namespace: RawSpan, _ digest: RawSpan) {
        gather(namespaces.index(of: namespace) ?? -1, digest)
    }

    @inline(__always)
    private func gather(_ namespace: Int, _ digest: RawSpan) {
        guard namespace >= 0, let digest = Digest(bytes: digest) else { return }
        gathered.append(GatheredRecords.Record(namespace: namespace, digest: digest))
    }

    /// Asks for the locks and index slots, then for the records, of all requests gathered.
    ///
    /// Forgets them. One alone has nothing to overlap with.
    public func prefetchGathered() {
        defer { gathered.removeAll() }
        guard gathered.count > 1 else { return }
        var start = 0
        while start < gathered.count {
            start = prefetch(from: start)
        }
    }

    /// Asks for the memory of the records from `start` on that are in the same namespace.
    ///
    /// - Returns: where those of the next namespace begin.
    private func prefetch(from start: Int) -> Int {
        // Held once for all of them: to count references costs more than to ask for memory.
        let index = gathered[start].namespace
        let namespace = namespaces[index].namespace
        var end = start
        while end < gathered.count && gathered[end].namespace == index {
            namespace.prefetchStripe(gathered[end].digest)
            namespace.prefetchIndex(gathered[end].digest)
            end += 1
        }
        for place in start..<end { namespace.prefetchRecord(gathered[place].digest) }
        return end
    }
}
