import Testing

@Suite("Tidy")
struct TidyTests {
    /// Read once for all rules.
    private static let files = Result {
        try SourceFile.all(in: "Sources") + SourceFile.all(in: "Tests")
    }

    @Test("the sources keep the house rules", arguments: TidyRules.all.indices)
    func sources(index: Int) throws {
        let rule = TidyRules.all[index]
        let files = try Self.files.get()
        #expect(files.count > 50)
        for finding in files.flatMap(rule.check) {
            Issue.record("\(finding) (\(rule.name))")
        }
    }

    /// One bad sample for each way to break a rule, and one sample close to it that is fine.
    private static let samples: [(rule: Rule, path: String, bad: String, good: String)] = [
        (
            TidyRules.longLines, "Sources/Driver/A.swift", String(repeating: "a", count: 101),
            String(repeating: "ä", count: 100)
        ),
        (
            TidyRules.longFiles, "Sources/Driver/A.swift", String(repeating: "a\n", count: 501),
            String(repeating: "a\n", count: 500)
        ),
        (
            TidyRules.longFunctions, "Sources/Driver/A.swift", function(lineCount: 71),
            function(lineCount: 70)
        ),
        (
            TidyRules.longFunctions, "Sources/Driver/A.swift",
            "func a(\n) {\n" + function(lineCount: 5) + String(repeating: "\n", count: 70) + "}",
            "let a = \"\"\"\nfunc a() {\n" + String(repeating: "\n", count: 80) + "}\n\"\"\""
        ),
        (
            TidyRules.foreignImports, "Sources/Engine/A.swift", "public import Foundation",
            "// import Foundation"
        ),
        (
            TidyRules.foreignImports, "Sources/Measurement/A.swift", "internal import Histogram",
            "internal import CZlib"
        ),
        (
            TidyRules.moduleOrder, "Sources/Workload/A.swift", "internal import Driver",
            "internal import Platform"
        ),
        (TidyRules.moduleOrder, "Sources/Misc/A.swift", "", ""),
        (TidyRules.printing, "Sources/Driver/A.swift", "    print(1)", "let text = \"print(1)\""),
        (
            TidyRules.pointers, "Sources/Driver/A.swift", "let a: UnsafeMutablePointer<Int>",
            "/// An UnsafeMutablePointer is elsewhere."
        ),
        (
            TidyRules.pointers, "Sources/Driver/A.swift", "a.withUnsafeBytes { _ in }",
            "let a = \"\\(b(\"withUnsafeBytes\"))\""
        ),
        (TidyRules.leftovers, "Tests/A.swift", "// TO" + "DO: more", "// a to-do list"),
    ]

    private static func function(lineCount: Int) -> String {
        "func a() {\n" + String(repeating: "if b { \"}\" }\n", count: lineCount - 2) + "}"
    }

    @Test("each rule refuses a bad sample and passes a good one", arguments: samples.indices)
    func rules(index: Int) {
        let sample = Self.samples[index]
        let bad = sample.rule.check(SourceFile(path: sample.path, text: sample.bad))
        #expect(bad.count == 1, "\(sample.rule.name)")
        let isPathBad = sample.bad == sample.good
        let good = sample.rule.check(
            SourceFile(path: isPathBad ? "Sources/Driver/A.swift" : sample.path, text: sample.good))
        #expect(good.isEmpty, "\(sample.rule.name)")
    }
}
