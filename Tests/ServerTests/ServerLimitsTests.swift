import Server
import Testing

@Suite("Server limits")
struct ServerLimitsTests {
    @Test("ten thousand connections fit")
    func connections() {
        #expect(ServerLimits().connectionLimit >= 10_000)
    }
}
