import TestSupport
import Testing
import Workload

@testable import Targets

@Suite("Target addresses")
struct TargetAddressTests {
    @Test(
        "each form is read, and written with every default in full",
        arguments: [
            ("engine", "engine", "engine"),
            ("null", "null", "null"),
            ("redis://localhost", "redis", "redis://localhost:6379/0"),
            ("redis://127.0.0.1:7000/3", "redis", "redis://127.0.0.1:7000/3"),
            ("valkey://a-b.c_d/", "redis", "redis://a-b.c_d:6379/0"),
            ("redis://[::1]:7000", "redis", "redis://[::1]:7000/0"),
            ("redis://[fe80::1%25eth0]", "redis", "redis://[fe80::1%eth0]:6379/0"),
            ("redis+unix:///run/r.sock", "redis", "redis+unix:///run/r.sock?db=0"),
            ("unix:///run/r.sock?db=2", "redis", "redis+unix:///run/r.sock?db=2"),
            ("redis+unix:///a%20b%3F", "redis", "redis+unix:///a%20b%3F?db=0"),
            ("redis-cluster://a,b:7001", "redis-cluster", "redis-cluster://a:6379,b:7001"),
            ("redis-cluster://a/0", "redis-cluster", "redis-cluster://a:6379"),
            ("memcached://cache", "memcached", "memcached://cache:11211"),
            ("memcached://cache:1/", "memcached", "memcached://cache:1"),
            ("memcached+unix:///m.sock", "memcached", "memcached+unix:///m.sock"),
            ("aerospike://a", "aerospike", "aerospike://a:3000/test"),
            ("aerospike://a:1,[::1]/bar-1_X", "aerospike", "aerospike://a:1,[::1]:3000/bar-1_X"),
            ("aerospike+unix:///a.sock", "aerospike", "aerospike+unix:///a.sock?namespace=test"),
            (
                "aerospike+unix:///a.sock?namespace=bar", "aerospike",
                "aerospike+unix:///a.sock?namespace=bar"
            ),
            ("spawn:redis", "redis", "spawn:redis"),
            ("spawn:valkey?threads=1", "valkey", "spawn:valkey"),
            ("spawn:memcached?threads=4", "memcached", "spawn:memcached?threads=4"),
            ("spawn:engine", "engine-server", "spawn:engine"),
        ])
    func forms(text: String, name: String, written: String) throws {
        let address = try TargetAddress(text)
        #expect(address.name == name)
        #expect(address.description == written)
        #expect(address.isOverWire == !["engine", "null"].contains(text))
        // What is written is read as the same, but for IPv6 zones, which need their '%' encoded.
        if !text.contains("%25") { #expect(try TargetAddress(written) == address) }
    }

    @Test(
        "users and passwords are decoded, and shown without the password",
        arguments: [
            ("redis://:secret@h", nil, "secret", "redis://:***@h:6379/0"),
            ("redis://me:secret@h/1", "me", "secret", "redis://me:***@h:6379/1"),
            ("redis://me:s@c:r@h", "me", "s@c:r", "redis://me:***@h:6379/0"),
            ("redis://m%40e:%2F%3F%23@h", "m@e", "/?#", "redis://m%40e:***@h:6379/0"),
            ("redis-cluster://u:word@a,b", "u", "word", "redis-cluster://u:***@a:6379,b:6379"),
            ("redis+unix://u:word@/r.sock", "u", "word", "redis+unix://u:***@/r.sock?db=0"),
        ])
    func credentials(text: String, user: String?, password: String, written: String) throws {
        guard case .redis(let redis) = try TargetAddress(text) else {
            Issue.record("\(text) is no address of Redis")
            return
        }
        #expect(redis.credentials == ServerCredentials(user: user, password: password))
        #expect("\(TargetAddress.redis(redis))" == written)
        #expect(!"\(redis)".contains(password))
        // What a result shows is no way in: it says so, and does not try three asterisks.
        #expect {
            try TargetAddress(written)
        } throws: {
            "\($0)".hasSuffix("results do not keep it; name the target with its password")
        }
    }

