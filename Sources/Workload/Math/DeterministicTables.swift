/// The tables of `DeterministicMath`, computed in integers of 64 bits, of which 62 are a fraction.
struct DeterministicTables: Sendable {
    /// An interval of mantissas.
    struct Logarithm: Sendable {
        var centre = 1.0
        var inverse = 1.0
        var logarithm = 0.0
        /// What `logarithm` leaves of it.
        var rest = 0.0
    }

    /// 128 intervals of mantissas from 11/16 to 11/8: 80 below 1, 48 of twice the length above.
    let logarithms: [Logarithm]
    /// 2^(j/64).
    let roots: [Double]

    init() {
        logarithms = (0..<128).map { index in
            // Next to 1 the centre is 1: logarithms near 0 keep all their digits.
            if index == 79 || index == 80 { return Logarithm() }
            let centre =
                index < 80
                ? (Double(176 + index) + 0.5) / 256 : (Double(128 + index - 80) + 0.5) / 128
            return Self.logarithm(of: centre)
        }
        roots = (0..<64).map { Self.root($0) }
    }

    private static let one: UInt64 = 1 << 62

    private static func product(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high << 2 | product.low >> 62
    }

    /// `2·artanh s` with `s = (c − 1)/(c + 1)`, both of whose parts are whole numbers of 1/512.
    private static func logarithm(of centre: Double) -> Logarithm {
        let above = UInt64(abs(centre - 1) * 512)
        let s = one.multipliedFullWidth(by: above)
        let below = UInt64((centre + 1) * 512)
        let ratio = below.dividingFullWidth((s.high, s.low)).quotient
        let square = product(ratio, ratio)
        var (power, sum, odd): (UInt64, UInt64, UInt64) = (ratio, 0, 1)
        while power > 0 {
            sum += power / odd
            power = product(power, square)
            odd += 2
        }
        let (size, sign) = (Double(2 * sum), centre < 1 ? -1.0 : 1)
        let rest = Double(Int64(2 * sum) - Int64(size))
        return Logarithm(
            centre: centre, inverse: 1 / centre, logarithm: sign * size / Double(one),
            rest: sign * rest / Double(one))
    }

    /// The exponential series of `j·ln 2/64`.
    private static func root(_ j: UInt64) -> Double {
        // ln 2 with 62 bits after the point.
        let x = 0x2c5c_85fd_f473_de6b / 64 * j
        var (term, sum, count) = (one, one, UInt64(1))
        while term > 0 {
            term = product(term, x) / count
            sum += term
            count += 1
        }
        return Double(sum) / Double(one)
    }
}
