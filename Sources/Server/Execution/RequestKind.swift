/// What a request asked for, as far as counts and latencies are kept apart.
public enum RequestKind: UInt8, CaseIterable, Hashable, Sendable {
    /// One record, or what is known of it.
    case read
    /// Bins of one record set or removed.
    case write
    /// One record removed.
    case delete
    /// One record's time to live renewed.
    case touch
    /// One record changed by what was in it, or changed and read.
    case operate
    /// One record given to a script.
    case script
    /// Rows of any of the kinds above.
    case batch
    /// Records of a set or namespace returned.
    case scan
    /// Records found by an index.
    case query
    /// Records of a set or namespace changed behind the answer.
    case backgroundWrite
    /// A message that is none of these.
    case malformed

    /// The name for statistics: lower case, words joined by hyphens.
    public var name: String {
        switch self {
        case .read: "read"
        case .write: "write"
        case .delete: "delete"
        case .touch: "touch"
        case .operate: "operate"
        case .script: "script"
        case .batch: "batch"
        case .scan: "scan"
        case .query: "query"
        case .backgroundWrite: "background-write"
        case .malformed: "malformed"
        }
    }
}
