/// How a published trace writes its requests, once decompressed.
public enum TraceFormat: String, CaseIterable, Sendable {
    /// The ARC traces: `start count ignored sequence` per line, `count` blocks from `start` on.
    ///
    /// Source: Megiddo and Modha, "ARC: A self-tuning, low overhead replacement cache", FAST 2003.
    case arc
    /// 32-bit identifiers, most significant byte first.
    case bigEndian
    /// 32-bit identifiers, least significant byte first.
    case littleEndian

    /// The identifiers that a trace's bytes ask for, in order.
    ///
    /// - Throws: `TraceError` at the first line or identifier that is not of the format.
    public func identifiers(in bytes: [UInt8]) throws(TraceError) -> [UInt64] {
        switch self {
        case .arc: try Self.blocks(in: bytes)
        case .bigEndian: try Self.words(in: bytes, places: [24, 16, 8, 0])
        case .littleEndian: try Self.words(in: bytes, places: [0, 8, 16, 24])
        }
    }

    private static func words(
        in bytes: [UInt8], places: [UInt64]
    ) throws(TraceError) -> [UInt64] {
        guard bytes.count % 4 == 0 else { throw .incompleteIdentifier(atByte: bytes.count & ~3) }
        return stride(from: 0, to: bytes.count, by: 4).map { start in
            (0..<4).reduce(UInt64(0)) { $0 | UInt64(bytes[start + $1]) << places[$1] }
        }
    }

    private static func blocks(in bytes: [UInt8]) throws(TraceError) -> [UInt64] {
        var found: [UInt64] = []
        var number = 0
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            if line.isEmpty { continue }
            let fields = line.split(separator: UInt8(ascii: " "))
            guard fields.count == 4, let start = decimal(fields[0]), let count = decimal(fields[1]),
                count <= blockLimit
            else { throw .badLine(number) }
            for block in 0..<count { found.append(start + block) }
        }
        return found
    }

    /// More blocks than any request has; a larger number is another format's.
    private static var blockLimit: UInt64 { 1 << 20 }

    private static func decimal(_ digits: ArraySlice<UInt8>) -> UInt64? {
        guard digits.count <= 18, !digits.isEmpty else { return nil }
        var value: UInt64 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            value = value * 10 + UInt64(digit - UInt8(ascii: "0"))
        }
        return value
    }
}

/// Why a trace cannot be read.
public enum TraceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A line is not four decimal numbers, the second at most 1,048,576.
    case badLine(Int)
    /// The trace ends within an identifier.
    case incompleteIdentifier(atByte: Int)

    /// What is wrong, and what to do about it.
    public var description: String {
        switch self {
        case .badLine(let line):
            "line \(line): not 'start count ignored sequence'; choose the trace's own format"
        case .incompleteIdentifier(let byte):
            "byte \(byte): not a whole 4-byte identifier; decompress the trace anew"
        }
    }
}
