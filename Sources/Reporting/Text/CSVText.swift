/// A CSV file as RFC 4180 says: lines end in CR LF, the first is the header, quotes where needed.
struct CSVText {
    /// What was written so far.
    private(set) var text = ""
    private let columnCount: Int

    /// A file whose first line is `header`.
    init(header: [String]) {
        columnCount = header.count
        add(header)
    }

    /// Adds a line; it has a field for each column.
    mutating func add(_ fields: [String]) {
        precondition(fields.count == columnCount, "a line has a field for each column")
        text += fields.map(Self.quoted).joined(separator: ",") + "\r\n"
    }

    /// A number with a point and no exponent where that is possible; empty when it is not finite.
    static func number(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "" }
        if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
        return String(value)
    }

    private static func quoted(_ field: String) -> String {
        let special = field.unicodeScalars.contains { "\",\r\n".unicodeScalars.contains($0) }
        guard special else { return field }
        // By scalar: "\r\n" is one character to Swift, but two to a reader of CSV.
        var text = "\""
        for scalar in field.unicodeScalars {
            text.unicodeScalars.append(scalar)
            if scalar == "\"" { text.unicodeScalars.append(scalar) }
        }
        return text + "\""
    }
}
