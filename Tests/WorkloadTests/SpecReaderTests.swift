import Platform
import TestSupport
import Testing

@testable import Workload

@Suite("The spec reader")
struct SpecReaderTests {
    private static let base = """
        keys: {count: 1000}
        record: {values: 100B}
        operations: {read: 1}
        phases: {measure: {duration: 1s}}
        """

    private func message(_ yaml: String, _ overrides: [String] = []) -> String {
        do throws(WorkloadError) {
            _ = try Plan(yaml: yaml, file: "a.yaml", name: "a", overrides: overrides)
            return "no error"
        } catch {
            return error.description
        }
    }

    @Test(
        "a faulty line is named, with what to do",
        arguments: [
            ("keyz: 1", "a.yaml:5: unknown key 'keyz'; did you mean 'keys'?"),
            ("trace: {fil: x}", "a.yaml:5: unknown key 'fil'; did you mean 'file'?"),
            ("zzzzzzzz: 1", "a.yaml:5: unknown key 'zzzzzzzz'; known here: summary, tags,"),
            ("seed: x", "a.yaml:5: 'x' is no value for 'seed'; write a whole number"),
            ("seed: -1", "a.yaml:5: '-1' is no value for 'seed'"),
            ("workers: 0", "a.yaml:5: 'workers' is 0; it must be from 1 to 1024"),
            ("workers: 1.5", "a.yaml:5: '1.5' is no value for 'workers'; write a whole number"),
            ("workers: 1e400", "a.yaml:5: '1e400' is no value for 'workers'"),
            ("workers: nan", "a.yaml:5: 'nan' is no value for 'workers'"),
            ("workers: [1]", "a.yaml:5: 'a list' is no value for 'workers'"),
            ("workers:", "a.yaml:5: 'nothing' is no value for 'workers'"),
            (
                "arrivals: poisson",
                "a.yaml:5: 'poisson' is no value for 'arrivals'; write {poisson: 50k/s}"
            ),
            (
                "arrivals: {poisson: 50k}",
                "a.yaml:5: '50k' is no value for 'arrivals.poisson'; write a rate"
            ),
            (
                "arrivals: {poisson: 0/s}",
                "a.yaml:5: 'arrivals.poisson' is 0/s; it must be from 0.001/s"
            ),
            ("arrivals: {poisson: 1/s, constant: 1/s}", "write exactly one of closed, constant"),
            ("arrivals: trace", "a.yaml:5: 'arrivals' has no place here: only a trace"),
            ("engine: fast", "a.yaml:5: 'fast' is no value for 'engine'; write keys and values"),
            ("engine: {a: 1, a: 2}", "a.yaml:5: the key 'a' stands here twice"),
            ("tags: one", "a.yaml:5: 'one' is no value for 'tags'; write a list"),
            ("seed: 1\nseed: 2", "the key 'seed' stands here twice; remove one"),
            ("seed: [1", "not YAML: did not find expected"),
            ("? [a, b]\n: 1", "a.yaml:5: a key is not a word"),
            ("summary: &a x", "a.yaml:5: anchors ('&') are not read"),
            ("summary: *a", "not YAML"),
        ])
    func faults(line: String, expected: String) {
        let message = message(Self.base + "\n" + line)
        #expect(message.contains(expected), "\(message)")
    }

