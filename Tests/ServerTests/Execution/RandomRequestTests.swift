import Platform
import Server
import TestSupport
import Testing
import Wire

@testable import Engine

@Suite("Random requests")
struct RandomRequestTests {
    /// Draws requests that make sense, more or less.
    private struct Source {
        var random: SplitMix

        mutating func request() -> Request {
            switch random.below(10) {
            case 0..<2: return read()
            case 2..<6: return write()
            case 6: return Request.delete(digest())
            case 7: return scan()
            case 8: return batch()
            default: return job()
            }
        }

        private mutating func digest() -> [UInt8] {
            [UInt8(random.below(4)), 0x12] + [UInt8](repeating: 5, count: 18)
        }

        private mutating func name() -> String {
            ["a", "b", "", "abcdefghijklmno"][random.below(4)]
        }

        private mutating func read() -> Request {
            var request = Request.readAll(digest())
            if random.below(3) == 0 {
                request.read = Flag.read
                request.operations = (0..<random.below(4)).map { _ in .get(name()) }
            }
            if random.below(4) == 0 { request.write = Flag.respondAll }
            return decorate(request)
        }

        private mutating func write() -> Request {
            var request = Request.put(operations(), digest())
            if random.below(2) == 0 { request.read = Flag.read }
            request.write |=
                [0, 0, Flag.respondAll, Flag.createOnly, Flag.generationEqual][
                    random.below(5)]
            request.more = [0, 0, 0, Flag.updateOnly, Flag.createOrReplace][random.below(5)]
            request.generation = UInt32(random.below(4))
            request.timeToLive = [0, 5, .max, .max - 1][random.below(4)]
            return decorate(request)
        }

        private mutating func operations() -> [Request.Operation] {
            (0..<random.below(5)).map { _ in operation() }
        }

        private mutating func operation() -> Request.Operation {
            switch random.below(10) {
            case 0: .get(name())
            case 1: .add(name(), 3)
            case 2: .append(name(), "xyz")
            case 3: .prepend(name(), String(repeating: "p", count: random.below(5_000)))
            case 4: .remove(name())
            case 5: random.below(2) == 0 ? .touch : .deleteAll
            case 6: .put(name(), type: 19, bytes(hex: "82 a20362 02 a20361 9103"))
            case 7: .put(name(), String(repeating: "t", count: random.below(300)))
            case 8: .init(code: UInt8(random.below(20)), type: 4, name: name(), value: [0x91, 1])
            default: .put(name(), Int64(random.below(1_000)))
            }
        }

        private mutating func decorate(_ request: Request) -> Request {
            random.below(3) == 0 ? request.with(key: ["k", "q"][random.below(2)]) : request
        }

        private mutating func scan() -> Request {
            Request().with {
                $0.read = Flag.read | (random.below(3) == 0 ? Flag.noBins : 0)
                $0.more = Flag.partitionDone
                $0.fields = [
                    .init(0, Array("test".utf8)), .init(11, [0, 2, 1, 2, 2, 2]),
                    .init(10, bigEndian(UInt32(random.below(3)))),
                    .init(13, bigEndian(UInt64(random.below(3)))),
                ]
            }
        }

        private mutating func batch() -> Request {
            var rows: [UInt8] = []
            let count = 1 + random.below(5)
            for index in 0..<count {
                rows += bigEndian(UInt32(index)) + digest()
                if index > 0 && random.below(2) == 0 {
                    rows.append(1)
                    continue
                }
                let request = write()
                let fields = request.fields.filter { $0.id != 4 }
                rows += [0x0a, request.read, request.write, request.more]
                rows += bigEndian(request.timeToLive) + bigEndian(UInt16(fields.count))
                rows += bigEndian(UInt16(request.operations.count))
                rows += fields.flatMap(\.bytes) + request.operations.flatMap(\.bytes)
            }
            return Request().with {
                $0.read = Flag.batch
                $0.fields = [.init(41, bigEndian(UInt32(count)) + [0x05] + rows)]
            }
        }

        private mutating func job() -> Request {
            Request().with {
                $0.write = Flag.write
                $0.fields = [.init(0, Array("test".utf8))]
                $0.operations = operations()
            }
        }

