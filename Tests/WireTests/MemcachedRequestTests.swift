import TestSupport
import Testing
import Wire

/// The expected commands follow the grammar of Memcached's `doc/protocol.txt`.
///
/// A memcached 1.6.18 took each of them but flag `E` of `md`, which newer ones have.
@Suite("Memcached requests")
struct MemcachedRequestTests {
    private func text(
        _ encode: (RawSpan, inout ByteQueue) throws(MemcachedKeyError) -> Void
    ) throws -> String {
        try withBytes("key") { key in try encodedText { queue in try encode(key, &queue) } }
    }

    @Test("retrievals ask for one key or several")
    func retrieval() throws {
        typealias Request = MemcachedRequest
        #expect(
            try text { key, queue throws(MemcachedKeyError) in
                try Request.retrieve(.get, key, in: &queue)
                try Request.retrieve(.gets, key, in: &queue)
                try Request.retrieve(.getAndTouch(expiry: 100), key, in: &queue)
                try Request.retrieve(.getsAndTouch(expiry: -1), key, in: &queue)
                Request.beginRetrieval(.get, in: &queue)
                try Request.append(key: key, to: &queue)
                try Request.append(key: key, to: &queue)
                Request.endLine(in: &queue)
            } == "get key\r\ngets key\r\ngat 100 key\r\ngats -1 key\r\nget key key\r\n")
    }

    @Test(
        "stores carry key, flags, expiry and size, then the value",
        arguments: [
            (MemcachedRequest.Store.set, "set key 5 60 3\r\nkey\r\n"),
            (.add, "add key 5 60 3\r\nkey\r\n"),
            (.replace, "replace key 5 60 3\r\nkey\r\n"),
            (.append, "append key 5 60 3\r\nkey\r\n"),
            (.prepend, "prepend key 5 60 3\r\nkey\r\n"),
            (.compareAndSwap(unique: .max), "cas key 5 60 3 18446744073709551615\r\nkey\r\n"),
        ])
    func stores(store: MemcachedRequest.Store, expected: String) throws {
        let found = try text { key, queue throws(MemcachedKeyError) in
            try MemcachedRequest.store(store, key, key, flags: 5, expiry: 60, in: &queue)
        }
        #expect(found == expected)
    }

    @Test("a store may be quiet, and its value come in pieces")
    func storeInPieces() throws {
        let found = try text { key, queue throws(MemcachedKeyError) in
            try MemcachedRequest.beginStore(
                .set, key, valueByteCount: 4, isQuiet: true, in: &queue)
            queue.append(literal: "ab")
            queue.append(literal: "\r\n")
            MemcachedRequest.endLine(in: &queue)
        }
        #expect(found == "set key 0 0 4 noreply\r\nab\r\n\r\n")
    }

    @Test("the other commands are one line each")
    func lines() throws {
        typealias Request = MemcachedRequest
        let found = try text { key, queue throws(MemcachedKeyError) in
            try Request.delete(key, in: &queue)
            try Request.delete(key, isQuiet: true, in: &queue)
            try Request.touch(key, expiry: 100, in: &queue)
            try Request.increment(key, by: .max, in: &queue)
            try Request.decrement(key, by: 6, isQuiet: true, in: &queue)
            Request.line("flush_all", in: &queue)
        }
        #expect(
            found == "delete key\r\ndelete key noreply\r\ntouch key 100\r\n"
                + "incr key 18446744073709551615\r\ndecr key 6 noreply\r\nflush_all\r\n")
    }

    @Test("meta commands carry their flags")
    func meta() throws {
        typealias Request = MemcachedMetaRequest
        let found = try text { key, queue throws(MemcachedKeyError) in
            try Request.get(key, .init([.value, .key, .unique, .quiet]), in: &queue)
            var store = MemcachedMetaOptions([.unique])
            store.timeToLive = -1
            store.clientFlags = 7
            store.opaque = 1
            store.mode = .add
            store.invalidates = true
            try Request.set(key, key, store, in: &queue)
            var compare = MemcachedMetaOptions()
            compare.compareUnique = 18
            compare.newUnique = 19
            try Request.delete(key, compare, in: &queue)
            var add = MemcachedMetaOptions([.value])
            add.createTimeToLive = 0
            add.initialValue = 13
            add.delta = 2
            add.mode = .decrement
            try Request.arithmetic(key, add, in: &queue)
            var renew = MemcachedMetaOptions()
            renew.renewBelow = 30
            try Request.get(key, renew, in: &queue)
            MemcachedRequest.line("mn", in: &queue)
        }
        #expect(
            found == "mg key c k q v\r\nms key 3 c I O1 T-1 F7 ME\r\nkey\r\nmd key C18 E19\r\n"
                + "ma key v N0 J13 D2 MD\r\nmg key R30\r\nmn\r\n")
    }

    @Test("every byte is judged for itself, wherever in a key it is")
    func keyBytes() throws {
        for count in 1...24 {
            for place in 0..<count {
                for byte in UInt8.min...UInt8.max {
                    var key = [UInt8](repeating: UInt8(ascii: "k"), count: count)
                    key[place] = byte
                    // Bytes that a sum could carry into their neighbours.
                    if place + 1 < count { key[place + 1] = 0xff }
                    var queue = ByteQueue()
                    let error = withBytes(key) { key -> MemcachedKeyError? in
                        do throws(MemcachedKeyError) {
                            try MemcachedRequest.retrieve(.get, key, in: &queue)
                            return nil
                        } catch {
                            return error
                        }
                    }
                    let isBad = byte <= 0x20 || byte == 0x7f
                    if error != (isBad ? .separator(byte, offset: place) : nil) {
                        Issue.record("byte \(byte) at \(place) of \(count): \(error)")
                    }
                }
            }
        }
    }

    private static let badKeys: [(key: String, error: MemcachedKeyError)] = [
        ("", .empty),
        (String(repeating: "k", count: 251), .tooLong(byteCount: 251)),
        ("a b", .separator(0x20, offset: 1)),
        ("a\r\nflush_all", .separator(0x0d, offset: 1)),
        ("ab\u{7f}", .separator(0x7f, offset: 2)),
        ("\0", .separator(0, offset: 0)),
    ]

    @Test("a key that would break the line is refused, and nothing is written", arguments: badKeys)
    func keys(key: String, error: MemcachedKeyError) {
        withBytes(key) { key in
            var queue = ByteQueue()
            func expectRefusal(
                _ encode: (inout ByteQueue) throws(MemcachedKeyError) -> Void
            ) {
                #expect(throws: error) { try encode(&queue) }
                let isEmpty = queue.isEmpty
                #expect(isEmpty)
            }
            expectRefusal { (q) throws(MemcachedKeyError) in
                try MemcachedRequest.retrieve(.get, key, in: &q)
            }
            expectRefusal { (q) throws(MemcachedKeyError) in
                try MemcachedRequest.append(key: key, to: &q)
            }
            expectRefusal { (q) throws(MemcachedKeyError) in
                try MemcachedRequest.store(.set, key, key, in: &q)
            }
            expectRefusal { (q) throws(MemcachedKeyError) in
                try MemcachedRequest.increment(key, by: 1, in: &q)
            }
            expectRefusal { (q) throws(MemcachedKeyError) in
                try MemcachedMetaRequest.set(key, key, in: &q)
            }
        }
        #expect(!"\(error)".isEmpty)
    }

    @Test("the longest key and bytes above ASCII are fine")
    func goodKeys() throws {
        for key in [String(repeating: "k", count: 250), "schlüssel"] {
            let found = try withBytes(key) { key in
                try encodedText { try MemcachedRequest.retrieve(.get, key, in: &$0) }
            }
            #expect(found == "get \(key)\r\n")
        }
    }
}
