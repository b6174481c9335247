internal import Platform

/// The end of a violation's history, drawn with a lane per thread.
///
/// Columns show the order of events, not the time between them.
struct HistoryPicture {
    private struct Bar {
        var lane: Int
        var label: String
        var isCulprit: Bool
        var start = 0
        /// nil while the operation is open.
        var end: Int?
    }

    /// One line per thread.
    private(set) var lines: [String] = []
    /// How many operations it shows.
    let operationCount: Int
    private var width = 0

    /// The picture of as many of the last operations as `columnLimit` columns hold, 20 at most.
    static func largest(
        of violation: LinearizabilityViolation, columnLimit: Int
    ) -> HistoryPicture {
        var count = min(20, violation.history.count)
        while true {
            let picture = HistoryPicture(violation, last: count)
            if picture.width <= columnLimit || count == 1 { return picture }
            count -= 1
        }
    }

    private init(_ violation: LinearizabilityViolation, last count: Int) {
        // The culprit and what ended last, so that what overlaps the culprit comes before the rest.
        let shown = violation.history.sorted { left, right in
            if (left == violation.culprit) != (right == violation.culprit) {
                return right == violation.culprit
            }
            return Self.end(left) < Self.end(right)
        }.suffix(count)
        operationCount = shown.count
        let threads = Set(shown.map(\.thread)).sorted()
        let bars = Self.placed(Array(shown), threads, culprit: violation.culprit)
        let names = threads.map { "  thread \($0)  " }
        let nameWidth = names.map(\.count).max() ?? 0
        let barWidth = bars.map { ($0.end ?? $0.start + $0.label.count + 4) + 1 }.max() ?? 0
        width = nameWidth + barWidth
        for (lane, name) in names.enumerated() {
            let padded = name + String(repeating: " ", count: nameWidth - name.count)
            lines.append(padded + Self.line(bars.filter { $0.lane == lane }, barWidth))
        }
    }

    private static func end(_ operation: RecordedOperation) -> Instant {
        operation.isOpen ? Instant(nanoseconds: .max) : operation.returned
    }

    /// Gives every event a column of its own, in the order of time, and every label its room.
    private static func placed(
        _ operations: [RecordedOperation], _ threads: [Int], culprit: RecordedOperation
    ) -> [Bar] {
        var bars = operations.map { operation in
            Bar(
                lane: threads.firstIndex(of: operation.thread) ?? 0, label: operation.label,
                isCulprit: operation == culprit)
        }
        let moments = operations.enumerated().flatMap { index, operation in
            [(operation.invoked, false, index), (end(operation), true, index)]
        }.sorted { ($0.0, $0.1 ? 1 : 0, $0.2) < ($1.0, $1.1 ? 1 : 0, $1.2) }
        var column = -1
        var free = Array(repeating: 0, count: threads.count)
        for (_, isReturn, index) in moments {
            let (lane, room) = (bars[index].lane, bars[index].label.count + 5)
            if !isReturn {
                column = max(column + 1, free[lane])
                bars[index].start = column
                free[lane] = column + room
            } else if !operations[index].isOpen {
                column = max(column + 1, bars[index].start + room)
                bars[index].end = column
                free[lane] = column + 2
            }
        }
        return bars
    }

    private static func line(_ bars: [Bar], _ width: Int) -> String {
        var characters = Array(repeating: Character(" "), count: width)
        // Open ones first: what the thread did later lies over them.
        for bar in bars.filter({ $0.end == nil }) + bars.filter({ $0.end != nil }) {
            let fill: Character = bar.isCulprit ? "=" : "-"
            for column in bar.start..<(bar.end ?? width) { characters[column] = fill }
            characters[bar.start] = "|"
            if let end = bar.end { characters[end] = "|" }
            for (offset, character) in " \(bar.label) ".enumerated()
            where bar.start + 2 + offset < width {
                characters[bar.start + 2 + offset] = character
            }
        }
        let inkCount = 1 + (characters.lastIndex { $0 != " " } ?? -1)
        return String(characters.prefix(inkCount))
    }
}
