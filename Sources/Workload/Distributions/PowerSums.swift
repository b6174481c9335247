/// The sums 1^−s + 2^−s + … + n^−s for one exponent s, to ten digits.
///
/// Up to 1,000 term by term, and the rest by Euler and Maclaurin's formula: the integral, half of
/// the first and last terms, and a twelfth of the slopes' difference (Abramowitz and Stegun,
/// "Handbook of Mathematical Functions", 1964, 23.1.30).
///
/// In arithmetic that is the same on every machine, because streams of operations depend on it;
/// fits, which do not, have their own sums with the derivatives that they need.
struct PowerSums: Sendable {
    private let exponent: Double
    /// The sums of no terms, of one, ….
    private let exact: [Double]

    /// The sums of up to `limit` terms with this exponent.
    init(exponent: Double, limit: UInt64) {
        self.exponent = exponent
        var exact = [0.0]
        for term in 1...min(max(limit, 1), 1_000) {
            exact.append(exact[Int(term) - 1] + Self.power(Double(term), -exponent))
        }
        self.exact = exact
    }

    /// The sum of `count` terms, which is at most the limit.
    func sum(_ count: UInt64) -> Double {
        guard count >= UInt64(exact.count) else { return exact[Int(count)] }
        let (s, first, last) = (exponent, Double(exact.count - 1), Double(count))
        let integral =
            s == 1
            ? DeterministicMath.log(last / first)
            : (Self.power(last, 1 - s) - Self.power(first, 1 - s)) / (1 - s)
        let ends = (Self.power(last, -s) - Self.power(first, -s)) / 2
        let slopes = s * (Self.power(first, -s - 1) - Self.power(last, -s - 1)) / 12
        return exact[exact.count - 1] + integral + ends + slopes
    }

    private static func power(_ base: Double, _ exponent: Double) -> Double {
        DeterministicMath.exp(exponent * DeterministicMath.log(base))
    }
}
