import Foundation
import FuzzSupport
import Platform
@_spi(Fuzzing) import Workload

/// The format that every input is read as: `SPIKEBENCH_FUZZ_FORMAT`, or else recognised.
private let format: TraceFormat? =
    ProcessInfo.processInfo.environment["SPIKEBENCH_FUZZ_FORMAT"]
    .flatMap { TraceFormat(rawValue: $0) }
private let path = "/dev/shm/spikebench-fuzz-\(getpid())"
private let pool = ValuePool(seed: 1, valueByteLimit: 64 << 20)

/// One input of the fuzzer: a trace, whole.
///
/// Whatever comes, it is read to its end or refused with words; and what is read can be described,
/// modelled and replayed. The mapped form gets right checksums first.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ byteCount: Int) -> CInt {
    var bytes = Array(UnsafeBufferPointer(start: start, count: byteCount))
    if format == .mapped { bytes = TraceFile.sealed(bytes) }
    guard let file = fopen(path, "w") else { fatalError("no room in /dev/shm") }
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
    do throws(WorkloadError) {
        let trace = try TraceFile.open(path, format: format, temporaryFolder: "/dev/shm").file
        precondition(trace.rowCount > 0 && trace.requestCount >= UInt64(trace.rowCount))
        // A fit takes a thousand times as long as reading: one input in sixteen must do.
        if byteCount % 16 == 0 { precondition(!TraceModel(TraceDescription(trace)).yaml.isEmpty) }
        try replay(isTimed: trace.resolution > .zero)
    } catch {
        precondition(!error.description.isEmpty)
    }
    return 0
}

/// The first operations of both workers, or of all when there are few.
private func replay(isTimed: Bool) throws(WorkloadError) {
    let word = format.map { ", format: \($0.rawValue)" } ?? ""
    let arrivals = isTimed ? "trace" : "closed"
    let plan = try Plan(
        yaml: """
            trace: {file: \(path)\(word), speed: 3x, amplify: 2, loops: 2}
            phases: {measure: {operations: 1000}}
            arrivals: \(arrivals)
            workers: 2
            """, file: "fuzz.yaml", name: "fuzz")
    let batch = plan.makeBatch(capacity: 64, pool: pool)
    for worker in 0..<2 {
        let source = try plan.makeSource(phaseIndex: 0, worker: worker)
        repeat { source.fill(batch) } while batch.count > 0
    }
}

/// The program's entry.
@_cdecl("TraceFuzzer_main")
public func main(
    _ argumentCount: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> CInt {
    fuzz(argumentCount, arguments, testOneInput)
}
