/// How a key's number becomes the bytes of the key.
public enum KeyFormat: String, CaseIterable, Hashable, Sendable {
    /// `user` and the decimal digits of the number's FNV-64 hash: YCSB's default.
    case ycsb
    /// `user` and the number in 20 decimal digits: YCSB's `ordered`, padded.
    case ycsbOrdered
    /// The number in decimal digits, without padding.
    case decimal
    /// The number in 8 bytes, the highest first.
    case integer
    /// As long as a key of Facebook's ETC pool (16 to 250 bytes, mean 36): 16 hexadecimal digits
    /// that the number decides, then the same digits again up to the length.
    case facebookETC

    /// The longest key, in bytes.
    public var byteLimit: Int {
        switch self {
        case .ycsb, .ycsbOrdered: 24
        case .decimal: 24
        case .integer: 8
        case .facebookETC: FacebookETC.keyBounds.upperBound
        }
    }

    /// Whether the bytes are text that a table can show as they are.
    public var isText: Bool { self != .integer }
}
