import Client
import Platform
import Server
import TestSupport
import Testing
import Wire

/// The client and the server, over loopback.
@Suite("The client against the server", .timeLimit(.minutes(10)))
struct ClientServerTests {
    private let patient = CallLimits(timeout: .seconds(20))

    private func key(_ number: Int) -> RecordKey {
        RecordKey("k\(number)", namespace: "test", set: "demo")
    }

    /// The code of a call that must be refused.
    private func code(_ call: () throws -> Void) -> ResultCode? {
        do {
            try call()
            return nil
        } catch {
            return (error as? ClientError)?.code
        }
    }

    @Test("values of every type come back as they were put")
    func values() throws {
        let cluster = try ServedCluster()
        let client = try AerospikeClient.connect(to: cluster.address())
        let bins: [String: Client.Value] = [
            "i": .integer(.min), "d": 2.5, "s": "für", "b": .blob([0, 255]), "t": true,
            "l": [1, "two", [3.5, nil]], "m": ["k": [1, 2], 7: "seven"],
            "g": .geoJSON(#"{"type":"Point","coordinates":[8.5,47.4]}"#), "": 1,
        ]
        try client.put(key(1), bins)
        #expect(try client.get(key(1))?.bins == bins)
        #expect(try client.get(key(1), bins: .named(["i", "nope"]))?.bins == ["i": .integer(.min)])
        #expect(try client.get(key(1), bins: .none)?.bins == [:])
    }

    @Test("keys of all types are told apart, and so are sets")
    func keys() throws {
        let cluster = try ServedCluster()
        let client = try AerospikeClient.connect(to: cluster.address())
        let keys = [
            RecordKey(1, namespace: "test"), RecordKey("1", namespace: "test"),
            RecordKey([0x31], namespace: "test"), RecordKey("1", namespace: "test", set: "s"),
            RecordKey("", namespace: "test"),
        ]
        for (number, key) in keys.enumerated() {
            try client.put(key, ["n": .integer(Int64(number))], policy: WritePolicy(sendsKey: true))
        }
        for (number, key) in keys.enumerated() {
            #expect(try client.get(key)?["n"] == .integer(Int64(number)))
        }
        let found = try client.scan("test")
        #expect(found.count == keys.count)
        #expect(Set(found.compactMap(\.key)) == Set(keys.map(\.key)))
        #expect(try client.scan("test", set: "s").map(\.digest) == [keys[3].digest])
    }

    @Test("conditions are the server's, and what is refused says why")
    func conditions() throws {
        let cluster = try ServedCluster()
        let client = try AerospikeClient.connect(to: cluster.address())
        let create = WritePolicy(existence: .createOnly)
        let update = WritePolicy(existence: .updateOnly)
        #expect(code { try client.put(key(1), ["a": 1], policy: update) } == .recordNotFound)
        try client.put(key(1), ["a": 1, "b": 2], policy: create)
        #expect(code { try client.put(key(1), ["a": 2], policy: create) } == .recordExists)
        try client.put(key(1), ["a": 3], policy: update)
        #expect(try client.get(key(1))?.bins == ["a": 3, "b": 2])
        try client.put(key(1), ["c": 4], policy: WritePolicy(existence: .replace))
        #expect(try client.get(key(1))?.bins == ["c": 4])
        let wrong = WritePolicy(generation: .equal(9))
        #expect(code { try client.put(key(1), ["a": 1], policy: wrong) } == .generation)
        #expect(code { try client.add(key(1), ["c": "x"]) } != nil)
        #expect(code { try client.append(key(1), ["c": "x"]) } == .binType)
        try client.put(key(1), ["c": nil])
        #expect(try client.get(key(1)) == nil, "its last bin is gone")
    }

    @Test("times to live and generations are as the server counts them")
    func metadata() throws {
        let cluster = try ServedCluster()
        let client = try AerospikeClient.connect(to: cluster.address())
        let first = try client.put(
            key(1), ["a": 1], policy: WritePolicy(timeToLive: .after(seconds: 100)))
        let left = ExpirationClock.secondsLeft(
            first.expiration, at: WallClock.unixNanoseconds())
        #expect(first.generation == 1 && (95...101).contains(left ?? 0))
        let kept = try client.put(key(1), ["a": 2], policy: WritePolicy(timeToLive: .unchanged))
        #expect(kept.generation == 2 && kept.expiration == first.expiration)
        let never = try client.touch(key(1), policy: WritePolicy(timeToLive: .never))
        #expect(never?.generation == 3 && never?.expiration == nil)
        #expect(try client.remove(key(1)))
        #expect(try !client.remove(key(1)))
        #expect(try client.touch(key(1)) == nil)
    }

    @Test("operations are done in order")
    func operate() throws {
        let cluster = try ServedCluster()
        let client = try AerospikeClient.connect(to: cluster.address())
        let record = try client.operate(
            key(1),
            [
                .write("s", "b"), .append("s", "c"), .prepend("s", "a"), .add("n", 2.5),
                .read("s"), .read("n"), .delete("n"),
            ])
        #expect(record.bins == ["s": "abc", "n": 2.5])
        #expect(try client.operate(key(1), [.readAll]).bins == ["s": "abc"])
        #expect(try client.operate(key(1), [.deleteAll, .write("z", 1)]).bins == [:])
        #expect(try client.get(key(1))?.bins == ["z": 1])
    }

    // MARK: Clusters

    @Test("two nodes are found from one, and each record is with its own")
    func twoNodes() throws {
        let cluster = try ServedCluster(2)
        let client = try AerospikeClient.connect(to: cluster.address(1))
        #expect(Set(client.nodes.map(\.name)) == ["N0", "N1"])
        let numbers = Array(0..<200)
        for number in numbers { try client.put(key(number), ["n": .integer(Int64(number))]) }
        for number in numbers {
            #expect(try client.get(key(number))?["n"] == .integer(Int64(number)))
        }
        let counts = try client.info("namespace/test").mapValues { answer in
            answer.split(separator: ";").first { $0.hasPrefix("objects=") }.map(String.init)
        }
        #expect(counts.values.allSatisfy { $0 != "objects=0" } && counts.count == 2)

        let read = try client.get(numbers.map { key($0) })
        #expect(read.map { $0?["n"] } == numbers.map { .integer(Int64($0)) })
        let rows = try client.batch(
            numbers.map { number in
                number % 2 == 0
                    ? .remove(key(number)) : .operate(key(number), [.add("n", 1_000), .read("n")])
            })
        for (number, row) in rows.enumerated() where number % 2 == 1 {
            #expect(try row.get()?["n"] == .integer(Int64(1_000 + number)))
        }

        let found = try client.scan("test", set: "demo")
        #expect(
            Set(found.map { $0["n"] })
                == Set(numbers.filter { $0 % 2 == 1 }.map { .integer(Int64(1_000 + $0)) }))
        #expect(found.count == 100)
        try client.truncate("test")
        #expect(try client.scan("test").isEmpty)
    }

