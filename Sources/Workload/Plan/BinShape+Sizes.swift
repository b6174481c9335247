extension BinShape {
    /// The largest value, in bytes.
    public var largestByteCount: Int {
        switch type {
        case .bytes, .text: size.largest
        case .integer, .double: 8
        case .boolean: 1
        case .list(let shape), .map(let shape): ContainerEncoding.byteLimit(type, shape)
        }
    }

    /// The size to expect on average, in bytes.
    public var meanByteCount: Double {
        switch type {
        case .bytes, .text: size.mean
        case .integer, .double, .boolean, .list, .map: Double(largestByteCount)
        }
    }

    /// Whether all values are of one size.
    var isConstant: Bool {
        switch type {
        case .bytes, .text: size.isConstant
        case .integer, .double, .boolean: true
        case .list, .map: false
        }
    }
}
