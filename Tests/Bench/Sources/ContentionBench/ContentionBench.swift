import Engine
import Workload

/// The model of lock contention beside measurements: one CSV row for each number of stripes.
///
/// Two threads think for a random time, then read or update a record of one 1,000-byte value,
/// half and half. What a cycle takes, and for how much of it the stripe is held, is taken from
/// the row of 4,096 stripes, where threads seldom meet; the collisions of all rows are predictions.
@main
struct ContentionBench {
    static let keyCount = 100_000
    static let stripeCounts = [4096, 256, 64, 16, 4, 1]

    static func main() throws {
        print(
            "lock,distribution,stripes,rounds,cycle_ns,hold_ns,predicted_share,measured_share,"
                + "predicted_wait_ns,measured_wait_ns,checksum")
        for kind in LockKind.allCases {
            for distribution in ["uniform", "zipf"] { try compare(kind, distribution) }
        }
    }

    static func compare(_ kind: LockKind, _ distribution: String) throws {
        var cycle = 0.0
        var hold = 0.0
        var checksum: UInt64 = 0
        for stripes in stripeCounts {
            let bench = try Bench(kind, stripes: stripes, distribution)
            let found = try bench.run()
            if cycle == 0 {
                cycle = found.cycleNanoseconds
                let thinking = try bench.thinking()
                hold = max(cycle - thinking.nanoseconds, 1)
                checksum = thinking.checksum
            }
            checksum ^= found.thought
            let model = ContentionModel(
                threads: 2,
                stripes: StripePopularity(
                    stripeCount: stripes, hottestKeys: bench.popularity.hottest,
                    keyCoincidence: bench.popularity.coincidence),
                operation: ContentionModel.Operation(
                    holdNanoseconds: hold, cycleNanoseconds: cycle,
                    conflictShare: kind.conflictShare(writeShare: 0.5)))
            let figures = [
                cycle, hold, model.collisionShare, found.contendedShare,
                model.meanWaitNanoseconds, found.meanWaitNanoseconds,
            ]
            let text = figures.map { "\(($0 * 1e6).rounded() / 1e6)" }.joined(separator: ",")
            let start = "\(kind.rawValue),\(distribution),\(stripes),\(found.roundCount)"
            print("\(start),\(text),\(checksum)")
        }
    }
}
