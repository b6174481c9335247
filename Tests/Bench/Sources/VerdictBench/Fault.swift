import Driver
import Platform
import Workload

/// Something that is wrong with a run, and what must be said of it.
struct Fault {
    let name: String
    /// The reasons of which one must be there; none may be when empty.
    let expected: Set<String>
    /// Overrides of the workload.
    var overrides: (_ draw: Double) -> [String] = { _ in [] }
    /// Whether another thread wants the worker's processor.
    var starvesWorker = false
    /// How long the target stands still, once.
    var stall: (_ draw: Double) -> Nanoseconds = { _ in .zero }
    /// The share of the processor that the machine below seems to take.
    var stolenShare: (_ draw: Double) -> Double = { _ in 0 }

    func isFound(_ names: Set<String>) -> Bool {
        expected.isEmpty ? names.isEmpty : !names.isDisjoint(with: expected)
    }

    static func all(capacityPerSecond capacity: Double) -> [Fault] {
        func rate(_ share: Double) -> [String] { ["arrivals.poisson=\(Int(share * capacity))/s"] }
        let starved: Set = ["processorShared", "scheduleSlip", "workerSaturated", "unsentLoad"]
        return [
            Fault(name: "none; closed loop", expected: []),
            Fault(name: "none; open loop at 2 %", expected: [], overrides: { _ in rate(0.02) }),
            Fault(name: "none; open loop at 30 %", expected: [], overrides: { _ in rate(0.3) }),
            Fault(
                name: "starved worker; closed loop", expected: ["processorShared"],
                starvesWorker: true),
            Fault(
                name: "starved worker; open loop at 30 %", expected: starved,
                overrides: { _ in rate(0.3) }, starvesWorker: true),
            Fault(
                name: "stall of 0.11 to 0.5 s; closed loop", expected: ["targetStall"],
                stall: { .seconds(0.11 + 0.4 * $0) }),
            Fault(
                name: "stall of 0.11 to 0.5 s; open loop at 2 %", expected: ["targetStall"],
                overrides: { _ in rate(0.02) }, stall: { .seconds(0.11 + 0.4 * $0) }),
            Fault(
                name: "schedule of 1.2 to 2.2 times the capacity",
                expected: ["unsentLoad", "workerSaturated"], overrides: { rate(1.2 + $0) }),
            Fault(
                name: "steal of 4 to 34 %, simulated", expected: ["cpuSteal"],
                stolenShare: { 0.04 + 0.3 * $0 }),
        ]
    }
}
