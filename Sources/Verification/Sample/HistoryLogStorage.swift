internal import Platform

/// One worker's operations on the sampled values, in room that is reserved for each of them.
///
/// An operation is noted before it is sent, so that one that never ends is part of the history, and
/// completed after its answer. When a value's room is full nothing more is noted of it, and
/// `cutMoment` says from when on: all workers' histories are compared up to the earliest of those.
///
/// Thread safety: owned by its worker; read by another thread when that has ended.
///
/// Safety: `entries` points to `room · sampleCount` entries in `block`, which lives as long; a
/// place comes from `begin` and is below that, a sample's number is checked. The two counters'
/// blocks have an element for each sample, from `init` until `deinit`.
@safe
final class HistoryLog: @unchecked Sendable {
    /// What stands for an operation that found no room.
    static let nowhere = -1

    struct Entry: BitwiseCopyable {
        var invoked: UInt64
        /// 0 until it has ended.
        var returned: UInt64
        /// What it wrote or read.
        var version: UInt32
        var action: Action
        var outcome: Outcome
    }

    enum Action: UInt8, BitwiseCopyable {
        case read, write, delete
    }

    /// All zeros are an operation that has not ended.
    enum Outcome: UInt8, BitwiseCopyable {
        case unknown, done, absent, withoutEffect, damaged
    }

    /// How many values are sampled.
    let sampleCount: Int
    /// How many operations on each there is room for.
    let room: Int
    private let block: ZeroPages
    private let entries: UnsafeMutablePointer<Entry>
    private let counts: UnsafeMutablePointer<Int>
    private let cutMoments: UnsafeMutablePointer<UInt64>

    /// A log with room for so many operations on each value; memory is taken as they come.
    init(sampleCount: Int, room: Int) {
        self.sampleCount = sampleCount
        self.room = room
        let capacity = sampleCount * room
        block = ZeroPages(byteCount: capacity * MemoryLayout<Entry>.stride)
        unsafe entries = block.base.bindMemory(to: Entry.self, capacity: capacity)
        unsafe counts = .allocate(capacity: max(sampleCount, 1))
        unsafe counts.initialize(repeating: 0, count: max(sampleCount, 1))
        unsafe cutMoments = .allocate(capacity: max(sampleCount, 1))
        unsafe cutMoments.initialize(repeating: .max, count: max(sampleCount, 1))
    }

    deinit {
        unsafe counts.deallocate()
        unsafe cutMoments.deallocate()
    }

    /// Notes an operation that begins.
    ///
    /// - Returns: where it was noted, or `nowhere`.
    func begin(_ sample: Int, _ action: Action, version: UInt32, at moment: Instant) -> Int {
        precondition(sample >= 0 && sample < sampleCount)
        let count = unsafe counts[sample]
        guard count < room else {
            unsafe cutMoments[sample] = min(cutMoments[sample], moment.nanoseconds)
            return Self.nowhere
        }
        unsafe counts[sample] = count + 1
        let place = sample * room + count
        unsafe entries[place] = Entry(
            invoked: moment.nanoseconds, returned: 0, version: version, action: action,
            outcome: .unknown)
        return place
    }

    /// Notes how the operation at `place` ended, if it was noted.
    func end(_ place: Int, _ outcome: Outcome, version: UInt32, at moment: Instant) {
        guard place >= 0 else { return }
        precondition(place < sampleCount * room)
        unsafe entries[place].returned = moment.nanoseconds
        unsafe entries[place].outcome = outcome
        unsafe entries[place].version = version
    }

    /// What was noted of a value, in the order of invocation.
    func history(of sample: Int) -> [Entry] {
        precondition(sample >= 0 && sample < sampleCount)
        return (0..<(unsafe counts[sample])).map { unsafe entries[sample * room + $0] }
    }

    /// When an operation on the value first found no room, in nanoseconds; `max` when all did.
    func cutMoment(of sample: Int) -> UInt64 {
        precondition(sample >= 0 && sample < sampleCount)
        return unsafe cutMoments[sample]
    }
}
