/// Key and value sizes of Facebook's ETC pool, the general-purpose one.
///
/// Source: Atikoglu, Xu, Frachtenberg, Jiang and Paleczny, "Workload analysis of a large-scale
/// key-value store", SIGMETRICS 2012, section 5: key sizes follow a generalised extreme value
/// distribution, value sizes a table up to 14 bytes and a generalised Pareto distribution above.
/// The digits are those that the load generator mutilate uses.
enum FacebookETC {
    /// The mean of the value distribution; cutting it at 1 MiB changes it by less than 0.1 bytes.
    static let meanValueByteCount = 194.1
    /// Values are cut here: the item size limit of the servers that the paper measured.
    static let largestValueByteCount = 1 << 20
    /// Keys are cut here: Memcached's limit.
    static let largestKeyByteCount = 250
    /// The shortest key: room for 16 hexadecimal digits.
    ///
    /// One key in 1,100 is lengthened to it.
    static let smallestKeyByteCount = 16

    /// The chances of a value of 0, 1, … 14 bytes, one after the other added up.
    private static let shortValueChances: [Double] = {
        let chances = [
            0.00536, 0.00047, 0.17820, 0.09239, 0.00018, 0.02740, 0.00065, 0.00606, 0.00023,
            0.00837, 0.00837, 0.08989, 0.00092, 0.00326, 0.01980,
        ]
        var sum = 0.0
        return chances.map { chance in
            sum += chance
            return sum
        }
    }()

    /// The size of the next value.
    static func valueByteCount(using random: inout DrawStream) -> Int {
        let unit = random.unit()
        let shortChances = shortValueChances
        if unit < shortChances[14] {
            return shortChances.firstIndex { unit < $0 } ?? 14
        }
        let (location, scale, shape) = (15.0, 214.476, 0.348238)
        let rest = 1 - random.unit()
        let power = DeterministicMath.exp(-shape * DeterministicMath.log(rest))
        let size = location + scale * (power - 1) / shape
        return Int(min(size, Double(largestValueByteCount)))
    }

    /// The sizes of keys: 4,096 equally likely ones, in ascending order.
    ///
    /// A key's size is the one its hash picks, so that a key always has the same bytes.
    static let keyByteCounts: [UInt8] = (0..<4096).map { index in
        let (location, scale, shape) = (30.7984, 8.20449, 0.078688)
        let logarithm = -DeterministicMath.log((Double(index) + 0.5) / 4096)
        let power = DeterministicMath.exp(-shape * DeterministicMath.log(logarithm))
        let size = location + scale * (power - 1) / shape
        let bounded = min(max(size, Double(smallestKeyByteCount)), Double(largestKeyByteCount))
        return UInt8(bounded.rounded())
    }
}
