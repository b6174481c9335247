internal import Platform

/// Calls with names and values, for programs that embed the store.
///
/// They find the names of set and bins and make values of bytes, which takes some hundred
/// nanoseconds and allocations. An inner loop does that once and calls with digests and drafts.
extension Namespace {
    /// Writes a record, which then has these bins and no others.
    ///
    /// - Parameters:
    ///   - key: which record.
    ///   - bins: its bins, at least one.
    ///   - policy: under which conditions, and when it expires; its set is the key's.
    /// - Returns: the record's generation and expiration, without bins.
    /// - Throws: `RecordError` when nothing was written.
    @discardableResult
    public func put(
        _ key: RecordKey, _ bins: [String: Value], policy: WritePolicy = WritePolicy()
    ) throws(RecordError) -> StoredRecord {
        let place = try place(of: key, policy)
        return try StoredRecord(
            written: put(
                place.digest, try draft(of: bins), set: place.policy.set,
                condition: policy.condition, generation: policy.generation,
                timeToLive: policy.timeToLive))
    }

    /// Sets some bins of a record, which keeps its others; makes it if need be.
    ///
    /// - Parameters:
    ///   - key: which record.
    ///   - bins: the bins to set, at least one.
    ///   - policy: under which conditions, and when it expires; its set is the key's.
    /// - Returns: the record's generation and expiration, without bins.
    /// - Throws: `RecordError` when nothing was written.
    @discardableResult
    public func update(
        _ key: RecordKey, _ bins: [String: Value], policy: WritePolicy = WritePolicy()
    ) throws(RecordError) -> StoredRecord {
        let place = try place(of: key, policy)
        return try StoredRecord(
            written: update(
                place.digest, try draft(of: bins), set: place.policy.set,
                condition: policy.condition, generation: policy.generation,
                timeToLive: policy.timeToLive))
    }

    /// Reads a record.
    ///
    /// - Parameter key: which record.
    /// - Returns: the record with all its bins; nil when there is none.
    public func get(_ key: RecordKey) -> StoredRecord? {
        let copy = RecordCopy()
        guard let set = knownSet(key.set),
            case .found(let metadata) = get(digest(of: key.key, set: set), into: copy)
        else { return nil }
        var bins: [String: Value] = [:]
        let names = binNames
        copy.forEachBin { bin, type, bytes in
            bins[names[Int(bin.rawValue)]] = try? Value(bytes, type: type)
        }
        return StoredRecord(bins: bins, metadata)
    }

    /// Performs steps on one record, in order, all or none of them, as one atomic operation.
    ///
    /// - Parameters:
    ///   - key: which record.
    ///   - steps: what to do; reads see what earlier steps wrote.
    ///   - policy: under which conditions, and when it expires; its set is the key's.
    /// - Returns: the record with the bins that were read, each as it was read last.
    /// - Throws: `RecordError` when nothing was done.
    @discardableResult
    public func operate(
        _ key: RecordKey, _ steps: [RecordStep], policy: WritePolicy = WritePolicy()
    ) throws(RecordError) -> StoredRecord {
        let place = try place(of: key, policy)
        let list = StepList()
        for step in steps { try append(step, to: list) }
        let buffer = OperateBuffer()
        var record = try StoredRecord(
            written: operate(place.digest, list, policy: place.policy, with: buffer))
        for index in 0..<buffer.count {
            record.bins[name(of: buffer.bin(at: index))] = buffer.value(at: index)
        }
        return record
    }

    /// Deletes a record.
    ///
    /// - Parameter key: which record.
    /// - Returns: whether there was one.
    @discardableResult
    public func delete(_ key: RecordKey) -> Bool {
        guard let set = knownSet(key.set) else { return false }
        return delete(digest(of: key.key, set: set))
    }

    // MARK: Names and values

    /// The set called `name`, if any record ever was in it: to read adds no sets.
    func knownSet(_ name: String) -> SetID? {
        sets.withLock { $0.knownNumber(of: name) }.map { SetID(rawValue: $0) }
    }

    private func place(
        of key: RecordKey, _ policy: WritePolicy
    ) throws(RecordError) -> (digest: Digest, policy: WritePolicy) {
        do {
            var policy = policy
            policy.set = try set(named: key.set)
            return (digest(of: key.key, set: policy.set), policy)
        } catch {
            throw .invalidName(error)
        }
    }

    private func number(ofBin name: String) throws(RecordError) -> BinID {
        do {
            return try bin(named: name)
        } catch {
            throw .invalidName(error)
        }
    }

    private func draft(of bins: [String: Value]) throws(RecordError) -> RecordDraft {
        let draft = RecordDraft()
        for (name, value) in bins {
            let bin = try number(ofBin: name)
            do {
                try draft.append(bin, value)
            } catch {
                throw .invalidValue(bin: name, error)
            }
        }
        return draft
    }

    private func append(_ step: RecordStep, to list: StepList) throws(RecordError) {
        switch step {
        case .readAll: list.readAll()
        case .touch: list.touch()
        case .read(let name): list.read(try number(ofBin: name))
        case .delete(let name): list.deleteBin(try number(ofBin: name))
        case .write(let name, let value): try append(name, { .write($0, value) }, to: list)
        case .add(let name, let value): try append(name, { .add($0, value) }, to: list)
        case .append(let name, let value): try append(name, { .append($0, value) }, to: list)
        case .prepend(let name, let value): try append(name, { .prepend($0, value) }, to: list)
        }
    }

    private func append(
        _ name: String, _ step: (BinID) -> Step, to list: StepList
    ) throws(RecordError) {
        let bin = try number(ofBin: name)
        do {
            try list.append(step(bin))
        } catch {
            throw .invalidValue(bin: name, error)
        }
    }
}

extension StoredRecord {
    /// What a write left; its bins are not read.
    fileprivate init(written result: WriteResult) throws(RecordError) {
        switch result {
        case .written(let metadata), .read(let metadata): self.init(bins: [:], metadata)
        default: throw .refused(result)
        }
    }
}