        /// The same with some bytes changed, cut off or put in.
        mutating func mutated(_ body: [UInt8]) -> [UInt8] {
            var found = body
            for _ in 0..<random.below(4) where !found.isEmpty {
                let place = random.below(found.count)
                switch random.below(5) {
                case 0: found[place] = UInt8(random.below(256))
                case 1: found[place] ^= 1 << UInt8(random.below(8))
                case 2: found.removeSubrange(place...)
                case 3: found.insert(UInt8(random.below(256)), at: place)
                default: found[place] = [0, 0xff, 0x7f, 0x80][random.below(4)]
                }
            }
            return found
        }
    }

    /// A seeded generator; Steele, Lea and Flood, "Fast splittable pseudorandom number
    /// generators", OOPSLA 2014.
    private struct SplitMix {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var word = state
            word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
            word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
            return word ^ (word >> 31)
        }

        mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
    }

    @Test("whatever comes is answered with whole messages, and the store stays whole")
    func mutated() throws {
        try forEachSeed(20) { seed in
            let served = try ServedStore()
            var source = Source(random: SplitMix(state: seed))
            for _ in 0..<300 {
                let body = source.mutated(source.request().body)
                let answers = try served.answers(body)
                #expect(!answers.isEmpty, seedComment(seed))
                #expect(answers.dropLast().allSatisfy { !$0.isLast }, seedComment(seed))
                served.now = served.jobs.advance(now: served.now) ?? served.now
                if source.random.below(20) == 0 {
                    served.clock.set(seconds: served.clock.now + 1)
                }
            }
            #expect(served.namespace.brokenInvariant() == nil, seedComment(seed))
            served.jobs.finishAll(at: &served.now)
            #expect(served.namespace.brokenInvariant() == nil, seedComment(seed))
        }
    }

    @Test("requests cut at any byte are refused with code 4")
    func cut() throws {
        let served = try ServedStore()
        let requests = [
            Request.put([.put("a", 1), .append("b", "x")]).with(key: "k"), .readAll(),
        ]
        for body in requests.map(\.body) {
            for count in 0..<body.count {
                #expect(try served.answers(Array(body.prefix(count))) == [Answer(code: 4)])
            }
            #expect(try served.answers(body + [0]) == [Answer(code: 4)])
        }
    }

    @Test("random bytes are refused")
    func noise() throws {
        try forEachSeed(5) { seed in
            let served = try ServedStore()
            var random = SplitMix(state: seed)
            for _ in 0..<500 {
                let body = (0..<random.below(100)).map { _ in UInt8(random.below(256)) }
                #expect(try served.answers(body).map(\.code) == [4], seedComment(seed))
            }
        }
    }

    @Test("thousands of fields and operations are read once each, and answered")
    func many() throws {
        let served = try ServedStore()
        try served.answer(.put([.put("a", 1)]))
        let fields = Request.readAll().with {
            $0.fields += [Request.Field](repeating: .init(250, []), count: 60_000)
        }
        #expect(try served.answer(fields).code == 0)
        let reads = Request.record().with {
            $0.read = Flag.read
            $0.operations = [Request.Operation](repeating: .get("a"), count: 65_535)
        }
        #expect(try served.answer(reads).operations.count == 65_535)
        let writes = Request.put([Request.Operation](repeating: .add("a", 1), count: 32_769))
        #expect(try served.answer(writes).code == 4)
    }

    @Test("a large bin that is read thousands of times makes no answer above a message's limit")
    func amplification() throws {
        let served = try ServedStore()
        try served.answer(.put([.put("a", type: 4, [UInt8](repeating: 1, count: 1_000_000))]))
        let gets = [Request.Operation](repeating: .get("a"), count: 200)
        let read = Request.record().with {
            $0.read = Flag.read
            $0.operations = gets
        }
        #expect(try served.answer(read) == Answer(code: 13))
        #expect(try served.answer(.operate(gets + [.put("b", 1)])).code == 13)
        #expect(try served.answer(.readAll()).generation == 1)
    }
}

extension JobTable {
    /// Advances until no write goes on.
    func finishAll(at now: inout Instant) {
        while let instant = advance(now: now) { now = max(now, instant) }
    }
}
