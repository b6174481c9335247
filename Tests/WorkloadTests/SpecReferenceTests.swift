import Foundation
import TestSupport
import Testing

@testable import Workload

@Suite("The reference of the language")
struct SpecReferenceTests {
    private static let begin = "<!-- every key, from the table that the reader reads by -->\n"
    private static let end = "<!-- end of every key -->\n"

    @Test("every key that the reader knows is on the page, as its table has it")
    func complete() throws {
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Sources/Workload/Workload.docc/SpecReference.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        let begin = try #require(text.range(of: Self.begin))
        let end = try #require(text.range(of: Self.end))
        let written = text[begin.upperBound..<end.lowerBound]
        let expected = SpecReferencePage.tables()
        if ProcessInfo.processInfo.environment["SPIKEBENCH_GOLDENS"] == "write" {
            let changed = text.replacingCharacters(
                in: begin.upperBound..<end.lowerBound, with: expected)
            try changed.write(to: page, atomically: true, encoding: .utf8)
            return
        }
        #expect(written == expected, "scripts/goldens writes the tables anew")
    }
}
