internal import Wire
internal import Workload

/// A keyspace as requests name it: its namespace, its set and its bins, and what is in these.
///
/// An object, because a structure taken out of an array counts a reference for each array in it.
///
/// Thread safety: immutable.
///
/// Safety: `base` points to the bytes of all names, from `init` until `deinit`; a name's bytes are
/// those between two of `ends`, whose last is the number of bytes.
@safe
final class AerospikeKeyspace: @unchecked Sendable {
    /// What each bin holds, in the plan's order.
    let types: [BinType]
    /// The bins that reads, and updates, are for where the plan names them.
    let chosenReadBins: [Int]
    let chosenWriteBins: [Int]
    /// What the digests of its keys begin with.
    let digestBeginning: RIPEMD160
    private let base: UnsafeMutablePointer<UInt8>
    /// Where each name ends: the namespace's, the set's, then those of the bins.
    private let ends: [Int]

    /// A keyspace of the plan, in a namespace.
    init(_ keyspace: Keyspace, namespace: String) {
        types = keyspace.record.bins.map(\.type)
        chosenReadBins = keyspace.record.readBins.chosen
        chosenWriteBins = keyspace.record.updateBins.chosen
        let names = [namespace, keyspace.name] + keyspace.record.bins.map(\.name)
        var bytes: [UInt8] = []
        var ends: [Int] = []
        for name in names {
            bytes += Array(name.utf8)
            ends.append(bytes.count)
        }
        self.ends = ends
        unsafe base = .allocate(capacity: max(bytes.count, 1))
        for (index, byte) in bytes.enumerated() {
            unsafe (base + index).initialize(to: byte)
        }
        digestBeginning = unsafe AerospikeDigest.beginning(
            ofSet: keyspace.name.utf8Span.span.bytes, type: .string)
    }

    deinit {
        unsafe base.deallocate()
    }

    /// How many bins a record has.
    @inline(__always)
    var binCount: Int { types.count }

    /// The namespace's name.
    var namespace: RawSpan {
        @inline(__always)
        @_lifetime(borrow self)
        get { name(0..<ends[0]) }
    }

    /// The set's name.
    var set: RawSpan {
        @inline(__always)
        @_lifetime(borrow self)
        get { name(ends[0]..<ends[1]) }
    }

    /// The name of a bin.
    @inline(__always)
    @_lifetime(borrow self)
    func bin(_ bin: Int) -> RawSpan { name(ends[bin + 1]..<ends[bin + 2]) }

    @inline(__always)
    @_lifetime(borrow self)
    private func name(_ range: Range<Int>) -> RawSpan {
        let span = unsafe RawSpan(_unsafeStart: base + range.lowerBound, byteCount: range.count)
        return unsafe _overrideLifetime(span, borrowing: self)
    }

    /// The digest of a key, as an official client computes it for the same bytes as a string.
    @inline(__always)
    func digest(ofKey key: RawSpan) -> AerospikeDigest {
        AerospikeDigest(ofKey: key, after: digestBeginning)
    }

    /// The bin of this name; answers mostly have the bins in the order in which they were written.
    ///
    /// - Parameters:
    ///   - name: what an answer says.
    ///   - guess: which bin it probably is.
    /// - Returns: its number, nil when the keyspace has no such bin.
    @inline(__always)
    func bin(named name: RawSpan, guess: Int) -> Int? {
        if guess < binCount, bin(guess).equals(name) { return guess }
        return (0..<binCount).first { bin($0).equals(name) }
    }
}
