/// Figures of the self-check in words.
enum SelfCheckText {
    /// `read 95.00 %, update 5.00 %`, the largest first, at most six.
    static func shares(_ weights: [Double], _ names: [String]) -> String {
        let total = max(weights.reduce(0, +), .leastNormalMagnitude)
        let sorted = zip(names, weights).sorted { $0.1 > $1.1 }
        let words = sorted.prefix(6).map { "\($0) \(percent($1 / total))" }
        return words.joined(separator: ", ") + (sorted.count > 6 ? ", …" : "")
    }

    /// A share with two decimals: `3.78 %`.
    static func percent(_ share: Double) -> String { "\(fixed(share * 100, decimals: 2)) %" }

    /// A number with so many decimals.
    static func fixed(_ value: Double, decimals: Int) -> String {
        var (scale, digits) = (1.0, decimals)
        while digits > 0 {
            scale *= 10
            digits -= 1
        }
        guard abs(value) * scale < 1e15 else { return "\(value)" }
        let units = Int64((abs(value) * scale).rounded())
        let sign = value < 0 && units > 0 ? "-" : ""
        guard decimals > 0 else { return "\(sign)\(units)" }
        let whole = units / Int64(scale)
        let rest = String(units % Int64(scale))
        return "\(sign)\(whole)." + String(repeating: "0", count: decimals - rest.count) + rest
    }
}
