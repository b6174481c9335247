extension StepList {
    // MARK: Reading

    /// Gives a bin as it is at this step; nothing when the record lacks it.
    public func read(_ bin: BinID) { pack(.read, bin) }

    /// Gives all bins as they are at this step; at most once in an operate.
    public func readAll() { pack(.readAll) }

    // MARK: Writing

    /// Sets `bin` to an integer.
    public func write(_ bin: BinID, integer: Int64) {
        pack(.write, bin, .integer, bits: UInt64(bitPattern: integer))
    }

    /// Sets `bin` to a double.
    public func write(_ bin: BinID, double: Double) {
        pack(.write, bin, .double, bits: double.bitPattern)
    }

    /// Sets `bin` to text, given as UTF-8 bytes.
    public func write(_ bin: BinID, string: RawSpan) { pack(.write, bin, .string, string) }

    /// Sets `bin` to any bytes.
    public func write(_ bin: BinID, blob: RawSpan) { pack(.write, bin, .blob, blob) }

    /// Sets `bin` to a value.
    ///
    /// Allocates for text, lists and maps: a convenience, not for the inner loop.
    ///
    /// - Throws: `ValueError` for a value that cannot be stored; the steps are unchanged.
    public func write(_ bin: BinID, _ value: Value) throws(ValueError) {
        try value.withStoredBytes { pack(.write, bin, $0, $1) }
    }

    /// Takes `bin` out; a record whose last bin goes is deleted.
    public func deleteBin(_ bin: BinID) { pack(.deleteBin, bin) }

    /// Takes all bins out; unless later steps write some, the record is deleted.
    public func deleteRecord() { pack(.deleteRecord) }

    /// Renews the void time and counts the generation up, whatever the other steps do.
    public func touch() { pack(.touch) }

    // MARK: Modifying

    /// Adds to the integer in `bin`; an absent one counts as 0, and the sum wraps round.
    public func add(_ bin: BinID, integer: Int64) {
        pack(.add, bin, .integer, bits: UInt64(bitPattern: integer))
    }

    /// Adds to the double in `bin`; an absent one counts as 0.
    public func add(_ bin: BinID, double: Double) {
        pack(.add, bin, .double, bits: double.bitPattern)
    }

    /// Adds text behind that in `bin`; an absent one counts as empty.
    public func append(_ bin: BinID, string: RawSpan) { pack(.append, bin, .string, string) }

    /// Adds bytes behind those in `bin`; an absent one counts as empty.
    public func append(_ bin: BinID, blob: RawSpan) { pack(.append, bin, .blob, blob) }

    /// Puts text before that in `bin`; an absent one counts as empty.
    public func prepend(_ bin: BinID, string: RawSpan) { pack(.prepend, bin, .string, string) }

    /// Puts bytes before those in `bin`; an absent one counts as empty.
    public func prepend(_ bin: BinID, blob: RawSpan) { pack(.prepend, bin, .blob, blob) }
}

/// One step of an operate, for callers that build steps now and then; see ``StepList``.
public enum Step: Hashable, Sendable {
    /// Gives a bin.
    case read(BinID)
    /// Gives all bins.
    case readAll
    /// Sets a bin.
    case write(BinID, Value)
    /// Takes a bin out.
    case deleteBin(BinID)
    /// Adds an integer or double to a bin.
    case add(BinID, Value)
    /// Adds text or bytes behind those in a bin.
    case append(BinID, Value)
    /// Puts text or bytes before those in a bin.
    case prepend(BinID, Value)
    /// Renews void time and generation.
    case touch
    /// Takes all bins out.
    case deleteRecord
}

extension StepList {
    /// Steps from an array.
    ///
    /// - Throws: `ValueError` for a value that cannot be stored, added or appended.
    public convenience init(_ steps: [Step]) throws(ValueError) {
        self.init()
        for step in steps { try append(step) }
    }

    /// Adds a step.
    ///
    /// - Throws: `ValueError` for a value that cannot be stored, added or appended; the steps are
    ///   unchanged.
    public func append(_ step: Step) throws(ValueError) {
        switch step {
        case .read(let bin): read(bin)
        case .readAll: readAll()
        case .write(let bin, let value): try write(bin, value)
        case .deleteBin(let bin): deleteBin(bin)
        case .add(let bin, .integer(let number)): add(bin, integer: number)
        case .add(let bin, .double(let number)): add(bin, double: number)
        case .add: throw .notNumber
        case .append(let bin, let value): try extend(.append, bin, value)
        case .prepend(let bin, let value): try extend(.prepend, bin, value)
        case .touch: touch()
        case .deleteRecord: deleteRecord()
        }
    }

    private func extend(_ kind: StepKind, _ bin: BinID, _ value: Value) throws(ValueError) {
        guard value.binType == .string || value.binType == .blob else { throw .notText }
        try value.withStoredBytes { pack(kind, bin, $0, $1) }
    }
}
