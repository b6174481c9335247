/// A moment of the calendar in UTC, from nanoseconds since 1970-01-01.
///
/// The calendar is the proleptic Gregorian one; days are turned into dates with Hinnant's
/// `civil_from_days` ("chrono-Compatible Low-Level Date Algorithms", 2013).
struct UTCTime {
    private let date: (year: Int, month: Int, day: Int)
    private let secondOfDay: Int

    init(unixNanoseconds: UInt64) {
        let seconds = Int(unixNanoseconds / 1_000_000_000)
        secondOfDay = seconds % 86_400
        date = Self.date(daysSince1970: seconds / 86_400)
    }

    /// As folder names have it: `20261121T004300Z`.
    var compact: String {
        "\(date.year)\(two(date.month))\(two(date.day))T\(clock(separator: ""))Z"
    }

    /// As ISO 8601 has it: `2026-11-21T00:43:00Z`.
    var text: String {
        "\(date.year)-\(two(date.month))-\(two(date.day))T\(clock(separator: ":"))Z"
    }

    private func clock(separator: String) -> String {
        [secondOfDay / 3_600, secondOfDay / 60 % 60, secondOfDay % 60].map(two)
            .joined(separator: separator)
    }

    private func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

    private static func date(daysSince1970: Int) -> (Int, Int, Int) {
        let shifted = daysSince1970 + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }
}
