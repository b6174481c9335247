@testable import Engine

/// A namespace with one bin, and short calls to fill it.
struct MaintenanceFixture {
    let store = Store(clock: StoreClock(seconds: 1000))
    let namespace: Namespace
    let bin: BinID

    init(_ configuration: EngineConfiguration = EngineConfiguration()) throws {
        namespace = try store.createNamespace("test", configuration: configuration)
        bin = try namespace.bin(named: "a")
    }

    func draft(_ number: Int) -> RecordDraft {
        let draft = RecordDraft()
        draft.append(bin, integer: Int64(number))
        return draft
    }

    func digest(_ number: Int) -> Digest { namespace.digest(ofKey: Int64(number)) }

    /// Writes the records with these numbers.
    func fill(_ numbers: Range<Int>, set: SetID = .none) {
        for number in numbers { _ = namespace.put(digest(number), draft(number), set: set) }
    }

    /// The numbers of those records that can be read.
    func readable(_ numbers: Range<Int>) -> [Int] {
        numbers.filter { namespace.exists(digest($0)) }
    }

    /// What does not hold of the index and the accounts, or nil.
    func fault() -> String? {
        if let broken = namespace.brokenInvariant() { return broken }
        let statistics = namespace.statistics()
        return statistics.recordAndIndexByteCount == statistics.allocatedByteCount
            ? nil : "counted bytes differ from jemalloc's"
    }

    /// A digest of the partition, with the given rest.
    static func digest(partition: Int, _ number: Int) -> Digest {
        Digest(
            orderKey: UInt64(partition) << 52 | UInt64(number) << 20, middle: UInt64(number),
            tail: 0)
    }
}
