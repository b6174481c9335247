internal import Driver
internal import Wire
internal import Workload

/// Whether Memcached can do what a plan asks for.
enum MemcachedFit {
    /// The target's name, in errors and results.
    static let targetName = "memcached"

    /// What an item takes beside its key and its value, in bytes: the header, its unique number,
    /// the key's end and the value's.
    ///
    /// Source: `ITEM_ntotal` and `item` in memcached.h of 1.6; tried with 1.6.18, which stores an
    /// item of exactly `item_size_max` so reckoned, and no larger one.
    private static let itemOverheadByteCount = 48 + 8 + 1 + 2
    /// The most bytes that an integer takes in decimal.
    private static let integerByteLimit = 20
    /// How much a value may be lengthened to be verified, in bytes.
    private static let stampByteCount = 24

    /// Refuses what can be told without a server.
    ///
    /// - Parameter plan: the plan.
    /// - Throws: `TargetError` that names the keyspace, what it asks for and why it cannot be had.
    static func check(_ plan: Plan) throws(TargetError) {
        for (index, keyspace) in plan.keyspaces.enumerated() {
            try checkOperations(keyspace)
            try checkKeys(keyspace, prefix: MemcachedKeyspace(index, of: plan).prefix, plan)
        }
    }

    private static func checkOperations(_ keyspace: Keyspace) throws(TargetError) {
        if keyspace.share(of: .scan) > 0 {
            throw refusal(
                "'scan' in keyspace '\(keyspace.name)': Memcached has no order of keys to read"
                    + " along",
                "take it out with --set operations.scan=0, or choose a target that has it, such"
                    + " as engine")
        }
        guard keyspace.share(of: .increment) > 0, keyspace.record.bins.count == 1,
            case .integer(let range) = keyspace.record.bins[0].type, range.lowerBound < 0
        else { return }
        throw refusal(
            "'increment' in keyspace '\(keyspace.name)': Memcached counts from 0 up, and the bin"
                + " '\(keyspace.record.bins[0].name)' begins at \(range.lowerBound)",
            "let its range begin at 0 or above, or choose another target, such as engine")
    }

    private static func checkKeys(
        _ keyspace: Keyspace, prefix: [UInt8], _ plan: Plan
    ) throws(TargetError) {
        if keyspace.format == .integer, keyspace.keySize == nil, plan.trace == nil {
            throw refusal(
                "keys of keyspace '\(keyspace.name)' are integers of 8 bytes, and Memcached takes"
                    + " neither white space nor control characters",
                "give them another format, such as --set keys.format=decimal")
        }
        if prefix.contains(where: { $0 <= 0x20 || $0 == 0x7f }) {
            throw refusal(
                "the name of keyspace '\(keyspace.name)', which stands before its keys, has white"
                    + " space, and Memcached takes none",
                "give the keyspace another name")
        }
        let longest = prefix.count + keyByteLimit(keyspace, plan)
        guard longest > MemcachedRequest.keyByteLimit else { return }
        throw refusal(
            "keys of keyspace '\(keyspace.name)' have up to \(longest) bytes, and Memcached takes"
                + " \(MemcachedRequest.keyByteLimit)"
                + (prefix.isEmpty ? "" : ", the keyspace's name and a colon included"),
            "make them shorter with --set keys.size, or choose another target, such as engine")
    }

    private static func keyByteLimit(_ keyspace: Keyspace, _ plan: Plan) -> Int {
        plan.trace?.largestKeyByteCount ?? keyspace.keySize?.largest ?? keyspace.format.byteLimit
    }

    // MARK: Against a server

    /// Refuses what the server's settings do not allow.
    ///
    /// - Parameters:
    ///   - plan: the plan.
    ///   - server: what the server says of itself.
    /// - Throws: `TargetError`.
    static func check(_ plan: Plan, against server: MemcachedServer) throws(TargetError) {
        for (index, keyspace) in plan.keyspaces.enumerated() {
            let prefix = MemcachedKeyspace(index, of: plan).prefix
            let largest =
                valueByteLimit(keyspace.record) + prefix.count + keyByteLimit(keyspace, plan)
                + itemOverheadByteCount
            guard let limit = server.itemByteLimit, largest > limit else { continue }
            throw refusal(
                "records of keyspace '\(keyspace.name)' take up to \(largest) bytes as items, and"
                    + " the server's item_size_max is \(limit)",
                "start it with -I and a larger size, up to 1g, or make values smaller with --set")
        }
        // One more looks at the server's statistics meanwhile.
        if let limit = server.connectionLimit, plan.madeConnectionCount + 1 > limit {
            throw refusal(
                "\(plan.madeConnectionCount) connections, and one for its statistics, are more than"
                    + " the server's maxconns of \(limit)",
                "lower --connections, or start it with -c and a larger number")
        }
    }

    /// The largest value that a record can become, in bytes; what is appended later left out.
    private static func valueByteLimit(_ record: RecordShape) -> Int {
        let sizes = record.bins.map { bin in
            switch bin.type {
            case .bytes, .text: max(bin.largestByteCount, stampByteCount)
            case .integer where record.bins.count == 1: integerByteLimit
            case .integer, .double, .boolean, .list, .map: bin.largestByteCount
            }
        }
        guard sizes.count > 1 else { return sizes[0] }
        return sizes.reduce(PackedRecord.headByteCount(binCount: sizes.count)) {
            $0 + PackedRecord.byteCount(ofValue: $1)
        }
    }

    static func refusal(_ problem: String, _ remedy: String) -> TargetError {
        TargetError(target: targetName, problem: problem, remedy: remedy)
    }
}
