/// Which bins a scan copies.
public enum ScanBins: Hashable, Sendable {
    /// All.
    case all
    /// None: digest, set, generation and times only.
    case none
    /// These; records that have none of them are passed over.
    case only([BinID])
}

/// Which records a scan takes, and what of them.
public struct ScanSelection: Hashable, Sendable {
    /// Only records of this set; nil for all, those in no set too.
    public var set: SetID?
    /// What is copied of them.
    public var bins: ScanBins

    /// A selection; without arguments everything.
    public init(set: SetID? = nil, bins: ScanBins = .all) {
        self.set = set
        self.bins = bins
    }

    /// Everything.
    public static var all: ScanSelection { ScanSelection() }

    /// Whether it takes records of `set`; touches no record.
    func includes(_ set: SetID) -> Bool { self.set == nil || self.set == set }

    /// Whether `record` has what it asks for.
    func includes(_ record: Record) -> Bool {
        guard case .only(let wanted) = bins else { return true }
        let bins = record.bins
        return wanted.contains { bins.find($0) != nil }
    }
}
