import Testing

@testable import Reporting

@Suite("Text")
struct TextTests {
    @Test("a table's columns are as wide as their widest cell, without blanks at the ends")
    func table() {
        var table = TextTable(columns: [("name", .left), ("µs", .right), ("note", .left)])
        table.add(["a", "1.5", ""])
        table.add(["longer", "12", "x"])
        #expect(table.text() == "  name     µs  note\n  a       1.5\n  longer   12  x\n")
    }

    @Test("a field of CSV is quoted where RFC 4180 wants it")
    func csv() {
        var file = CSVText(header: ["a", "b"])
        file.add(["plain", "with,comma"])
        file.add(["say \"hi\"", "two\r\nlines"])
        #expect(
            file.text == "a,b\r\nplain,\"with,comma\"\r\n\"say \"\"hi\"\"\",\"two\r\nlines\"\r\n")
    }

    @Test(
        "a number of CSV is plain, and empty when it is none",
        arguments: [
            (1.5, "1.5"), (3, "3"), (nil, ""), (.nan, ""), (-.infinity, ""), (0, "0"),
            (1e12, "1000000000000"),
        ] as [(Double?, String)])
    func csvNumber(value: Double?, text: String) {
        #expect(CSVText.number(value) == text)
    }

    @Test("words wrap at blanks, and a long word keeps its line")
    func wrapping() {
        #expect("one two three".wrapped(width: 7) == ["one two", "three"])
        #expect("a incomprehensible b".wrapped(width: 4) == ["a", "incomprehensible", "b"])
        #expect("".wrapped(width: 4) == [])
    }

    @Test(
        "moments become dates",
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"), (1_709_251_200, "2024-03-01T00:00:00Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"), (1_795_221_780, "2026-11-21T00:43:00Z"),
        ] as [(UInt64, String)])
    func dates(seconds: UInt64, text: String) {
        #expect(UTCTime(unixNanoseconds: seconds * 1_000_000_000).text == text)
    }

    @Test("a workload's digest is FNV-1a with its published vectors")
    func digest() {
        #expect(Manifest.digest(of: "") == "fnv1a64:cbf29ce484222325")
        #expect(Manifest.digest(of: "a") == "fnv1a64:af63dc4c8601ec8c")
        #expect(Manifest.digest(of: "foobar") == "fnv1a64:85944171f73967e8")
    }
}
