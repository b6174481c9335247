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
    let batch = Batch()
    var value: OwnedBytes
    /// Operations that found no record, or one with another value.
    var wrongCount = 0

    init(_ bench: Bench) {
        self.bench = bench
        value = OwnedBytes(byteCount: bench.valueByteCount)
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
    mutating func pack(_ key: UInt64) {
        var bytes = value.mutableBytes
        bytes.storeBytes(of: key, toByteOffset: 0, as: UInt64.self)
        draft.removeAll()
        draft.append(bench.bin, blob: value.bytes)
    }

    @inline(__always)
    mutating func write(_ key: UInt64, _ digest: Digest) {
        pack(key)
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

    /// Performs `count` operations in batches of `size` rows.
    @inline(never)
    mutating func performBatches(
        _ operations: Span<UInt64>, from start: Int, count: Int, size: Int
    ) {
        // A name of its own: through `self` the batch would be retained for each row.
        let batch = batch
        let policy = WritePolicy(timeToLive: .seconds(86_400), set: bench.set)
        for first in stride(from: start, to: start + count, by: size) {
            batch.removeAll()
            for index in first..<first + size {
                let operation = operations[index]
                if operation >> 63 == 0 {
                    batch.read(digest(operation))
                } else {
                    pack(operation & Operations.keyMask)
                    batch.put(digest(operation), draft, policy: policy)
                }
            }
            bench.namespace.execute(batch)
            for row in 0..<size where !isRight(row, operations[first + row]) { wrongCount += 1 }
        }
    }

    /// Looks at the result of a row as `perform` does.
    @inline(__always)
    private func isRight(_ row: Int, _ operation: UInt64) -> Bool {
        if operation >> 63 != 0 {
            if case .written = batch.result(at: row) { return true }
            return false
        }
        guard let bytes = batch.bytes(bench.bin, at: row) else { return false }
        return bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt64.self) == operation
    }
}
