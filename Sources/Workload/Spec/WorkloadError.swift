/// What is wrong with a workload file, an override or a trace; where; and what to do.
public struct WorkloadError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where the fault is.
    public enum Place: Hashable, Sendable {
        /// A line of a file, from 1.
        case line(file: String, line: Int)
        /// A file as a whole.
        case file(String)
        /// An option of the command line, as written up to its `=`.
        case option(String)
        /// The name of a workload, as the user gave it.
        case name(String)
    }

    /// What the fault is.
    public enum Reason: Hashable, Sendable {
        /// The key is not one that the reader knows here; `nearest` is the closest one, if close.
        case unknownKey(String, nearest: String?, known: [String])
        /// The key stands twice in one mapping.
        case duplicateKey(String)
        /// The key must be there.
        case missingKey(String)
        /// The value has the wrong form or unit; `expected` says what to write.
        case wrongValue(key: String, found: String, expected: String)
        /// The value is right in form and out of its bounds.
        case outOfBounds(key: String, found: String, bounds: String)
        /// All weights of the mix are zero.
        case noWeight
        /// The key has no place here.
        case notAllowed(key: String, because: String)
        /// There is nothing in the file.
        case empty
        /// The text is not YAML.
        case notYAML(String)
        /// The text is too large, too deep or uses a feature of YAML that workloads do without.
        case unsupportedYAML(String)
        /// An override is not `key=value`.
        case notAnOverride
        /// No workload and no file is called so.
        case unknownWorkload(nearest: String?)
        /// No named workload has the tag.
        case unknownTag(String, nearest: String?, known: [String])
        /// There are workloads with each of these tags, and none with all of them.
        case noCommonWorkload(tags: [String])
        /// The system does not give the file's contents.
        case unreadable(String)
        /// The system does not let a file be written.
        case unwritable(String)
        /// A row of a trace cannot be read.
        case trace(String)
        /// A file of weights is not as it should be.
        case table(String)
    }

    /// Where the fault is.
    public var place: Place
    /// What it is.
    public var reason: Reason

    /// A fault of a kind at a place.
    public init(_ place: Place, _ reason: Reason) {
        self.place = place
        self.reason = reason
    }

    /// `file:line: what; what to do`.
    public var description: String { "\(place): \(reason)" }
}

extension WorkloadError.Place: CustomStringConvertible {
    /// `file:line`, `file`, `--set key` or the workload's name.
    public var description: String {
        switch self {
        case .line(let file, let line): "\(file):\(line)"
        case .file(let file): file
        case .option(let option): option
        case .name(let name): "workload '\(Self.shortened(name))'"
        }
    }

    /// The first characters of a text that may be long.
    static func shortened(_ text: String) -> String {
        let start = text.unicodeScalars.prefix(60).map {
            $0.value < 32 ? " " : String($0)
        }.joined()
        return start.unicodeScalars.count < text.unicodeScalars.count ? start + "…" : start
    }
}

extension WorkloadError.Reason: CustomStringConvertible {
    /// What is wrong; what to do.
    public var description: String {
        switch self {
        case .unknownKey(let key, .some(let nearest), _):
            "unknown key '\(short(key))'; did you mean '\(nearest)'?"
        case .unknownKey(let key, nil, let known):
            "unknown key '\(short(key))'; known here: \(known.joined(separator: ", "))"
        case .duplicateKey(let key):
            "the key '\(short(key))' stands here twice; remove one"
        case .missingKey(let key):
            "'\(key)' is missing; add it"
        case .wrongValue(let key, let found, let expected):
            "'\(short(found))' is no value for '\(key)'; write \(expected)"
        case .outOfBounds(let key, let found, let bounds):
            "'\(key)' is \(short(found)); it must be \(bounds)"
        case .noWeight:
            "all weights are zero; give at least one kind of operation a weight above 0"
        case .notAllowed(let key, let because):
            "'\(key)' has no place here: \(because)"
        case .empty:
            "the file is empty; 'spikebench list' names workloads to start from"
        case .notYAML(let problem):
            "not YAML: \(problem); mind the indentation, colons and brackets"
        case .unsupportedYAML(let problem):
            problem
        case .notAnOverride:
            "not an override; write key=value, for example operations.read=50"
        case .unknownWorkload(.some(let nearest)):
            "no such workload or file; did you mean '\(nearest)'?"
        case .unknownWorkload(nil):
            "no such workload or file; 'spikebench list' shows the names"
        case .unknownTag(let tag, .some(let nearest), _):
            "no workload has the tag '\(short(tag))'; did you mean '\(nearest)'?"
        case .unknownTag(let tag, nil, let known):
            "no workload has the tag '\(short(tag))'; there are: \(known.joined(separator: ", "))"
        case .noCommonWorkload(let tags):
            "no workload has all of the tags \(tags.joined(separator: ", ")); leave one out"
        case .unreadable(let problem):
            "cannot be read: \(problem)"
        case .unwritable(let problem):
            "cannot be written: \(problem)"
        case .trace(let problem), .table(let problem):
            problem
        }
    }

    private func short(_ text: String) -> String { WorkloadError.Place.shortened(text) }
}
