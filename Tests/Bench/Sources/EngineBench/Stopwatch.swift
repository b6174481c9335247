import Platform

/// Operations a second, by the clock and by the time in which the thread had a processor.
struct Stopwatch {
    let start = MonotonicClock.calibrated.now()
    let processorStart = ThreadUsage.current().processorTime

    var elapsed: Nanoseconds { MonotonicClock.calibrated.now() - start }

    func rate(_ done: Int) -> Double {
        Double(done) / elapsed.seconds
    }

    func processorRate(_ done: Int) -> Double {
        Double(done) / (ThreadUsage.current().processorTime - processorStart).seconds
    }
}
