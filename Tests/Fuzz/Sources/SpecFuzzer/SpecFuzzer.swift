import FuzzSupport
import Workload

private let pool = ValuePool(seed: 1, valueByteLimit: 0)

/// One input of the fuzzer: a workload file, and after a zero byte an override for `--set`.
///
/// Whatever comes, reading it gives a plan or an error with words, and a plan yields operations.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ byteCount: Int) -> CInt {
    let parts = UnsafeBufferPointer(start: start, count: byteCount)
        .split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
    let overrides = parts.count > 1 ? [parts[1]] : []
    do throws(WorkloadError) {
        var plan = try Plan(yaml: parts[0], file: "fuzz.yaml", name: "fuzz", overrides: overrides)
        readAgain(plan)
        plan.workerCount = min(plan.workerCount, 2)
        guard plan.keyspaces[0].record.bins.count < 20 else { return 0 }
        let batch = plan.makeBatch(capacity: 4, pool: pool)
        for phase in plan.phases.indices {
            try plan.makeSource(phaseIndex: phase, worker: 0).fill(batch)
        }
    } catch {
        precondition(!error.description.isEmpty)
    }
    return 0
}

/// The text that a plan keeps must read back as the same plan.
private func readAgain(_ plan: Plan) {
    do throws(WorkloadError) {
        let again = try Plan(yaml: plan.yaml, file: "again.yaml", name: "fuzz")
        precondition(again.summary == plan.summary && again.phases == plan.phases)
        precondition(again.keyspaces == plan.keyspaces)
    } catch {
        preconditionFailure("\(error) in:\n\(plan.yaml)")
    }
}

/// The program's entry.
@_cdecl("SpecFuzzer_main")
public func main(
    _ argumentCount: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> CInt {
    fuzz(argumentCount, arguments, testOneInput)
}
