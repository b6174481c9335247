internal import Wire

extension ByteQueue {
    /// Appends a copy of an array's bytes.
    @inline(__always)
    mutating func append(array bytes: [UInt8]) {
        // Bytes have no padding that would be read uninitialised.
        unsafe append(bytes.span.bytes)
    }
}
