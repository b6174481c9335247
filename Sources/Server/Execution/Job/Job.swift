internal import Engine
internal import Platform

/// What is known of a background write when it starts.
struct JobFacts: Sendable {
    /// The client's number for it; 0 for the table to choose one.
    var taskID: UInt64
    var namespace: String
    /// Empty for the whole namespace.
    var set: String
    var recordsPerSecond: Int
    /// The client's address in words.
    var peer: String
}

/// One background write, in a ``JobTable``.
///
/// Thread safety: `isBusy`, `wakes`, `end` and `facts` are guarded by the table's lock. `write` is
/// touched only by the thread that set `isBusy` under that lock, or under the lock while it is not
/// set; `progress` by any thread.
final class Job: @unchecked Sendable {
    var facts: JobFacts
    /// Whether a thread works on it.
    var isBusy = false
    /// When it may go on.
    var wakes: Instant
    /// When it ended; nil while it goes on.
    var end: Instant?
    private let start: Instant
    private var write: BackgroundWrite?
    private let progress: BackgroundProgress?

    init(_ facts: JobFacts, _ write: BackgroundWrite?, now: Instant) {
        self.facts = facts
        self.write = write
        progress = write?.progress
        start = now
        wakes = now
    }

    func step(limit: Int, now: Instant) -> BackgroundWrite.Step {
        write?.step(limit: max(1, limit), now: now) ?? .finished
    }

    func cancel() { progress?.cancel() }

    /// Gives back what only the work needed.
    func letGo() { write = nil }

    // MARK: In words

    /// Names and values with colons between them, in the order of the real server's first ones.
    func line(now: Instant) -> String {
        let (written, failed) = (progress?.writtenCount ?? 0, progress?.failedCount ?? 0)
        let sinceEnd = end.map { milliseconds($0, now) } ?? 0
        let pairs: [(String, String)] = [
            ("trid", "\(facts.taskID)"), ("ns", facts.namespace), ("set", facts.set),
            ("job-type", "basic"), ("n-pids-requested", "4096"),
            ("rps", "\(facts.recordsPerSecond)"), ("active-threads", isBusy ? "1" : "0"),
            ("status", status), ("job-progress", percent),
            ("run-time", "\(milliseconds(start, end ?? now))"),
            ("time-since-done", "\(sinceEnd)"),
            ("recs-throttled", "\(written + failed)"), ("recs-filtered-meta", "0"),
            ("recs-filtered-bins", "0"), ("recs-succeeded", "\(written)"),
            ("recs-failed", "\(failed)"), ("net-io-bytes", "30"), ("socket-timeout", "0"),
            ("from", facts.peer),
        ]
        return pairs.filter { $0.0 != "set" || !$0.1.isEmpty }
            .map { "\($0.0)=\($0.1)" }.joined(separator: ":")
    }

    private var status: String {
        guard end != nil else { return "active(ok)" }
        return progress?.isCancelled == true && progress?.isFinished == false
            ? "done(user-aborted)" : "done(ok)"
    }

    /// How much of the namespace is done, with two digits behind the point.
    private var percent: String {
        let isDone = end != nil && status == "done(ok)"
        let hundredths = isDone ? 10_000 : (progress?.partitionCount ?? 0) * 10_000 / 4_096
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }

    private func milliseconds(_ start: Instant, _ end: Instant) -> UInt64 {
        (end - start).count / 1_000_000
    }
}
