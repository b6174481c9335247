import Platform

@main
struct Spikebench {
    static func main() {
        let clock = MonotonicClock.calibrated
        var best = Nanoseconds(UInt64.max)
        for _ in 0..<10 {
            let start = clock.now()
            var sum: UInt64 = 0
            for _ in 0..<1_000_000 { sum &+= clock.now().nanoseconds }
            let end = clock.now()
            if sum == 0 { print("") }
            best = min(best, Nanoseconds((end - start).count / 1_000))
        }
        print(clock.sourceName, clock.calibration?.ticksPerSecond ?? 0, best.count, "ps")
        print(JemallocStatistics.current())
    }
}
