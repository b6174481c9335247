import Driver
import Foundation
import Platform
import TestSupport
import Testing
import Workload

@testable import Targets

/// What is refused before a run, and what a target that is not there says.
@Suite("Redis refusals")
struct RedisSupportTests {
    private func refusal(_ name: String, _ overrides: [String] = []) throws -> String? {
        let plan = try Plan.named(name, overrides: overrides)
        do throws(TargetError) {
            try RedisSupport.check(plan, target: "redis")
            return nil
        } catch {
            return error.description
        }
    }

    @Test("every named workload has commands")
    func named() throws {
        var refused: [String] = []
        for workload in NamedWorkloads.all {
            if let refusal = try refusal(workload.name) {
                refused.append("\(workload.name): \(refusal)")
            }
        }
        #expect(refused == [])
    }

    @Test("what has no command is refused with the operation, the store and a way out")
    func refused() throws {
        #expect(
            try refusal("ycsb-a", ["operations.append=1"])
                == "target 'redis': it cannot do 'append' on records: a record of several bins is a"
                + " hash, and Redis has no command that appends to a hash's field; use --set"
                + " record.bins=1, or --set operations.append=0")
        #expect(try refusal("ycsb-a", ["operations.append=1", "record.bins=1"]) == nil)
        #expect(
            try refusal("ycsb-e", ["scan.length=partition"])
                == "target 'redis': it cannot do 'scan' of whole partitions on records: Redis has"
                + " none; use --set scan.length=100, or --set operations.scan=0")
    }

    private func error(_ address: RedisAddress, _ name: String = "ycsb-c") throws -> String {
        let plan = try Plan.named(name)
        do throws(TargetError) {
            _ = try RedisTarget(plan: plan, address: address)
            return "none"
        } catch {
            return error.description
        }
    }

    @Test("a server that is not there is one clear line")
    func nobody() throws {
        let port = try RedisServer.freePort()
        let address = try SocketAddress.resolve(host: "127.0.0.1", port: port)[0]
        let text = try error(RedisAddress(servers: [address]))
        #expect(text.hasPrefix("target 'redis': nobody answers at 127.0.0.1:\(port): "))
        #expect(text.hasSuffix("; see that the server runs there, or change --target"))
        #expect(!text.contains("\n"))
    }

    @Test("a server of another protocol is named as such")
    func stranger() throws {
        let any = try SocketAddress.resolve(host: "127.0.0.1", port: 0)[0]
        let listener = try Socket.listen(on: any)
        let address = try listener.localAddress()
        let server = Thread {
            for _ in 0..<1_000 {
                Thread.sleep(forTimeInterval: 0.01)
                guard let socket = try? listener.accept() else { continue }
                let text = Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8)
                _ = unsafe socket.send(text.span.bytes)
                Thread.sleep(forTimeInterval: 0.2)
                return
            }
        }
        server.start()
        let text = try error(RedisAddress(servers: [address]))
        #expect(text.hasPrefix("target 'redis': \(address): reply at byte 0: no type begins"))
    }

    @Test("a cluster has one database")
    func database() throws {
        let address = try RedisAddress(
            servers: [RedisFixture.address(1)], isCluster: true, database: 3)
        #expect(
            try error(address)
                == "target 'redis': a cluster has no database 3; leave the number out of the"
                + " address")
    }

    @Test("an address shows no password")
    func secrecy() throws {
        let address = try RedisAddress(
            servers: [RedisFixture.address(6379)], user: "me", password: "secret")
        #expect(address.description == "redis at 127.0.0.1:6379")
    }
}
