/// Draws the kinds of operations by their weights.
struct MixSampler: Sendable {
    private let kinds: [OperationKind]
    /// For each kind but the last, the draws (of 2^64) up to which it or an earlier one comes.
    private let limits: [UInt64]

    /// A mix of at least one kind; weights are above zero.
    init(_ mix: [WeightedOperation]) {
        precondition(!mix.isEmpty, "a mix of nothing")
        let total = mix.reduce(0) { $0 + $1.weight }
        var sum = 0.0
        kinds = mix.map(\.kind)
        limits = mix.dropLast().map { operation in
            sum += operation.weight
            let share = sum / total
            return share < 1 ? UInt64(share * 0x1p64) : .max
        }
    }

    /// The next kind.
    @inline(__always)
    func next(using random: inout Xoshiro256) -> OperationKind {
        if limits.isEmpty { return kinds[0] }
        let draw = random.next()
        var index = 0
        while index < limits.count && draw >= limits[index] {
            index += 1
        }
        return kinds[index]
    }
}
