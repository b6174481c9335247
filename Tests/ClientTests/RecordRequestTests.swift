import Client
import Platform
import TestSupport
import Testing
import Wire

/// What is written is compared with the captured exchange, byte by byte.
@Suite("Requests about one record")
struct RecordRequestTests {
    private let read = ReadPolicy()

    private func request(
        _ write: (borrowing RecordAddress, inout ByteQueue) -> Void
    ) -> [UInt8] {
        encoded { queue in withCapturedAddress { address in write(address, &queue) } }
    }

    @Test("a put is the official client's, with its generation and time limit")
    func put() {
        let policy = WritePolicy(generation: .equal(9))
        let found = request { address, queue in
            var request = RecordRequest(policy.header(), address, in: &queue)
            withBytes("a") { request.message.append(.write, bin: $0, integer: 2, in: &queue) }
            request.finish(in: &queue)
        }
        #expect(found == Captured.put)
    }

    @Test("reads, removals and touches are the official client's")
    func wholeRequests() {
        let get = request { RecordRequest.get(read, $0, to: &$1) }
        #expect(get == withTimeout(1_000, Captured.getAll))
        let exists = request { RecordRequest.exists(read, $0, to: &$1) }
        #expect(exists == withTimeout(1_000, Captured.exists))
        let remove = request { RecordRequest.remove(WritePolicy(), $0, to: &$1) }
        #expect(remove == withTimeout(1_000, Captured.remove))
        let touch = request { address, queue in
            RecordRequest.touch(
                WritePolicy(timeToLive: .after(seconds: 50)), address, to: &queue)
        }
        #expect(touch == withTimeout(1_000, Captured.touch))
    }

    @Test("what a record would be written with says nothing about its removal")
    func removal() {
        let policy = WritePolicy(existence: .createOnly, timeToLive: .never)
        let found = request { RecordRequest.remove(policy, $0, to: &$1) }
        #expect(found == withTimeout(1_000, Captured.remove))
    }

    /// The four bytes of flags, generation, time to live and time limit of a header.
    private func words(_ header: AerospikeHeader) -> String {
        "\(header.read.rawValue) \(header.write.rawValue) \(header.more.rawValue) "
            + "\(header.generation) \(header.expiry) \(header.timeout)"
    }

    @Test(
        "a policy's conditions are the protocol's flags",
        arguments: [
            (WritePolicy(), "0 1 0 0 0 1000"),
            (WritePolicy(existence: .createOnly), "0 33 0 0 0 1000"),
            (WritePolicy(existence: .updateOnly), "0 1 8 0 0 1000"),
            (WritePolicy(existence: .replace), "0 1 16 0 0 1000"),
            (WritePolicy(existence: .replaceOnly), "0 1 32 0 0 1000"),
            (WritePolicy(generation: .equal(7)), "0 5 0 7 0 1000"),
            (WritePolicy(generation: .greater(8)), "0 9 0 8 0 1000"),
            (WritePolicy(timeToLive: .never), "0 1 0 0 4294967295 1000"),
            (WritePolicy(timeToLive: .unchanged), "0 1 0 0 4294967294 1000"),
            (WritePolicy(timeToLive: .after(seconds: 60)), "0 1 0 0 60 1000"),
            (WritePolicy(commitLevel: .master), "0 1 2 0 0 1000"),
            (
                WritePolicy(limits: CallLimits(timeout: .milliseconds(250))), "0 1 0 0 0 250"
            ),
            // 0 would be the server's own limit.
            (WritePolicy(limits: CallLimits(timeout: .zero)), "0 1 0 0 0 1"),
        ]
    )
    func policies(policy: WritePolicy, expected: String) {
        #expect(words(policy.header()) == expected)
    }

    @Test("a record in no set has no field for it")
    func noSet() {
        let found = encoded { queue in
            withBytes("test") { namespace in
                withBytes(hex(Captured.digest)) { digest in
                    RecordRequest.get(
                        read,
                        RecordAddress(namespace: namespace, set: RawSpan(), digest: digest),
                        to: &queue)
                }
            }
        }
        let message = withBytes(Array(found[8...])) { body -> String in
            guard let message = try? AerospikeMessage.request(body) else { return "none" }
            return "\(message.header.fieldCount) \(message.field(.set) == nil)"
        }
        #expect(message == "2 true")
    }

    @Test(
        "requests of spans allocate nothing once warm",
        .enabled(if: !BuildMode.isDebug, "code that is not optimised allocates its closures"))
    func allocation() {
        var queue = ByteQueue()
        let policy = WritePolicy()
        let count = withCapturedAddress { address in
            withBytes("bin") { name in
                var before: UInt64 = 0
                for round in 0..<200 {
                    if round == 100 { before = ThreadAllocation.byteCount }
                    RecordRequest.get(read, address, to: &queue)
                    var request = RecordRequest(policy.header(), address, in: &queue)
                    request.message.append(.write, bin: name, .blob, name, in: &queue)
                    request.finish(in: &queue)
                    queue.consume(queue.byteCount)
                }
                return ThreadAllocation.byteCount - before
            }
        }
        #expect(count == 0)
    }
}
