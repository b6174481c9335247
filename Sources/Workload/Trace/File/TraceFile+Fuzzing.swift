@_spi(Fuzzing) extension TraceFile {
    /// A file in the mapped form whose checksums and sizes are right, and whose contents are
    /// whatever `bytes` hold: what a fuzzer needs to get past the checksums.
    ///
    /// - Parameter bytes: the header's numbers, eight bytes each; a byte that says how many rows
    ///   follow; the rows; and the operations left out.
    /// - Returns: the file's bytes.
    public static func sealed(_ bytes: [UInt8]) -> [UInt8] {
        let numberCount = 9 + TraceOperation.allCases.count
        let numbers = (0..<numberCount).map { index in
            (0..<8).reduce(0 as UInt64) { number, place in
                let offset = index * 8 + place
                return number | (offset < bytes.count ? UInt64(bytes[offset]) << (place * 8) : 0)
            }
        }
        let rest = Array(bytes.dropFirst(numberCount * 8))
        let rowCount = min(Int(rest.first ?? 0), max(rest.count - 1, 0) / TraceRow.byteCount)
        let rows = Array(rest.dropFirst().prefix(rowCount * TraceRow.byteCount))
        let names = Array(rest.dropFirst(1 + rows.count))
        var header = TraceHeader()
        header.rowCount = UInt64(rowCount)
        header.leftOutByteCount = UInt64(names.count)
        header.requestCount = numbers[0]
        header.keyCount = numbers[1]
        header.duration = numbers[2]
        header.resolution = numbers[3]
        header.largestKeyByteCount = numbers[4]
        header.largestValueByteCount = numbers[5]
        header.keyByteCount = numbers[6]
        header.writtenByteCount = numbers[7]
        for (index, count) in numbers.dropFirst(9).enumerated() {
            header.operationCounts[index] = count
        }
        var tail: [UInt8] = []
        if rowCount > 0 { tail.append(number: XXHash64.hash(rows.raw, 0..<rows.count)) }
        tail += names
        tail.append(number: XXHash64.hash(tail.raw, 0..<tail.count))
        return header.bytes + rows + tail
    }
}
