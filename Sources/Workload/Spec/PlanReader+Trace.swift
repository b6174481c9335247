internal import Foundation
internal import Platform

extension PlanReader {
    /// The trace; the keys that describe synthetic operations must not stand beside it.
    func readTrace(_ value: SpecValue) throws(WorkloadError) -> TracePlan {
        let section = try SpecSection(value.node, path: value.path, language: "trace")
        let format = try section["format"]?.choice(TraceFormat.self)
        let path = try section.required("file").text("the path of a file")
        for key in SpecLanguage.tenantKeys.map(\.name) + ["keyspaces"] {
            if let other = root[key] { throw other.notAllowed("the trace decides it") }
        }
        let copies = try section["amplify"]?.count(1...TracePlan.copyLimit) ?? 1
        let loops = try section["loops"]?.count(1...TracePlan.loopLimit) ?? 1
        let speed = try section["speed"]?.speed() ?? 1
        let opened = try TraceFile.open(
            path, format: format, temporaryFolder: TraceFile.temporaryFolder)
        return TracePlan(
            opened.file, conversion: opened.conversion, speed: speed, copyCount: Int(copies),
            loopCount: Int(loops))
    }

    /// Refuses recorded times of a trace that has none.
    func checkTimes(_ trace: TracePlan, _ phases: [PhasePlan]) throws(WorkloadError) {
        guard trace.file.resolution == .zero, phases.contains(where: { $0.arrivals == .trace })
        else { return }
        let value =
            if let arrivals = root["arrivals"] { arrivals } else { try root.required("trace") }
        throw value.notAllowed("the trace has no times; give a rate, or leave arrivals out")
    }

}

extension TraceFile {
    /// Where traces go that are converted to be replayed or looked at once: `TMPDIR`, or `/tmp`.
    public static var temporaryFolder: String {
        ProcessInfo.processInfo.environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    }
}

extension SpecValue {
    /// How many times faster than recorded: `10x`, or a number alone.
    fileprivate func speed() throws(WorkloadError) -> Double {
        let speed = try quantity("a speed, for example 10x", units: ["x": 1, "": 1])
        guard speed >= 0.001 && speed <= 1_000_000 else { throw outOfBounds("0.001x to 1000000x") }
        return speed
    }
}
