import Foundation
import Testing

@testable import Workload

@Suite("The reference of the language")
struct SpecReferenceTests {
    @Test("every key that the reader knows is on the page")
    func complete() throws {
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Sources/Workload/Workload.docc/SpecReference.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        for (section, keys) in SpecLanguage.sections {
            for key in keys {
                #expect(text.contains("`\(key.name)`"), "\(section).\(key.name)")
            }
        }
        for format in KeyFormat.allCases { #expect(text.contains("`\(format.rawValue)`")) }
    }
}
