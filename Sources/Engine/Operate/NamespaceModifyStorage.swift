/// Operations of one step.
///
/// Each is an operate with one step and behaves like it.
extension Namespace {
    /// Adds to the integer in a bin; an absent one counts as 0, and the sum wraps round.
    ///
    /// - Parameters:
    ///   - digest: which record; created when it is absent.
    ///   - bin: which bin.
    ///   - integer: what to add.
    ///   - policy: under which conditions.
    ///   - buffer: what to work in.
    /// - Returns: `written`, or why the record is as it was.
    public func add(
        _ digest: Digest, _ bin: BinID, integer: Int64, policy: WritePolicy = WritePolicy(),
        with buffer: OperateBuffer
    ) -> WriteResult {
        perform(digest, policy, buffer) { $0.add(bin, integer: integer) }
    }

    /// Adds to the double in a bin; an absent one counts as 0.
    ///
    /// - Parameters:
    ///   - digest: which record; created when it is absent.
    ///   - bin: which bin.
    ///   - double: what to add.
    ///   - policy: under which conditions.
    ///   - buffer: what to work in.
    /// - Returns: `written`, or why the record is as it was.
    public func add(
        _ digest: Digest, _ bin: BinID, double: Double, policy: WritePolicy = WritePolicy(),
        with buffer: OperateBuffer
    ) -> WriteResult {
        perform(digest, policy, buffer) { $0.add(bin, double: double) }
    }

    /// Adds text or bytes behind those in a bin; an absent one counts as empty.
    ///
    /// - Parameters:
    ///   - digest: which record; created when it is absent.
    ///   - bin: which bin.
    ///   - type: `string` or `blob`, which the bin must be too; traps for any other.
    ///   - bytes: what to add.
    ///   - policy: under which conditions.
    ///   - buffer: what to work in.
    /// - Returns: `written`, or why the record is as it was.
    public func append(
        _ digest: Digest, _ bin: BinID, _ type: BinType, _ bytes: RawSpan,
        policy: WritePolicy = WritePolicy(), with buffer: OperateBuffer
    ) -> WriteResult {
        precondition(type == .string || type == .blob, "nothing can be appended to a \(type)")
        return perform(digest, policy, buffer) { $0.pack(.append, bin, type, bytes) }
    }

    /// Puts text or bytes before those in a bin; an absent one counts as empty.
    ///
    /// - Parameters:
    ///   - digest: which record; created when it is absent.
    ///   - bin: which bin.
    ///   - type: `string` or `blob`, which the bin must be too; traps for any other.
    ///   - bytes: what to put first.
    ///   - policy: under which conditions.
    ///   - buffer: what to work in.
    /// - Returns: `written`, or why the record is as it was.
    public func prepend(
        _ digest: Digest, _ bin: BinID, _ type: BinType, _ bytes: RawSpan,
        policy: WritePolicy = WritePolicy(), with buffer: OperateBuffer
    ) -> WriteResult {
        precondition(type == .string || type == .blob, "nothing can be put before a \(type)")
        return perform(digest, policy, buffer) { $0.pack(.prepend, bin, type, bytes) }
    }

    /// Renews the void time of a record and counts its generation up.
    ///
    /// - Parameters:
    ///   - digest: which record.
    ///   - policy: under which conditions, and the new time to live.
    ///   - buffer: what to work in.
    /// - Returns: `written`, or why the record is as it was.
    public func touch(
        _ digest: Digest, policy: WritePolicy = WritePolicy(), with buffer: OperateBuffer
    ) -> WriteResult {
        perform(digest, policy, buffer) { $0.touch() }
    }

    /// Takes a bin out of a record; a record whose last bin goes is deleted.
    ///
    /// - Parameters:
    ///   - digest: which record.
    ///   - bin: which bin; when the record lacks it, only the generation changes.
    ///   - policy: under which conditions.
    ///   - buffer: what to work in.
    /// - Returns: `written`, or why the record is as it was.
    public func deleteBin(
        _ digest: Digest, _ bin: BinID, policy: WritePolicy = WritePolicy(),
        with buffer: OperateBuffer
    ) -> WriteResult {
        perform(digest, policy, buffer) { $0.deleteBin(bin) }
    }

    @inline(__always)
    private func perform(
        _ digest: Digest, _ policy: WritePolicy, _ buffer: OperateBuffer,
        _ prepare: (StepList) -> Void
    ) -> WriteResult {
        buffer.single.removeAll()
        prepare(buffer.single)
        return operate(digest, buffer.single, policy: policy, with: buffer)
    }
}
