import Platform

/// What one thread did in a run.
struct RunResult: Sendable {
    var operationsPerSecond = 0.0
    var operationsPerProcessorSecond = 0.0
    var wrongCount = 0
}

extension Bench {
    static let operationsBetweenClockReadings = 4096
    static let warmUpSeconds = 0.2

    /// Reads and updates, and answers with one line of JSON.
    func run(_ command: RunCommand, records: UInt64) throws -> String {
        let operations = (0..<command.threads).map {
            Operations.make(command, records: records, thread: $0)
        }
        var checksum: UInt64 = 0
        for operation in operations.joined() { checksum = checksum &* 31 &+ operation }
        let results = try onPinnedThreads(command.threads) { thread in
            var worker = Worker(self)
            _ = perform(&worker, operations[thread], command.batch, seconds: Self.warmUpSeconds)
            return perform(&worker, operations[thread], command.batch, seconds: command.seconds)
        }
        let rate = results.reduce(0) { $0 + $1.operationsPerSecond }
        let processorRate = results.reduce(0) { $0 + $1.operationsPerProcessorSecond }
        let wrongCount = results.reduce(0) { $0 + $1.wrongCount }
        return """
            {"mode":"run","records":\(records),"distribution":"\(command.distribution)",\
            "readPercent":\(command.readPercent),"threads":\(command.threads),\
            "batch":\(command.batch),"operationsPerSecond":\(Int(rate)),\
            "operationsPerProcessorSecond":\(Int(processorRate)),\
            "wrongCount":\(wrongCount),"operationsChecksum":\(checksum)}
            """
    }

    /// Performs operations for a time, over and over in the order in which they were made.
    private func perform(
        _ worker: inout Worker, _ operations: [UInt64], _ batch: Int, seconds: Double
    ) -> RunResult {
        let step = Self.operationsBetweenClockReadings
        let watch = Stopwatch()
        var (position, done) = (0, 0)
        while watch.elapsed.seconds < seconds {
            if batch == 1 {
                worker.performSingly(operations.span, from: position, count: step)
            } else {
                worker.performBatches(operations.span, from: position, count: step, size: batch)
            }
            position = (position + step) % Operations.count
            done += step
        }
        return RunResult(
            operationsPerSecond: watch.rate(done),
            operationsPerProcessorSecond: watch.processorRate(done),
            wrongCount: worker.wrongCount)
    }
}
