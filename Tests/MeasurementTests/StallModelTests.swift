import TestSupport
import Testing

@Suite("Stall model")
struct StallModelTests {
    @Test(
        "the closed form is what a simulated queue gives",
        arguments: [(0.0, 1.0), (0.000_01, 1), (0.000_05, 0.25)])
    func simulation(serviceTime: Double, stall: Double) {
        let (rate, duration, stallStart) = (10_000.0, 10.0, 3.0)
        let model = StallModel(
            ratePerSecond: rate, duration: duration, stall: stall, serviceTime: serviceTime)
        var free = 0.0
        var responses: [Double] = []
        for operation in 0..<Int(rate * duration) {
            let intended = Double(operation) / rate
            let isStalled = intended >= stallStart && free < stallStart + stall
            let start = max(intended, free, isStalled ? stallStart + stall : 0)
            free = start + serviceTime
            responses.append(free - intended)
        }
        responses.sort()
        let delayed = responses.count { $0 > serviceTime + 1e-7 }
        #expect(abs(Double(delayed) / model.delayedCount - 1) < 0.001)
        for percentile in [50, 90, 95, 99, 99.9, 99.99] {
            let found = responses[Int(percentile / 100 * Double(responses.count))]
            #expect(abs(found - model.responseTime(percentile: percentile)) < 3 / rate)
        }
    }
}
