import Engine
import Platform
import Server
import Wire

/// What it costs the server to execute one request, frame to answer, without sockets: CSV rows.
///
/// Requests come 16 at a time, as a wake-up of pipelined connections has them; records have one bin
/// of 32 bytes. The time is the thread's own on a processor.
@main
struct ServerBench {
    static let requestCount = 1_600_000
    static let depth = 16

    static func main() throws {
        print("records,request,announced,nanosecondsPerRequest,bytesAllocated,checksum")
        for recordCount in [1_000, 1_000_000] {
            let bench = try ServerBench(recordCount: recordCount)
            for request in Request.allCases {
                for isAnnounced in [false, true] {
                    let cost = bench.measure(request, isAnnounced: isAnnounced)
                    print(
                        "\(recordCount),\(request.rawValue),\(isAnnounced),"
                            + "\(cost.nanoseconds),\(cost.allocated),\(cost.sum)")
                }
            }
        }
    }

    enum Request: String, CaseIterable {
        case get, getBin, exists, put, putOther, increment
    }

    let recordCount: Int
    let executor: RequestExecutor
    let digests: [DigestWords]

    init(recordCount: Int) throws {
        self.recordCount = recordCount
        let store = Store()
        let namespace = try store.createNamespace("test")
        executor = RequestExecutor(store: store, jobs: JobTable())
        let set = try namespace.set(named: "testset")
        let bin = try namespace.bin(named: "testbin")
        let count = try namespace.bin(named: "count")
        let draft = RecordDraft()
        draft.append(bin, string: "0123456789abcdef0123456789abcdef")
        draft.append(count, integer: 0)
        var digests: [DigestWords] = []
        for number in 0..<recordCount {
            let digest = namespace.digest(ofKey: Int64(number), set: set)
            _ = namespace.put(digest, draft, set: set)
            digests.append(DigestWords(head: digest.head, middle: digest.middle, tail: digest.tail))
        }
        self.digests = digests
    }

    /// The median of five rounds, what the last four allocated, and a sum over the answers.
    func measure(
        _ request: Request, isAnnounced: Bool
    ) -> (nanoseconds: Double, allocated: UInt64, sum: UInt64) {
        var input = ByteQueue(capacity: 1 << 16)
        var output = ByteQueue(capacity: 1 << 16)
        var rounds: [Double] = []
        rounds.reserveCapacity(5)
        var sum: UInt64 = 0
        var place = 0
        var allocated: UInt64 = 0
        for round in 0..<5 {
            if round == 1 { allocated = ThreadAllocation.byteCount }
            var spent: UInt64 = 0
            for _ in 0..<Self.requestCount / Self.depth / 5 {
                for _ in 0..<Self.depth {
                    place = (place &* 7_919 &+ 12_345) % recordCount
                    append(request, digests[place], to: &input)
                }
                let start = ThreadUsage.current().processorTime.count
                execute(input.bytes, isAnnounced, into: &output)
                spent += ThreadUsage.current().processorTime.count - start
                sum = sum &+ UInt64(output.byteCount)
                input.consume(input.byteCount)
                output.consume(output.byteCount)
            }
            rounds.append(Double(spent) / Double(Self.requestCount / 5))
        }
        allocated = ThreadAllocation.byteCount - allocated
        return (rounds.sorted()[2].rounded(), allocated, sum)
    }

    private func execute(
        _ bytes: RawSpan, _ isAnnounced: Bool, into output: inout ByteQueue
    ) {
        if isAnnounced {
            var rest = bytes
            while let frame = try? AerospikeFrame.next(in: rest) {
                executor.gather(rest.extracting(frame.body))
                rest = rest.extracting(frame.byteCount..<rest.byteCount)
            }
            executor.prefetchGathered()
        }
        var rest = bytes
        let now = Instant(nanoseconds: 0)
        while let frame = try? AerospikeFrame.next(in: rest) {
            _ = executor.execute(rest.extracting(frame.body), now: now, into: &output)
            rest = rest.extracting(frame.byteCount..<rest.byteCount)
        }
    }

    private func append(
        _ request: Request, _ digest: DigestWords, to queue: inout ByteQueue
    ) {
        let frame = AerospikeFrameWriter(.message, in: &queue)
        var message = AerospikeMessageWriter(request.header, in: &queue)
        message.append(.namespace, Self.namespace.bytes, in: &queue)
        message.append(.set, Self.set.bytes, in: &queue)
        message.beginField(.digest, byteCount: 20, in: &queue)
        queue.append(bigEndian: digest.head)
        queue.append(bigEndian: digest.middle)
        queue.append(bigEndian: digest.tail)
        switch request {
        case .get, .exists: break
        case .getBin: message.append(.read, bin: Self.bin.bytes, in: &queue)
        case .put:
            message.append(.write, bin: Self.bin.bytes, .string, Self.value.bytes, in: &queue)
        case .putOther:
            message.append(.write, bin: Self.bin.bytes, .string, Self.other.bytes, in: &queue)
        case .increment: message.append(.add, bin: Self.count.bytes, integer: 1, in: &queue)
        }
        message.finish(in: &queue)
        frame.finish(in: &queue)
    }

    static let namespace: StaticString = "test"
    static let set: StaticString = "testset"
    static let bin: StaticString = "testbin"
    static let count: StaticString = "count"
    static let value: StaticString = "0123456789abcdef0123456789abcdef"
    static let other: StaticString = "0123456789ABCDEF0123456789ABCDEF"
}

extension ServerBench.Request {
    var header: AerospikeHeader {
        switch self {
        case .get: AerospikeHeader(read: [.read, .allBins])
        case .getBin: AerospikeHeader(read: .read)
        case .exists: AerospikeHeader(read: [.read, .noBins])
        case .put, .putOther, .increment: AerospikeHeader(write: .write)
        }
    }
}

/// A digest in three numbers.
struct DigestWords {
    var head: UInt64
    var middle: UInt64
    var tail: UInt32
}
