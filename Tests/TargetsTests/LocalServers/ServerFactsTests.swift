import Testing

@testable import Targets
@testable import Wire

@Suite("What servers say of themselves")
struct ServerFactsTests {
    private static func bytes(_ text: String) -> ByteQueue {
        var queue = ByteQueue()
        queue.append(text: text)
        return queue
    }

    private static let redis: String = {
        let info = "# Server\r\nredis_version:7.0.15\r\nprocess_id:42\r\nmem_allocator:libc\r\n"
        return "$\(info.utf8.count)\r\n\(info)\r\n"
            + "*2\r\n$9\r\nmaxmemory\r\n$1\r\n1\r\n"
            + "*2\r\n$16\r\nmaxmemory-policy\r\n$10\r\nnoeviction\r\n"
            + "*2\r\n$4\r\nsave\r\n$0\r\n\r\n*0\r\n*2\r\n$10\r\nio-threads\r\n$1\r\n4\r\n"
    }()

    @Test("Redis: version, process and settings, without those that a version does not have")
    func redis() throws {
        let queue = Self.bytes(Self.redis)
        let facts = try #require(try RedisFacts.read(queue.bytes))
        #expect(facts.version == "7.0.15")
        #expect(facts.process == 42)
        #expect(
            facts.settings.map { "\($0.name)=\($0.value)" } == [
                "mem_allocator=libc", "maxmemory=1", "maxmemory-policy=noeviction", "save=none",
                "io-threads=4",
            ])
    }

    private static let memcached =
        "STAT pid 42\r\nSTAT version 1.6.18\r\nSTAT evictions 7\r\nEND\r\n"
        + "STAT maxbytes 64\r\nSTAT evictions on\r\nSTAT num_threads 2\r\nEND\r\n"

    @Test("Memcached: version, process and settings")
    func memcached() throws {
        let queue = Self.bytes(Self.memcached)
        let facts = try #require(try MemcachedFacts.read(queue.bytes))
        #expect(facts.version == "1.6.18")
        #expect(facts.process == 42)
        #expect(
            facts.settings.map { "\($0.name)=\($0.value)" } == [
                "maxbytes=64", "evictions=on", "num_threads=2",
            ])
    }

    private static let aerospike: String = {
        let body = "build\t8.1.2\nedition\tERROR:4:unknown\nnamespaces\ttest\n"
        let header: [UInt8] = [2, 1, 0, 0, 0, 0, 0, UInt8(body.utf8.count)]
        return String(decoding: header, as: UTF8.self) + body
    }()

    @Test("Aerospike: the build, and what else is no error")
    func aerospike() throws {
        let queue = Self.bytes(Self.aerospike)
        let facts = try #require(try AerospikeFacts.read(queue.bytes))
        #expect(facts.version == "8.1.2")
        #expect(facts.process == nil)
        #expect(facts.settings.map { "\($0.name)=\($0.value)" } == ["namespaces=test"])
    }

    @Test("an answer in pieces is waited for, whatever the pieces")
    func pieces() throws {
        for length in 0..<Self.redis.utf8.count {
            let queue = Self.bytes(Self.redis)
            #expect(try RedisFacts.read(queue.bytes.extracting(first: length)) == nil)
        }
        for length in 0..<Self.memcached.utf8.count {
            let queue = Self.bytes(Self.memcached)
            #expect(try MemcachedFacts.read(queue.bytes.extracting(first: length)) == nil)
        }
        for length in 0..<Self.aerospike.utf8.count {
            let queue = Self.bytes(Self.aerospike)
            #expect(try AerospikeFacts.read(queue.bytes.extracting(first: length)) == nil)
        }
    }

    @Test(
        "another server's words are no answer",
        arguments: [
            "HTTP/1.1 400 Bad Request\r\n\r\n", "-NOAUTH Authentication required.\r\n", "ERROR\r\n",
            "-ERR unknown command 'stats'\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "STAT pid 1\r\n+OK\r\n",
        ])
    func others(text: String) {
        let queue = Self.bytes(text)
        #expect(throws: ServerExchange.Failure.self) { try RedisFacts.read(queue.bytes) }
        #expect(throws: ServerExchange.Failure.self) { try MemcachedFacts.read(queue.bytes) }
        #expect(throws: ServerExchange.Failure.self) { try AerospikeFacts.read(queue.bytes) }
    }
}
