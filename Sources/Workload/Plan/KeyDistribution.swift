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
}
