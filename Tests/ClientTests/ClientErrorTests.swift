import Client
import Testing

@Suite("Client errors")
struct ClientErrorTests {
    @Test("an error names the address")
    func address() {
        let error = ClientError.unreachable(address: "127.0.0.1:3000")
        #expect("\(error)".contains("127.0.0.1:3000"))
    }
}
