import Testing

@testable import Workload

/// The thinned tables against those that CacheLib ships.
@Suite("cachebench presets")
struct CachebenchPresetsTests {
    /// What the full tables say.
    struct Preset: CustomTestStringConvertible, Sendable {
        var name: String
        /// What the hottest 0.1 %, 1 % and 10 % of the keys get.
        var shares: [Double]
        /// Of the sizes of values, in bytes.
        var mean: Double
        var median: Int
        var percentile99: Int

        init(
            _ name: String, shares: [Double], mean: Double, median: Int, percentile99: Int
        ) {
            self.name = name
            self.shares = shares
            self.mean = mean
            self.median = median
            self.percentile99 = percentile99
        }

        var testDescription: String { name }
    }

    static let presets = [
        Preset(
            "cachebench-kvcache", shares: [0.56799, 0.72390, 0.86603], mean: 335.19,
            median: 159, percentile99: 959),
        Preset(
            "cachebench-cdn", shares: [0.06558, 0.13918, 0.37457], mean: 33024.18,
            median: 13343, percentile99: 274239),
        Preset(
            "cachebench-graph-leader-assocs", shares: [0.24085, 0.32651, 0.55266], mean: 1423.49,
            median: 63, percentile99: 24991),
        Preset(
            "cachebench-graph-leader-fbobj", shares: [0.02439, 0.10707, 0.37202], mean: 341.17,
            median: 223, percentile99: 2271),
        Preset(
            "cachebench-graph-follower-assocs", shares: [0.34491, 0.59441, 0.85750], mean: 567.65,
            median: 31, percentile99: 10271),
        Preset(
            "cachebench-graph-follower-fbobj", shares: [0.54043, 0.76627, 0.89024], mean: 377.33,
            median: 223, percentile99: 2527),
    ]

    @Test("the hottest keys get what they get in the full table", arguments: presets)
    func popularity(preset: Preset) throws {
        let keyspace = try Plan.named(preset.name).keyspaces[0]
        let expectation = try #require(
            KeyExpectation(keyspace.distribution, keyCount: keyspace.count))
        for (divisor, share) in zip([1_000.0, 100, 10], preset.shares) {
            // A thousandth of the keys need not be a whole number of them.
            let count = Double(keyspace.count) / divisor
            let lower = expectation.share(ofHottest: UInt64(count))
            let upper = expectation.share(ofHottest: UInt64(count) + 1)
            let found = lower + (upper - lower) * (count - count.rounded(.down))
            #expect(abs(found - share) < 0.001, "1 in \(divisor)")
        }
    }

    @Test("sizes have the mean and the percentiles of the full table", arguments: presets)
    func sizes(preset: Preset) throws {
        let size = try Plan.named(preset.name).keyspaces[0].record.bins[0].size
        #expect(abs(size.mean / preset.mean - 1) < 0.001)
        #expect(abs(Double(size.quantile(0.5)) / Double(preset.median) - 1) < 0.03)
        #expect(abs(Double(size.quantile(0.99)) / Double(preset.percentile99) - 1) < 0.03)
    }

    @Test("a table is named without its ending, and a misspelt one gets a suggestion")
    func names() {
        let yaml = """
            keys: {count: 10, distribution: {buckets: {file: cachebench-cnd}}}
            record: {values: 10B}
            operations: {read: 1}
            phases: {measure: {operations: 1}}
            """
        let error = #expect(throws: WorkloadError.self) {
            try Plan(yaml: yaml, file: "a.yaml", name: "a")
        }
        #expect(error?.place == .line(file: "a.yaml", line: 1))
        #expect(error?.description.contains("the table 'cachebench-cdn'") == true)
    }
}
