/// A piece of a workload file: a scalar, a mapping or a sequence, and where it was written.
struct SpecNode: Hashable, Sendable {
    /// What the piece holds.
    enum Content: Hashable, Sendable {
        /// Text as written, quotes removed.
        case scalar(String)
        /// Keys and values in the order written.
        case mapping([Entry])
        /// Values in the order written.
        case sequence([SpecNode])
    }

    /// A key and its value.
    struct Entry: Hashable, Sendable {
        var key: String
        var keyPlace: WorkloadError.Place
        var value: SpecNode
    }

    /// Where it was written.
    var place: WorkloadError.Place
    /// What it holds.
    var content: Content

    /// What it is, in words.
    var kindName: String {
        switch content {
        case .scalar(let text): text.isEmpty ? "nothing" : text
        case .mapping: "a mapping"
        case .sequence: "a list"
        }
    }
}
