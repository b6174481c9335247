import Driver
import TestSupport
import Testing
import Verification
import Workload

/// Checks that a run answered so many operations of its measured phase, none of them with an error,
/// and that a verified one found no fault.
///
/// - Throws: an `ExpectationFailedError` when nothing was measured.
func expectAnswered(
    _ result: RunResult, operations count: UInt64, of workload: String,
    sourceLocation location: SourceLocation = #_sourceLocation
) throws {
    let kinds = try #require(result.measured, sourceLocation: location).kinds
    let asked = kinds.filter { $0.kind != .fill }.reduce(0) { $0 + $1.completedCount }
    #expect(asked == count, "\(workload)", sourceLocation: location)
    #expect(kinds.reduce(0) { $0 + $1.errorCount } == 0, "\(workload)", sourceLocation: location)
    #expect(kinds.contains { $0.count(of: .ok) > 0 }, "\(workload)", sourceLocation: location)
    #expect(result.verification?.faults ?? [] == [], "\(workload)", sourceLocation: location)
}

/// The keyspace `users` of a workload, to stand behind two spaces: bins of every type, some of them
/// to be read and some to be written.
let usersOfEveryType = """
    users:
        keys: {count: 200}
        record:
          bins:
            name: {text: 12B}
            visits: integer
            score: double
            flag: boolean
            tags: {list: {count: 40, of: {text: 40B}}}
            prefs: {map: {count: 300, of: integer}}
          readBins: [name, tags]
          updateBins: [visits, prefs]
    """

/// A named workload made small: a few keys, operations and connections, no warm-up.
func smallNamedPlan(_ name: String, _ overrides: [String] = []) throws -> Plan {
    var plan = try Plan.named(
        name,
        overrides: [
            "workers=2", "connections=4", "phases.warmUp=none",
            "phases.measure.operations=2k", "phases.measure.duration=60s",
        ] + overrides)
    for index in plan.keyspaces.indices { plan.keyspaces[index].count = 300 }
    plan.phases[0].operationCount = UInt64(plan.keyspaces.count) * 300
    return plan
}
