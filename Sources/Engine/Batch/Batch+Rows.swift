/// Adding rows; each method returns the row's number, from 0 on.
extension Batch {
    /// Reads all bins of a record.
    ///
    /// - Parameters:
    ///   - digest: which record.
    ///   - set: the set that the record must be in; none is not checked.
    /// - Returns: the row's number.
    @discardableResult
    @inline(__always)
    public func read(_ digest: Digest, set: SetID = .none) -> Int {
        append(.read, digest, WritePolicy(set: set))
    }

    /// Reads those bins of a record that are asked for and exist.
    ///
    /// - Parameters:
    ///   - digest: which record.
    ///   - bins: which bins.
    ///   - set: the set that the record must be in; none is not checked.
    /// - Returns: the row's number.
    @discardableResult
    public func read(_ digest: Digest, bins: Span<BinID>, set: SetID = .none) -> Int {
        append(digest, bins, WritePolicy(set: set))
    }

    /// Reads generation and void time of a record.
    @discardableResult
    public func readMetadata(_ digest: Digest) -> Int {
        append(.readMetadata, digest, WritePolicy())
    }

    /// Writes a whole record: its bins become those of the draft.
    ///
    /// - Parameters:
    ///   - digest: which record.
    ///   - draft: its bins.
    ///   - policy: under which conditions.
    /// - Returns: the row's number.
    @discardableResult
    @inline(__always)
    public func put(
        _ digest: Digest, _ draft: RecordDraft, policy: WritePolicy = WritePolicy()
    ) -> Int {
        append(digest, draft.image, policy)
    }

    /// Writes some bins of a record: its other bins stay, unless the policy replaces them.
    ///
    /// - Parameters:
    ///   - digest: which record.
    ///   - draft: the bins to write.
    ///   - policy: under which conditions.
    /// - Returns: the row's number.
    @discardableResult
    public func update(
        _ digest: Digest, _ draft: RecordDraft, policy: WritePolicy = WritePolicy()
    ) -> Int {
        let steps = buffer.single
        steps.removeAll()
        steps.write(draft)
        return append(digest, steps.packed, policy)
    }

    /// Performs steps on a record; see ``Namespace/operate(_:_:policy:with:)``.
    ///
    /// - Parameters:
    ///   - digest: which record.
    ///   - steps: what to do.
    ///   - policy: under which conditions.
    /// - Returns: the row's number.
    @discardableResult
    @inline(__always)
    public func operate(
        _ digest: Digest, _ steps: StepList, policy: WritePolicy = WritePolicy()
    ) -> Int {
        append(digest, steps.packed, policy)
    }

    /// Removes a record; see ``Namespace/delete(_:policy:key:)``.
    ///
    /// - Parameters:
    ///   - digest: which record.
    ///   - policy: the generation and set that the record must have.
    /// - Returns: the row's number.
    @discardableResult
    public func delete(_ digest: Digest, policy: WritePolicy = WritePolicy()) -> Int {
        append(.delete, digest, policy)
    }

    /// The value of a bin that the row at `index` read; nil when it read none.
    ///
    /// Allocates for text, blobs and containers: a convenience, not for the inner loop.
    public func value(_ bin: BinID, at index: Int) -> Value? {
        var found: Value?
        forEachBin(at: index) { other, type, bytes in
            if other == bin { found = try? Value(bytes, type: type) }
        }
        return found
    }
}
