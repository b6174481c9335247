/// Tells a trace's format from its first bytes.
enum TraceRecognition {
    /// How many bytes are looked at.
    static let byteCount = 1 << 16

    /// The format; nil when the bytes fit none, or several.
    static func format(of bytes: [UInt8]) -> TraceFormat? {
        if bytes.starts(with: TraceHeader.magic) { return .mapped }
        return isText(bytes) ? textFormat(bytes) : binaryFormat(bytes)
    }

    /// Text has no control characters but tabs and ends of lines.
    private static func isText(_ bytes: [UInt8]) -> Bool {
        bytes.allSatisfy { $0 >= 0x20 || $0 == 0x09 || $0 == 0x0a || $0 == 0x0d }
    }

    // MARK: Text

    private static func textFormat(_ bytes: [UInt8]) -> TraceFormat? {
        var lines = bytes.split(separator: 0x0a, maxSplits: 8, omittingEmptySubsequences: true)
            .prefix(8).map { String(decoding: $0, as: UTF8.self) }
        if bytes.last != 0x0a, lines.count > 1 { lines.removeLast() }
        if lines.first?.hasPrefix("OK") == true, lines.count > 1 { lines.removeFirst() }
        guard let first = lines.first?.filter({ $0 != "\r" && $0 != "\r\n" }) else { return nil }
        let fields = first.split(separator: ",", omittingEmptySubsequences: false)
        if fields.contains("op_time") && fields.contains("key") { return .metaKvcache }
        if isMonitor(first) { return .redisMonitor }
        if fields.count >= 7, UInt64(fields[0]) != nil, isTwitterOperation(fields[fields.count - 2])
        {
            return .twitter
        }
        let numbers = first.split(separator: " ", omittingEmptySubsequences: false)
        if numbers.count == 4, numbers.allSatisfy({ UInt64($0) != nil }) { return .arcBlocks }
        let areKeys = lines.allSatisfy { line in
            !line.utf8.contains { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: ",") || $0 == 0x09 }
        }
        return areKeys ? .keys : nil
    }

    private static func isTwitterOperation(_ word: Substring) -> Bool {
        let bytes = Array(word.utf8)
        return TwitterReader.operation(bytes.raw, 0..<bytes.count) != nil
    }

    private static func isMonitor(_ line: String) -> Bool {
        let words = line.split(separator: " ", maxSplits: 2)
        guard words.count == 3, words[1].hasPrefix("[") else { return false }
        let time = words[0].split(separator: ".")
        return time.count == 2 && time[1].utf8.count == 6 && time.allSatisfy { UInt64($0) != nil }
    }

    // MARK: Binary

    private static func binaryFormat(_ bytes: [UInt8]) -> TraceFormat? {
        if isOracleGeneral(bytes) { return .oracleGeneral }
        guard bytes.count >= 4 else { return nil }
        // Of the four bytes of a number, the most significant takes the fewest values.
        var seen = [Set<UInt8>](repeating: [], count: 4)
        for (offset, byte) in bytes.prefix(bytes.count / 4 * 4).enumerated() {
            seen[offset % 4].insert(byte)
        }
        if seen[0].count == seen[3].count { return nil }
        return seen[0].count < seen[3].count ? .ids32BigEndian : .ids32LittleEndian
    }

    /// Times do not go back, and next uses lie ahead or are none.
    private static func isOracleGeneral(_ bytes: [UInt8]) -> Bool {
        let span = bytes.raw
        let count = bytes.count / OracleGeneralReader.recordByteCount
        guard count > 0, bytes.count % OracleGeneralReader.recordByteCount == 0 || count > 1_000
        else { return false }
        var last: UInt32 = 0
        for index in 0..<count {
            let start = index * OracleGeneralReader.recordByteCount
            let second = span.littleEndian(at: start, as: UInt32.self)
            let size = span.littleEndian(at: start + 12, as: UInt32.self)
            let next = span.littleEndian(at: start + 16, as: Int64.self)
            let isPlausible = next == .max || (-2..<1 << 48).contains(next)
            guard second >= last, size < 1 << 31, isPlausible, next < 0 || next > index else {
                return false
            }
            last = second
        }
        return true
    }
}
