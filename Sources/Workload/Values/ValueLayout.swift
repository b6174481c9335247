/// Where in a value pool the values of each bin of a plan are.
///
/// Bins of like contents share an area. In an area of bytes or text a value may begin at any of
/// 2^20 places; an area of lists or maps holds 256 ready-made ones.
///
/// Thread safety: a value.
public struct ValueLayout: Sendable {
    /// How many different places a value in an area of bytes may begin at.
    static let startCount = 1 << 20
    /// How many different lists or maps a bin takes its values from; a power of two.
    static let containerCount = 256

    /// What fills an area.
    enum Contents: Hashable, Sendable {
        /// Bytes, this share of them the same over and over.
        case bytes(compressibility: Double)
        /// Lower-case letters.
        case text
        /// Containers one after the other.
        case containers(BinType)
    }

    /// A stretch of the pool.
    struct Area: Sendable {
        let contents: Contents
        var start = 0
        var byteCount = 0
        /// Where each container begins, and after the last one the end; empty for other contents.
        var containerStarts: [Int] = []
        /// The containers' bytes; empty for other contents.
        var containers: [UInt8] = []
    }

    /// The areas, in order.
    private(set) var areas: [Area] = []
    /// For each keyspace and bin, how values are made.
    private(set) var sources: [[ValueSource]] = []
    /// How many bytes the pool has.
    private(set) var byteCount = 0

    /// The layout for the values of `keyspaces`.
    init(_ keyspaces: [Keyspace]) {
        for keyspace in keyspaces {
            for bin in keyspace.record.bins {
                guard let contents = Contents(bin) else { continue }
                let room = Self.startCount + bin.largestByteCount
                let index = areas.firstIndex { $0.contents == contents } ?? areas.count
                if index == areas.count { areas.append(Self.area(contents)) }
                guard areas[index].containers.isEmpty else { continue }
                areas[index].byteCount = max(areas[index].byteCount, room)
            }
        }
        for index in areas.indices {
            areas[index].start = byteCount
            byteCount += (areas[index].byteCount + 63) & ~63
        }
        sources = keyspaces.map { keyspace in
            keyspace.record.bins.map { bin in ValueSource(bin, area(of: bin)) }
        }
    }

    /// One area of random bytes for values of up to `valueByteLimit` bytes.
    init(valueByteLimit: Int) {
        let bin = BinShape(name: "value", size: .constant(valueByteLimit))
        self.init([Keyspace(count: 1, record: RecordShape(bins: [bin]))])
    }

    private static func area(_ contents: Contents) -> Area {
        var area = Area(contents: contents)
        guard case .containers(let type) = contents, let shape = type.shape else { return area }
        // The same containers whatever the seed: only which of them is written depends on it.
        var random = SplitMix64(seed: 0x6c69_7374)
        for _ in 0..<Self.containerCount {
            area.containerStarts.append(area.containers.count)
            area.containers += ContainerEncoding.bytes(type, shape, using: &random)
        }
        area.containerStarts.append(area.containers.count)
        area.byteCount = area.containers.count
        return area
    }

    private func area(of bin: BinShape) -> Area? {
        Contents(bin).flatMap { contents in areas.first { $0.contents == contents } }
    }
}

extension ValueLayout.Contents {
    /// What a bin's values are made of; nil for numbers.
    fileprivate init?(_ bin: BinShape) {
        switch bin.type {
        case .bytes: self = .bytes(compressibility: bin.compressibility)
        case .text: self = .text
        case .list, .map: self = .containers(bin.type)
        case .integer, .double, .boolean: return nil
        }
    }
}

extension BinType {
    /// The shape of a list or map.
    var shape: ContainerShape? {
        switch self {
        case .list(let shape), .map(let shape): shape
        case .bytes, .text, .integer, .double, .boolean: nil
        }
    }
}