    @Test(
        "a faulty value is named by its option",
        arguments: [
            (
                "operations.raed=50",
                "--set operations.raed: unknown key 'raed'; did you mean 'read'?"
            ),
            ("operations.read=0", "all weights are zero"),
            (
                "operations.read=-1",
                "--set operations.read: 'operations.read' is -1; it must be from 0"
            ),
            ("operations.read=x", "'x' is no value for 'operations.read'; write a number"),
            ("keys.count=0", "'keys.count' is 0; it must be from 1 to 1099511627776"),
            ("keys.count=1e30", "it must be from 1 to"),
            ("keys.count=99999999999999999999999", "it must be from 1 to"),
            ("keys.distribution=zpif", "'zpif' is no value for 'keys.distribution'; write zipf"),
            ("keys.distribution.zipf.exponent=21", "it must be from 0 to 20"),
            ("keys.format=hex", "write one of ycsb, ycsbOrdered, decimal, integer, facebookETC"),
            (
                "record.values=100",
                "'100' is no value for 'record.values'; write a size with its unit"
            ),
            ("record.values=1GiB", "it must be from 0B to 67108864B"),
            ("record.values.uniform={from: 9B, to: 1B}", "it must be at least 'from'"),
            ("record.ttl=1500ms", "write whole seconds"),
            ("record.bins=0", "'record.bins' is 0; it must be from 1 to 1000"),
            ("record.binName=averyveryverylongname", "15 bytes"),
            ("phases.measure.duration=5 minutes", "write a duration with its unit"),
            ("phases.measure.duration=2000h", "it must be from 1ns to 1000h"),
            ("phases.measure=none", "'none' is no value for 'phases.measure'"),
            ("phases.load.duration=1s", "unknown key 'duration'; known here: arrivals"),
            ("phases.warmUp.arrivals=closed", "'phases.warmUp.duration' is missing"),
            ("trace.file=x", "'keys' has no place here: the trace decides it"),
            ("scan.length=0", "'scan.length' is 0"),
            ("seed", "--set seed: not an override; write key=value"),
            ("=1", "not an override"),
            ("a..b=1", "not an override"),
            ("seed=", "not an override"),
            ("seed.x=1", "is no value for 'seed'"),
        ])
    func overrideFaults(option: String, expected: String) {
        let message = message(Self.base, [option])
        #expect(message.hasPrefix("--set ") || message.hasPrefix("a.yaml:"), "\(message)")
        #expect(message.contains(expected), "\(message)")
    }

