import TestSupport
import Testing
import Wire

@testable import Engine

@Suite("Value order")
struct ValueOrderTests {
    /// In ascending order.
    static let ascending: [Value] = [
        .null, false, true, .integer(.min), -1, 0, 1, .integer(.max), "", "a", "aa", "b",
        [], [nil], [1], [1, 1], [1, 2], [[], []], [[1]], [[1], 5], [[1, 2], 0],
        [:], [1: 1], [1: 2], [2: 0], [1: 1, 2: 2], [1: 1, 3: 0],
        .blob([]), .blob([0]), .blob([1]), .double(-.infinity), -1.5, 0.0, 1.5,
        .double(.infinity), .double(.nan), .geoJSON(""), .geoJSON("{}"),
    ]

    private func bytes(_ value: Value) -> [UInt8] {
        var sent: [UInt8] = []
        var normalizer = ContainerNormalizer()
        do {
            try Value.list([value]).appendContainer(to: &sent)
            let stored = try unsafe normalizer.normalize(sent.span.bytes, as: .list)
            return (1..<stored.byteCount).map { stored.byte(at: $0) }
        } catch {
            Issue.record("\(error)")
            return []
        }
    }

    private func order(_ one: [UInt8], _ other: [UInt8]) -> Int {
        let order = try? unsafe ValueOrder.compare(one.span.bytes, at: 0, other.span.bytes, at: 0)
        return order.map { $0.signum() } ?? .min
    }

    @Test("values stand in the order that the protocol describes")
    func table() {
        let stored = Self.ascending.map { bytes($0) }
        for (index, one) in stored.enumerated() {
            for (otherIndex, other) in stored.enumerated() {
                let expected = (index - otherIndex).signum()
                #expect(
                    order(one, other) == expected,
                    "\(Self.ascending[index]) beside \(Self.ascending[otherIndex])")
            }
        }
    }

    @Test("minus zero is zero, and integers above the signed range follow those within")
    func edges() {
        #expect(order(bytes(0.0), bytes(-0.0)) == 0)
        #expect(order(bytes(.integer(.max)), [0xcf, 0x80, 0, 0, 0, 0, 0, 0, 0]) == -1)
        #expect(order([0xcf, 0xff, 0, 0, 0, 0, 0, 0, 0], [0xcf, 0x80, 0, 0, 0, 0, 0, 0, 0]) == 1)
    }

    @Test("the flags of a container do not count")
    func flags() {
        #expect(order([0x92, 0xc7, 0, 1, 5], [0x91, 5]) == 0)
        #expect(order([0x82, 0xc7, 0, 1, 0xc0, 5, 6], [0x81, 5, 6]) == 0)
    }

    @Test("the order is total: antisymmetric and transitive")
    func total() {
        forEachSeed(60) { seed in
            var random = RandomValues(seed: seed)
            let values = (0..<12).map { _ in bytes(random.value(depth: 3)) }
            for one in values {
                #expect(order(one, one) == 0, seedComment(seed))
                for other in values {
                    let sign = order(one, other)
                    #expect(order(other, one) == -sign, seedComment(seed))
                    for third in values where sign <= 0 && order(other, third) <= 0 {
                        #expect(order(one, third) <= 0, seedComment(seed))
                    }
                }
            }
        }
    }
}
