/// Chooses and writes the keys of one keyspace; specialised for its distribution and format.
struct KeyspaceKeys<Chooser: KeyChooser, Writer: KeyWriter> {
    private let keyspace: UInt8
    private let hitRatio: Double?
    private var chooser: Chooser
    private let changer: KeyChanger
    private let writer: Writer
    private var keys: WorkerKeys

    /// The keys of keyspace `index` of the plan.
    init(_ parts: SourceParts, _ index: Int, chooser: Chooser, writer: Writer) {
        keyspace = UInt8(index)
        hitRatio = parts.plan.keyspaces[index].hitRatio
        self.chooser = chooser
        changer = KeyChanger(parts, index)
        self.writer = writer
        keys = parts.keys(index)
    }

    /// Chooses the keys of those of `choices` that are for this keyspace.
    @inline(__always)
    mutating func choose(_ choices: KeyChoices) {
        for index in 0..<choices.count where choices[index].keyspace == keyspace {
            choices[index].key = key(index, choices)
        }
        for index in 0..<choices.count where choices[index].keyspace == keyspace {
            choices[index].word = writer.word(choices[index].key)
        }
    }

    @inline(__always)
    private mutating func key(_ index: Int, _ choices: KeyChoices) -> UInt64 {
        let choice = choices[index]
        if choice.kind == .insert {
            defer { chooser.didInsert(keys) }
            return keys.insertNext()
        }
        // A fill is for the key of the read before it.
        if choice.kind == .fill { return choices[index - 1].key }
        if let hitRatio, choice.kind.isRead {
            var random = choice.draws[.hits]
            if random.unit() >= hitRatio { return WorkerKeys.absent(for: choice) }
        }
        var random = choice.draws[.keys]
        let drawn = chooser.next(keys, operation: choice.number, using: &random)
        return changer.isNeeded ? changer.key(drawn, choice) : drawn
    }

    /// Writes the bytes of the chosen keys into `batch`, whose entries are those of `choices`.
    @inline(__always)
    func write(_ choices: KeyChoices, into batch: OperationBatch) {
        for index in 0..<choices.count where choices[index].keyspace == keyspace {
            let word = choices[index].word
            batch.setKey(at: index) { space in writer.write(word, into: &space) }
        }
    }
}

extension WorkerKeys {
    /// A key that never existed and that no other operation is for: above all that are inserted.
    fileprivate static func absent(for choice: KeyChoices.Choice) -> UInt64 {
        // The root tells members of a batch, which share their operation's number, apart.
        1 << 62 | choice.root >> 2
    }
}

extension OperationKind {
    /// Whether operations of this kind only ask for records.
    fileprivate var isRead: Bool { self == .read || self == .exists || self == .batchRead }
}

/// The two passes over one keyspace's keys, as closures.
///
/// A closure holds the specialised code: methods of a generic class would be called unspecialised
/// through a protocol, at twice the cost per operation.
struct KeyspacePasses {
    /// Chooses keys.
    let choose: (KeyChoices) -> Void
    /// Writes their bytes.
    let write: (KeyChoices, OperationBatch) -> Void

    @inline(__always)
    init(_ initial: KeyspaceKeys<some KeyChooser, some KeyWriter>) {
        var keys = initial
        choose = { choices in keys.choose(choices) }
        write = { choices, batch in initial.write(choices, into: batch) }
    }
}
