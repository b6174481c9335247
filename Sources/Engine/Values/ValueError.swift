/// Why a value cannot be stored.
public enum ValueError: Error, Hashable, Sendable {
    /// The bytes end within a value.
    case truncated
    /// Bytes follow the value.
    case trailingBytes
    /// The value begins with a byte that no storable value has.
    case notStorable(firstByte: UInt8)
    /// A text or blob within a container lacks the byte that says which of them it is.
    case typeByteMissing
    /// The bytes of a list or map bin are another kind of value.
    case wrongContainer(expected: BinType)
    /// A list or map has flags that its kind does not know.
    case unknownFlags(UInt8)
    /// A map has a key twice.
    case duplicateKey
    /// A list or map is flagged as ordered, and its elements are not in order.
    case notInOrder
    /// Lists and maps are nested deeper than ``Value/depthLimit``.
    case tooDeep
    /// A container of more bytes than ``ContainerNormalizer/byteLimit``.
    case tooLong
    /// A bin cannot be null: delete it instead.
    case null
    /// Only an integer or a double can be added to a bin.
    case notNumber
    /// Only text or a blob can be appended or prepended.
    case notText
    /// The text is not a GeoJSON object, or has coordinates that are not on Earth.
    case invalidGeoJSON(at: Int, GeoJSONFault)

    /// Aerospike's result code.
    public var code: ResultCode {
        switch self {
        case .invalidGeoJSON: .invalidGeoJSON
        case .null, .notNumber, .notText: .parameter
        case .tooLong: .recordTooBig
        default: .unknown
        }
    }
}

extension ValueError: CustomStringConvertible {
    /// What is wrong, and what to do about it.
    public var description: String {
        switch self {
        case .truncated:
            "the value ends too early; give as many elements and bytes as it announces"
        case .trailingBytes:
            "bytes follow the value; give one list or map"
        case .notStorable(let byte):
            "no storable value begins with byte \(byte); give null, boolean, number, text or bytes"
        case .typeByteMissing:
            "a text or blob is empty; give it its type byte (3 text, 4 blob, 23 geojson)"
        case .wrongContainer(let expected):
            "the value is no \(expected); give the bin the type of its value"
        case .unknownFlags(let flags):
            "container flags \(flags) are unknown; give 1 for ordered, 3 for a map by key and value"
        case .duplicateKey:
            "a map has a key twice; give each key once"
        case .notInOrder:
            "a container is flagged as ordered and is not; sort it or leave the flag out"
        case .tooDeep:
            "lists and maps are nested deeper than \(Value.depthLimit); flatten them"
        case .tooLong:
            "a container has more than \(ContainerNormalizer.byteLimit) bytes; give fewer"
        case .null:
            "a bin cannot be null; delete the bin instead"
        case .notNumber:
            "what is added is no number; give an integer or a double"
        case .notText:
            "what is appended or prepended is neither text nor blob; give one of them"
        case .invalidGeoJSON(let offset, let fault):
            "not GeoJSON at byte \(offset): \(fault)"
        }
    }
}
