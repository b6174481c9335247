/// An info command taken apart: `name`, `name/argument/argument` or `name:key=value;key=value`.
struct InfoCommand: Hashable {
    /// A parameter of a command, as written.
    struct Parameter: Hashable {
        var key: String
        var value: String
    }

    /// What to do or tell.
    let name: String
    /// What stands between the slashes.
    let arguments: [String]
    /// What stands between the semicolons.
    let parameters: [Parameter]

    /// A command read from a line without its end.
    init(_ line: String) {
        let end = line.firstIndex { $0 == "/" || $0 == ":" } ?? line.endIndex
        name = String(line[..<end])
        guard end < line.endIndex else {
            arguments = []
            parameters = []
            return
        }
        let rest = line[line.index(after: end)...]
        if line[end] == "/" {
            arguments = rest.split(separator: "/", omittingEmptySubsequences: false)
                .map(String.init)
            parameters = []
        } else {
            arguments = []
            parameters = rest.split(separator: ";").map { pair in
                let parts = pair.split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return Parameter(
                    key: String(parts[0]), value: parts.count > 1 ? String(parts[1]) : "")
            }
        }
    }

    /// The value of the first parameter called one of `keys`: new and old names of one thing.
    func value(_ keys: String...) -> String? {
        parameters.first { keys.contains($0.key) }?.value
    }
}