    @Test("missing keys, an empty file and other text are named")
    func missing() {
        #expect(
            message("")
                == "a.yaml: the file is empty; 'spikebench list' names workloads to start from")
        #expect(message("# only a comment\n").contains("the file is empty"))
        #expect(message("just words").contains("a.yaml:1: 'just words' is no value for 'workload'"))
        #expect(message("seed: 1").contains("a.yaml:1: 'phases' is missing; add it"))
        #expect(message("phases: {load: {}}").contains("'phases.measure' is missing"))
        #expect(message("\u{1}").contains("not YAML"))
        #expect(message(String(repeating: "[", count: 100_000)).contains("a.yaml"))
        #expect(message(String(repeating: "- ", count: 5000)).contains("a.yaml"))
        #expect(
            message(String(repeating: "[", count: 5000)).contains("too many levels of brackets"))
        #expect(
            message(String(repeating: "[", count: 50) + String(repeating: "]", count: 50))
                .contains("nested more than 32 levels deep"))
        #expect(message(String(repeating: "#\n", count: 600_000)).contains("larger than 1 MiB"))
    }

    @Test("YCSB's zipfian with inserts wants to know how many, within reason")
    func inserts() {
        let set = ["operations.insert=1", "keys.distribution=ycsbZipfian"]
        #expect(message(Self.base, set).contains("'phases.measure.operations' is missing"))
        #expect(message(Self.base, set + ["phases.measure.operations=1k"]) == "no error")
        #expect(message(Self.base, set + ["phases.measure.operations=1G"]).contains("100 times"))
    }

    @Test("every kind of value is read")
    func values() throws {
        let plan = try Plan(
            yaml: """
                summary: "One: two"
                tags: [a, b]
                keys: {count: 1_000, format: integer, distribution: {hotspot: {keys: 0.1}}}
                record:
                  bins: 3
                  binName: f
                  values: {uniform: {from: 1B, to: 1.5KiB}}
                  ttl: 2m
                  readBins: one
                operations: {read: 1.5, scan: 1, insert: 0}
                scan: {length: 10}
                phases:
                  load: {arrivals: {constant: 2M/s}}
                  warmUp: {duration: 250ms, arrivals: closed}
                  measure: {duration: 1h, operations: 10k}
                arrivals: {poisson: 52.7k/s}
                workers: 3
                seed: 18446744073709551615
                engine: {shards: 64, lockRatio: 1/64, lock: mutex, digest: ripemd160}
                """, file: "a.yaml", name: "a")
        #expect(plan.summary == "One: two" && plan.tags == ["a", "b"])
        #expect(plan.keyspaces[0].count == 1000 && plan.keyspaces[0].format == .integer)
        #expect(
            plan.keyspaces[0].distribution == .hotspot(keyFraction: 0.1, operationFraction: 0.8))
        #expect(
            plan.keyspaces[0].record
                == RecordShape(
                    bins: ["f0", "f1", "f2"].map { BinShape(name: $0, size: .uniform(1...1536)) },
                    ttl: .constant(120), readBins: .one, updateBins: .all))
        #expect(
            plan.keyspaces[0].mix.map(\.kind) == [.read, .scan]
                && plan.keyspaces[0].mix[0].weight == 1.5)
        #expect(plan.keyspaces[0].scanLength == .constant(10))
        #expect(
            plan.phases == [
                PhasePlan(
                    kind: .load, duration: nil, operationCount: 1000,
                    arrivals: .constant(ratePerSecond: 2e6)),
                PhasePlan(
                    kind: .warmUp, duration: .milliseconds(250), operationCount: nil,
                    arrivals: .closed),
                PhasePlan(
                    kind: .measure, duration: .seconds(3600), operationCount: 10_000,
                    arrivals: .poisson(ratePerSecond: 52_700)),
            ])
        #expect(plan.workerCount == 3 && plan.seed == .max)
        #expect(plan.engine.all.map(\.name) == ["shards", "lockRatio", "lock", "digest"])
        #expect(try plan.engine["shards"]?.number(.count) == 64)
        #expect(try plan.engine["lockRatio"]?.number(.fraction) == 1.0 / 64)
        #expect(plan.engine["lock"]?.isWord("mutex") == true)
    }

    @Test(
        "a setting that others know is a number in the unit they ask for",
        arguments: [
            ("10k", PlanSetting.Measure.count, 10_000), ("1MiB", .byteCount, 0x1p20),
            ("100", .byteCount, 100), ("2m", .seconds, 120), ("30", .seconds, 30),
            ("1.5s", .milliseconds, 1500), ("7", .milliseconds, 7), ("0.25", .share, 0.25),
            ("1/8", .fraction, 0.125), ("0.5", .fraction, 0.5), ("1s", .count, nil),
            ("10XB", .byteCount, nil), ("1/0", .fraction, nil), ("[]", .share, nil),
        ] as [(String, PlanSetting.Measure, Double?)])
    func settings(text: String, measure: PlanSetting.Measure, number: Double?) throws {
        let plan = try Plan.named("ycsb-a", overrides: ["engine.any=\(text)"])
        let setting = try #require(plan.engine["any"])
        #expect((try? setting.number(measure)) == number)
        #expect(
            setting.outOfBounds("less").description.hasPrefix("--set engine.any: 'engine.any' is "))
    }

    @Test("an override replaces, adds, and makes a choice give way")
    func overrides() throws {
        let plan = try Plan.named(
            "facebook-etc",
            overrides: [
                "operations.delete=4", "keys.distribution.latest.exponent=0.5",
                "arrivals.constant=1k/s", "phases.warmUp=none", "record.values=5B", "tags=[x y, z]",
            ])
        #expect(plan.keyspaces[0].mix.map(\.kind) == [.read, .update, .delete])
        #expect(plan.keyspaces[0].distribution == .latest(exponent: 0.5))
        #expect(plan.phases.map(\.kind) == [.load, .measure])
        #expect(plan.phases[1].arrivals == .constant(ratePerSecond: 1000))
        #expect(plan.keyspaces[0].record.bins[0].size == .constant(5))
        #expect(plan.tags == ["x y", "z"])
    }

    @Test(
        "the plan keeps the file as run: it reads back as the same plan",
        arguments: NamedWorkloads.all)
    func effectiveYAML(file: NamedWorkloads.File) throws {
        let plain = try Plan.named(file.name)
        #expect(plain.yaml == file.yaml)
        let changed = try Plan.named(
            file.name, overrides: ["arrivals.poisson=5k/s", "summary='a: \"b\"\\n# c'", "seed=9"])
        let again = try Plan(yaml: changed.yaml, file: "b.yaml", name: file.name)
        #expect(changed.yaml.hasPrefix(file.yaml.prefix(100)))
        #expect(again.yaml == changed.yaml && again.summary == changed.summary)
        #expect(again.phases == changed.phases && again.seed == 9)
        #expect(again.keyspaces == changed.keyspaces)
    }

    @Test("damaged files give an error or a plan, never a trap")
    func damaged() {
        forEachSeed(300) { seed in
            var random = DrawStream(seed: seed)
            let file = NamedWorkloads.all[Int(random.below(UInt64(NamedWorkloads.all.count)))]
            var bytes = Array(file.yaml.utf8)
            for _ in 0...random.below(8) {
                let index = Int(random.below(UInt64(bytes.count)))
                switch random.below(3) {
                case 0: bytes[index] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.remove(at: index)
                default: bytes.insert(contentsOf: bytes[..<min(index, 20)], at: index)
                }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            let words = message(text, ["operations.\(seed)=\(seed)"])
            #expect(!words.isEmpty, seedComment(seed))
        }
    }
}
