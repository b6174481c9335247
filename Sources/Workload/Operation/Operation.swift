public import Platform

/// One request, without its bytes: those are in the batch that carries it.
@frozen
public struct Operation: Sendable, BitwiseCopyable {
    /// When the schedule wants it to start, since the phase's start.
    ///
    /// In a closed loop: for how long the client thinks before it, which most do not.
    public var intendedStart: Nanoseconds
    /// The logical number of the key, from 0.
    ///
    /// A trace numbers its distinct keys by appearance.
    public var keyIndex: UInt64
    /// What picks the bytes of the values from the value pool.
    public var valueSeed: UInt32
    /// Seconds to live, or 0 for the namespace's default.
    public var ttlSeconds: UInt32
    /// How many records a scan reads, 0 for all of the key's partition; 0 for every other kind.
    public var scanRecordCount: UInt32
    /// The bin to read or write, `Operation.allBins` or `Operation.chosenBins`.
    public var bin: UInt16
    /// How many entries of the batch belong to it, itself included.
    ///
    /// Most have one. A batch read or write has one for each key. A read that is filled on a miss
    /// has two: the second is the `fill`.
    public var entryCount: UInt16
    /// What to do.
    public var kind: OperationKind
    /// Which of the plan's keyspaces the key is from.
    public var keyspace: UInt8

    /// The value of `bin` that means all of them.
    @inlinable
    public static var allBins: UInt16 { .max }

    /// The value of `bin` that means those that the workload file names for reads or updates.
    @inlinable
    public static var chosenBins: UInt16 { .max - 1 }

    /// An operation; everything but the kind and the key has a neutral default.
    @inlinable
    public init(
        kind: OperationKind, keyIndex: UInt64, keyspace: UInt8 = 0,
        intendedStart: Nanoseconds = Nanoseconds(0),
        bin: UInt16 = Operation.allBins, valueSeed: UInt32 = 0, ttlSeconds: UInt32 = 0,
        scanRecordCount: UInt32 = 0, entryCount: UInt16 = 1
    ) {
        self.intendedStart = intendedStart
        self.keyIndex = keyIndex
        self.valueSeed = valueSeed
        self.ttlSeconds = ttlSeconds
        self.scanRecordCount = scanRecordCount
        self.bin = bin
        self.entryCount = entryCount
        self.kind = kind
        self.keyspace = keyspace
    }
}
