/// One cost, as measured in several equal rounds.
struct CalibrationRow {
    /// What was measured.
    let name: String
    /// One figure per round, in nanoseconds; at least one.
    let rounds: [Double]

    /// The columns' names.
    static let header = line("", "median", "lowest", "highest", "unit")

    /// The row under `header`.
    var text: String {
        let ordered = rounds.sorted()
        let figures = [ordered[ordered.count / 2], ordered[0], ordered[ordered.count - 1]]
        let texts = figures.map { figure in
            let tenths = Int((figure * 10).rounded())
            return "\(tenths / 10).\(tenths % 10)"
        }
        return Self.line(name, texts[0], texts[1], texts[2], "ns")
    }

    private static func line(
        _ name: String, _ median: String, _ lowest: String, _ highest: String, _ unit: String
    ) -> String {
        let figures = [median, lowest, highest].map { text in
            String(repeating: " ", count: max(11 - text.count, 1)) + text
        }
        let padding = String(repeating: " ", count: max(36 - name.count, 1))
        return "\(name)\(padding)\(figures.joined())  \(unit)\n"
    }
}
