import Foundation
import TestSupport
import Testing

@testable import Workload

@Suite("Reading distributions")
struct DistributionReaderTests {
    /// A folder with files, and a plan read from a workload file in it.
    private func plan(
        _ overrides: [String], files: [String: String] = [:]
    ) throws -> Result<Plan, WorkloadError> {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("spikebench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files {
            try text.write(
                to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
        }
        let yaml = """
            keys: {count: 1000}
            record: {values: 100B}
            operations: {read: 1}
            phases: {measure: {duration: 1s}}
            """
        do throws(WorkloadError) {
            return .success(
                try Plan(
                    yaml: yaml, file: folder.path + "/a.yaml", name: "a", overrides: overrides))
        } catch {
            return .failure(error)
        }
    }

    private func sizes(_ text: String, files: [String: String] = [:]) throws -> SizeDistribution {
        let plan = try plan(["record.values=\(text)"], files: files).get()
        return try #require(plan.keyspaces.first?.record.bins.first?.size)
    }

    private func keys(_ text: String, files: [String: String] = [:]) throws -> KeyDistribution {
        let plan = try plan(["keys.distribution=\(text)"], files: files).get()
        return try #require(plan.keyspaces.first?.distribution)
    }

    private func message(_ override: String, files: [String: String] = [:]) throws -> String {
        switch try plan([override], files: files) {
        case .success: return "no error"
        case .failure(let error): return error.description
        }
    }

    // MARK: Sizes

    @Test(
        "sizes are what the file says",
        arguments: [
            ("100B", SizeDistribution.constant(100)),
            ("{constant: 1KiB}", .constant(1024)),
            ("{uniform: {from: 1B, to: 1KiB}}", .uniform(1...1024)),
            (
                "{normal: {mean: 200B, deviation: 50.5B, min: 1B, max: 1KiB}}",
                SizeDistribution(.curve(.normal(mean: 200, deviation: 50.5), 1...1024))
            ),
            (
                "{logNormal: {median: 1KiB, sigma: 1.5, max: 1MiB}}",
                SizeDistribution(.curve(.logNormal(median: 1024, sigma: 1.5), 0...1_048_576))
            ),
            (
                "{generalizedPareto: {location: 15B, scale: 214.476B, shape: 0.348238, max: 1MB}}",
                SizeDistribution(
                    .curve(
                        .generalizedPareto(location: 15, scale: 214.476, shape: 0.348238),
                        0...1_000_000))
            ),
            (
                "{generalizedExtremeValue: {location: 30.8B, scale: 8B, shape: 0, max: 250B}}",
                SizeDistribution(
                    .curve(
                        .generalizedExtremeValue(location: 30.8, scale: 8, shape: 0), 0...250))
            ),
            ("facebookETC", .facebookETC),
        ])
    func readSizes(text: String, expected: SizeDistribution) throws {
        #expect(try sizes(text) == expected)
    }

    @Test("tables of sizes have weights that are counts, shares or percent")
    func tables() throws {
        for text in [
            "{2B: 0.2, 11B: 0.1, 100B-199B: 0.7}", "{2B: 2, 11B: 1, 100B-199B: 7}",
            "{2B: 19.5, 11B: 10.5, 100B-199B: 70}",
        ] {
            let sizes = try sizes("{table: \(text)}")
            #expect((sizes.smallest, sizes.largest) == (2, 199))
            #expect(abs(sizes.cumulative(11) - 0.3) < 0.001)
        }
    }

    @Test("histograms of sizes come from cachebench's JSON and from CSV")
    func histograms() throws {
        let files = [
            "discrete.json": """
            {
              "valSizeRangeProbability": [11851, 1010, 2243135],
              "valSizeRange": [31, 63, 95]
            }
            """,
            "ranges.json": #"{"keySizeRange": [1, 8, 64], "keySizeRangeProbability": [0.3, 0.7]}"#,
            "sizes.csv":
                "size,weight\r\n# small ones\r\n31, 11851\r\n\r\n63,1010\r\n95,2243135\r\n",
            "units.csv": "1B-7B,0.3\n8B-63B,0.7\n",
        ]
        for file in ["discrete.json", "sizes.csv"] {
            let sizes = try sizes("{histogram: {file: \(file)}}", files: files)
            #expect((sizes.smallest, sizes.largest) == (31, 95))
            #expect(abs(sizes.cumulative(31) - 11851.0 / 2_255_996) < 1e-12)
            #expect(sizes.text { "\($0)" }.contains("\(file): 3 sizes, mean 94."))
        }
        for file in ["ranges.json", "units.csv"] {
            let sizes = try sizes("{histogram: {file: \(file)}}", files: files)
            #expect((sizes.smallest, sizes.largest) == (1, 63))
            #expect(abs(sizes.cumulative(7) - 0.3) < 1e-12)
            #expect(abs(sizes.mean - (0.3 * 4 + 0.7 * 35.5)) < 1e-9)
        }
    }

    @Test("scans and batches have distributions too")
    func counts() throws {
        let plan = try plan([
            "scan.length={generalizedPareto: {scale: 50, shape: 0.2, max: 1k}}",
            "batch.size={table: {2: 1, 10-19: 3}}",
        ]).get()
        #expect(plan.keyspaces[0].scanLength?.largest == 1_000)
        #expect(plan.keyspaces[0].scanLength?.smallest == 1)
        #expect(plan.keyspaces[0].batchSize.largest == 19)
    }

    @Test(
        "faulty sizes are named, with what to do",
        arguments: [
            ("-5B", "'record.values' is -5B; it must be from 0B to 67108864B"),
            (
                "{normal: {mean: 1B, deviation: 0B, max: 9B}}",
                "deviation' is 0B; it must be above 0"
            ),
            ("{normal: {mean: -1B, deviation: 1B, max: 9B}}", "mean' is -1B; it must be from 0B"),
            (
                "{normal: {mean: 1B, deviation: 1B}}",
                "'record.values.normal.max' is missing; add it"
            ),
            ("{normal: {mean: 1, deviation: 1B, max: 9B}}", "write a size with its unit"),
            (
                "{logNormal: {median: 1B, sigma: -1, max: 9B}}",
                "sigma' is -1; it must be from 0.001"
            ),
            (
                "{logNormal: {median: 1B, sigma: 1, min: 9B, max: 8B}}",
                "'record.values.logNormal.max' is 8B; it must be at least 'min'"
            ),
            ("{generalizedPareto: {shape: 0.3, max: 9B}}", "generalizedPareto.scale' is missing"),
            ("{generalizedPareto: {scael: 3B}}", "unknown key 'scael'; did you mean 'scale'?"),
            ("{uniform: {from: 9B, to: 1B}}", "uniform.to' is 1B; it must be at least 'from'"),
            ("{table: {2B: 0.2, 3B: 0.2}}", "the weights sum to 0.4; make shares sum to 1"),
            ("{table: {2B: 0, 3B: 0}}", "all weights are zero; give at least one"),
            ("{table: {2B: -1, 3B: 2}}", "'record.values.table.2B' is -1; it must be from 0"),
            ("{table: {1B-9B: 1, 5B: 1}}", "write sizes and ranges that do not overlap"),
            ("{table: {9B-1B: 1}}", "the range ends before it begins; swap its ends"),
            ("{table: {two: 1}}", "'two' is no value for 'record.values.table.two'; write a size"),
            ("{table: {}}", "all weights are zero"),
            ("table", "write {table: {2B: 0.2, 100B: 0.8}}"),
            ("gauss", "is no value for 'record.values'"),
            ("{histogram: {file: none.csv}}", "none.csv': there is no such file; check the path"),
        ])
    func faultySizes(text: String, expected: String) throws {
        #expect(try message("record.values=\(text)").contains(expected))
    }

    @Test(
        "faulty files of weights are named with their line",
        arguments: [
            ("a.csv", "", "a.csv: no rows; write lines such as 100-199,0.25"),
            ("a.csv", "size,weight\n5;1\n", "a.csv:2: 1 columns; write two"),
            ("a.csv", "5,1\n6,1,1\n", "a.csv:2: 3 columns; write two"),
            ("a.csv", "5,1\n-6,1\n", "a.csv:2: '-6' is no whole number from 0 up"),
            ("a.csv", "5,1\n9-6,1\n", "a.csv:2: '9-6' ends before it begins"),
            ("a.csv", "5,1\n6,-1\n", "a.csv:2: '-1' is no weight"),
            ("a.csv", "5,1\n6,nan\n", "a.csv:2: 'nan' is no weight"),
            ("a.csv", "5,0.5\n6,0.6\n", "a.csv: the weights sum to 1.1; make shares sum to 1"),
            ("a.csv", "5-9,1\n6,1\n", "a.csv: two rows have the same sizes; join them"),
            ("a.csv", "99999999999,1\n", "a.csv:1: the size 99999999999 is out of bounds"),
            ("a.json", "{", "a.json"),
            ("a.json", "{}", "has no lists 'valSizeRange' and 'valSizeRangeProbability' or"),
            (
                "a.json", "{\n\"valSizeRange\": [1]}",
                "a.json:2: 'valSizeRangeProbability' is missing; add a list of it"
            ),
            (
                "a.json", "{\"valSizeRange\": [1, 2],\n\"valSizeRangeProbability\": [1, x]}",
                "a.json:2: 'x' is no weight"
            ),
            (
                "a.json", "{\"valSizeRange\": [1, 2.5], \"valSizeRangeProbability\": [1, 1]}",
                "'2.5' is no whole number"
            ),
            (
                "a.json", "{\"valSizeRange\": [1], \"valSizeRangeProbability\": [1, 1]}",
                "1 sizes and 2 weights; write as many of both"
            ),
            (
                "a.json", "{\"valSizeRange\": [2, 1], \"valSizeRangeProbability\": [1]}",
                "1 is not above 2; sort the sizes"
            ),
            (
                "a.json", "{\"valSizeRange\": 5, \"valSizeRangeProbability\": [1]}",
                "'valSizeRange' is no list of numbers"
            ),
        ])
    func faultyFiles(file: String, contents: String, expected: String) throws {
        let found = try message(
            "record.values={histogram: {file: \(file)}}", files: [file: contents])
        #expect(found.contains(expected), "\(found)")
    }

    // MARK: Keys

    @Test(
        "popularity is what the file says",
        arguments: [
            ("sequentialPerWorker", KeyDistribution.sequentialPerWorker),
            ("exponential", .exponential(percentile: 0.95, keyFraction: 0.857)),
            (
                "{exponential: {percentile: 0.9, keys: 0.1}}",
                .exponential(percentile: 0.9, keyFraction: 0.1)
            ),
            ("gaussian", .gaussian(mean: 0.5, deviation: 1.0 / 6, scrambled: false)),
            (
                "{gaussian: {mean: 0.3, deviation: 0.1, scrambled: true}}",
                .gaussian(mean: 0.3, deviation: 0.1, scrambled: true)
            ),
            ("pareto", .pareto(shape: 1, scrambled: true)),
            ("{pareto: {shape: 1.2, scrambled: false}}", .pareto(shape: 1.2, scrambled: false)),
        ])
    func readKeys(text: String, expected: KeyDistribution) throws {
        #expect(try keys(text) == expected)
    }

    @Test("popularity files are cachebench's buckets, and histograms of keys")
    func popularity() throws {
        let pop = """
            {
              "oneHits": 0.015,
              "popularityWeights": [27638685, 17015731, 5685504],
              "popularityBuckets": [1, 1, 2842752]
            }
            """
        let buckets = try keys("{buckets: {file: pop.json}}", files: ["pop.json": pop])
        guard case .weighted(let weights, let scrambled) = buckets else {
            Issue.record("\(buckets)")
            return
        }
        #expect(scrambled && weights.isScaled && weights.keyCount == 2_842_754)
        #expect(weights.parts.map(\.weight) == [27_638_685, 17_015_731, 5_685_504])

        let histogram = try keys(
            "{histogram: {file: keys.csv}}", files: ["keys.csv": "100-199,0.25\n5,0.75\n"])
        guard case .weighted(let weights, let scrambled) = histogram else {
            Issue.record("\(histogram)")
            return
        }
        #expect(!scrambled && !weights.isScaled)
        #expect(weights.ranges(keyCount: 1_000).map(\.keys) == [5..<6, 100..<200])
        let expectation = try #require(KeyExpectation(histogram, keyCount: 1_000))
        #expect(expectation.chance(at: 5) == 0.75)
        #expect(abs(expectation.chance(at: 150) - 0.0025) < 1e-15)
        #expect(expectation.chance(at: 500) == 0)
    }

    @Test(
        "faulty popularity is named, with what to do",
        arguments: [
            ("{gaussian: {deviation: 0}}", "", "deviation' is 0; it must be from"),
            ("{exponential: {percentile: 1}}", "", "percentile' is 1; it must be from"),
            ("{pareto: {shape: -1}}", "", "shape' is -1; it must be from 0.001 to 20"),
            ("paretto", "", "write pareto"),
            ("buckets", "", "write {buckets: {file: pop.json}}"),
            (
                "{buckets: {file: f}}", "{\"popularityBuckets\": [1]}",
                "'popularityWeights' is missing"
            ),
            (
                "{buckets: {file: f}}",
                "{\"popularityBuckets\": [1, 1], \"popularityWeights\": [0.5, 0.4]}",
                "f: the weights sum to 0.9; make shares sum to 1"
            ),
            (
                "{buckets: {file: f}}",
                "{\"popularityBuckets\": [1, 1], \"popularityWeights\": [1]}",
                "2 buckets and 1 weights; write as many of both"
            ),
            (
                "{buckets: {file: f}}",
                "{\"popularityBuckets\": [1, 1], \"popularityWeights\": [0, 0]}",
                "all weights are zero"
            ),
            (
                "{buckets: {file: f}}",
                "{\"popularityBuckets\": [1,\n0], \"popularityWeights\": [1, 1]}",
                "f:2: a bucket of no keys has a weight"
            ),
            ("{buckets: {file: f}}", "1,2\n", "f: no JSON object"),
            ("{histogram: {file: f}}", "5-9,1\n9,1\n", "f:2: the key 9 stands twice"),
            (
                "{histogram: {file: f}}", "5-1999,1\n",
                "f' names the key 1999, and there are 1000; raise keys.count"
            ),
        ])
    func faultyKeys(text: String, contents: String, expected: String) throws {
        let found = try message("keys.distribution=\(text)", files: ["f": contents])
        #expect(found.contains(expected), "\(found)")
    }

    @Test("a phase's histogram is held against the keys too")
    func phases() throws {
        let found = try message(
            "phases.measure.distribution={histogram: {file: f}}", files: ["f": "5-1999,1\n"])
        #expect(found.contains("names the key 1999"), "\(found)")
    }

    // MARK: Keys' sizes

    @Test("keys have sizes in place of a format")
    func keySizes() throws {
        let plan = try plan(["keys.size={uniform: {from: 2B, to: 15B}}", "workers=1"]).get()
        let batch = plan.makeBatch(capacity: 16, pool: plan.makeValuePool())
        try plan.makeSource(phaseIndex: 0, worker: 0).fill(batch)
        var (counts, expected): ([Int], [Int]) = ([], [])
        let writer = SizedKeyWriter(sizes: .uniform(2...15), count: 1_000)
        var bytes = [UInt8](repeating: 0, count: 16)
        for index in 0..<batch.count {
            var span = bytes.mutableSpan
            var space = unsafe span.mutableBytes
            counts.append(batch.key(at: index).byteCount)
            expected.append(writer.write(writer.word(batch[index].keyIndex), into: &space))
        }
        #expect(counts == expected)
        #expect(Set(counts).count > 3)
    }

    @Test(
        "keys that would not differ are refused",
        arguments: [
            ("keys.size=1B", "'keys.size' is 1B at least; it must be at least 2B, or keys are"),
            ("keys.size={uniform: {from: 1B, to: 9B}}", "it must be at least 2B"),
            ("keys={count: 1M, size: 3B}", "it must be at least 4B"),
            (
                "keys={count: 10, size: 3B, format: ycsb}",
                "keys have a format or a size; remove one"
            ),
            ("keys.size=70KiB", "it must be from 1B to 65472B"),
            ("keys.size=facebookETC", "it must be at least 2B"),
        ])
    func faultyKeySizes(override: String, expected: String) throws {
        let found = try message(override)
        #expect(found.contains(expected), "\(found)")
    }

    // MARK: Times to live

    @Test(
        "times to live are what the file says",
        arguments: [
            ("none", TTLDistribution.none), ("1h", .constant(3_600)), ("14d", .constant(1_209_600)),
            ("{constant: 60s}", .constant(60)),
            ("{uniform: {from: 1m, to: 1h}}", TTLDistribution(.uniform(60...3_600))),
            ("{exponential: 5m}", TTLDistribution(.exponential(meanSeconds: 300))),
            (
                "{1d: 0.65, 14d: 0.27, none: 0.08}",
                TTLDistribution(
                    .table([
                        .init(seconds: 0, weight: 0.08), .init(seconds: 86_400, weight: 0.65),
                        .init(seconds: 1_209_600, weight: 0.27),
                    ]))
            ),
        ])
    func readTimes(text: String, expected: TTLDistribution) throws {
        let plan = try plan(["record.ttl=\(text)"]).get()
        #expect(plan.keyspaces[0].record.ttl == expected)
    }

    @Test(
        "faulty times to live are named, with what to do",
        arguments: [
            ("1.5s", "write whole seconds"), ("10", "write whole seconds"),
            ("0s", "must be from 1s to 3650d, or none"), ("4000d", "must be from 1s to 3650d"),
            ("-1s", "must be from 1s"),
            ("{uniform: {from: 1h, to: 1m}}", "'record.ttl.uniform.to' is 1m; it must be at least"),
            ("{uniform: {from: none, to: 1m}}", "write whole seconds"),
            ("{1d: 0.65, 14d: 0.2}", "the weights sum to 0.85; make shares sum to 1"),
            ("{24h: 1, 1d: 1}", "the same time stands above; add the weights up"),
            ("{1d: -1}", "'record.ttl.1d' is -1; it must be from 0"),
            ("{soon: 1}", "write whole seconds"), ("{}", "write {1d: 0.65, 14d: 0.35}"),
        ])
    func faultyTimes(text: String, expected: String) throws {
        let found = try message("record.ttl=\(text)")
        #expect(found.contains(expected), "\(found)")
    }
}
