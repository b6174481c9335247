extension SizeDistribution {
    /// In words, for tables: `normal, mean 200 B, deviation 50 B, from 1 B to 1 KiB`.
    ///
    /// - Parameter words: a size with its unit.
    /// - Returns: the words, on one line.
    public func text(_ words: (Double) -> String) -> String {
        switch definition {
        case .constant(let size): words(Double(size))
        case .uniform(let range): "\(Self.text(range, words)), uniform"
        case .curve(let curve, let bounds):
            "\(curve.text(words)), from \(Self.text(bounds, words))"
        case .table(let table):
            "\(table.file ?? "a table"): \(table.rows.count) sizes, mean \(words(mean))"
        case .facebookETC:
            "values of Facebook's ETC pool, mean \(words(mean))"
        }
    }

    private static func text(_ range: ClosedRange<Int>, _ words: (Double) -> String) -> String {
        "\(words(Double(range.lowerBound))) to \(words(Double(range.upperBound)))"
    }
}

extension SizeCurve {
    fileprivate func text(_ words: (Double) -> String) -> String {
        switch self {
        case .normal(let mean, let deviation):
            "normal, mean \(words(mean)), deviation \(words(deviation))"
        case .logNormal(let median, let sigma):
            "log-normal, median \(words(median)), sigma \(SpecValue.short(sigma))"
        case .generalizedPareto(let location, let scale, let shape):
            "generalised Pareto, location \(words(location)), scale \(words(scale)), "
                + "shape \(SpecValue.short(shape))"
        case .generalizedExtremeValue(let location, let scale, let shape):
            "generalised extreme value, location \(words(location)), scale \(words(scale)), "
                + "shape \(SpecValue.short(shape))"
        }
    }
}
