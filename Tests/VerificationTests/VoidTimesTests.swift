import Testing

@testable import Verification

@Suite("Void times")
struct VoidTimesTests {
    @Test("a write bounds the void time by its begin and its end")
    func alone() {
        var times = VoidTimes()
        times.begin(at: 1_000, timeToLive: 10)
        #expect(times.latest == VoidTimes.never)
        times.end(at: 1_500, timeToLive: 10, withEffect: true)
        #expect(times.earliest == 11_000)
        #expect(times.latest == 11_500)
    }

    @Test("a later write replaces the bounds, also by earlier ones")
    func replaced() {
        var times = VoidTimes()
        for seconds in [100, 5] as [UInt32] {
            times.begin(at: 1_000, timeToLive: seconds)
            times.end(at: 1_000, timeToLive: seconds, withEffect: true)
        }
        #expect(times.earliest == 6_000)
        #expect(times.latest == 6_000)
    }

    @Test("of writes that overlap any may be the last")
    func overlapping() {
        var times = VoidTimes()
        times.begin(at: 1_000, timeToLive: 100)
        times.begin(at: 2_000, timeToLive: 5)
        times.end(at: 3_000, timeToLive: 5, withEffect: true)
        #expect(times.earliest <= 7_000)
        #expect(times.latest == VoidTimes.never)
        times.end(at: 4_000, timeToLive: 100, withEffect: true)
        #expect(times.earliest == 7_000)
        #expect(times.latest == 104_000)
    }

    @Test("a write that failed leaves the bounds")
    func failed() {
        var times = VoidTimes()
        times.begin(at: 1_000, timeToLive: 10)
        times.end(at: 1_500, timeToLive: 10, withEffect: true)
        times.begin(at: 2_000, timeToLive: 1)
        times.end(at: 2_500, timeToLive: 1, withEffect: false)
        #expect(times.earliest == 11_000)
        #expect(times.latest == 11_500)
        #expect(times.beginCount == 2)
    }

    @Test("a time to live that nobody knows bounds nothing")
    func unknown() {
        var times = VoidTimes()
        times.begin(at: 1_000, timeToLive: VoidTimes.unknown)
        times.end(at: 1_500, timeToLive: VoidTimes.unknown, withEffect: true)
        #expect(times.earliest == 0)
        #expect(times.latest == VoidTimes.never)
    }

    @Test("a write of unknown fate keeps a record from ever being called expired")
    func open() {
        var times = VoidTimes()
        times.begin(at: 1_000, timeToLive: 10)
        times.begin(at: 2_000, timeToLive: 20)
        times.end(at: 2_500, timeToLive: 20, withEffect: true)
        #expect(times.latest == VoidTimes.never)
        #expect(times.earliest <= 11_000)
    }

    @Test("a moment beyond what can be counted is never")
    func far() {
        var times = VoidTimes()
        times.begin(at: 1_000, timeToLive: 315_360_000)
        times.end(at: 1_000, timeToLive: 315_360_000, withEffect: true)
        #expect(times.earliest == VoidTimes.never)
        #expect(times.latest == VoidTimes.never)
    }
}
