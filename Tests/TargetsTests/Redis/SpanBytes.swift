import Wire

extension Array<UInt8> {
    /// A copy of the bytes.
    ///
    /// In a file of its own, because two modules under test have a `byte(at:)`.
    init(copying span: RawSpan) {
        self = span.byteOffsets.map { span.byte(at: $0) }
    }
}
