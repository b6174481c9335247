/// A value of which every operation is kept, to be checked after the run; one of a record at most.
public struct SampledValue: Hashable, Sendable {
    /// The number of its keyspace.
    public var keyspace: UInt8
    /// The number of its key.
    public var key: UInt64
    /// The number of its bin; of no meaning where all bins of a record have one version.
    public var bin: UInt16

    /// A value to sample.
    ///
    /// - Parameters:
    ///   - keyspace: the number of its keyspace.
    ///   - key: the number of its key.
    ///   - bin: the number of its bin.
    public init(keyspace: UInt8, key: UInt64, bin: UInt16) {
        self.keyspace = keyspace
        self.key = key
        self.bin = bin
    }
}

/// The sampled values by where their versions are.
struct SampleIndex: Sendable {
    private struct Place: Hashable, Comparable {
        var keyspace: UInt8
        var word: Int

        static func < (left: Place, right: Place) -> Bool {
            (left.keyspace, left.word) < (right.keyspace, right.word)
        }
    }

    /// By place, without two at the same.
    private(set) var values: [SampledValue] = []
    private var places: [Place] = []

    init(_ wanted: [SampledValue], _ spaces: [KeyspaceVersions]) {
        var found: [Place: SampledValue] = [:]
        var records: Set<Place> = []
        for value in wanted {
            let space = spaces[Int(value.keyspace)]
            let words = space.keyspace.wordsPerRecord
            // An operation notes one sampled value, so a record has no more than one.
            guard let record = space.tables.record(ofKey: value.key),
                records.insert(Place(keyspace: value.keyspace, word: record)).inserted
            else { continue }
            let word = record * words + (words == 1 ? 0 : Int(value.bin))
            found[Place(keyspace: value.keyspace, word: word)] = value
        }
        for (place, value) in found.sorted(by: { $0.key < $1.key }) {
            places.append(place)
            values.append(value)
            spaces[Int(place.keyspace)].tables.versions.sample(place.word)
        }
    }

    /// How many there are.
    var count: Int { values.count }

    /// The number of the sample whose version is `word`.
    func firstIndex(keyspace: UInt8, word: Int) -> Int? {
        let wanted = Place(keyspace: keyspace, word: word)
        var (low, high) = (0, places.count)
        while low < high {
            let middle = (low + high) / 2
            if places[middle] < wanted { low = middle + 1 } else { high = middle }
        }
        return low < places.count && places[low] == wanted ? low : nil
    }
}
