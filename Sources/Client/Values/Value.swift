/// A typed value: what a bin, an element of a list or a part of a map holds.
///
/// ```swift
/// let address: Value = ["street": "Long Lane", "numbers": [1, 3, 5]]
/// ```
///
/// Flags of lists and maps ("kept in order") are a matter of the stored form and not part of it:
/// a container that is read as a `Value` and written again is unordered.
public enum Value: Hashable, Sendable {
    /// Nothing: writing it to a bin takes the bin out.
    case null
    /// A 64-bit signed integer.
    case integer(Int64)
    /// A 64-bit IEEE 754 number.
    case double(Double)
    /// UTF-8 text.
    case string(String)
    /// Any bytes.
    case blob([UInt8])
    /// True or false.
    case boolean(Bool)
    /// Values in a row, nested at most ``depthLimit`` deep.
    case list([Value])
    /// Values by key, nested at most ``depthLimit`` deep.
    case map([Value: Value])
    /// A place or region on Earth: the text of a GeoJSON object (RFC 7946).
    case geoJSON(String)
    /// A HyperLogLog, as a server made it.
    case hyperLogLog([UInt8])

    /// How deep lists and maps may be nested.
    public static var depthLimit: Int { 128 }
}

extension Value: ExpressibleByNilLiteral {
    /// Null.
    public init(nilLiteral: ()) { self = .null }
}

extension Value: ExpressibleByIntegerLiteral {
    /// An integer.
    public init(integerLiteral value: Int64) { self = .integer(value) }
}

extension Value: ExpressibleByFloatLiteral {
    /// A double.
    public init(floatLiteral value: Double) { self = .double(value) }
}

extension Value: ExpressibleByStringLiteral {
    /// Text.
    public init(stringLiteral value: String) { self = .string(value) }
}

extension Value: ExpressibleByBooleanLiteral {
    /// True or false.
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
}

extension Value: ExpressibleByArrayLiteral {
    /// A list.
    public init(arrayLiteral elements: Value...) { self = .list(elements) }
}

extension Value: ExpressibleByDictionaryLiteral {
    /// A map; of a key that is given twice, the later value counts.
    public init(dictionaryLiteral elements: (Value, Value)...) {
        self = .map(Dictionary(elements, uniquingKeysWith: { $1 }))
    }
}
