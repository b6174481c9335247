internal import Synchronization

/// What a stripe has of its namespace's memory limit; guarded by the stripe.
struct MemoryShare: BitwiseCopyable {
    /// Bytes that are the stripe's to use, beyond those that it uses.
    var creditByteCount = 0
    /// Bytes of records created that have not moved the ticks yet.
    var agingByteCount = 0
}

/// A memory limit and what follows from it; changed by a rebuild only.
private struct MemoryLimits: ~Copyable {
    let limitByteCount = Atomic<Int>(0)
    let stopByteCount = Atomic<Int>(0)
    let highWaterByteCount = Atomic<Int>(0)
    let calmByteCount = Atomic<Int>(0)
    let chunkByteCount = Atomic<Int>(0)
    let agingChunkByteCount = Atomic<Int>(0)
    let tickByteCount = Atomic<Int>(1)
}

/// A namespace's memory limit, and how much of it is given out.
///
/// A sum that every write added to would be one cache line that all threads fight for. So stripes
/// take bytes in chunks ahead of need and give back what they have too much of; what they hold
/// unused is at most 1/64 of the limit in all. Never more is given out than the stop-writes mark
/// allows, so the bytes in use stay below it too; the growth of an index table alone is charged
/// whatever the mark, as it comes in small steps.
///
/// Thread safety: any thread may call it, for a stripe that it holds.
///
/// Safety: the four pointers are to initialised values on cache lines of their own from `init` to
/// `deinit`: what changes seldom and everybody reads, two that are written in turn, and the limits.
@safe
struct MemoryBudget: ~Copyable, @unchecked Sendable {
    private struct Signals: ~Copyable {
        let tick = Atomic<UInt32>(0)
        let isPressed = Atomic<Bool>(false)
    }

    private let signals: UnsafeMutablePointer<Signals>
    private let given: UnsafeMutablePointer<Atomic<Int>>
    private let created: UnsafeMutablePointer<Atomic<Int>>
    private let limits: UnsafeMutablePointer<MemoryLimits>
    /// Whether there is a limit at all.
    let isLimited: Bool
    private let highWaterMark: Double
    private let stopWritesMark: Double
    private let stripeCount: Int

    /// A budget that nothing has been taken from; a limit of 0 bytes is none.
    init(limit: Int, highWaterMark: Double, stopWritesMark: Double, stripeCount: Int) {
        unsafe signals = .allocateOnOwnLines()
        unsafe signals.initialize(to: Signals())
        unsafe given = .allocateOnOwnLines()
        unsafe given.initialize(to: Atomic(0))
        unsafe created = .allocateOnOwnLines()
        unsafe created.initialize(to: Atomic(0))
        unsafe limits = .allocateOnOwnLines()
        unsafe limits.initialize(to: MemoryLimits())
        isLimited = limit > 0
        self.highWaterMark = highWaterMark
        self.stopWritesMark = stopWritesMark
        self.stripeCount = stripeCount
        set(limit: limit)
    }

    /// Changes the limit of a namespace that has one, for all that is taken from then on.
    func change(limit: Int) {
        set(limit: limit)
        // Time goes on from the tick that it shows, at its new pace.
        unsafe created.pointee.store(Int(tick) * tickByteCount, ordering: .relaxed)
        signal(givenByteCount)
    }

    private func set(limit: Int) {
        let tickByteCount = max(limit / Recency.ticksPerLap, 1)
        let chunkByteCount = limit / (128 * stripeCount)
        let stopByteCount = Int(Double(limit) * stopWritesMark)
        unsafe limits.pointee.limitByteCount.store(limit, ordering: .relaxed)
        unsafe limits.pointee.stopByteCount.store(stopByteCount, ordering: .relaxed)
        unsafe limits.pointee.highWaterByteCount.store(
            Int(Double(limit) * highWaterMark), ordering: .relaxed)
        unsafe limits.pointee.calmByteCount.store(
            calmByteCount(ofLimit: limit), ordering: .relaxed)
        unsafe limits.pointee.chunkByteCount.store(chunkByteCount, ordering: .relaxed)
        unsafe limits.pointee.tickByteCount.store(tickByteCount, ordering: .relaxed)
        unsafe limits.pointee.agingChunkByteCount.store(
            tickByteCount / (4 * stripeCount), ordering: .relaxed)
    }

    /// Up to how many bytes nothing is evicted.
    ///
    /// Eviction goes on a little below the mark, so that it does not begin at every write.
    func calmByteCount(ofLimit limit: Int) -> Int {
        Int(Double(limit) * highWaterMark) - limit / 256
    }

