import RealModule
import Testing

@testable import Workload

@Suite("The standard normal distribution")
struct StandardNormalTests {
    @Test("the cumulative is half the complement of the error function")
    func cumulative() {
        for step in -340...340 {
            let x = Double(step) / 40
            let expected = Double.erfc(-x / 2.0.squareRoot()) / 2
            #expect(abs(StandardNormal.cumulative(x) - expected) < 1e-15, "\(x)")
        }
        #expect(StandardNormal.cumulative(-40) == 0)
        #expect(StandardNormal.cumulative(.infinity) == 1)
    }

    @Test("the quantile undoes the cumulative in all three of its parts")
    func quantile() {
        for step in -60...60 {
            let x = Double(step) / 10
            let chance = Double.erfc(-x / 2.0.squareRoot()) / 2
            // Close to 1 the chance itself has few digits left.
            let tolerance = 1e-14 + 1e-16 * Double.exp(x * x / 2) * (x > 0 ? 10 : 0)
            #expect(abs(StandardNormal.quantile(chance) - x) < tolerance, "\(x)")
        }
        #expect(abs(StandardNormal.quantile(1e-14) + 7.650_628_092_935_277) < 1e-12)
        #expect(StandardNormal.quantile(0).isFinite)
    }
}
