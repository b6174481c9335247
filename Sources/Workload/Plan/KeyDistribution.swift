/// Which of the keys an operation is for.
public enum KeyDistribution: Hashable, Sendable {
    /// Every loaded key equally often.
    case uniform
    /// The loaded keys in turn.
    case sequential
    /// Zipf's law over the loaded keys, with any exponent from 0 to 20.
    ///
    /// Scrambled: the popular keys lie scattered; otherwise they are the lowest numbers.
    case zipf(exponent: Double, scrambled: Bool)
    /// YCSB's own `zipfian`: hashed, and flatter than Zipf's law.
    case ycsbZipfian
    /// The newest keys, by Zipf's law with this exponent.
    case latest(exponent: Double)
    /// A fraction of the keys, from the first on, gets a fraction of the operations.
    case hotspot(keyFraction: Double, operationFraction: Double)
    /// The newest keys: `percentile` of the operations is for the newest `keyFraction` of the
    /// keys.
    ///
    /// Both are above 0, `percentile` is below 1; YCSB's are 0.95 and 0.857.
    case exponential(percentile: Double, keyFraction: Double)
    /// Keys around a middle one; mean and deviation, above zero, are fractions of the keys.
    case gaussian(mean: Double, deviation: Double, scrambled: Bool)
    /// Pareto's law over the loaded keys, with a shape above 0 and up to 20.
    case pareto(shape: Double, scrambled: Bool)
    /// Stretches of keys with weights, from a file.
    case weighted(KeyWeights, scrambled: Bool)
    /// Each worker takes the keys of its own part in turn.
    case sequentialPerWorker
}
