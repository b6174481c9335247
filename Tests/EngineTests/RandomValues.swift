@testable import Engine

/// Seeded values for tests.
struct RandomValues {
    var random: SeededRandom

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
    }

    private mutating func below(_ bound: Int) -> Int {
        Int.random(in: 0..<bound, using: &random)
    }

    /// A list or map, nested at most `depth` deep.
    mutating func container(depth: Int) -> Value {
        let count = below(6) == 0 ? below(40) : below(5)
        if below(2) == 0 {
            return .list((0..<count).map { _ in value(depth: depth - 1) })
        }
        var pairs: [Value: Value] = [:]
        for _ in 0..<count { pairs[value(depth: depth - 1)] = value(depth: depth - 1) }
        return .map(pairs)
    }

    /// Any value, nested at most `depth` deep; doubles are numbers.
    mutating func value(depth: Int) -> Value {
        switch below(depth > 0 ? 9 : 7) {
        case 0: .null
        case 1: .boolean(below(2) == 0)
        case 2: .integer(integer())
        case 3: .double(Double(below(9) - 4) / 4)
        case 4: .string(text())
        case 5: .blob((0..<below(40)).map { _ in UInt8(below(256)) })
        case 6: .geoJSON(text())
        default: container(depth: depth)
        }
    }

    /// Integers of every length.
    mutating func integer() -> Int64 {
        let number = Int64(bitPattern: random.next())
        return number >> Int64(below(64))
    }

    private mutating func text() -> String {
        let letters = ["a", "b", "ü", "🌍"]
        return (0..<below(20)).map { _ in letters[below(letters.count)] }.joined()
    }
}
