import TestSupport
import Testing

@testable import Workload

@Suite("Value sizes")
struct ValueSizeTests {
    private func sizes(_ size: ValueSize) -> [Int] {
        var random = DrawStream(seed: 4)
        return (0..<200_000).map { _ in size.next(using: &random) }
    }

    @Test("constant and uniform sizes stay where they should and fill it")
    func simple() {
        #expect(Set(sizes(.constant(7))) == [7])
        let uniform = sizes(.uniform(3...12))
        let counts = (3...12).map { size in uniform.count { $0 == size } }
        let expected = [Double](repeating: 20_000, count: 10)
        #expect(counts.reduce(0, +) == 200_000)
        #expect(
            Statistics.chiSquare(observed: counts, expected: expected)
                <= Statistics.chiSquareLimit(degreesOfFreedom: 9))
    }

    @Test("ETC values have the published shares and quantiles")
    func facebook() {
        let sorted = sizes(.facebookETC).sorted()
        func share(_ size: Int) -> Double { Double(sorted.count { $0 == size }) / 200_000 }
        #expect(abs(share(2) - 0.17820) < 0.004)
        #expect(abs(share(11) - 0.08989) < 0.003)
        #expect(abs(Double(sorted.count { $0 < 15 }) / 200_000 - 0.44155) < 0.005)
        for (quantile, size) in [(0.5, 39.0), (0.75, 214), (0.9, 520), (0.99, 1899)] {
            let actual = Double(sorted[Int(quantile * 200_000)])
            #expect(abs(actual / size - 1) < 0.05, "quantile \(quantile): \(actual)")
        }
        let mean = Double(sorted.reduce(0, +)) / 200_000
        #expect(abs(mean - FacebookETC.meanValueByteCount) < 4)
    }
}
