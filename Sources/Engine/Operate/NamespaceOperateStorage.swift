extension Namespace {
    /// Performs steps on one record in order, all or none of them, as one atomic operation.
    ///
    /// Reads see what earlier steps of the call wrote. A record of which no bin is left is deleted;
    /// the result is then `written` with generation 0. Steps that only read are not subject to the
    /// policy but for its set.
    ///
    /// - Parameters:
    ///   - digest: which record.
    ///   - steps: what to do, at most ``StepList/stepLimit`` steps.
    ///   - policy: under which conditions.
    ///   - buffer: takes what steps read, in place of what it had.
    /// - Returns: `written`, or `read` when the steps only read; else why the record is as it was.
    public func operate(
        _ digest: Digest, _ steps: StepList, policy: WritePolicy = WritePolicy(),
        with buffer: OperateBuffer
    ) -> WriteResult {
        buffer.removeAll()
        return operate(digest, steps.packed, policy, buffer)
    }

    /// The same behind what the buffer has already.
    func operate(
        _ digest: Digest, _ steps: PackedSteps, _ policy: WritePolicy, _ buffer: OperateBuffer
    ) -> WriteResult {
        let facts = steps.facts
        guard facts.count > 0 && facts.count <= StepList.stepLimit else { return .badStepCount }
        if facts.readsAllTwice { return .conflictingSteps }
        if policy.condition.replaces && !facts.kinds.isDisjoint(with: .needOldRecord) {
            return .conflictingSteps
        }
        return withRoom(digest, byteCount: facts.growthByteCount) {
            operateOnce(digest, steps, policy, buffer)
        }
    }

    /// The same where the steps go together, as far as there is memory.
    private func operateOnce(
        _ digest: Digest, _ steps: PackedSteps, _ policy: WritePolicy, _ buffer: OperateBuffer
    ) -> WriteResult {
        let mark = buffer.mark
        while true {
            let step =
                steps.facts.onlyRead
                ? attemptRead(digest, steps, policy, buffer)
                : attemptWrite(digest, steps, policy, buffer)
            switch step {
            case .done(let result):
                return result
            case .failed(let result):
                buffer.remove(after: mark)
                return result
            case .needsResultRoom(let byteCount):
                let hasRoom = buffer.reserve(byteCount)
                buffer.remove(after: mark)
                if !hasRoom { return .resultsTooBig }
            case .needsScratch(let byteCount):
                buffer.reserveScratch(byteCount)
            }
        }
    }

    /// Steps that only read, performed on a copy of the record.
    private func attemptRead(
        _ digest: Digest, _ steps: PackedSteps, _ policy: WritePolicy, _ buffer: OperateBuffer
    ) -> OperateAttempt {
        let copy = buffer.copy
        let result = get(digest, into: copy)
        guard case .found(let metadata) = result else { return .failed(result.asResult) }
        if policy.forbids(set: copy.set) { return .failed(.wrongSet) }
        var offset = 0
        var number = 0
        while offset < steps.byteCount {
            let step = unsafe steps.step(at: offset)
            if let needed = unsafe buffer.append(step, number: number, of: copy.bins) {
                return .needsResultRoom(needed)
            }
            unsafe offset &+= step.byteCount
            number &+= 1
        }
        return .done(.read(metadata))
    }

    /// One attempt under the stripe, which ends when there is no room to go on.
    private func attemptWrite(
        _ digest: Digest, _ steps: PackedSteps, _ policy: WritePolicy, _ buffer: OperateBuffer
    ) -> OperateAttempt {
        let tableIndex = stripes.tableIndex(of: digest.orderKey)
        let spot = RecordSpot(
            stripes.table(at: tableIndex), stripes.stripe(ofTable: tableIndex),
            arena: heap.arena(ofTable: tableIndex))
        spot.table.prefetch(digest.orderKey)
        spot.stripe.acquire()
        defer { spot.stripe.release() }
        let now = clock.now
        let found = locate(digest, spot, now: now)
        let isTouch = steps.facts.kinds.contains(StepKinds(.touch))
        if let refusal = refusal(digest, found, policy, spot.table, needsRecord: isTouch) {
            return .failed(refusal)
        }
        guard let voidTime = voidTime(policy, found, spot.table, now: now) else {
            return .failed(.timeToLiveTooLong)
        }
        // A record keeps the key that it was stored with for as long as it lives.
        let old = policy.condition.replaces ? found.record?.bins.userKey : found.record?.bins
        let growth = steps.facts.growthByteCount
        guard var editor = buffer.editor(old, growth: growth) else {
            return .needsScratch((old?.byteCount ?? 0) + growth)
        }
        if let stop = apply(steps, &editor, buffer) { return stop }
        let stamp = WriteStamp(now: now, voidTime: voidTime)
        return place(buffer.image(editor), digest, found, spot, policy.set, stamp)
    }

    /// Performs all steps on `editor`; what stopped it, or nil.
    @inline(__always)
    private func apply(
        _ steps: PackedSteps, _ editor: inout BinEditor, _ buffer: OperateBuffer
    ) -> OperateAttempt? {
        var offset = 0
        var number = 0
        while offset < steps.byteCount {
            let step = unsafe steps.step(at: offset)
            if unsafe step.kind == .read || step.kind == .readAll {
                if let needed = unsafe buffer.append(step, number: number, of: editor.bins) {
                    return .needsResultRoom(needed)
                }
            } else if unsafe !editor.apply(step) {
                return unsafe .failed(
                    step.kind == .storeKey ? .keyMismatch : .incompatibleType(step: number))
            }
            unsafe offset &+= step.byteCount
            number &+= 1
        }
        return nil
    }

    /// Gives the record the bins that all steps left; the stripe is held.
    @inline(__always)
    private func place(
        _ image: RecordImage, _ digest: Digest, _ found: FoundRecord, _ spot: RecordSpot,
        _ set: SetID, _ stamp: WriteStamp
    ) -> OperateAttempt {
        guard let record = found.record else {
            if !image.bins.hasBins { return .failed(absence(of: digest).asResult) }
            return ended(create(digest, image, set, spot, found.place, stamp))
        }
        if !image.bins.hasBins {
            remove(found.place, record, spot.table, spot.stripe)
            return .done(.written(RecordMetadata(generation: 0, voidTime: 0)))
        }
        let target = RecordTarget(
            digest: digest, place: found.place, record: record, spot: spot)
        return ended(replace(image, target, stamp))
    }

    private func ended(_ result: WriteResult) -> OperateAttempt {
        if case .written = result { return .done(result) }
        return .failed(result)
    }
}

/// How an attempt at an operate ended.
private enum OperateAttempt {
    case done(WriteResult)
    case failed(WriteResult)
    /// The next entry has so many bytes.
    case needsResultRoom(Int)
    /// The record and what the steps add have so many bytes.
    case needsScratch(Int)
}
