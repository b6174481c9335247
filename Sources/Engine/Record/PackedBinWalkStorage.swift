/// Calls `body` with every bin of `packed` in stored order: its number and its bytes.
///
/// What `RecordCopy.forEachBin` does, without types, and inlined where it is called: a tenth of the
/// cost for records of ten bins.
///
/// Safety: `packed` holds whole bins in the form that `PackedBins` describes, as every copy does.
///
/// - Parameters:
///   - packed: what `RecordCopy.packedBins` returns.
///   - body: gets the number and the bytes of each bin.
@inlinable
@inline(__always)
public func forEachPackedBin(_ packed: RawSpan, _ body: (UInt16, RawSpan) -> Void) {
    forEachTypedBin(packed) { number, _, bytes in body(number, bytes) }
}

/// Calls `body` with every bin of `packed` in stored order: its number, its type's and its bytes.
///
/// A stored key is no bin. Safety: as for ``forEachPackedBin(_:_:)``.
///
/// - Parameters:
///   - packed: what `RecordCopy.packedBins` or `ScanBuffer.packedBins` returns.
///   - body: gets the number of each bin, the raw value of its ``BinType``, and its bytes.
@inlinable
@inline(__always)
public func forEachTypedBin(_ packed: RawSpan, _ body: (UInt16, UInt8, RawSpan) -> Void) {
    var offset = 0
    while offset < packed.byteCount {
        let low = unsafe packed.unsafeLoadUnaligned(
            fromUncheckedByteOffset: offset, as: UInt16.self)
        let high = unsafe packed.unsafeLoad(
            fromUncheckedByteOffset: offset &+ 2, as: UInt8.self)
        var number = low & 0xff
        var byteCount = Int(low >> 12) | Int(high) << 4
        offset &+= 3
        if number == 255 {
            number = unsafe packed.unsafeLoadUnaligned(
                fromUncheckedByteOffset: offset, as: UInt16.self)
            offset &+= 2
        }
        if byteCount == 4_095 {
            byteCount = unsafe Int(
                packed.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt32.self))
            offset &+= 4
        }
        let end = offset &+ byteCount
        // The number of a stored key: see `BinID.userKey`.
        if number != .max {
            body(
                number, BinType.number(ofCode: UInt8(truncatingIfNeeded: low >> 8 & 0xf)),
                unsafe packed.extracting(unchecked: offset..<end))
        }
        offset = end
    }
}
