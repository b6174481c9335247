public import Platform

/// One request, without its bytes: those are in the batch that carries it.
@frozen
public struct Operation: Sendable, BitwiseCopyable {
    /// When the schedule wants it to start, since the phase's start.
    ///
    /// Zero in a closed loop.
    public var intendedStart: Nanoseconds
    /// The logical number of the key, from 0.
    ///
    /// A trace numbers its distinct keys by appearance.
    public var keyIndex: UInt64
    /// What picks the bytes of the values from the value pool.
    public var valueSeed: UInt32
    /// Seconds to live, or 0 for the namespace's default.
    public var ttlSeconds: UInt32
    /// How many records a scan reads; 0 for every other kind.
    public var scanRecordCount: UInt32
    /// What to do.
    public var kind: OperationKind
    /// The one bin to read or write, or `Operation.allBins`.
    public var bin: UInt16

    /// The value of `bin` that means all of them.
    @inlinable
    public static var allBins: UInt16 { .max }

    /// An operation; everything but the kind and the key has a neutral default.
    @inlinable
    public init(
        kind: OperationKind, keyIndex: UInt64, intendedStart: Nanoseconds = Nanoseconds(0),
        bin: UInt16 = Operation.allBins, valueSeed: UInt32 = 0, ttlSeconds: UInt32 = 0,
        scanRecordCount: UInt32 = 0
    ) {
        self.intendedStart = intendedStart
        self.keyIndex = keyIndex
        self.valueSeed = valueSeed
        self.ttlSeconds = ttlSeconds
        self.scanRecordCount = scanRecordCount
        self.kind = kind
        self.bin = bin
    }
}
