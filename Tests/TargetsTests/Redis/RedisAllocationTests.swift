import Driver
import Platform
import Testing
import Wire
import Workload

@testable import Targets

@Suite("Redis allocation")
struct RedisAllocationTests {
    static let cases: [(OperationKind, String)] = [
        (.read, "*2\r\n$4\r\nname\r\n$1\r\na\r\n"),
        (.update, ":0\r\n"),
        (.delete, ":1\r\n"),
        (.touch, ":1\r\n"),
    ]

    @Test(
        "writing requests and reading replies allocates nothing once warm",
        .enabled(if: !BuildMode.isDebug, "code that is not optimised allocates its closures"),
        arguments: cases)
    func hotPath(kind: OperationKind, reply: String) throws {
        let fixture = try RedisFixture(
            RecordShape(bins: (0..<3).map { BinShape(name: "b\($0)", size: .constant(6)) }))
        let index = fixture.add(kind)
        let dialect = fixture.dialect
        var output = ByteQueue(capacity: 4_096)
        var input = ByteQueue(capacity: 4_096)
        var decoder = dialect.makeDecoder()
        input.append(text: reply)
        func run(_ count: Int) throws {
            for _ in 0..<count {
                _ = dialect.prepare(index, of: fixture.batch, ticket: 1)
                dialect.begin(part: 0, index, of: fixture.batch, ticket: 1, to: &output)
                output.consume(output.byteCount)
                _ = try dialect.receive(
                    input.bytes, &decoder, ticket: 1, part: 0, output: &output)
            }
        }
        try run(10)
        let before = ThreadAllocation.byteCount
        try run(1_000)
        #expect(ThreadAllocation.byteCount - before == 0)
    }
}
