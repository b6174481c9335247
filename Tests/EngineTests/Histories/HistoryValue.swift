/// The bytes that go with a value, so that a reader sees whether it found all of one write.
///
/// Values that are written are multiples of `distance`; increments stay below it. The filling
/// belongs to what was written last and does not change when the value is incremented.
enum HistoryValue {
    static var distance: Int64 { 1000 }

    /// The bytes written together with `value`, from 0 to 600 of them.
    static func filling(of value: Int64) -> [UInt8] {
        var random = SeededRandom(seed: UInt64(bitPattern: value / distance))
        let count = Int(random.next() % 601)
        return (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }

    /// Whether `bytes` is what was written together with `value` before it was incremented.
    ///
    /// A record that an increment made has no filling.
    static func isWhole(_ value: Int64, filling bytes: [UInt8]?) -> Bool {
        value < distance ? bytes == nil : bytes == filling(of: value)
    }
}
