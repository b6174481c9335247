/// Names and their numbers, in order of first use.
struct NameTable {
    private var numbers: [String: UInt16] = [:]
    private(set) var names: [String]
    private let limit: Int

    /// A table whose first numbers belong to `names`, for at most `limit` names in all.
    init(_ names: [String] = [], limit: Int) {
        self.names = names
        self.limit = limit
        for (index, name) in names.enumerated() { numbers[name] = UInt16(index) }
    }

    /// The number of `name`, if it has one.
    func knownNumber(of name: String) -> UInt16? { numbers[name] }

    /// The number of `name`, a new one if need be; nil when the table is full.
    mutating func number(of name: String) -> (number: UInt16, isNew: Bool)? {
        if let known = numbers[name] { return (known, false) }
        guard names.count < limit else { return nil }
        let number = UInt16(names.count)
        names.append(name)
        numbers[name] = number
        return (number, true)
    }
}
