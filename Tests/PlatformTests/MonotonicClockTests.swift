import Platform
import Testing

@Suite("Monotonic clock")
struct MonotonicClockTests {
    @Test("the calibrated clock never runs backwards on one thread")
    func neverBackwards() {
        let clock = MonotonicClock.calibrated
        var last = clock.now()
        for _ in 0..<100_000 {
            let now = clock.now()
            #expect(now >= last)
            last = now
        }
    }

    @Test("the calibrated clock and the system's clock share their origin")
    func sharedOrigin() {
        let before = MonotonicClock.system.now()
        let between = MonotonicClock.calibrated.now()
        let after = MonotonicClock.system.now()
        // Half a millisecond of drift would be 50 parts per million over ten seconds of tests.
        let tolerance = Nanoseconds.milliseconds(2)
        #expect(between + tolerance >= before)
        #expect(after + tolerance >= between)
    }

    @Test("a virtual clock stands still until it is advanced")
    func virtualStandsStill() {
        let time = VirtualTime()
        let clock = MonotonicClock.virtual(time)
        let start = clock.now()
        #expect(clock.now() == start)
        time.advance(by: .milliseconds(5))
        #expect(clock.now() - start == .milliseconds(5))
    }

    @Test("waiting on a virtual clock jumps to the moment at once")
    func virtualWaitJumps() {
        let clock = MonotonicClock.virtual(VirtualTime())
        let moment = clock.now() + .seconds(3_600)
        clock.wait(until: moment)
        #expect(clock.now() == moment)
    }

    @Test("a reversed difference of instants is zero, not a trap")
    func reversedDifference() {
        let early = Instant(nanoseconds: 5)
        let late = Instant(nanoseconds: 7)
        #expect(early - late == .zero)
        #expect(late - early == Nanoseconds(2))
    }
}
