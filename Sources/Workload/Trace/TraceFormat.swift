/// The formats of traces that are read.
public enum TraceFormat: String, CaseIterable, Hashable, Sendable {
    /// Twitter's cache traces: CSV without a header, one request per line.
    case twitter
    /// Meta's key-value cache traces: CSV with a header, in any order of columns.
    case metaKvcache
    /// libCacheSim's `oracleGeneral`: binary records of 24 bytes.
    case oracleGeneral
    /// ARC's block lists: `start count ignored sequence` per line.
    case arcBlocks
    /// A key per line.
    case keys
    /// Key numbers of 32 bits, the least significant byte first.
    case ids32LittleEndian
    /// Key numbers of 32 bits, the most significant byte first.
    case ids32BigEndian
    /// What Redis's `MONITOR` prints.
    case redisMonitor
    /// This tool's own mapped form, as `spikebench trace convert` writes it.
    case mapped

    /// What it is, for tables and errors.
    public var summary: String {
        switch self {
        case .twitter: "Twitter cache trace, CSV"
        case .metaKvcache: "Meta kvcache trace, CSV"
        case .oracleGeneral: "libCacheSim oracleGeneral, binary"
        case .arcBlocks: "ARC block list, text"
        case .keys: "one key per line, text"
        case .ids32LittleEndian: "32-bit key numbers, little-endian"
        case .ids32BigEndian: "32-bit key numbers, big-endian"
        case .redisMonitor: "Redis MONITOR log, text"
        case .mapped: "spikebench's mapped form"
        }
    }

    /// How finely it tells time, in nanoseconds; 0 when it has no times.
    public var resolution: UInt64 {
        switch self {
        case .twitter, .metaKvcache, .oracleGeneral: 1_000_000_000
        case .redisMonitor: 1_000
        case .arcBlocks, .keys, .ids32LittleEndian, .ids32BigEndian, .mapped: 0
        }
    }
}
