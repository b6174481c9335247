import Testing

@testable import Workload

@Suite("Nearest names")
struct NearestNameTests {
    @Test(
        "a likely slip is recognised",
        arguments: [("raed", "read"), ("opdate", "update"), ("readmodifywrite", "readModifyWrite")])
    func slips(word: String, meant: String) {
        #expect(NearestName.find(word, among: OperationKind.allCases.map(\.name)) == meant)
    }

    @Test("something else is not", arguments: ["", "x", "frobnicate"])
    func strangers(word: String) {
        #expect(NearestName.find(word, among: OperationKind.allCases.map(\.name)) == nil)
    }
}
