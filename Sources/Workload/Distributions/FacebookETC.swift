/// Key and value sizes of Facebook's ETC pool, the general-purpose one.
///
/// Source: Atikoglu, Xu, Frachtenberg, Jiang and Paleczny, "Workload analysis of a large-scale
/// key-value store", SIGMETRICS 2012, section 5: key sizes follow a generalised extreme value
/// distribution, value sizes a table up to 14 bytes and a generalised Pareto distribution above.
/// The digits are those that the load generator mutilate uses.
enum FacebookETC {
    /// Values are clamped to it: the item size limit of the servers that the paper measured.
    static let valueBounds = 0...(1 << 20)
    /// Keys are clamped to it: from room for 16 hexadecimal digits, to which one key in 1,100 is
    /// lengthened, to Memcached's limit.
    static let keyBounds = 16...250

    /// The chances of a value of 0, 1, … 14 bytes.
    private static let shortValueChances = [
        0.00536, 0.00047, 0.17820, 0.09239, 0.00018, 0.02740, 0.00065, 0.00606, 0.00023,
        0.00837, 0.00837, 0.08989, 0.00092, 0.00326, 0.01980,
    ]
    /// The chance of a value of up to 14 bytes.
    private static let shortShare = shortValueChances.reduce(0, +)
    /// The values above 14 bytes.
    private static let longValues = RoundedCurve(
        .generalizedPareto(location: 15, scale: 214.476, shape: 0.348238),
        15...valueBounds.upperBound)

    /// Draws the sizes of values.
    static let valueSampler = SizeSampler(
        longValues.curve, bounds: longValues.bounds,
        singles: shortValueChances.enumerated().map { ($0.offset, $0.element) },
        curveWeight: 1 - shortShare)

    /// The mean size of a value.
    static let meanValueByteCount =
        shortValueChances.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
        + (1 - shortShare) * longValues.mean

    /// The chance of a value of up to `byteCount` bytes.
    static func valueCumulative(_ byteCount: Int) -> Double {
        guard byteCount >= 15 else {
            return shortValueChances.prefix(byteCount + 1).reduce(0, +)
        }
        return shortShare + (1 - shortShare) * longValues.cumulative(byteCount)
    }

    /// The sizes of keys: a key's size is the one its hash picks, so that it has always the same
    /// bytes.
    static let keySizes = SizeDistribution(
        .curve(
            .generalizedExtremeValue(location: 30.7984, scale: 8.20449, shape: 0.078688),
            keyBounds))
}