    @Test(
        "what is wrong is named, with where it is and what to do",
        arguments: [
            ("", "target '': it is empty; write engine, null, redis://host:port"),
            ("engin", "target 'engin': there is no such target; write engine, null"),
            ("localhost:6379", "target 'localhost:6379': there is no such target; write"),
            ("http://a", "target 'http://a': 'http' is no store that is known; write engine"),
            ("rediss://a", "target 'rediss://a': 'rediss' asks for encryption, which is not"),
            ("redis://", "target 'redis://': it has no host; write a name, an IPv4 address"),
            ("redis:///1", "target 'redis:///1': it has no host"),
            ("redis://:7000", "target 'redis://:7000': it has no host"),
            ("redis://a:", "target 'redis://a:': the port is ''; write a number from 1 to 65535"),
            ("redis://a:0", "target 'redis://a:0': the port is '0'; write a number"),
            ("redis://a:65536", "target 'redis://a:65536': the port is '65536'; write"),
            ("redis://a:+1", "target 'redis://a:…': the port is '…'; write a number"),
            ("redis://a b", "target 'redis://a b': the host is 'a b'; write a name"),
            ("redis://a,b", "target 'redis://a,b': the host is 'a,b'; write a name"),
            ("redis://::1", "target 'redis://::1': an IPv6 address needs brackets; write [::1]"),
            ("redis://[::1", "target 'redis://[::1': the host is '[::1'; write a name"),
            ("redis://[a]", "target 'redis://[a]': the host is 'a'; write a name"),
            ("redis://[::1]7", "target 'redis://[::1]7': the port is '7'; write a number"),
            ("redis://a/x", "target 'redis://a/x': the database is 'x'; write a number from 0"),
            ("redis://a/-1", "target 'redis://a/-1': the database is '-1'; write a number"),
            ("redis://a/9999999999", "the database is '9999999999'"),
            ("redis://a?db=1", "target 'redis://a?…': the setting 'db' is unknown here"),
            ("redis://u@a", "target 'redis://…@a': its user has no password; write user:password@"),
            ("redis://@a", "target 'redis://…@a': it has no credentials; write user:password@"),
            ("redis://:%zz@a", "target 'redis://…@a': the credentials has a '%' that encodes"),
            ("redis://:%ff@a", "target 'redis://…@a': the credentials has a '%' that encodes"),
            ("redis-cluster://a/1", "this store has no use for the database; leave it out"),
            ("redis-cluster://a,", "target 'redis-cluster://a,': it has no host"),
            ("redis+unix://run/r", "it has no path; write the socket's path after three slashes"),
            ("redis+unix:///", "target 'redis+unix:///': the path is '/'; write the socket's"),
            ("redis+unix:///r?dbb=1", "the setting 'dbb' is unknown here, or given twice"),
            ("redis+unix:///r?db=1&db=2", "the setting 'db' is unknown here, or given twice"),
            ("redis+unix:///r?", "the setting '' is unknown here"),
            ("memcached://u:p@a", "target 'memcached://…@a': this store has no use for the cred"),
            ("memcached://a/b", "target 'memcached://a/b': this store has no use for the path"),
            ("memcached+unix://u:p@/m", "this store has no use for the credentials"),
            ("aerospike://u:p@a", "this store has no use for the credentials; leave it out"),
            ("aerospike://a/b/c", "the namespace is 'b/c'; write 1 to 31 letters"),
            ("aerospike://a/b%3Bc", "the namespace is 'b;c'; write 1 to 31 letters"),
            ("spawn:", "there is no server '' to start; write spawn: and one of redis, valkey"),
            ("spawn:redos", "there is no server 'redos' to start"),
            ("spawn:redis?threads=0", "the settings is 'threads=0'; write name=value, threads"),
            ("spawn:redis?port=1", "the setting 'port' is unknown here"),
        ])
    func refused(text: String, message: String) {
        #expect {
            try TargetAddress(text)
        } throws: {
            "\($0)".contains(message) && $0 is TargetAddressError
        }
    }

    /// Wherever a password may stand, whatever else is wrong with the address.
    @Test(
        "no message shows a password",
        arguments: [
            "redis://:hunter2@", "redis://u:hunter2@a:0", "redis://:hunter2@a/x",
            "redis://:hunter2", "redis://u:hunter2", "redis://:hun/hunter2@a",
            "redis://:hunter2/x@a", "redis://:hunter2?x@a", "redis://:h?hunter2@a",
            "redis://:hunter2%@a", "redis://a?password=hunter2", "rediss://:hunter2@a",
            "http://:hunter2@a", "redis+unix://:hunter2@a/b", "redis+unix:///r?password=hunter2",
            "redis+unix://:h/hunter2@/r", "memcached://:hunter2@a", "aerospike://:hunter2@a",
            "redis://hunter2@a", "redis://:hunter2@***:x@a b", "redis-cluster://:hunter2,b@c:x",
        ])
    func secrecy(text: String) {
        #expect {
            try TargetAddress(text)
        } throws: {
            !"\($0)".contains("hunter2")
        }
    }

    @Test("any text is read or refused, and a message has one line")
    func garbage() {
        let pieces = [
            "redis", "spawn:", "://", ":", "/", "@", "[", "]", "?", "=", "&", "%", "%41", ",", "1",
            "a", "db", "unix", "+", "é", "\u{0}", " ",
        ]
        forEachSeed(2_000) { seed in
            var generator = SplitMix64(seed: seed)
            let count = Int.random(in: 0..<12, using: &generator)
            let text = (0..<count).map { _ in
                pieces.randomElement(using: &generator) ?? ""
            }.joined()
            do {
                let address = try TargetAddress(text)
                #expect(!address.description.isEmpty, seedComment(seed))
            } catch {
                #expect("\(error)".count > 20, seedComment(seed))
            }
        }
    }
}
