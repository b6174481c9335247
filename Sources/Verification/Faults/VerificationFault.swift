public import Platform

/// Something that a verified run read and should not have.
public struct VerificationFault: Hashable, Sendable {
    /// What is wrong with it.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        /// Bytes that nobody wrote there: changed bits, another key's or bin's value.
        case wrong
        /// A value, or a record that was removed, that a later write had replaced before the read
        /// was sent.
        case stale
        /// Parts of two writes that were each to take effect as one.
        case torn
        /// No record, or no such bin, where one was written that nobody removed.
        case lost
        /// A record whose time to live was over more than a second before the read was sent.
        case expired
        /// A version that nobody had begun to write when the read was answered.
        case fromTheFuture
    }

    /// What is wrong.
    public var kind: Kind
    /// The key's number in its keyspace.
    public var key: UInt64
    /// The keyspace's name.
    public var keyspace: String
    /// The bin's name; nil when it is the whole record.
    public var bin: String?
    /// What would have been right, in words, with the bytes in hexadecimal where they differ.
    public var expected: String
    /// What was found, likewise.
    public var seen: String
    /// When the answer came, from the run's start.
    public var when: Nanoseconds
    /// The worker that found it.
    public var worker: Int

    /// A fault; each value as its property says.
    public init(
        kind: Kind, key: UInt64, keyspace: String, bin: String?, expected: String, seen: String,
        when: Nanoseconds, worker: Int
    ) {
        self.kind = kind
        self.key = key
        self.keyspace = keyspace
        self.bin = bin
        self.expected = expected
        self.seen = seen
        self.when = when
        self.worker = worker
    }
}

extension VerificationFault.Kind {
    /// The word for it on the terminal: `from the future`.
    public var words: String { self == .fromTheFuture ? "from the future" : rawValue }
}

extension VerificationFault: CustomStringConvertible {
    /// `stale: records key 7, bin field3: expected version 9 to 12, seen version 3`.
    public var description: String {
        let place = bin.map { ", bin \($0)" } ?? ""
        return "\(kind.words): \(keyspace) key \(key)\(place): expected \(expected), seen \(seen)"
    }
}
