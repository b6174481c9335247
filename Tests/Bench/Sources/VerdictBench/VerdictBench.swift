import Driver
import Platform
import Targets
import Workload

/// Runs the engine for a second at a time, on real threads, with a fault in each run; and counts
/// how often the verdict found it.
@main
enum VerdictBench {
    static func main() throws {
        let runCount = CommandLine.arguments.dropFirst().first.flatMap { UInt64($0) } ?? 50
        let processor = Processors.available.last ?? 0
        let capacity = try Trial(processor: processor, seed: 0).capacityPerSecond()
        print("# one worker on processor \(processor), \(Int(capacity)) operations/s at most")
        print("fault,runs,found,reasons")
        for fault in Fault.all(capacityPerSecond: capacity) {
            var found = 0
            var counts: [String: Int] = [:]
            for seed in 1...runCount {
                let trial = Trial(processor: processor, seed: seed)
                let names = try trial.reasons(fault)
                found += fault.isFound(names) ? 1 : 0
                for name in names { counts[name, default: 0] += 1 }
            }
            let list = counts.sorted { $0.value > $1.value }.map { "\($0.key) \($0.value)" }
            print("\(fault.name),\(runCount),\(found),\(list.joined(separator: "; "))")
        }
    }
}
