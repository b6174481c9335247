import TestSupport
import Testing
import Workload

@testable import Reporting

@Suite("Plots of keyspaces")
struct KeyspacePlotTests {
    private func plan(_ keyspaces: String) throws -> Plan {
        try Plan(
            yaml: keyspaces + "\nphases: {measure: {operations: 10}}\n", file: "a.yaml", name: "a")
    }

    private func text(_ plan: Plan) -> String {
        KeyspacePlot.all(of: plan).map { $0.text(style: .plain) }.joined()
    }

    @Test("two tenants: skewed keys with sizes that vary, even keys with one size")
    func tenants() throws {
        let plan = try plan(
            """
            keyspaces:
              items:
                keys: {count: 1M, distribution: {zipf: {exponent: 1.2}}}
                record: {values: facebookETC}
                operations: {read: 1}
              names:
                keys: {count: 500}
                record: {values: 64B}
                operations: {read: 1}
            """)
        try expectGolden(text(plan), "plot-tenants.txt")
    }

    @Test("sizes: narrow ones, a table, and bins without sizes")
    func sizes() throws {
        let bins = ["{uniform: {from: 100B, to: 104B}}", "{table: {2B: 1, 1MiB: 3}}"]
        var pages = try bins.map { values in
            try text(
                plan(
                    "keys: {count: 10k}\nrecord: {values: \(values)}\noperations: {read: 1}"))
        }
        pages.append(
            try text(
                plan(
                    "keys: {count: 1}\nrecord: {bins: {visits: integer}}\noperations: {read: 1}")))
        try expectGolden(pages.joined(separator: "--\n"), "plot-sizes.txt")
    }

    @Test(
        "every named workload's plots are in 80 columns and their shares add up",
        arguments: NamedWorkloads.all.map(\.name))
    func named(name: String) throws {
        let plots = try KeyspacePlot.all(of: Plan.named(name))
        #expect(!plots.isEmpty)
        for plot in plots {
            let widest = plot.text(style: .plain).split(separator: "\n").map(\.count).max() ?? 0
            #expect(widest <= 80)
            let shares = plot.popularity.map(\.operationShare)
            #expect(shares == shares.sorted() && (shares.last ?? 0) <= 1)
            guard !plot.sizes.isEmpty else { continue }
            #expect(abs(plot.sizes.reduce(0) { $0 + $1.share } - 1) < 1e-6)
            #expect(plot.sizes.count <= 11)
            for (row, next) in zip(plot.sizes, plot.sizes.dropFirst()) {
                #expect(row.range.upperBound + 1 == next.range.lowerBound)
            }
        }
    }

    @Test("a phase's own distribution is what is shown")
    func phase() throws {
        let plan = try Plan.named(
            "ycsb-c", overrides: ["phases.measure.distribution=uniform"])
        let hottest = KeyspacePlot.all(of: plan).first?.popularity.first
        #expect(abs((hottest?.operationShare ?? 0) - 1e-6) < 1e-12)
    }

    @Test("a bar is as long as its share, to an eighth of a column")
    func bar() {
        #expect(TextBar.text(0) == "")
        #expect(TextBar.text(0.000_001) == "▏")
        #expect(TextBar.text(1) == String(repeating: "█", count: TextBar.width))
        #expect(TextBar.text(2) == TextBar.text(1))
        #expect(TextBar.text(1.5 / Double(TextBar.width)) == "█▌")
    }
}
