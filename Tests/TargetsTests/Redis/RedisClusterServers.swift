import Foundation
import Platform
import TestSupport
import Testing
import Wire

@testable import Targets

/// A real cluster of three `redis-server` processes on this machine, for one test.
final class RedisClusterServers {
    let nodes: [RedisServer]
    /// The nodes' names, which the cluster gives them.
    let names: [String]

    /// A cluster that answers, whose slots lie evenly on its nodes.
    ///
    /// - Parameter replicaCount: how many more nodes there are, which follow the last of the three.
    /// - Throws: what keeps it from being made.
    init(replicaCount: Int = 0) throws {
        nodes = try (0..<3 + replicaCount).map { _ in
            let busPort = try RedisServer.freePort()
            return try RedisServer(
                [
                    "--cluster-enabled", "yes", "--cluster-port", "\(busPort)",
                    "--cluster-node-timeout", "2000", "--cluster-require-full-coverage", "no",
                ])
        }
        names = try nodes.map { try $0.ask(["CLUSTER", "MYID"]) }
        for (number, node) in nodes.prefix(3).enumerated() {
            let (first, last) = Self.slots(ofNode: number)
            try node.ask(["CLUSTER", "ADDSLOTSRANGE", "\(first)", "\(last)"])
            try node.ask(["CLUSTER", "SET-CONFIG-EPOCH", "\(number + 1)"])
        }
        for node in nodes.dropFirst() {
            let bus = try Self.busPort(of: node)
            try nodes[0].ask(["CLUSTER", "MEET", "127.0.0.1", "\(node.port)", bus])
        }
        try RedisServer.waitUntil("the cluster is whole") { [nodes] in
            try nodes.allSatisfy { node in
                let info = try node.ask(["CLUSTER", "INFO"])
                return info.contains("cluster_state:ok")
                    && info.contains("cluster_known_nodes:\(nodes.count)")
                    && info.contains("cluster_slots_ok:16384")
            }
        }
        for node in nodes.dropFirst(3) {
            try node.ask(["CLUSTER", "REPLICATE", names[2]])
            try RedisServer.waitUntil("the replica follows") {
                try node.ask(["INFO", "replication"]).contains("master_link_status:up")
            }
        }
    }

    private static func slots(ofNode number: Int) -> (first: Int, last: Int) {
        (number * RESPKeySlot.count / 3, (number + 1) * RESPKeySlot.count / 3 - 1)
    }

    /// The port at which a node talks to the others: `<id> 127.0.0.1:7000@17000 myself …`.
    private static func busPort(of node: RedisServer) throws -> String {
        let line = try node.ask(["CLUSTER", "NODES"])
        let port = try #require(line.split(separator: "@").dropFirst().first)
        return String(port.prefix { $0.isNumber })
    }

    /// The node that has a slot, as the first node knows.
    func owner(ofSlot slot: Int) -> Int {
        (0..<3).first { slot <= Self.slots(ofNode: $0).last } ?? 2
    }

    /// Begins to move a slot: keys that are gone from the source are asked for at the target.
    func beginMove(ofSlot slot: Int, from source: Int, to target: Int) throws {
        try nodes[target].ask(["CLUSTER", "SETSLOT", "\(slot)", "IMPORTING", names[source]])
        try nodes[source].ask(["CLUSTER", "SETSLOT", "\(slot)", "MIGRATING", names[target]])
    }

    /// Moves so many of the slot's keys; returns how many there were.
    func moveKeys(ofSlot slot: Int, from source: Int, to target: Int, limit: Int) throws -> Int {
        let keys = try nodes[source].ask(["CLUSTER", "GETKEYSINSLOT", "\(slot)", "\(limit)"])
            .split(separator: " ").map(String.init)
        for key in keys {
            try nodes[source].ask(
                ["MIGRATE", "127.0.0.1", "\(nodes[target].port)", key, "0", "5000"])
        }
        return keys.count
    }

    /// Moves the rest, and tells every node who has the slot now.
    func endMove(ofSlot slot: Int, from source: Int, to target: Int) throws {
        while try moveKeys(ofSlot: slot, from: source, to: target, limit: 100) > 0 {}
        for node in [nodes[target]] + nodes {
            try node.ask(["CLUSTER", "SETSLOT", "\(slot)", "NODE", names[target]])
        }
    }

    /// How often any node said `MOVED` or `ASK`.
    func redirectCounts() throws -> (moved: Int, asked: Int) {
        var (moved, asked) = (0, 0)
        for node in nodes {
            for line in try node.ask(["INFO", "errorstats"]).split(whereSeparator: \.isNewline) {
                let count = line.split(separator: "=").last.flatMap { Int($0) } ?? 0
                if line.hasPrefix("errorstat_MOVED") { moved += count }
                if line.hasPrefix("errorstat_ASK:") { asked += count }
            }
        }
        return (moved, asked)
    }

    /// How many records all nodes have.
    func recordCount() throws -> Int {
        try nodes.reduce(0) { sum, node in sum + (Int(try node.ask(["DBSIZE"])) ?? 0) }
    }
}
