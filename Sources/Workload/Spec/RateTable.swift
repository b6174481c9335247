internal import Platform

/// A course of a rate, measured: a CSV of seconds and rates per second.
struct RateTable {
    /// The most bytes of a file.
    private static let byteLimit = 8 << 20
    /// The header line, which may be left out.
    private static let header = "seconds,rate"

    /// The rows in order of time, at least two; some rate is above zero.
    let rows: [(seconds: Double, ratePerSecond: Double)]

    /// From the first to the last row.
    var length: Nanoseconds { .seconds(rows[rows.count - 1].seconds - rows[0].seconds) }
    /// The highest rate, per second.
    var peak: Double { rows.reduce(0) { max($0, $1.ratePerSecond) } }

    /// Reads a file.
    ///
    /// - Parameter path: where it is, relative to the working directory.
    /// - Returns: its table.
    /// - Throws: `WorkloadError` with the line of the first fault.
    static func read(_ path: String) throws(WorkloadError) -> RateTable {
        try RateTable(
            String(decoding: try FileBytes.read(path, limit: byteLimit), as: UTF8.self), path)
    }

    /// Reads a file's text.
    init(_ text: String, _ path: String) throws(WorkloadError) {
        var rows: [(seconds: Double, ratePerSecond: Double)] = []
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        for (index, line) in lines.enumerated() {
            if line.isEmpty || (index == 0 && line == Self.header) { continue }
            let place = WorkloadError.Place.line(file: path, line: index + 1)
            let row = try Self.row(line, place)
            if let last = rows.last, row.seconds <= last.seconds {
                throw WorkloadError(
                    place,
                    .outOfBounds(
                        key: "seconds", found: SpecValue.short(row.seconds),
                        bounds: "above \(SpecValue.short(last.seconds)), that of the row before; "
                            + "sort the rows by time"))
            }
            rows.append(row)
        }
        self.rows = rows
        guard rows.count >= 2, length <= .seconds(3.6e6), length >= Nanoseconds(1_000) else {
            throw WorkloadError(
                .file(path),
                .outOfBounds(
                    key: "rows", found: "\(rows.count)",
                    bounds: "at least 2 of 'seconds,rate', over 1us to 1000h"))
        }
        guard peak > 0 else {
            throw WorkloadError(
                .file(path), .outOfBounds(key: "rate", found: "0", bounds: "above 0 in some row"))
        }
    }

    private static func row(
        _ line: Substring, _ place: WorkloadError.Place
    ) throws(WorkloadError) -> (seconds: Double, ratePerSecond: Double) {
        let fields = line.split(separator: ",", omittingEmptySubsequences: false)
        guard fields.count == 2 else {
            throw WorkloadError(
                place,
                .wrongValue(
                    key: "row", found: String(line),
                    expected: "two numbers, 'seconds,rate', for example 3600,1250.5"))
        }
        return (
            try number(fields[0], "seconds", 0...1e12, place),
            try number(fields[1], "rate", 0...1e9, place)
        )
    }

    private static func number(
        _ field: Substring, _ key: String, _ bounds: ClosedRange<Double>,
        _ place: WorkloadError.Place
    ) throws(WorkloadError) -> Double {
        guard let number = Quantity.parse(String(field), units: ["": 1]) else {
            throw WorkloadError(
                place,
                .wrongValue(
                    key: key, found: String(field), expected: "a number, for example 1250.5"))
        }
        guard bounds.contains(number) else {
            throw WorkloadError(
                place,
                .outOfBounds(
                    key: key, found: String(field),
                    bounds: "from 0 to \(SpecValue.short(bounds.upperBound))"))
        }
        return number
    }
}
