import Testing

@testable import Engine

@Suite("Dropping a namespace")
struct NamespaceDropTests {
    @Test(
        "the name is free, and whoever holds the namespace finds nothing in it",
        arguments: ArenaPolicy.allCases)
    func drop(arenas: ArenaPolicy) throws {
        let fixture = try MaintenanceFixture(EngineConfiguration(arenas: arenas))
        let (store, namespace) = (fixture.store, fixture.namespace)
        fixture.fill(0..<500)
        try store.dropNamespace("test")
        #expect(store.namespaceNames.isEmpty)
        #expect(throws: EngineError.namespaceNotFound("test")) { try store.dropNamespace("test") }
        #expect(throws: EngineError.namespaceNotFound("test")) { try store.namespace("test") }
        let statistics = namespace.statistics()
        #expect(statistics.recordCount == 0 && statistics.recordAndIndexByteCount == 0)
        if arenas != .shared { #expect(statistics.allocatedByteCount == 0) }
        #expect(namespace.metadata(of: fixture.digest(1)) == .unavailable)
        #expect(namespace.put(fixture.digest(1), fixture.draft(1)) == .unavailable)
        #expect(namespace.partitions.isEmpty)
        #expect(throws: EngineError.namespaceNotFound("test")) {
            try namespace.createPartition(1)
        }
        try namespace.rebuild(forRecordCount: 1000)
        #expect(namespace.put(fixture.digest(1), fixture.draft(1)) == .unavailable)
        let buffer = ScanBuffer()
        var cursor = ScanCursor(namespace)
        let step = cursor.next(limit: 10, into: buffer)
        #expect(step == .unavailable(partition: 0))
        let other = try store.createNamespace("test")
        #expect(other.metadata(of: fixture.digest(1)) == .notFound)
        #expect(namespace.brokenInvariant() == nil)
    }

    @Test("its memory goes with the last reference")
    func memory() throws {
        let store = Store()
        weak var last: Namespace?
        do {
            let namespace = try store.createNamespace("test")
            last = namespace
            try store.dropNamespace("test")
            #expect(last != nil)
            withExtendedLifetime(namespace) {}
        }
        #expect(last == nil)
    }
}
