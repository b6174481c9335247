@testable import Engine

extension ModelRun {
    /// Up to six steps on one record.
    mutating func operate(_ digest: Digest) throws -> String? {
        let steps = randomSteps()
        let policy = randomPolicy(digest)
        let result = namespace.operate(
            digest, try StepList(steps), policy: policy, with: operateBuffer)
        let reads = (0..<operateBuffer.count).map { read(operateBuffer, $0) }
        return try settleOperate(digest, steps, policy, result, reads)
    }

    private mutating func randomSteps() -> [Step] {
        let count = one(in: 20) ? 0 : Int.random(in: 1...6, using: &random)
        return (0..<count).map { _ in randomStep() }
    }

    private mutating func randomStep() -> Step {
        let bin = pick(bins)
        switch Int.random(in: 0..<16, using: &random) {
        case 0..<3: return .read(bin)
        case 3: return .readAll
        case 4..<7: return .write(bin, randomValue())
        case 7: return .deleteBin(bin)
        case 8, 9: return .add(bin, .integer(Int64.random(in: -5...5, using: &random)))
        case 10: return .add(bin, .double(0.5))
        case 11: return .append(bin, pick([.string("tail"), .blob([1, 2, 3])]))
        case 12: return .prepend(bin, pick([.string("head"), .blob([4, 5])]))
        case 13: return .touch
        case 14: return one(in: 3) ? .deleteRecord : .touch
        default: return .write(bin, .integer(1))
        }
    }

    private func read(_ buffer: OperateBuffer, _ index: Int) -> ModelRead {
        let bytes = bytesOf(buffer.bytes(at: index))
        return ModelRead(
            step: buffer.step(at: index), bin: buffer.bin(at: index),
            value: StoredBin(type: buffer.type(at: index), bytes: bytes))
    }

    private mutating func settleOperate(
        _ digest: Digest, _ steps: [Step], _ policy: WritePolicy, _ result: WriteResult,
        _ reads: [ModelRead]
    ) throws -> String? {
        var expectedReads: [ModelRead] = []
        let fault = try settle(digest, result, "operate \(steps)") { model in
            let expected = try model.operate(digest, steps, policy)
            expectedReads = expected.reads
            return expected.result
        }
        if let fault { return fault }
        return inOrder(reads) == inOrder(expectedReads)
            ? nil : "operate \(steps): read \(reads), not \(expectedReads)"
    }

    /// What one step reads comes in the order of storage, which is nobody's business.
    private func inOrder(_ reads: [ModelRead]) -> [ModelRead] {
        reads.sorted { ($0.step, $0.bin.rawValue) < ($1.step, $1.bin.rawValue) }
    }

    /// One of the operations of a single step.
    mutating func modify(_ digest: Digest) throws -> String? {
        let (bin, policy) = (pick(bins), randomPolicy(digest))
        let step: Step = pick([
            .add(bin, .integer(3)), .add(bin, .double(1.5)), .append(bin, .string("x")),
            .prepend(bin, .blob([7])), .touch, .deleteBin(bin),
        ])
        let result = modify(digest, step, policy)
        return try settle(digest, result, "\(step)") {
            try $0.operate(digest, [step], policy).result
        }
    }

    private func modify(_ digest: Digest, _ step: Step, _ policy: WritePolicy) -> WriteResult {
        let (x, seven) = ([UInt8(ascii: "x")], [UInt8(7)])
        switch step {
        case .add(let bin, .integer(let amount)):
            return namespace.add(digest, bin, integer: amount, policy: policy, with: operateBuffer)
        case .add(let bin, .double(let amount)):
            return namespace.add(digest, bin, double: amount, policy: policy, with: operateBuffer)
        case .append(let bin, _):
            return unsafe namespace.append(
                digest, bin, .string, x.span.bytes, policy: policy, with: operateBuffer)
        case .prepend(let bin, _):
            return unsafe namespace.prepend(
                digest, bin, .blob, seven.span.bytes, policy: policy, with: operateBuffer)
        case .deleteBin(let bin):
            return namespace.deleteBin(digest, bin, policy: policy, with: operateBuffer)
        default: return namespace.touch(digest, policy: policy, with: operateBuffer)
        }
    }

    // MARK: Batches

    private enum Row {
        case read([BinID]?)
        case metadata
        case write([BinID: StoredBin], WritePolicy, isMerge: Bool)
        case operate([Step], WritePolicy)
        case delete(WritePolicy)
    }

    /// Up to 40 rows of any mix; some are about the same record.
    mutating func performBatch() throws -> String? {
        batch.removeAll()
        var rows: [(Digest, Row)] = []
        for _ in 0..<Int.random(in: 0...40, using: &random) {
            let digest = pick(digests)
            rows.append((digest, try addRow(digest)))
        }
        namespace.execute(batch)
        for (index, (digest, row)) in rows.enumerated() {
            if let fault = try settleRow(index, digest, row) { return "row \(index): \(fault)" }
        }
        return nil
    }

    private mutating func addRow(_ digest: Digest) throws -> Row {
        let policy = randomPolicy(digest)
        switch Int.random(in: 0..<8, using: &random) {
        case 0, 1:
            batch.read(digest)
            return .read(nil)
        case 2:
            let some = [pick(bins), pick(bins)]
            batch.read(digest, bins: some.span)
            return .read(some)
        case 3:
            batch.readMetadata(digest)
            return .metadata
        case 4, 5:
            let isMerge = one(in: 2)
            let value = randomValue()
            draft.removeAll()
            try draft.append(bins[0], value)
            if isMerge {
                batch.update(digest, draft, policy: policy)
            } else {
                batch.put(digest, draft, policy: policy)
            }
            return .write([bins[0]: try StoredBin(value)], policy, isMerge: isMerge)
        case 6:
            let steps = randomSteps()
            batch.operate(digest, try StepList(steps), policy: policy)
            return .operate(steps, policy)
        default:
            batch.delete(digest, policy: policy)
            return .delete(policy)
        }
    }

    private mutating func settleRow(_ index: Int, _ digest: Digest, _ row: Row) throws -> String? {
        let result = batch.result(at: index)
        switch row {
        case .read(let some):
            var expected: RecordModel.Entry?
            let fault = settle(digest, result, "read") { model in
                expected = model.meet(digest)
                return expected.map { .read($0.metadata) } ?? model.absence(digest)
            }
            let wanted = expected?.bins.filter { some?.contains($0.key) ?? true } ?? [:]
            var found: [BinID: StoredBin] = [:]
            batch.forEachBin(at: index) { found[$0] = StoredBin(type: $1, bytes: bytesOf($2)) }
            return fault ?? (found == wanted ? nil : "read \(found), not \(wanted)")
        case .metadata:
            return settle(digest, result, "metadata") { model in
                model.meet(digest).map { .read($0.metadata) } ?? model.absence(digest)
            }
        case .write(let bins, let policy, let isMerge):
            return settle(digest, result, "write") {
                $0.write(digest, bins, policy, isMerge: isMerge, checksSet: true)
            }
        case .operate(let steps, let policy):
            let reads = batch.entries(at: index).map { read(batch.buffer, $0) }
            return try settleOperate(digest, steps, policy, result, reads)
        case .delete(let policy):
            return settle(digest, result, "delete") { $0.delete(digest, policy) }
        }
    }
}
