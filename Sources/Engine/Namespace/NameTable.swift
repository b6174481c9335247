/// A name that equals another only when its bytes do, as names on the wire do.
///
/// Strings themselves are equal when they look the same: "é" has two spellings in Unicode.
private struct ExactName: Hashable {
    let text: String

    static func == (left: ExactName, right: ExactName) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    func hash(into hasher: inout Hasher) { text.hash(into: &hasher) }
}

/// Names and their numbers, in order of first use.
struct NameTable {
    private var numbers: [ExactName: UInt16] = [:]
    private(set) var names: [String]
    private let limit: Int

    /// A table whose first numbers belong to `names`, for at most `limit` names in all.
    init(_ names: [String] = [], limit: Int) {
        self.names = names
        self.limit = limit
        for (index, name) in names.enumerated() { numbers[ExactName(text: name)] = UInt16(index) }
    }

    /// The number of `name`, if it has one.
    func knownNumber(of name: String) -> UInt16? { numbers[ExactName(text: name)] }

    /// The number of `name`, a new one if need be; nil when the table is full.
    mutating func number(of name: String) -> (number: UInt16, isNew: Bool)? {
        if let known = numbers[ExactName(text: name)] { return (known, false) }
        guard names.count < limit else { return nil }
        let number = UInt16(names.count)
        names.append(name)
        numbers[ExactName(text: name)] = number
        return (number, true)
    }
}
