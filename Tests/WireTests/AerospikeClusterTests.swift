import TestSupport
import Testing
import Wire

@Suite("Aerospike partition maps")
struct AerospikeReplicasTests {
    /// 683 times all ones, as a single node of server 8.1.2 sends it: the last 6 bits end in `8=`.
    private static let all = String(repeating: "/", count: 682) + "8="

    private func value(_ namespaces: [(String, [AerospikePartitionBitmap])]) -> String {
        encodedText { queue in
            for (index, namespace) in namespaces.enumerated() {
                withBytes(namespace.0) { name in
                    AerospikeReplicasCursor.append(
                        name, namespace.1, isFirst: index == 0, to: &queue)
                }
            }
        }
    }

    @Test("a node alone has every partition, in the real server's characters")
    func alone() {
        #expect(value([("test", [.all])]) == "test:0,1,\(Self.all)")
    }

    @Test("bitmaps read back as they were written")
    func roundTrip() throws {
        try forEachSeed(20) { seed in
            var random = Random(seed: seed)
            var bitmap = AerospikePartitionBitmap()
            let owned = Set((0..<random.below(4_096)).map { _ in random.below(4_096) })
            for partition in owned { bitmap[partition] = true }
            let text = value([("a", [.all, bitmap]), ("b", [bitmap])])
            try withBytes(text) { text in
                var cursor = AerospikeReplicasCursor(text)
                for count in [2, 1] {
                    let namespace = try cursor.next()
                    guard let namespace else {
                        Issue.record("a namespace is missing")
                        return
                    }
                    let found = try namespace.bitmap(count - 1)
                    let isSame = (0..<4_096).allSatisfy { found[$0] == owned.contains($0) }
                    let bitmapCount = namespace.bitmapCount
                    #expect(isSame && bitmapCount == count, seedComment(seed))
                }
                let end = try cursor.next() == nil
                #expect(end)
            }
        }
    }

    @Test("a partition's bit is the highest of its byte first")
    func bits() {
        var bitmap = AerospikePartitionBitmap()
        bitmap[0] = true
        bitmap[15] = true
        bitmap[9] = true
        bitmap[9] = false
        #expect(value([("n", [bitmap])]).hasPrefix("n:0,1,gAEA"))
    }

    @Test(
        "what is no partition map is refused",
        arguments: [
            "test", "test:", "test:0", "test:0,", "test:x,1", "test:0,1,AAAA",
            "test:0,0,\(all)", "test:0,1,\(all)=", "test:0,1,\(all.dropLast())A",
            "test:0,1,\(all.dropFirst())", "test:0,1,-\(all.dropFirst())",
            "test:0,2,\(all);\(all)", ";test:0,1,\(all)",
        ])
    func refusals(text: String) {
        withBytes(text) { text in
            _ = #expect(throws: AerospikeWireError(.badReplicas)) {
                var cursor = AerospikeReplicasCursor(text)
                while let namespace = try cursor.next() {
                    for index in 0..<namespace.bitmapCount { _ = try namespace.bitmap(index) }
                }
            }
        }
    }

    @Test("a namespace may have no bitmap here")
    func none() throws {
        let count = try withBytes("test:0,2") { text in
            var cursor = AerospikeReplicasCursor(text)
            return try cursor.next()?.bitmapCount
        }
        #expect(count == 0)
    }
}

@Suite("Aerospike peers")
struct AerospikePeersTests {
    private func words(_ text: String) -> String {
        withBytes(text) { text in
            do throws(AerospikeWireError) {
                var cursor = try AerospikePeersCursor.read(text)
                var found = ["\(cursor.generation) \(cursor.defaultPort)"]
                while var peer = try cursor.next() {
                    found.append("\(peer.name.text)/\(peer.tlsName.text)")
                    while let address = try peer.nextAddress() {
                        found.append("\(address.host.text) \(address.port)")
                    }
                }
                return found.joined(separator: ", ")
            } catch {
                return "\(error.reason)"
            }
        }
    }

    @Test(
        "peers have names and addresses, with or without ports and brackets",
        arguments: [
            ("0,3000,[]", "0 3000"),
            (
                "4,3000,[[BB9,,[10.0.0.1:3100,host]],[A,tls,[[::1]:3200,[fe80::2]]]]",
                "4 3000, BB9/, 10.0.0.1 3100, host 3000, A/tls, ::1 3200, fe80::2 3000"
            ),
            ("1,3000,[[A,,[]]]", "1 3000, A/"),
        ])
    func peers(text: String, expected: String) {
        #expect(words(text) == expected)
    }

    @Test(
        "what is no list of nodes is refused",
        arguments: [
            "", "0", "0,3000", "0,3000,", "0,3000,[", "x,3000,[]", "0,65536,[]", "0,3000,]]",
            "0,3000,[a]", "0,3000,[[a]]", "0,3000,[[a,b]]", "0,3000,[[a,,b]]", "0,3000,[[a,,[b]]",
            "0,3000,[[a,,[b]],]", "0,3000,[[a,,[b]]x]", "0,3000,[[a,,[b:]]]",
            "0,3000,[[a,,[b:65536]]]", "0,3000,[[a,,[:1]]]", "0,3000,[[a,,[[::1]x]]]",
            "0,3000,[[a,,[b]x]]",
        ])
    func refusals(text: String) {
        #expect(words(text) == "badPeers")
    }
}
