/// A bin's number within its namespace; `Namespace.bin(named:)` gives it.
public struct BinID: BitwiseCopyable, Hashable, Sendable {
    /// The number: bins are numbered from 0 in the order in which their names came.
    public let rawValue: UInt16

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
public enum BinType: UInt8, BitwiseCopyable, CaseIterable, Hashable, Sendable {
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
    /// Values by key, in MessagePack as ``ContainerNormalizer`` writes it.
    case map = 19
    /// Values in a row, in MessagePack as ``ContainerNormalizer`` writes it.
    case list = 20
    /// The text of a GeoJSON object.
    case geoJSON = 23
}

extension BinType {
    /// The type's number in four bits, as a bin's header has it: 1…8.
    @inline(__always)
    var code: UInt8 {
        switch self {
        case .integer, .double, .string, .blob: rawValue
        case .boolean: 5
        case .map: 6
        case .list: 7
        case .geoJSON: 8
        }
    }

    /// The number of the type whose code it is; 0 for a code that no type has.
    @inline(__always)
    static func number(ofCode code: UInt8) -> UInt8 {
        // One shift instead of a branch per type: a byte for each code from 5 on.
        code < 5
            ? code : UInt8(truncatingIfNeeded: 0x17_14_13_11 as UInt64 &>> (8 &* UInt64(code &- 5)))
    }
}
