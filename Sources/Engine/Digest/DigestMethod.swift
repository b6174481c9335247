/// How a namespace turns set, key type and key into a digest.
public enum DigestMethod: String, CaseIterable, Hashable, Sendable {
    /// A mixing function of a few nanoseconds, the same on every machine.
    ///
    /// It spreads keys well but does not resist an adversary: whoever chooses keys can make two
    /// of them collide.
    case fast
    /// RIPEMD-160, as Aerospike's clients compute it.
    case ripemd160
}

/// The type of a user key; part of what is digested.
///
/// The numbers are Aerospike's particle types.
public enum KeyType: UInt8, CaseIterable, Hashable, Sendable {
    /// Eight bytes, most significant first.
    case integer = 1
    /// Eight bytes of an IEEE 754 number, most significant first.
    case double = 2
    /// UTF-8 text.
    case string = 3
    /// Any bytes.
    case blob = 4
}
