internal import Workload

/// What is wrong with a value that fails its check, found out at leisure.
struct ValueDiagnosis {
    var kind: VerificationFault.Kind
    var expected: String
    var seen: String

    /// The diagnosis of a value that was found under `key` in `bin`.
    static func of(
        _ value: RawSpan, bin: UInt16, key: VerifiedKey, run: RunVerifier
    ) -> ValueDiagnosis {
        guard let claimed = ValueStamp(claimedBy: value) else {
            return ValueDiagnosis(
                kind: .wrong, expected: "at least \(ValueStamp.byteCount) bytes",
                seen: hex(value, from: 0))
        }
        if let stamp = whole(value, run: run) { return misplaced(stamp, bin, key, run) }
        if hasChangedBit(value, bin) {
            return ValueDiagnosis(
                kind: .wrong, expected: "another bit in the stamp", seen: hex(value, from: 0))
        }
        guard claimed.key == key else {
            return ValueDiagnosis(
                kind: .wrong, expected: "a value of this key", seen: hex(value, from: 0))
        }
        return damaged(value, claimed, run)
    }

    /// The stamp and the bin of a value that is whole, but not where it belongs.
    private static func whole(
        _ value: RawSpan, run: RunVerifier
    ) -> (stamp: ValueStamp, bin: UInt16)? {
        let binCount = run.spaces.map(\.keyspace.binNames.count).max() ?? 0
        for bin in 0..<UInt16(clamping: binCount) {
            if let stamp = ValueStamp(of: value, bin: bin) { return (stamp, bin) }
        }
        return nil
    }

    /// Whether the value is whole but for one bit of its stamp.
    private static func hasChangedBit(_ value: RawSpan, _ bin: UInt16) -> Bool {
        var bytes = (0..<value.byteCount).map { byte(value, $0) }
        return (0..<ValueStamp.byteCount * 8).contains { bit in
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            defer { bytes[bit / 8] ^= 1 << UInt8(bit % 8) }
            return unsafe ValueStamp(of: bytes.span.bytes, bin: bin) != nil
        }
    }

    private static func misplaced(
        _ found: (stamp: ValueStamp, bin: UInt16), _ bin: UInt16, _ key: VerifiedKey,
        _ run: RunVerifier
    ) -> ValueDiagnosis {
        let owner = found.stamp.key
        let keyspace = Int(owner.keyspace)
        let name = keyspace < run.spaces.count ? run.spaces[keyspace].keyspace.name : "?"
        return ValueDiagnosis(
            kind: .wrong, expected: "a value of this key and bin",
            seen: "version \(found.stamp.version) of \(name) key \(owner.index), bin \(found.bin)")
    }

    /// Compares the value with what its own stamp says that it is cut from.
    ///
    /// A stretch of other bytes is another write's part; a few are damage.
    private static func damaged(
        _ value: RawSpan, _ claimed: ValueStamp, _ run: RunVerifier
    ) -> ValueDiagnosis {
        let pool = run.pool
        guard let slice = pool.bytes(at: Int(claimed.poolOffset), byteCount: value.byteCount) else {
            return ValueDiagnosis(
                kind: .wrong, expected: "a whole stamp", seen: hex(value, from: 0))
        }
        var (first, differentCount): (Int?, Int) = (nil, 0)
        for offset in ValueStamp.byteCount..<value.byteCount
        where byte(value, offset) != byte(slice, offset) {
            first = first ?? offset
            differentCount += 1
        }
        guard let first else {
            return ValueDiagnosis(
                kind: .wrong, expected: "another stamp, bin or length of this value",
                seen: "\(value.byteCount) bytes, " + hex(value, from: 0))
        }
        return ValueDiagnosis(
            kind: differentCount >= 8 ? .torn : .wrong,
            expected: "version \(claimed.version), from byte \(first) on "
                + hex(slice, from: first),
            seen: hex(value, from: first) + ", \(differentCount) bytes differ")
    }

    private static func byte(_ span: RawSpan, _ offset: Int) -> UInt8 {
        unsafe span.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }

    /// Up to 24 bytes from `start` on.
    private static func hex(_ span: RawSpan, from start: Int) -> String {
        let end = min(start + 24, span.byteCount)
        let digits = (start..<end).map { offset in
            let text = String(byte(span, offset), radix: 16)
            return text.count == 1 ? "0" + text : text
        }
        return digits.joined() + (end < span.byteCount ? "…" : "")
    }
}
