import Engine
import Platform

/// What one thread did in a load.
struct LoadResult: Sendable {
    var insertsPerSecond = 0.0
    var insertsPerProcessorSecond = 0.0
    var wrongCount = 0
    /// The slowest insert.
    var longest = Nanoseconds.zero
    /// The slowest insert without the time in which the thread had no processor.
    var longestOnProcessor = Nanoseconds.zero
}

extension Bench {
    static let insertsBetweenClockReadings = 256

    /// Inserts the records that are missing, and answers with one line of JSON.
    func load(_ command: LoadCommand, from records: UInt64) throws -> String {
        let results = try onPinnedThreads(command.threads) { thread in
            let indexes = stride(
                from: records + UInt64(thread), to: command.count, by: command.threads)
            return command.isTimed ? loadTimed(indexes) : loadPlainly(indexes)
        }
        let rate = results.reduce(0) { $0 + $1.insertsPerSecond }
        let processorRate = results.reduce(0) { $0 + $1.insertsPerProcessorSecond }
        let longest = results.map(\.longest).max() ?? .zero
        let longestOnProcessor = results.map(\.longestOnProcessor).max() ?? .zero
        let wrongCount = results.reduce(0) { $0 + $1.wrongCount }
        return """
            {"mode":"load","records":\(command.count),"threads":\(command.threads),\
            "insertsPerSecond":\(Int(rate)),"insertsPerProcessorSecond":\(Int(processorRate)),\
            "longestInsertNanoseconds":\(longest.count),\
            "longestInsertProcessorNanoseconds":\(longestOnProcessor.count),\
            "wrongCount":\(wrongCount)}
            """
    }

    private func loadPlainly(_ indexes: StrideTo<UInt64>) -> LoadResult {
        let watch = Stopwatch()
        var worker = Worker(self)
        var done = 0
        for index in indexes {
            let key = Operations.key(ofIndex: index)
            worker.write(key, worker.digest(key))
            done += 1
        }
        return LoadResult(
            insertsPerSecond: watch.rate(done),
            insertsPerProcessorSecond: watch.processorRate(done),
            wrongCount: worker.wrongCount)
    }

    /// Times each insert, and reads the thread's processor time now and then.
    ///
    /// What an insert had of the processor is what the thread ran since the last reading, less the
    /// time of the other inserts.
    private func loadTimed(_ indexes: StrideTo<UInt64>) -> LoadResult {
        let clock = MonotonicClock.calibrated
        var worker = Worker(self)
        var result = LoadResult()
        let watch = Stopwatch()
        var (windowStart, before, done) = (watch.start, watch.start, 0)
        var windowProcessorTime = watch.processorStart
        for index in indexes {
            let key = Operations.key(ofIndex: index)
            worker.write(key, worker.digest(key))
            let now = clock.now()
            let took = now - before
            before = now
            done += 1
            result.longest = max(result.longest, took)
            if took > .microseconds(20) || done % Self.insertsBetweenClockReadings == 0 {
                let processorTime = ThreadUsage.current().processorTime
                let ran = (processorTime - windowProcessorTime).count
                let others = (now - windowStart - took).count
                let own = Nanoseconds(ran > others ? ran - others : 0)
                result.longestOnProcessor = max(result.longestOnProcessor, min(took, own))
                windowProcessorTime = processorTime
                windowStart = clock.now()
                before = windowStart
            }
        }
        result.insertsPerSecond = watch.rate(done)
        result.insertsPerProcessorSecond = watch.processorRate(done)
        result.wrongCount = worker.wrongCount
        return result
    }
}
