import Engine
import Targets
import Testing
import Workload

@Suite("Engine settings of a workload")
struct EngineSettingsTests {
    private func configuration(_ engine: String) throws -> EngineConfiguration {
        try EngineConfiguration(
            try Plan(
                yaml: """
                    keys: {count: 10}
                    record: {values: 100B}
                    operations: {read: 1}
                    phases: {measure: {duration: 1s}}
                    engine: \(engine)
                    """, file: "a.yaml", name: "a"))
    }

    @Test("settings that are left out have the engine's defaults")
    func defaults() throws {
        #expect(try configuration("{}") == EngineConfiguration())
        #expect(try EngineConfiguration(try Plan.named("ycsb-a")) == EngineConfiguration())
    }

    @Test("every setting reaches its field")
    func settings() throws {
        let found = try configuration(
            """
            {shards: 64, lockRatio: 1/64, lock: mutex, digest: ripemd160, recordByteLimit: 2KiB,
                      arenas: shared, hugePages: false, decayMilliseconds: never,
                      defaultTTLSeconds: 5m, eviction: lru,
                      memoryLimit: 64MiB, highWaterMark: 0.5, stopWritesMark: 0.75,
                      maintenanceShare: 0.1}
            """)
        #expect(
            found
                == EngineConfiguration(
                    shards: 64, lockRatio: 1.0 / 64, lock: .mutex, digest: .ripemd160,
                    recordByteLimit: 2048, defaultTTLSeconds: 300, arenas: .shared,
                    hugePages: false, decayMilliseconds: -1, eviction: .lru, memoryLimit: 64 << 20,
                    highWaterMark: 0.5, stopWritesMark: 0.75, maintenanceShare: 0.1))
    }

    @Test("a value as the engine writes it is a value as workload files have it")
    func roundTrip() throws {
        let written = EngineConfiguration(
            shards: 128, lockRatio: 0.25, lock: .mutex, digest: .ripemd160,
            recordByteLimit: 12_345, defaultTTLSeconds: 7200, arenas: .perStripeGroup,
            hugePages: false, decayMilliseconds: 250, eviction: .s3FIFO, memoryLimit: 3 << 30,
            highWaterMark: 0.25, stopWritesMark: 0.5, maintenanceShare: 1)
        for configuration in [EngineConfiguration(), written] {
            let settings = EngineParameter.all.map { "\($0.name): \($0.text(in: configuration))" }
            #expect(
                try self.configuration("{\(settings.joined(separator: ", "))}") == configuration)
        }
    }

    @Test("records may be as large as the workload writes, unless the workload sets a limit")
    func recordLimit() throws {
        let large = ["record.values=100kB", "record.bins=12"]
        let plan = try Plan.named("ycsb-a", overrides: large)
        #expect(try EngineConfiguration(plan).recordByteLimit == 1_200_120)
        let limited = try Plan.named("ycsb-a", overrides: large + ["engine.recordByteLimit=1kB"])
        #expect(try EngineConfiguration(limited).recordByteLimit == 1000)
    }

    @Test(
        "a setting that cannot be is refused with its line, its value and its bounds",
        arguments: [
            (
                "{shards: 1000}",
                "a.yaml:5: 'engine.shards' is 1000; it must be a power of two from 1 to 65536"
            ),
            (
                "{shards: 1.5}",
                "a.yaml:5: 'engine.shards' is 1.5; it must be a power of two from 1 to 65536"
            ),
            ("{shards: many}", "a.yaml:5: 'many' is no value for 'engine.shards'; write a number"),
            ("{lockRatio: 2}", "a.yaml:5: 'engine.lockRatio' is 2; it must be 1, 1/2, 1/4, …"),
            ("{shards: 4, lockRatio: 1/8}", "'engine.lockRatio' is 1/8; it must be 1, 1/2, 1/4, …"),
            ("{lock: futex}", "'futex' is no value for 'engine.lock'; write one of spin, mutex, "),
            ("{recordByteLimit: 9MiB}", "is 9MiB; it must be from 1B to 8MiB"),
            ("{defaultTTLSeconds: 1.5s}", "is 1.5s; it must be from none to 87600h"),
            ("{hugePages: maybe}", "write one of true, false"),
            ("{decayMilliseconds: 25h}", "is 25h; it must be from never to 24h"),
            (
                "{stopWritesMark: 0.5}",
                "'engine.highWaterMark' is 0.9; it must be above 0, at most stopWritesMark"
            ),
            ("{maintenanceShare: 0}", "is 0; it must be above 0, at most 1"),
            ("{locks: 5}", "a.yaml:5: unknown key 'locks'; did you mean 'lock'?"),
            ("{colour: red}", "a.yaml:5: unknown key 'colour'; known here: shards, lockRatio, "),
        ])
    func faults(engine: String, message: String) {
        #expect {
            try configuration(engine)
        } throws: {
            "\($0)".contains(message)
        }
    }

    @Test("what an override sets is reported by the override")
    func override() throws {
        let plan = try Plan.named("ycsb-a", overrides: ["engine.shards=3"])
        #expect {
            try EngineConfiguration(plan)
        } throws: {
            "\($0)".hasPrefix("--set engine.shards: 'engine.shards' is 3; it must be a power of")
        }
    }
}
