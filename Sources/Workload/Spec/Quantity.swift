/// Numbers with units, as workload files write them: `1_000_000`, `10k`, `1.5KiB`, `50k/s`.
enum Quantity {
    /// The number in `text` times its unit; nil for no number, or a unit that is none of `units`.
    ///
    /// Digits, at most one point, underscores between digits, an optional sign and exponent
    /// (`1e6`); then the unit, with or without one space. The result is finite.
    static func parse(_ text: String, units: [String: Double]) -> Double? {
        let bytes = Array(text.utf8)
        guard bytes.count <= 64 else { return nil }
        let end = numberEnd(bytes)
        guard end > 0 else { return nil }
        var unit = String(decoding: bytes[end...], as: UTF8.self)
        if unit.first == " " && unit.count > 1 { unit.removeFirst() }
        guard let factor = units[unit] else { return nil }
        let digits = bytes[..<end].filter { $0 != UInt8(ascii: "_") }
        guard let number = Double(String(decoding: digits, as: UTF8.self)) else { return nil }
        let product = number * factor
        return product.isFinite ? product : nil
    }

    /// How many of the bytes belong to the number.
    private static func numberEnd(_ bytes: [UInt8]) -> Int {
        var index = 0
        if index < bytes.count && "+-".utf8.contains(bytes[index]) { index += 1 }
        guard index < bytes.count && (isDigit(bytes[index]) || bytes[index] == UInt8(ascii: "."))
        else { return 0 }
        while index < bytes.count && (isDigit(bytes[index]) || "._".utf8.contains(bytes[index])) {
            index += 1
        }
        // An exponent only where digits follow: `1e6`.
        guard index < bytes.count && bytes[index] | 0x20 == UInt8(ascii: "e") else { return index }
        var last = index + 1
        if last < bytes.count && "+-".utf8.contains(bytes[last]) { last += 1 }
        guard last < bytes.count && isDigit(bytes[last]) else { return index }
        while last < bytes.count && isDigit(bytes[last]) { last += 1 }
        return last
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
