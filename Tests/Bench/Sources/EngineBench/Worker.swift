import Engine
import Platform

/// What all threads work on.
struct Bench: Sendable {
    let namespace: Namespace
    let bin: BinID
    let set: SetID
    let valueByteCount: Int
}

/// One thread's calls into the engine.
struct Worker: ~Copyable {
    let bench: Bench
    let copy = RecordCopy()
    let draft = RecordDraft()
    var value: OwnedBytes
    var digests: [Digest]
    /// Operations that found no record, or one with another value.
    var wrongCount = 0

    init(_ bench: Bench) {
        self.bench = bench
        value = OwnedBytes(byteCount: bench.valueByteCount)
        digests = []
    }

    @inline(__always)
    func digest(_ operation: UInt64) -> Digest {
        let key = Int64(truncatingIfNeeded: operation & Operations.keyMask)
        return bench.namespace.digest(ofKey: key, set: bench.set)
    }

    /// Reads or updates; a value begins with its key, so that a read can tell.
    @inline(__always)
    mutating func perform(_ operation: UInt64, _ digest: Digest) {
        let key = operation & Operations.keyMask
        if operation >> 63 == 0 {
            guard case .found = bench.namespace.get(digest, into: copy),
                let bytes = copy.bytes(bench.bin),
                bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt64.self) == key
            else {
                wrongCount += 1
                return
            }
        } else {
            write(key, digest)
        }
    }

    @inline(__always)
    mutating func write(_ key: UInt64, _ digest: Digest) {
        var bytes = value.mutableBytes
        bytes.storeBytes(of: key, toByteOffset: 0, as: UInt64.self)
        draft.removeAll()
        draft.append(bench.bin, blob: value.bytes)
        let result = bench.namespace.put(
            digest, draft, set: bench.set, timeToLive: .seconds(86_400))
        guard case .written = result else {
            wrongCount += 1
            return
        }
    }

    /// Performs `count` operations one at a time.
    @inline(never)
    mutating func performSingly(_ operations: Span<UInt64>, from start: Int, count: Int) {
        for index in start..<start + count {
            let operation = operations[index]
            perform(operation, digest(operation))
        }
    }

    /// Performs `count` operations in batches whose memory is asked for ahead.
    @inline(never)
    mutating func performBatches(
        _ operations: Span<UInt64>, from start: Int, count: Int, batch: Int
    ) {
        if digests.count != batch {
            digests = Array(repeating: bench.namespace.digest(ofKey: 0), count: batch)
        }
        var first = start
        while first < start + count {
            for index in 0..<batch {
                let digest = digest(operations[first + index])
                digests[index] = digest
                bench.namespace.prefetchStripe(digest)
                bench.namespace.prefetchIndex(digest)
            }
            for index in 0..<batch { bench.namespace.prefetchRecord(digests[index]) }
            for index in 0..<batch { perform(operations[first + index], digests[index]) }
            first += batch
        }
    }
}
