import Testing
import Wire

@testable import Targets

@Suite("Redis greeting")
struct RedisGreetingTests {
    private func text(_ greeting: RedisGreeting) -> String {
        var queue = ByteQueue()
        greeting.append(to: &queue)
        return queue.bytes.text
    }

    private func receive(
        _ greeting: RedisGreeting, _ replies: String
    ) throws(DialectError) -> [GreetingProgress] {
        var queue = ByteQueue()
        var decoder = RedisDecoder()
        queue.append(text: replies.replacing("\n", with: "\r\n"))
        var found: [GreetingProgress] = []
        while !queue.isEmpty {
            let progress = try greeting.receive(queue.bytes, &decoder)
            found.append(progress)
            switch progress {
            case .incomplete: return found
            case .partial(let count), .done(let count): queue.consume(count)
            }
        }
        return found
    }

    @Test("it says who we are, then the database, and asks whether commands are taken")
    func requests() {
        #expect(text(RedisGreeting()) == "*1\r\n$4\r\nPING\r\n")
        #expect(
            text(RedisGreeting(password: "pw", database: 12))
                == "*2\r\n$4\r\nAUTH\r\n$2\r\npw\r\n*2\r\n$6\r\nSELECT\r\n$2\r\n12\r\n"
                + "*1\r\n$4\r\nPING\r\n")
        #expect(
            text(RedisGreeting(user: "me", password: "pw"))
                == "*3\r\n$4\r\nAUTH\r\n$2\r\nme\r\n$2\r\npw\r\n*1\r\n$4\r\nPING\r\n")
        #expect(
            text(RedisGreeting(needsScript: true)).hasPrefix(
                "*3\r\n$6\r\nSCRIPT\r\n$4\r\nLOAD\r\n$165\r\nif redis.call('EXISTS',KEYS[1])==1 "
                    + "then return 0 end redis.call('HSET'"))
    }

    @Test("it is over with the last answer")
    func answers() throws {
        #expect(try receive(RedisGreeting(), "+PONG\n") == [.done(byteCount: 7)])
        #expect(
            try receive(RedisGreeting(password: "pw", database: 2), "+OK\n+OK\n+PONG\n")
                == [.partial(byteCount: 5), .partial(byteCount: 5), .done(byteCount: 7)])
        #expect(
            try receive(RedisGreeting(password: "pw"), "+OK\n+PO")
                == [.partial(byteCount: 5), .incomplete])
    }

    static let refusals: [(RedisGreeting, String, String)] = [
        (
            RedisGreeting(), "-NOAUTH Authentication required.\n",
            "the server wants a password: NOAUTH Authentication required."
        ),
        (
            RedisGreeting(password: "pw"), "-WRONGPASS invalid username-password pair\n",
            "the server refuses the password: WRONGPASS invalid username-password pair"
        ),
        (
            RedisGreeting(database: 99), "-ERR DB index is out of range\n",
            "the server has no database 99: ERR DB index is out of range"
        ),
        (
            RedisGreeting(), "-LOADING Redis is loading the dataset in memory\n",
            "the server takes no commands: LOADING Redis is loading the dataset in memory"
        ),
        (
            RedisGreeting(), "-ERR max number of clients reached\n",
            "the server takes no commands: ERR max number of clients reached"
        ),
        (
            RedisGreeting(needsScript: true), "-NOPERM no\n",
            "the server does not take the script that 'add' needs: NOPERM no"
        ),
    ]

    @Test("a refusal says what and why", arguments: refusals)
    func refused(greeting: RedisGreeting, reply: String, text: String) {
        #expect {
            try receive(greeting, reply)
        } throws: { error in
            (error as? DialectError)?.description == text
        }
    }
}