    /// The limit; 0 for none.
    var limitByteCount: Int { unsafe limits.pointee.limitByteCount.load(ordering: .relaxed) }
    private var stopByteCount: Int { unsafe limits.pointee.stopByteCount.load(ordering: .relaxed) }
    private var highWaterByteCount: Int {
        unsafe limits.pointee.highWaterByteCount.load(ordering: .relaxed)
    }
    private var calmByteCount: Int { unsafe limits.pointee.calmByteCount.load(ordering: .relaxed) }
    @inline(__always)
    private var chunkByteCount: Int {
        unsafe limits.pointee.chunkByteCount.load(ordering: .relaxed)
    }
    @inline(__always)
    private var agingChunkByteCount: Int {
        unsafe limits.pointee.agingChunkByteCount.load(ordering: .relaxed)
    }
    private var tickByteCount: Int { unsafe limits.pointee.tickByteCount.load(ordering: .relaxed) }

    deinit {
        unsafe signals.deallocate()
        unsafe given.deallocate()
        unsafe created.deallocate()
        unsafe limits.deallocate()
    }

    /// Whether the namespace is above its high-water mark, so that records should go.
    @inline(__always)
    var isPressed: Bool { unsafe signals.pointee.isPressed.load(ordering: .relaxed) }

    /// How many sixteenths of the limit have been created.
    @inline(__always)
    var tick: UInt32 { unsafe signals.pointee.tick.load(ordering: .relaxed) }

    /// Bytes given out to stripes.
    var givenByteCount: Int { unsafe given.pointee.load(ordering: .relaxed) }

    /// Bytes that have to go before eviction rests.
    var excessByteCount: Int { max(givenByteCount - calmByteCount, 0) }

    // MARK: Taking and giving back

    /// Takes `byteCount` bytes for a stripe.
    ///
    /// - Returns: false, with nothing taken, when that would pass the stop-writes mark.
    @inline(__always)
    func take(_ byteCount: Int, _ share: inout MemoryShare) -> Bool {
        if share.creditByteCount >= byteCount {
            share.creditByteCount -= byteCount
            return true
        }
        return !isLimited || refill(byteCount, &share)
    }

    /// Takes `byteCount` bytes for a stripe, whatever the mark.
    func charge(_ byteCount: Int, _ share: inout MemoryShare) {
        guard isLimited, !take(byteCount, &share) else { return }
        let sum = unsafe given.pointee.wrappingAdd(byteCount, ordering: .relaxed).newValue
        signal(sum)
    }

    /// Gives back `byteCount` bytes that a stripe no longer uses.
    @inline(__always)
    func give(_ byteCount: Int, _ share: inout MemoryShare) {
        guard isLimited else { return }
        share.creditByteCount += byteCount
        if share.creditByteCount > 2 * chunkByteCount { drain(&share) }
    }

    @inline(never)
    private func refill(_ byteCount: Int, _ share: inout MemoryShare) -> Bool {
        let missing = byteCount - share.creditByteCount
        for wanted in [missing + chunkByteCount, missing] {
            let sum = unsafe given.pointee.wrappingAdd(wanted, ordering: .relaxed).newValue
            if sum <= stopByteCount {
                share.creditByteCount += wanted - byteCount
                signal(sum)
                return true
            }
            unsafe given.pointee.wrappingSubtract(wanted, ordering: .relaxed)
        }
        signal(Int.max)
        return false
    }

    @inline(never)
    private func drain(_ share: inout MemoryShare) {
        let surplus = share.creditByteCount - chunkByteCount
        share.creditByteCount = chunkByteCount
        let sum = unsafe given.pointee.wrappingSubtract(surplus, ordering: .relaxed).newValue
        signal(sum)
    }

    /// Gives back all that a stripe does not use.
    func empty(_ share: inout MemoryShare) {
        let sum = unsafe given.pointee.wrappingSubtract(share.creditByteCount, ordering: .relaxed)
            .newValue
        share.creditByteCount = 0
        signal(sum)
    }

    /// Tells everybody when `sum` has crossed a mark.
    private func signal(_ sum: Int) {
        let before = isPressed
        let after = sum > highWaterByteCount || before && sum > calmByteCount
        if before != after { unsafe signals.pointee.isPressed.store(after, ordering: .relaxed) }
    }

    // MARK: Ticks

    /// Lets time pass by a new record of `byteCount` bytes.
    @inline(__always)
    func age(_ byteCount: Int, _ share: inout MemoryShare) {
        share.agingByteCount += byteCount
        if isLimited && share.agingByteCount > agingChunkByteCount { advance(&share) }
    }

    @inline(never)
    private func advance(_ share: inout MemoryShare) {
        let sum = unsafe created.pointee.wrappingAdd(share.agingByteCount, ordering: .relaxed)
            .newValue
        share.agingByteCount = 0
        let tick = UInt32(truncatingIfNeeded: sum / tickByteCount)
        // A thread that was held up here may put the tick back by one for a moment.
        if tick != self.tick { unsafe signals.pointee.tick.store(tick, ordering: .relaxed) }
    }
}
