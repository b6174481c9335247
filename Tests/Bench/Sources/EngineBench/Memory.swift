import Engine
import Glibc

extension Bench {
    /// Where the namespace's memory goes, per record, as one line of JSON.
    ///
    /// `residentBefore` is the process's resident bytes before the namespace was made.
    func memory(residentBefore: Int) -> String {
        let statistics = namespace.statistics()
        let records = Double(max(statistics.recordCount, 1))
        func perRecord(_ byteCount: Int) -> Double {
            (Double(byteCount) / records * 100).rounded() / 100
        }
        let overhead =
            statistics.activeByteCount
            - statistics.recordCount * (Digest.byteCount + valueByteCount)
        return """
            {"mode":"memory","records":\(statistics.recordCount),\
            "valueByteCount":\(valueByteCount),\
            "activeBytesPerRecord":\(perRecord(statistics.activeByteCount)),\
            "overheadBytesPerRecord":\(perRecord(overhead)),\
            "sizeClassBytesPerRecord":\(perRecord(statistics.slackByteCount)),\
            "headerBytesPerRecord":\(perRecord(statistics.headerByteCount)),\
            "indexBytesPerRecord":\(perRecord(statistics.indexByteCount)),\
            "residentBytesPerRecord":\(perRecord(residentByteCount() - residentBefore))}
            """
    }
}

/// The process's resident memory, in bytes.
func residentByteCount() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, 128, file) != nil else { return 0 }
    let words = line.split(separator: CChar(32))
    guard words.count > 1 else { return 0 }
    let pages = words[1].reduce(0) { $0 * 10 + Int($1 - 48) }
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
}
