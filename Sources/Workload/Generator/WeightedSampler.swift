/// Draws one of a few things by their weights.
struct WeightedSampler: Sendable {
    /// For each thing but the last, the draws (of 2^64) up to which it or an earlier one comes.
    private let limits: [UInt64]

    /// Things with these weights, above zero; at least one.
    init(_ weights: [Double]) {
        precondition(!weights.isEmpty, "a choice among nothing")
        let total = weights.reduce(0, +)
        var sum = 0.0
        limits = weights.dropLast().map { weight in
            sum += weight
            let share = sum / total
            return share < 1 ? UInt64(share * 0x1p64) : .max
        }
    }

    /// The number of the thing that an operation draws for `purpose`.
    @inline(__always)
    func next(_ draws: OperationDraws, _ purpose: DrawPurpose) -> Int {
        if limits.isEmpty { return 0 }
        var random = draws[purpose]
        let draw = random.next()
        var index = 0
        while index < limits.count && draw >= limits[index] {
            index += 1
        }
        return index
    }
}
