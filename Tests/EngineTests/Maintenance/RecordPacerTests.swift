import Platform
import TestSupport
import Testing

@testable import Engine

@Suite("Pace of records")
struct RecordPacerTests {
    @Test(
        "whoever takes what is allowed and comes back when told keeps to the rate",
        arguments: [1, 7, 1000, 999_983, 1_000_000_000])
    func keepsRate(rate: Int) throws {
        var now = Instant(nanoseconds: 5_000_000_000)
        let start = now
        var pacer = try RecordPacer(recordsPerSecond: rate, now: now)
        var taken = 0
        for _ in 0..<1000 {
            let allowed = pacer.allowance(at: now)
            #expect(allowed > 0)
            pacer.take(allowed)
            taken += allowed
            #expect(pacer.allowance(at: now) == 0)
            let next = pacer.nextInstant
            #expect(next > now)
            now = next
        }
        let seconds = Double((now - start).count) / 1e9
        // One record goes at once; each of the others has waited for its time, rounded up.
        #expect(Double(taken) <= seconds * Double(rate) + 1)
        #expect(Double(taken) >= (seconds - 1e-6) * Double(rate) - 1)
    }

    @Test("idle time is saved up for a tenth of a second only")
    func idle() throws {
        let start = Instant(nanoseconds: 0)
        var pacer = try RecordPacer(recordsPerSecond: 1000, now: start)
        let late = start + .seconds(3600)
        #expect(pacer.allowance(at: late) == 100)
        pacer.take(100)
        #expect(pacer.allowance(at: late) == 0)
        #expect(pacer.allowance(at: late + .milliseconds(1)) == 1)
        #expect(pacer.nextInstant == late + .milliseconds(1))
    }

    @Test("what was taken beyond the allowance is waited for")
    func debt() throws {
        let start = Instant(nanoseconds: 0)
        var pacer = try RecordPacer(recordsPerSecond: 1000, now: start)
        pacer.take(501)
        #expect(pacer.nextInstant == start + .milliseconds(501))
        #expect(pacer.allowance(at: start + .milliseconds(500)) == 0)
        #expect(pacer.allowance(at: start + .milliseconds(501)) == 1)
        pacer.take(Int(UInt32.max) << 28)
        #expect(pacer.nextInstant > start + .seconds(1e9))
    }

    @Test("a rate outside its bounds is refused", arguments: [0, -1, 1_000_000_001, Int.max])
    func bounds(rate: Int) {
        let error = EngineError.invalidParameter(
            name: "recordsPerSecond", value: "\(rate)", bounds: "1 to 1000000000")
        #expect(throws: error) {
            try RecordPacer(recordsPerSecond: rate, now: Instant(nanoseconds: 0))
        }
    }
}
