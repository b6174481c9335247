import Engine
import Platform
import Server
import Testing
import Wire

@Suite("Allocation in the executor")
struct ExecutorAllocationTests {
    /// Bytes that the calling thread allocates for a hundred requests, once everything is warm.
    private func allocated(_ requests: [Request]) throws -> UInt64 {
        let served = try ServedStore()
        try served.answer(.put([.put("a", "32 bytes of text in the only bin")]))
        let executor = served.executor
        let bodies = requests.map(\.body)
        var output = ByteQueue()
        var failed = 0
        func run() {
            for body in bodies { unsafe executor.gather(body.span.bytes) }
            executor.prefetchGathered()
            for body in bodies {
                let execution = unsafe executor.execute(
                    body.span.bytes, now: served.now, into: &output)
                if case .answered(_, .ok) = execution { continue }
                failed += 1
            }
            output.consume(output.byteCount)
        }
        for _ in 0..<100 { run() }
        let before = ThreadAllocation.byteCount
        for _ in 0..<100 { run() }
        let after = ThreadAllocation.byteCount
        #expect(failed == 0)
        return after - before
    }

    private static let requests: [Request] = [
        .readAll(), .put([.put("a", "32 bytes of more in the only bin")]), .put([.touch]),
        Request.record().with { $0.read = Flag.read | Flag.noBins },
        Request.record().with {
            $0.read = Flag.read
            $0.operations = [.get("a")]
        },
        .operate([.put("a", "32 bytes of text in the only bin"), .get("a")]),
    ]

    @Test(
        "requests on one record allocate nothing once warm, pipelined or not",
        .enabled(if: !BuildMode.isDebug, "code that is not optimised allocates its closures"))
    func warm() throws {
        #expect(try allocated(Self.requests) == 0)
        for request in Self.requests { #expect(try allocated([request]) == 0) }
    }

    @Test("requests that were gathered are answered as if they were not")
    func gathering() throws {
        let served = try ServedStore()
        let requests = (0..<200).flatMap { number -> [Request] in
            let digest = bigEndian(UInt64(number % 50)) + [UInt8](repeating: 1, count: 12)
            return [.put([.add("a", 1)], digest), .readAll(digest)]
        }
        for request in requests { unsafe served.executor.gather(request.body.span.bytes) }
        served.executor.prefetchGathered()
        let other = try ServedStore()
        for request in requests {
            #expect(try served.answer(request) == other.answer(request))
            unsafe served.executor.gather(request.body.span.bytes)
        }
        // A namespace that goes between gathering and asking is asked for in vain.
        try served.store.dropNamespace("test")
        #expect(try served.answer(requests[0]).code == 20)
        served.executor.prefetchGathered()
    }
}