    @Test(
        "scans in pieces see each record once, however small the pieces are", arguments: [1, 7, 64])
    func pieces(limit: UInt64) throws {
        let cluster = try ServedCluster(2)
        let client = try AerospikeClient.connect(to: cluster.address())
        let count = 150
        for number in 0..<count { try client.put(key(number), ["n": .integer(Int64(number))]) }
        var progress = try ScanProgress()
        var seen: [Client.Value?] = []
        var rounds = 0
        while !progress.isDone, rounds < 2 * count + 2 {
            rounds += 1
            let before = seen.count
            try client.scan(
                "test", progress: &progress, policy: ScanPolicy(recordLimit: limit)
            ) { record in
                seen.append(record["n"])
                return true
            }
            #expect(seen.count - before <= Int(limit))
        }
        #expect(progress.isDone && seen.count == count && Set(seen).count == count)
    }

    @Test("when one node stops the others' records are there, and it is found again")
    func stopped() throws {
        let cluster = try ServedCluster(2)
        let client = try AerospikeClient.connect(
            to: cluster.address(),
            policy: ClientPolicy(tendInterval: .milliseconds(20)))
        let numbers = Array(0..<40)
        for number in numbers { try client.put(key(number), ["n": 1]) }
        cluster.stop(1)
        let quick = ReadPolicy(limits: CallLimits(timeout: .seconds(5), attemptLimit: 1))
        var failures = 0
        for number in numbers {
            do throws(ClientError) {
                let record = try client.get(key(number), policy: quick)
                #expect(record?["n"] == 1)
                #expect(key(number).partition < 2_048)
            } catch {
                failures += 1
                #expect(key(number).partition >= 2_048, "\(error)")
            }
        }
        #expect(failures > 0 && failures < numbers.count)

        try cluster.start(1)
        let limit = MonotonicClock.system.now() + .seconds(20)
        var isBack = false
        while !isBack, MonotonicClock.system.now() < limit {
            pauseThread(.milliseconds(5))
            isBack = numbers.allSatisfy { number in
                (try? client.exists(key(number), policy: quick)) != nil
            }
        }
        #expect(isBack)
        let elsewhere = try #require(numbers.first { key($0).partition >= 2_048 })
        #expect(try client.get(key(elsewhere)) == nil, "its records went with it")
        try client.put(key(elsewhere), ["n": 2], policy: WritePolicy(limits: patient))
        #expect(try client.get(key(elsewhere))?["n"] == 2)
    }

    @Test("many threads share one client")
    func threads() async throws {
        let cluster = try ServedCluster(2)
        let client = try await AsyncAerospikeClient.connect(
            to: cluster.address(), threadCount: 8)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let key = RecordKey("t\(number % 10)", namespace: "test")
                    try await client.operate(key, [.add("n", 1)])
                }
            }
            try await group.waitForAll()
        }
        let sums = try await client.scan("test").compactMap { $0["n"] }
        #expect(sums == Array(repeating: 20, count: 10))
        client.close()
    }
}
