/// A bin's number within its namespace; `Namespace.bin(named:)` gives it.
public struct BinID: BitwiseCopyable, Hashable, Sendable {
    /// The number: bins are numbered from 0 in the order in which their names came.
    public let rawValue: UInt16

    @inline(__always)
    init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    /// Where a record keeps the key it was stored with; no name has this number.
    ///
    /// Only ``RecordCopy/userKey`` and the like show it: to everybody else it is not there.
    static var userKey: BinID { BinID(rawValue: .max) }
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
    /// An object that a Java program serialised.
    case javaBlob = 7
    /// An object that a C# program serialised.
    case cSharpBlob = 8
    /// An object that a Python program serialised.
    case pythonBlob = 9
    /// An object that a Ruby program serialised.
    case rubyBlob = 10
    /// An object that a PHP program serialised.
    case phpBlob = 11
    /// An object that an Erlang program serialised.
    case erlangBlob = 12
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
    /// The type's number in four bits, as a bin's header has it: 1…14.
    @inline(__always)
    var code: UInt8 {
        switch self {
        case .integer, .double, .string, .blob: rawValue
        case .boolean: 5
        case .map: 6
        case .list: 7
        case .geoJSON: 8
        case .javaBlob, .cSharpBlob, .pythonBlob, .rubyBlob, .phpBlob, .erlangBlob: rawValue &+ 2
        }
    }

    /// The number of the type whose code it is; 0 for a code that no type has.
    @inlinable
    @inline(__always)
    static func number(ofCode code: UInt8) -> UInt8 {
        // A byte for each code, so that no branch depends on the type.
        let numbers: UInt64 = code < 8 ? 0x14_13_11_04_03_02_01_00 : 0x00_0c_0b_0a_09_08_07_17
        return UInt8(truncatingIfNeeded: numbers &>> (8 &* UInt64(code & 7)))
    }

    /// Whether it is bytes that only programs of one language understand.
    public var isLanguageBlob: Bool { rawValue >= 7 && rawValue <= 12 }
}
