extension Namespace {
    /// How many rows' memory is asked for at once; <doc:Operate> has the measurement.
    private static var groupCount: Int { 16 }

    /// Performs all rows of a batch in their order; the results are then in the batch.
    ///
    /// Before the rows of a group are performed, the index slots and then the records of all of
    /// them are asked for, so that the waits for memory overlap. A batch may be executed again.
    public func execute(_ batch: Batch) {
        batch.buffer.removeAll()
        let count = batch.count
        var start = 0
        while start < count {
            let end = min(start &+ Self.groupCount, count)
            prefetch(batch, start, end)
            var index = start
            while index < end {
                unsafe perform(batch, batch.row(index))
                index &+= 1
            }
            start = end
        }
    }

    @inline(__always)
    private func prefetch(_ batch: Batch, _ start: Int, _ end: Int) {
        var index = start
        while index < end {
            let digest = unsafe batch.row(index).pointee.digest
            prefetchStripe(digest)
            prefetchIndex(digest)
            index &+= 1
        }
        index = start
        while index < end {
            unsafe prefetchRecord(batch.row(index).pointee.digest)
            index &+= 1
        }
    }

    @inline(__always)
    private func perform(_ batch: Batch, _ row: UnsafeMutablePointer<Batch.Row>) {
        switch unsafe row.pointee.kind {
        case .read, .readSome, .readMetadata:
            unsafe read(batch, row)
        case .put:
            let image = unsafe batch.image(of: row.pointee)
            unsafe row.pointee.result = put(row.pointee.digest, image, row.pointee.policy)
        case .operate:
            let steps = unsafe batch.steps(of: row.pointee)
            unsafe row.pointee.outputStart = batch.buffer.count
            unsafe row.pointee.result = operate(
                row.pointee.digest, steps, row.pointee.policy, batch.buffer)
            unsafe row.pointee.outputEnd = batch.buffer.count
        case .delete:
            unsafe row.pointee.result = delete(row.pointee.digest, policy: row.pointee.policy)
        }
    }

    private func put(
        _ digest: Digest, _ image: RecordImage, _ policy: WritePolicy
    ) -> WriteResult {
        write(digest, image, policy, checksSet: true) { target, stamp in
            replace(image, target, stamp)
        }
    }

    @inline(__always)
    private func read(_ batch: Batch, _ row: UnsafeMutablePointer<Batch.Row>) {
        unsafe row.pointee.outputStart = 0
        unsafe row.pointee.outputEnd = 0
        let copy = batch.buffer.copy
        if unsafe row.pointee.kind == .readMetadata {
            unsafe row.pointee.result = metadata(of: row.pointee.digest).asResult
            return
        }
        unsafe row.pointee.result = get(row.pointee.digest, into: copy).asResult
        guard case .read = unsafe row.pointee.result else { return }
        if unsafe row.pointee.policy.forbids(set: copy.set) {
            unsafe row.pointee.result = .wrongSet
            return
        }
        if unsafe row.pointee.kind == .readSome {
            copy.keep { unsafe batch.wants($0, row.pointee) }
        }
        unsafe keep(copy, batch.buffer, row)
    }

    /// Puts what was read behind what other rows read.
    @inline(__always)
    private func keep(
        _ copy: RecordCopy, _ buffer: OperateBuffer, _ row: UnsafeMutablePointer<Batch.Row>
    ) {
        while true {
            if let range = buffer.appendBins(of: copy) {
                unsafe row.pointee.outputStart = range.lowerBound
                unsafe row.pointee.outputEnd = range.upperBound
                return
            }
            if !buffer.reserve(copy.byteCount) {
                unsafe row.pointee.result = .resultsTooBig
                return
            }
        }
    }
}

extension ReadResult {
    /// The same as the result of a row or of steps.
    @inline(__always)
    var asResult: WriteResult {
        switch self {
        case .found(let metadata): .read(metadata)
        case .notFound: .notFound
        case .unavailable: .unavailable
        case .elsewhere: .elsewhere
        }
    }
}
