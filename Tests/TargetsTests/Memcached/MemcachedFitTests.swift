import Driver
import Testing
import Workload

@testable import Targets

@Suite("What Memcached cannot do")
struct MemcachedFitTests {
    private func problem(_ yaml: String) throws -> String? {
        let plan = try Plan(
            yaml: yaml + "\nphases: {measure: {operations: 1}}\n", file: "a.yaml", name: "a")
        do {
            try MemcachedFit.check(plan)
            return nil
        } catch {
            return error.problem
        }
    }

    @Test("scans are refused, with the keyspace")
    func scans() throws {
        let text = try problem(
            """
            keys: {count: 10}
            record: {bins: 1, values: 10B}
            operations: {read: 9, scan: 1}
            """)
        #expect(
            text == "'scan' in keyspace 'records': Memcached has no order of keys to read along")
    }

    @Test("increments of numbers below zero are refused where Memcached counts itself")
    func increments() throws {
        let yaml = { (bins: String) in
            """
            keys: {count: 10}
            record: {bins: {\(bins)}}
            operations: {increment: 1}
            """
        }
        #expect(
            try problem(yaml("n: {integer: {from: -1, to: 5}}"))
                == "'increment' in keyspace 'records': Memcached counts from 0 up, and the bin "
                + "'n' begins at -1")
        #expect(try problem(yaml("n: {integer: {from: 0, to: 5}}")) == nil)
        #expect(try problem(yaml("n: {integer: {from: -1, to: 5}}, m: integer")) == nil)
    }

    @Test("keys that Memcached does not take are refused")
    func keys() throws {
        let yaml = { (keys: String) in
            """
            keys: {count: 10, \(keys)}
            record: {bins: 1, values: 10B}
            operations: {read: 1}
            """
        }
        #expect(
            try problem(yaml("format: integer"))?.hasPrefix(
                "keys of keyspace 'records' are integers of 8 bytes") == true)
        #expect(
            try problem(yaml("size: 251B"))
                == "keys of keyspace 'records' have up to 251 bytes, and Memcached takes 250")
        for format in ["ycsb", "ycsbOrdered", "decimal", "facebookETC"] {
            #expect(try problem(yaml("format: \(format)")) == nil)
        }
        #expect(try problem(yaml("size: 250B")) == nil)
    }

    @Test("the names of keyspaces count, and may have no white space")
    func names() throws {
        let yaml = { (name: String, size: Int) in
            let tenant = "record: {bins: 1, values: 10B}, operations: {read: 1}"
            return """
                keyspaces:
                  \(name): {keys: {count: 10, size: \(size)B}, \(tenant)}
                  b: {keys: {count: 10}, \(tenant)}
                """
        }
        #expect(try problem(yaml("abc", 246)) == nil)
        #expect(
            try problem(yaml("abc", 247))
                == "keys of keyspace 'abc' have up to 251 bytes, and Memcached takes 250, the "
                + "keyspace's name and a colon included")
        #expect(try problem(yaml("a b", 10))?.contains("white space") == true)
    }
}
