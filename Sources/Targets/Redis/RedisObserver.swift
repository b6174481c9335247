internal import Driver
internal import Verification
internal import Wire
internal import Workload

/// Hands what one worker's reads found in Redis to its verifier.
///
/// Values go over as Redis has them: only bins of bytes carry stamps, and those are stored as they
/// are.
struct RedisObserver {
    let verifier: WorkerVerifier
    private let keyspaces: [RedisKeyspace]

    init(verifier: WorkerVerifier, keyspaces: [RedisKeyspace]) {
        self.verifier = verifier
        self.keyspaces = keyspaces
    }

    /// The bins that the plan names, in its order.
    func observe(
        values reply: RESPReply, _ input: RawSpan, _ slots: [RedisSlot],
        _ place: RedisDialect.Place
    ) {
        guard var check = verifier.beginRecord(entry: place.entry, ticket: place.ticket) else {
            return
        }
        var cursor = RESPCursor(reply, in: input)
        for bin in keyspaces[Int(slots[place.slot].keyspace)].readBins {
            guard let value = cursor.next() else { break }
            guard value.kind == .bulkString else { continue }
            check.observe(input.extracting(value.payload), bin: UInt16(bin))
        }
        verifier.endRecord(check)
    }

    /// All bins, by name.
    func observe(
        fields reply: RESPReply, _ input: RawSpan, _ slots: [RedisSlot],
        _ place: RedisDialect.Place
    ) {
        guard var check = verifier.beginRecord(entry: place.entry, ticket: place.ticket) else {
            return
        }
        let bins = keyspaces[Int(slots[place.slot].keyspace)].bins
        var cursor = RESPCursor(reply, in: input)
        // Small hashes keep the order in which fields were added: mostly the plan's.
        var expected = 0
        while let name = cursor.next(), let value = cursor.next() {
            let bytes = input.extracting(name.payload)
            guard let bin = Self.bin(named: bytes, bins, from: expected) else { continue }
            check.observe(input.extracting(value.payload), bin: UInt16(bin))
            expected = bin + 1
        }
        verifier.endRecord(check)
    }

    /// The number of the bin with a name, looked for from one on and around.
    private static func bin(named name: RawSpan, _ bins: [RedisBin], from start: Int) -> Int? {
        for offset in bins.indices {
            let bin = (start + offset) % bins.count
            if name.equals(array: bins[bin].name) { return bin }
        }
        return nil
    }

    /// The values of several records of one bin.
    func observe(
        records reply: RESPReply, _ input: RawSpan, _ slots: [RedisSlot],
        _ place: RedisDialect.Place
    ) {
        var cursor = RESPCursor(reply, in: input)
        var entry = 0
        while let value = cursor.next() {
            if value.kind == .bulkString {
                verifier.observe(
                    input.extracting(value.payload), bin: 0, entry: entry, ticket: place.ticket)
            }
            entry += 1
        }
    }
}

extension RawSpan {
    /// Whether the bytes are those of the array.
    fileprivate func equals(array: [UInt8]) -> Bool {
        // Bytes have no padding that would be read uninitialised.
        unsafe equals(array.span.bytes)
    }
}
