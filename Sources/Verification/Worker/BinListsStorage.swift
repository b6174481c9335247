internal import Workload

/// Some bins of a keyspace: a stretch of the worker's `BinLists`.
struct BinSelection: BitwiseCopyable {
    var start: Int32
    var count: Int32

    /// No bins.
    static let none = BinSelection(start: 0, count: 0)
}

/// The bins that operations may name, of all keyspaces, as lists of numbers.
///
/// Thread safety: each worker has its own, on memory of its own.
///
/// Safety: `spaces` points to `spaceCount` initialised elements, `numbers` to `numberCount` and
/// `stamped` to as many as the keyspaces have bins, from `init` until `deallocate`, which the owner
/// calls; so does `Space.places` to `placeCount`. Places are checked.
@safe
struct BinLists: BitwiseCopyable {
    @unsafe private struct Space: BitwiseCopyable {
        var all: BinSelection
        var chosenForReading: BinSelection
        var chosenForWriting: BinSelection
        /// Stamped bins among all and among those chosen for reading.
        var stampedCount: UInt32
        var stampedCountChosen: UInt32
        var binCount: Int
        var stampedStart: Int
        /// For each number by which the target knows a bin that is stamped, the bin; `noBin` for
        /// others.
        var places: UnsafeMutablePointer<UInt16>
        var placeCount = 0
    }

    /// What stands for no bin.
    static let noBin = UInt16.max

    private let spaceCount: Int
    private let spaces: UnsafeMutablePointer<Space>
    private let numbers: UnsafeMutablePointer<UInt16>
    private let numberCount: Int
    private let stamped: UnsafeMutablePointer<Bool>

    init(_ keyspaces: [VerifiedKeyspace]) {
        var (list, flags): ([UInt16], [Bool]) = ([], [])
        func append(_ bins: [Int]) -> BinSelection {
            defer { list += bins.map { UInt16($0) } }
            return BinSelection(start: Int32(list.count), count: Int32(bins.count))
        }
        spaceCount = keyspaces.count
        unsafe spaces = .allocate(capacity: max(keyspaces.count, 1))
        for (index, keyspace) in keyspaces.enumerated() {
            let isStamped = keyspace.isStamped
            let space = unsafe Space(
                all: append(Array(keyspace.binNames.indices)),
                chosenForReading: append(keyspace.chosenReadBins),
                chosenForWriting: append(keyspace.chosenWriteBins),
                stampedCount: UInt32(isStamped.count { $0 }),
                stampedCountChosen: UInt32(keyspace.chosenReadBins.count { isStamped[$0] }),
                binCount: isStamped.count, stampedStart: flags.count,
                places: .allocate(capacity: 0))
            unsafe (spaces + index).initialize(to: space)
            flags += isStamped
        }
        numberCount = list.count
        unsafe numbers = Self.copy(of: list)
        unsafe stamped = Self.copy(of: flags)
        for (index, keyspace) in keyspaces.enumerated() {
            numberBins(ofKeyspace: index, keyspace.binNames.indices.map { UInt16($0) })
        }
    }

    private static func copy<Element: BitwiseCopyable>(
        of elements: [Element]
    ) -> UnsafeMutablePointer<Element> {
        let copy = UnsafeMutablePointer<Element>.allocate(capacity: max(elements.count, 1))
        for (index, element) in elements.enumerated() {
            unsafe (copy + index).initialize(to: element)
        }
        return unsafe copy
    }

    /// Gives the memory back; nothing may be asked after that.
    func deallocate() {
        for index in 0..<spaceCount { unsafe spaces[index].places.deallocate() }
        unsafe spaces.deallocate()
        unsafe numbers.deallocate()
        unsafe stamped.deallocate()
    }

    /// Sets by which number the target knows each bin of a keyspace.
    func numberBins(ofKeyspace keyspace: Int, _ targetNumbers: [UInt16]) {
        precondition(keyspace >= 0 && keyspace < spaceCount)
        precondition(targetNumbers.count == (unsafe spaces[keyspace].binCount))
        var places = Array(
            repeating: Self.noBin, count: targetNumbers.max().map { Int($0) + 1 } ?? 0)
        for (bin, number) in targetNumbers.enumerated()
        where isStamped(UInt16(bin), keyspace: UInt8(keyspace)) {
            places[Int(number)] = UInt16(bin)
        }
        unsafe spaces[keyspace].places.deallocate()
        unsafe spaces[keyspace].places = Self.copy(of: places)
        unsafe spaces[keyspace].placeCount = places.count
    }

    /// The bins of an operation whose `bin` is `bin`, and how many of those that it reads are
    /// stamped.
    @inline(__always)
    func bins(
        _ bin: UInt16, keyspace: UInt8, writing isWriting: Bool
    ) -> (selection: BinSelection, stampedCount: UInt32) {
        precondition(Int(keyspace) < spaceCount)
        let space = unsafe spaces[Int(keyspace)]
        if bin == Operation.allBins { return unsafe (space.all, space.stampedCount) }
        if bin == Operation.chosenBins {
            return isWriting
                ? unsafe (space.chosenForWriting, 0)
                : unsafe (space.chosenForReading, space.stampedCountChosen)
        }
        precondition(Int(bin) < (unsafe space.binCount), "the keyspace has no bin \(bin)")
        let one = unsafe BinSelection(start: space.all.start &+ Int32(bin), count: 1)
        return (one, isStamped(bin, keyspace: keyspace) ? 1 : 0)
    }

    /// The number of the bin at a place of a selection.
    @inline(__always)
    func bin(at position: Int, of selection: BinSelection) -> UInt16 {
        let place = Int(selection.start) &+ position
        precondition(place >= 0 && place < numberCount)
        return unsafe numbers[place]
    }

    /// Whether the values of a bin carry stamps; the keyspace must have it.
    @inline(__always)
    func isStamped(_ bin: UInt16, keyspace: UInt8) -> Bool {
        precondition(Int(keyspace) < spaceCount)
        precondition(Int(bin) < (unsafe spaces[Int(keyspace)].binCount))
        return unsafe stamped[spaces[Int(keyspace)].stampedStart &+ Int(bin)]
    }

    /// For each number by which the target knows a bin that is stamped, the bin; `noBin` for
    /// others.
    @inline(__always)
    @unsafe func places(ofKeyspace keyspace: UInt8) -> UnsafeBufferPointer<UInt16> {
        precondition(Int(keyspace) < spaceCount)
        let space = unsafe spaces + Int(keyspace)
        return unsafe UnsafeBufferPointer(
            start: space.pointee.places, count: space.pointee.placeCount)
    }
}
