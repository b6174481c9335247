/// Columns of text, each as wide as its widest cell.
struct TextTable {
    /// To which side a column's cells are pushed.
    enum Alignment {
        case left, right
    }

    private let alignments: [Alignment]
    private var rows: [[String]] = []
    private let hasHeader: Bool

    /// A table with a header line.
    ///
    /// - Parameter columns: each column's heading, with its unit, and alignment.
    init(columns: [(heading: String, alignment: Alignment)]) {
        alignments = columns.map(\.alignment)
        rows = [columns.map(\.heading)]
        hasHeader = true
    }

    /// A table without a header line.
    init(alignments: [Alignment]) {
        self.alignments = alignments
        hasHeader = false
    }

    /// Adds a line; it has a cell for each column.
    mutating func add(_ cells: [String]) {
        precondition(cells.count == alignments.count, "a line has a cell for each column")
        rows.append(cells)
    }

    /// The lines, two spaces between columns, no blanks at their ends.
    ///
    /// - Parameters:
    ///   - indent: blanks before each line.
    ///   - style: how the header is set off.
    /// - Returns: lines that all end in a newline.
    func text(indent: Int = 2, style: TextStyle = .plain) -> String {
        let widths = alignments.indices.map { column in
            rows.map { $0[column].count }.max() ?? 0
        }
        var text = ""
        for (number, row) in rows.enumerated() {
            let cells = zip(zip(row, widths), alignments).map { cell, alignment in
                Self.pad(cell.0, to: cell.1, alignment)
            }
            let line = cells.joined(separator: "  ").trimmedEnd
            text += String(repeating: " ", count: indent)
            text += hasHeader && number == 0 ? style.dim(line) : line
            text += "\n"
        }
        return text
    }

    private static func pad(_ cell: String, to width: Int, _ alignment: Alignment) -> String {
        let blanks = String(repeating: " ", count: width - cell.count)
        return alignment == .left ? cell + blanks : blanks + cell
    }
}

extension String {
    /// The text without blanks at its end.
    var trimmedEnd: String {
        var end = endIndex
        while end > startIndex, self[index(before: end)] == " " { end = index(before: end) }
        return String(self[..<end])
    }

    /// The text in lines of at most `width` characters, broken at blanks.
    func wrapped(width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in split(separator: " ") {
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " \(word)"
        }
        if !line.isEmpty { lines.append(line) }
        return lines
    }
}
