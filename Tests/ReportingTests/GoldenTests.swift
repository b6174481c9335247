import Driver
import Platform
import TestSupport
import Testing

@testable import Reporting

@Suite("Rendered text")
struct GoldenTests {
    /// The interval log is left out: its compressed bytes differ between versions of zlib.
    @Test("each file of a result", arguments: ResultFile.allCases.filter { $0 != .latencies })
    func files(file: ResultFile) throws {
        try expectGolden(ResultFolder.text(of: file, in: Fixture.run), file.rawValue)
    }

    @Test("the final report of an open loop")
    func openReport() throws {
        try expectGolden(report(Fixture.run).text(), "report-open.txt")
    }

    @Test("the final report of a closed loop with nothing against it")
    func closedReport() throws {
        let run = Fixture.run(Fixture.result(reasons: [], isOpen: false))
        try expectGolden(report(run).text(), "report-closed.txt")
    }

    @Test("the block before a run, with everything to warn of")
    func announcement() throws {
        try expectGolden(announcement(isWorrying: false).text(), "announcement.txt")
        try expectGolden(announcement(isWorrying: true).text(), "announcement-warnings.txt")
    }

    @Test("over a socket, what an operation costs each side, and where the server runs")
    func wire() throws {
        try expectGolden(report(Fixture.wireRun).text(), "report-wire.txt")
        var announcement = announcement(isWorrying: false)
        announcement.plan.workerCount = 1
        announcement.processors = [0]
        announcement.serverProcessors = [1]
        #expect(announcement.text().contains("1, on processor 0; the server on processor 1\n"))
    }

    @Test("the page of a workload and the list of all")
    func workloads() throws {
        let page = PlanPage.text(
            Fixture.plan, parameters: Fixture.parameters, contention: Fixture.contention,
            memoryNeededByteCount: 1_300_000_000,
            memoryAvailableByteCount: 24_552_648_704)
        try expectGolden(page, "describe.txt")
        let list = WorkloadList.text([
            .init(
                name: "ycsb-a", summary: "Session store: half reads, half updates.",
                tags: ["ycsb", "update-heavy"]),
            .init(
                name: "facebook-etc",
                summary: "Facebook's general-purpose pool, in so many words that they need a line "
                    + "more than there is.",
                tags: ["facebook", "cache", "read-mostly"]),
            .init(name: "ycsb-b", summary: "Reads.", tags: ["ycsb", "read-mostly"]),
            .init(name: "mine", summary: "Without tags.", tags: []),
        ])
        try expectGolden(list, "list.txt")
    }

    @Test("the progress line at several widths, and plain")
    func progress() throws {
        var lines = [120, 80, 60, 40, 20].map {
            ProgressLine.text(Fixture.progress(), width: $0)
        }
        lines.append(ProgressLine.text(Fixture.progress(errorCount: 12), width: 120))
        lines.append(
            ProgressLine.text(
                Fixture.progress(errorCount: 1, phaseCount: 1, fractionDone: nil), width: 120))
        lines.append(ProgressLine.plain(Fixture.progress()))
        let marked = Fixture.progress(marks: ["ramp 10k/s → 100k/s", "2 clients"])
        lines.append(ProgressLine.text(marked, width: 160))
        lines.append(ProgressLine.text(marked, width: 100))
        try expectGolden(lines.joined(separator: "\n") + "\n", "progress.txt")
    }

    @Test("a progress line is never wider than the terminal", arguments: 0...130)
    func width(width: Int) {
        let line = ProgressLine.text(Fixture.progress(errorCount: 123_456), width: width)
        #expect(line.count <= width)
    }

    @Test("colour decorates and does not change the words")
    func colour() {
        let report = report(Fixture.run)
        let announcement = announcement(isWorrying: true)
        #expect(strip(report.text(style: .colour)) == report.text())
        #expect(report.text(style: .colour) != report.text())
        #expect(strip(announcement.text(style: .colour)) == announcement.text())
        let progress = Fixture.progress(errorCount: 3)
        #expect(
            strip(ProgressLine.text(progress, width: 90, style: .colour))
                == ProgressLine.text(progress, width: 90))
    }

    private func report(_ run: CompletedRun) -> FinalReport {
        FinalReport(
            summary: run.summary, manifest: run.manifest,
            resultPath: "Results/20261121T004300Z-ycsb-b-engine")
    }

    private func announcement(isWorrying: Bool) -> RunAnnouncement {
        var environment = Fixture.environment
        environment.isDebugBuild = isWorrying
        var plan = Fixture.plan
        if isWorrying {
            plan.workerCount = 3
            environment.governor = "powersave"
            environment.memoryAvailableByteCount = 1_000_000_000
        }
        return RunAnnouncement(
            plan: plan, target: "engine", targetSettings: [("shards", "4096"), ("lock", "spin")],
            memoryNeededByteCount: 1_300_000_000, processors: [0, 1],
            resultPath: "Results/20261121T004300Z-ycsb-b-engine", environment: environment)
    }

    private func strip(_ text: String) -> String {
        var plain = ""
        var isCode = false
        for character in text {
            if character == "\u{1b}" { isCode = true }
            if !isCode { plain.append(character) }
            if isCode, character == "m" { isCode = false }
        }
        return plain
    }
}
