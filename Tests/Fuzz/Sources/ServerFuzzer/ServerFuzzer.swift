import Engine
import FuzzSupport
import Platform
import Server
import Wire

/// A small store, emptied before each input.
private let store = Store(clock: StoreClock(seconds: 1_000_000))
private let namespace: Namespace = {
    do throws(EngineError) {
        return try store.createNamespace(
            "test",
            configuration: EngineConfiguration(
                shards: 16, decayMilliseconds: 0, memoryLimit: 64 << 20))
    } catch {
        fatalError("\(error)")
    }
}()

/// One input of the fuzzer: frames of requests, each answered by an executor.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ byteCount: Int) -> CInt {
    _ = try? namespace.truncate()
    let jobs = JobTable()
    var settings = ExecutionSettings()
    settings.batchStretchByteCount = 500
    let executor = RequestExecutor(store: store, jobs: jobs, settings: settings)
    var now = Instant(nanoseconds: 1_000_000_000)
    let input = UnsafeBufferPointer(start: start, count: byteCount)
    var bytes = RawSpan(_unsafeBytes: UnsafeRawBufferPointer(input))
    while let frame = try? AerospikeFrame.next(in: bytes, bodyByteLimit: 1 << 20) {
        let body = bytes.extracting(frame.body)
        if frame.kind == .message {
            executor.gather(body)
            executor.prefetchGathered()
            answer(body, executor, &now)
            now = jobs.advance(now: now).map { max(now, $0) } ?? now
        }
        bytes = bytes.extracting(frame.byteCount..<bytes.byteCount)
    }
    // Each looks at 4,096 partitions, one step for each of them.
    for _ in 0..<10_000 * (1 + jobs.activeCount) {
        guard let next = jobs.advance(now: now) else { break }
        now = max(now, next)
    }
    precondition(jobs.activeCount == 0, "a background write does not end")
    return 0
}

/// Executes a request and checks that its answer is whole messages.
private func answer(_ body: RawSpan, _ executor: RequestExecutor, _ now: inout Instant) {
    var output = ByteQueue()
    var isStream = false
    if case .streaming(let stream) = executor.execute(body, now: now, into: &output) {
        isStream = true
        finish(stream, &now, &output)
    }
    let (count, isLast) = check(output.bytes)
    precondition(count > 0 && (isLast || !isStream))
    output.checkInvariants()
}

private func finish(_ stream: RowStream, _ now: inout Instant, _ output: inout ByteQueue) {
    for _ in 0..<100_000 {
        switch stream.resume(now: now, into: &output, byteLimit: 1_000) {
        case .more: continue
        case .waits(let instant):
            precondition(instant > now, "a stream waits for the past")
            now = instant
        case .done: return
        }
    }
    preconditionFailure("a stream does not end")
}

/// How many messages there are, and whether the last says that it is; traps on anything else.
private func check(_ answers: RawSpan) -> (count: Int, isLast: Bool) {
    var (count, isLast, rest) = (0, false, answers)
    do throws(AerospikeWireError) {
        while !rest.isEmpty {
            guard let frame = try AerospikeFrame.next(in: rest) else { fatalError("half a frame") }
            precondition(frame.kind == .message && !frame.body.isEmpty)
            var messages = AerospikeMessageCursor(rest.extracting(frame.body))
            while let message = try messages.next() {
                precondition(!isLast, "a message behind the last")
                isLast = message.header.isLast
                count += 1
                var operations = message.operations
                while let operation = operations.next() { _ = try operation.particle() }
            }
            rest = rest.extracting(frame.byteCount..<rest.byteCount)
        }
    } catch {
        fatalError("\(error)")
    }
    return (count, isLast)
}

/// The program's entry.
@_cdecl("ServerFuzzer_main")
public func main(
    _ argumentCount: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> CInt {
    fuzz(argumentCount, arguments, testOneInput)
}
