/// A bin's number within its namespace; `Namespace.bin(named:)` gives it.
public struct BinID: BitwiseCopyable, Hashable, Sendable {
    let rawValue: UInt16

    @inline(__always)
    init(rawValue: UInt16) {
        self.rawValue = rawValue
    }
}

/// A set's number within its namespace; `Namespace.set(named:)` gives it.
public struct SetID: BitwiseCopyable, Hashable, Sendable {
    let rawValue: UInt16

    /// The set of records that are in no set.
    public static var none: SetID { SetID(rawValue: 0) }

    @inline(__always)
    init(rawValue: UInt16) {
        self.rawValue = rawValue
    }
}

/// The type of a bin's value.
///
/// The numbers are Aerospike's particle types.
public enum BinType: UInt8, CaseIterable, Hashable, Sendable {
    /// A 64-bit signed integer.
    case integer = 1
    /// A 64-bit IEEE 754 number.
    case double = 2
    /// UTF-8 text.
    case string = 3
    /// Any bytes.
    case blob = 4
    /// True or false.
    case boolean = 17
}

extension BinType {
    /// The type's number in four bits, as a bin's header has it: 1…5.
    @inline(__always)
    var code: UInt8 {
        switch self {
        case .integer, .double, .string, .blob: rawValue
        case .boolean: 5
        }
    }

    /// The number of the type whose code it is.
    @inline(__always)
    static func number(ofCode code: UInt8) -> UInt8 { code == 5 ? 17 : code }
}
