import RealModule
import Testing

@testable import Workload

@Suite("Deterministic math")
struct DeterministicMathTests {
    /// The error in units in the last place of what is expected.
    private func error(_ actual: Double, _ expected: Double) -> Double {
        abs(actual - expected) / expected.ulp
    }

    @Test("the logarithm is within 3 units in the last place")
    func logarithm() {
        var random = DrawStream(seed: 1)
        for _ in 0..<20_000 {
            let x = Double.exp((random.unit() - 0.5) * 1000)
            #expect(error(DeterministicMath.log(x), .log(x)) < 3, "\(x)")
            let near = 0.6 + random.unit()
            #expect(error(DeterministicMath.log(near), .log(near)) < 3, "\(near)")
        }
        #expect(DeterministicMath.log(1) == 0)
    }

    @Test("the exponential is within 3 units in the last place, and ends at 0 and infinity")
    func exponential() {
        var random = DrawStream(seed: 2)
        for _ in 0..<20_000 {
            let x = (random.unit() - 0.5) * 1400
            #expect(error(DeterministicMath.exp(x), .exp(x)) < 3, "\(x)")
        }
        #expect(DeterministicMath.exp(0) == 1)
        #expect(DeterministicMath.exp(-1e300) == 0)
        #expect(DeterministicMath.exp(1e300) == .infinity)
    }

    @Test("both are within 4 units in the last place near zero")
    func nearZero() {
        var random = DrawStream(seed: 3)
        for _ in 0..<20_000 {
            let x = Double.exp(-random.unit() * 40) * (random.unit() < 0.5 ? -0.9 : 0.9)
            #expect(error(DeterministicMath.logOnePlus(x), .log(onePlus: x)) <= 4, "\(x)")
            #expect(error(DeterministicMath.expMinusOne(x), .expMinusOne(x)) <= 4, "\(x)")
        }
    }

    @Test("known bits: another processor or library must give the same")
    func bits() {
        #expect(DeterministicMath.log(10).bitPattern == 0x4002_6bb1_bbb5_5516)
        #expect(DeterministicMath.exp(1).bitPattern == 0x4005_bf0a_8b14_5769)
    }
}
