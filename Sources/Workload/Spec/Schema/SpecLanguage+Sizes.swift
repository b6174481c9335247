extension SpecLanguage {
    /// The sections of sizes, of popularity and of times to live.
    static let distributionSections: [String: [SpecKey]] =
        sizeSections(.byteCount(byteBounds), "Bytes").merging(
            sizeSections(.count(countBounds), "Records")
        ) { first, _ in first }.merging([
            "byteSizes": sizeKeys(.byteCount(byteBounds), "Bytes") + [
                SpecKey("facebookETC", .alone, "The values of Facebook's ETC pool.")
            ],
            "counts": sizeKeys(.count(countBounds), "Records"),
            "weightFile": [fileKey], "popularityFile": [fileKey, scrambledKey],
            "distribution": distributionKeys, "zipf": [exponentKey, scrambledKey],
            "latest": [exponentKey], "hotspot": hotspotKeys, "exponential": exponentialKeys,
            "gaussian": gaussianKeys, "pareto": paretoKeys, "lifetimes": lifetimeKeys,
            "lifetimeRange": rangeKeys(.duration),
        ]) { first, _ in first }

    /// Sizes in bytes, as the value of a key.
    static let byteSizes = SpecForm.alternatives([.byteCount(byteBounds), .choice("byteSizes")])
    /// Numbers of records, as the value of a key.
    static let counts = SpecForm.alternatives([.count(countBounds), .choice("counts")])
    /// Times to live, as the value of a key.
    static let lifetimes = SpecForm.alternatives([
        .duration, .word(["none"]), .choice("lifetimes"), .named(.number(0...1e12)),
    ])

    // MARK: Sizes

    private static func sizeKeys(_ form: SpecForm, _ suffix: String) -> [SpecKey] {
        [
            SpecKey("constant", form, "Always the same."),
            SpecKey(
                "uniform", .section("range\(suffix)"),
                "From one bound to the other, equally likely."),
            SpecKey("normal", .section("normal\(suffix)"), "The normal distribution, clamped."),
            SpecKey(
                "logNormal", .section("logNormal\(suffix)"),
                "The log-normal distribution, clamped."),
            SpecKey(
                "generalizedPareto", .section("generalizedPareto\(suffix)"),
                "The generalised Pareto distribution, clamped."),
            SpecKey(
                "generalizedExtremeValue", .section("generalizedExtremeValue\(suffix)"),
                "The generalised extreme value distribution, clamped."),
            SpecKey(
                "table", .named(.number(0...1e12)),
                "Sizes, or ranges such as 10-19 with their units, each with a weight."),
            SpecKey(
                "histogram", .section("weightFile"),
                "A table in a file: CSV of size,weight or from-to,weight, or cachebench's JSON."),
        ]
    }

    private static func sizeSections(_ form: SpecForm, _ suffix: String) -> [String: [SpecKey]] {
        let ends = [
            SpecKey("min", form, "What is below becomes it; the smallest there is if left out."),
            SpecKey("max", form, "What is above becomes it.", isRequired: true),
        ]
        let scale = SpecKey("scale", form, "The scale, above 0.", isRequired: true)
        let shape = SpecKey("shape", .number(-0.99...10), "The shape.", isRequired: true)
        return [
            "range\(suffix)": rangeKeys(form),
            "normal\(suffix)": [
                SpecKey("mean", form, "The mean.", isRequired: true),
                SpecKey("deviation", form, "The standard deviation, above 0.", isRequired: true),
            ] + ends,
            "logNormal\(suffix)": [
                SpecKey("median", form, "The median, above 0.", isRequired: true),
                SpecKey(
                    "sigma", .number(0.001...20), "The deviation of the logarithm.",
                    isRequired: true),
            ] + ends,
            "generalizedPareto\(suffix)": [
                SpecKey("location", form, "Where it begins; 0 if left out."), scale, shape,
            ] + ends,
            "generalizedExtremeValue\(suffix)": [
                SpecKey("location", form, "The location.", isRequired: true), scale, shape,
            ] + ends,
        ]
    }

    private static func rangeKeys(_ form: SpecForm) -> [SpecKey] {
        [
            SpecKey("from", form, "The least.", isRequired: true),
            SpecKey("to", form, "The most.", isRequired: true),
        ]
    }

    private static let fileKey = SpecKey(
        "file", .text, "The file, seen from the workload file's folder.", isRequired: true)

    // MARK: Popularity

    private static let distributionKeys = [
        SpecKey("uniform", .alone, "Every key equally often."),
        SpecKey("sequential", .alone, "The keys in turn."),
        SpecKey("sequentialPerWorker", .alone, "The keys in turn, each worker in its own part."),
        SpecKey("zipf", .alternatives([.alone, .section("zipf")]), "Zipf's law, exact."),
        SpecKey("ycsbZipfian", .alone, "YCSB's own zipfian: hashed, and flatter than Zipf's law."),
        SpecKey(
            "latest", .alternatives([.alone, .section("latest")]), "The newest key most often."),
        SpecKey(
            "hotspot", .alternatives([.alone, .section("hotspot")]),
            "A fraction of the keys gets a fraction of the operations."),
        SpecKey(
            "exponential", .alternatives([.alone, .section("exponential")]),
            "A part of the operations is for the newest keys, as YCSB's exponential."),
        SpecKey(
            "gaussian", .alternatives([.alone, .section("gaussian")]),
            "Keys around a middle one, by the normal distribution."),
        SpecKey("pareto", .alternatives([.alone, .section("pareto")]), "Pareto's law, bounded."),
        SpecKey(
            "buckets", .section("popularityFile"),
            "cachebench's popularity buckets, stretched to the keys there are."),
        SpecKey(
            "histogram", .section("popularityFile"),
            "A CSV file of lines key,weight or from-to,weight."),
    ]

    private static let exponentKey = SpecKey(
        "exponent", .number(0...20), "How skewed; 0.99 if left out.")
    private static let scrambledKey = SpecKey(
        "scrambled", .flag,
        "Whether popular keys lie scattered; true if left out, but for gaussian and histogram.")
    private static let hotspotKeys = [
        SpecKey("keys", .number(0...1), "The hot fraction of the keys; 0.2 if left out."),
        SpecKey("operations", .number(0...1), "What it gets of the operations; 0.8 if left out."),
    ]
    private static let exponentialKeys = [
        SpecKey(
            "percentile", .number(0.000_001...0.999_999),
            "The part of the operations, from 0 to 1; 0.95 if left out."),
        SpecKey(
            "keys", .number(0.000_001...1_000),
            "The fraction of the keys that gets it; 0.857 if left out."),
    ]
    private static let gaussianKeys = [
        SpecKey("mean", .number(0...1), "The middle, as a fraction of the keys; 0.5 if left out."),
        SpecKey(
            "deviation", .number(0.000_001...1_000),
            "The standard deviation, as a fraction of the keys; a sixth if left out."),
        scrambledKey,
    ]
    private static let paretoKeys = [
        SpecKey("shape", .number(0.001...20), "How skewed; 1 if left out."), scrambledKey,
    ]

    // MARK: Times to live

    private static let lifetimeKeys = [
        SpecKey("constant", .duration, "Always the same."),
        SpecKey(
            "uniform", .section("lifetimeRange"), "From one bound to the other, equally likely."),
        SpecKey("exponential", .duration, "Exponential, with this mean."),
    ]
}
