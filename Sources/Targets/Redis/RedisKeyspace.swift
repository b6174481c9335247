internal import Wire
internal import Workload

/// How the records of one keyspace lie in Redis.
///
/// A record of several bins is a hash with a field for each, a record of one bin a string.
///
/// Thread safety: immutable.
final class RedisKeyspace: Sendable {
    /// What stands before every key: nothing, or the keyspace's name and a colon.
    let prefix: [UInt8]
    /// The bins, in the plan's order; one for a string.
    let bins: [RedisBin]
    /// The bins that reads are for, where the plan names them.
    let readBins: [Int]
    /// The bins that updates write, where the plan names them.
    let updateBins: [Int]
    /// Whether some records get a time to live, so that a write without one has to end it.
    let mayExpire: Bool
    /// The pattern of its keys, for scans; nil when it has no prefix and all keys are its.
    let pattern: [UInt8]?

    /// Whether records are strings.
    @inline(__always)
    var isString: Bool { bins.count == 1 }

    /// How `keyspace` lies in Redis.
    ///
    /// - Parameters:
    ///   - keyspace: the keyspace.
    ///   - plan: its plan; several keyspaces are told apart by a prefix.
    init(_ keyspace: Keyspace, of plan: Plan) {
        let isAlone = plan.keyspaces.count == 1
        prefix = isAlone ? [] : Array("\(keyspace.name):".utf8)
        pattern = isAlone ? nil : Self.pattern(ofKeysAfter: prefix)
        bins = keyspace.record.bins.map { RedisBin($0) }
        readBins = keyspace.record.readBins.chosen
        updateBins = keyspace.record.updateBins.chosen
        mayExpire = !keyspace.record.ttl.isNone || plan.trace != nil || plan.hasStorms
    }

    /// A glob-style pattern for all keys that begin with `prefix`.
    private static func pattern(ofKeysAfter prefix: [UInt8]) -> [UInt8] {
        let special = Array("*?[]\\^".utf8)
        return prefix.flatMap { special.contains($0) ? [UInt8(ascii: "\\"), $0] : [$0] }
            + [UInt8(ascii: "*")]
    }
}

/// A bin of a record in Redis.
struct RedisBin: Sendable {
    /// How its values become bytes.
    enum Form: Sendable {
        /// As they are; lists and maps as MessagePack.
        case bytes
        /// Decimal digits.
        case integer
        /// The shortest decimal text that names the number.
        case double
        /// `0` or `1`.
        case boolean
    }

    /// Its name, which is a hash's field.
    let name: [UInt8]
    /// How its values become bytes.
    let form: Form

    /// The bin of `shape`.
    init(_ shape: BinShape) {
        name = Array(shape.name.utf8)
        form =
            switch shape.type {
            case .bytes, .text, .list, .map: .bytes
            case .integer: .integer
            case .double: .double
            case .boolean: .boolean
            }
    }
}

extension Plan {
    /// Whether some phase gives records times to live of its own.
    fileprivate var hasStorms: Bool {
        phases.contains { phase in
            phase.changes.all.contains { change in
                if case .ttlStorm = change.kind { true } else { false }
            }
        }
    }
}
