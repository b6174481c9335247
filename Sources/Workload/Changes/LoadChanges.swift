internal import Platform

/// What happens to the keys and their records in the course of a phase.
///
/// An open loop places it by time: by the intended start of an operation. A closed loop has no
/// schedule, so there it is placed by how many operations come before it, over all workers. Either
/// way the stream of operations depends on nothing that a run decides.
///
/// Thread safety: a value.
public struct LoadChanges: Hashable, Sendable {
    /// The changes, in the order written; no two of one kind overlap.
    public var all: [LoadChange]

    /// Some changes, or none.
    public init(_ all: [LoadChange] = []) {
        self.all = all
    }

    /// A mark for each.
    var marks: [LoadMark] { all.map(\.mark) }
}

/// One thing that happens to the keys or their records, and when.
public struct LoadChange: Hashable, Sendable {
    /// What happens.
    public enum Kind: Hashable, Sendable {
        /// Popularity moves along the keys, this many per second, or per operation where it is
        /// placed by operations; it stays where it has come to.
        case drift(keysPerUnit: Double)
        /// Other keys become the popular ones: all move by this share of the keys, from then on.
        case shift(share: Double)
        /// A share of the operations goes to a few keys, which are not the popular ones.
        case storm(share: Double, keyCount: UInt64)
        /// All writes get the same end of life: so many seconds after the change has ended; where
        /// it is placed by operations, so many seconds after each write.
        case ttlStorm(seconds: UInt32)
        /// The keys in use grow from a share of all to all of them.
        case growth(fromShare: Double)

        /// The word for it in workload files.
        public var name: String {
            switch self {
            case .drift: "drift"
            case .shift: "shift"
            case .storm: "storm"
            case .ttlStorm: "ttlStorm"
            case .growth: "growth"
            }
        }
    }

    /// What happens.
    public var kind: Kind
    /// From when to when; the same twice for a shift, which takes no time.
    public var span: LoadMark.Span

    /// Something that happens in `span`.
    public init(_ kind: Kind, _ span: LoadMark.Span) {
        self.kind = kind
        self.span = span
    }

    var mark: LoadMark { LoadMark(span, label) }

    /// What it is, in a few words: `storm 50 % on 1 key`.
    public var label: String {
        switch kind {
        case .drift(let keys):
            "drift \(LoadText.scaled(keys)) keys/" + (span.isTimed ? "s" : "operation")
        case .shift: "working-set shift"
        case .storm(let share, let count):
            "storm \(LoadText.scaled(share * 100)) % on \(count) key" + (count == 1 ? "" : "s")
        case .ttlStorm: "TTL storm"
        case .growth: "growth"
        }
    }
}

extension LoadMark.Span {
    /// Whether it is placed by time.
    var isTimed: Bool { if case .time = self { true } else { false } }
}
