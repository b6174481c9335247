/// One bin of a record: its name, its type and how large its values are.
public struct BinShape: Hashable, Sendable {
    /// The longest name, in bytes: Aerospike's limit.
    public static let nameByteLimit = 15

    /// The name.
    public var name: String
    /// What the bin holds.
    public var type: BinType
    /// How large its values are, for bins of bytes or text; 8 bytes for numbers; ready-made
    /// containers have the sizes that their shape gives.
    public var size: SizeDistribution
    /// The share of each value that is zeros, from 0 (random) to 1; bytes only.
    public var compressibility: Double

    /// A bin of bytes unless said otherwise.
    public init(
        name: String, type: BinType = .bytes, size: SizeDistribution, compressibility: Double = 0
    ) {
        self.name = name
        self.type = type
        self.size = size
        self.compressibility = compressibility
    }
}

/// What a bin holds.
public enum BinType: Hashable, Sendable {
    /// Bytes of no meaning.
    case bytes
    /// Lower-case letters.
    case text
    /// A whole number from the range, every one equally likely.
    case integer(ClosedRange<Int64>)
    /// A number from the range, uniform.
    case double(ClosedRange<Double>)
    /// True or false, equally likely.
    case boolean
    /// A list of as many elements as said, each of them text or integers.
    case list(ContainerShape)
    /// A map of as many entries as said, from text to text or integers.
    case map(ContainerShape)

    /// The word for it in workload files.
    public var name: String {
        switch self {
        case .bytes: "bytes"
        case .text: "text"
        case .integer: "integer"
        case .double: "double"
        case .boolean: "boolean"
        case .list: "list"
        case .map: "map"
        }
    }
}

/// The shape of a list or a map.
public struct ContainerShape: Hashable, Sendable {
    /// How many elements or entries.
    public var count: Int
    /// How long a text element is, in bytes; nil for integers.
    public var textByteCount: Int?

    /// A container of `count` elements.
    public init(count: Int, textByteCount: Int?) {
        self.count = count
        self.textByteCount = textByteCount
    }
}
