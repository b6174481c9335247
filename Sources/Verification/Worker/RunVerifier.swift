public import Platform
public import Workload

/// What all workers of a verified run share: versions, sampled values, faults.
///
/// Thread safety: any thread may make a worker's part and may call what is internal; `finish` is
/// for one thread, when the workers' threads have ended.
public final class RunVerifier: Sendable {
    /// How it is done.
    public struct Options: Hashable, Sendable {
        /// How many operations on each sampled value each worker keeps.
        public var sampleRoom = 4_096
        /// How long checking the histories may take.
        public var historyTime = Nanoseconds.seconds(10)

        /// The defaults.
        public init() {}
    }

    let spaces: [KeyspaceVersions]
    let samples: SampleIndex
    let entryLimit: Int
    let clock: MonotonicClock
    let pool: ValuePool
    let options: Options
    private let start: Instant
    private let limits: [String]
    private let findings = Guarded(Findings())

    private struct Findings {
        var counts: [VerificationFault.Kind: UInt64] = [:]
        var faults: [VerificationFault] = []
        var workers: [WorkerVerification] = []
    }

    /// Nothing written, nothing read.
    ///
    /// - Parameters:
    ///   - keyspaces: what to verify, by keyspace number.
    ///   - samples: the values whose histories are kept; those without a place are left out.
    ///   - entryLimit: the most entries of an operation.
    ///   - pool: where values are cut from.
    ///   - clock: the workers' clock.
    ///   - options: how it is done.
    ///   - limits: what will not be checked, for the report.
    public init(
        keyspaces: [VerifiedKeyspace], samples: [SampledValue] = [], entryLimit: Int = 1,
        pool: ValuePool, clock: MonotonicClock = .calibrated, options: Options = Options(),
        limits: [String] = []
    ) {
        spaces = keyspaces.map { KeyspaceVersions($0) }
        self.samples = SampleIndex(samples, spaces)
        self.entryLimit = entryLimit
        self.pool = pool
        self.clock = clock
        self.options = options
        self.limits = limits
        start = clock.now()
    }

    var sampleRoom: Int { options.sampleRoom }

    /// The part of worker `worker`, used by its thread only.
    public func makeWorker(_ worker: Int) -> WorkerVerification {
        let part = WorkerVerification(worker: worker, run: self)
        findings.withLock { $0.workers.append(part) }
        return part
    }

    // MARK: For workers

    /// From the run's start to now.
    func elapsed() -> Nanoseconds { clock.now() - start }

    /// The same in whole milliseconds, at most the largest.
    func milliseconds() -> UInt32 { UInt32(clamping: elapsed().count / 1_000_000) }

    /// Counts a fault, and keeps it if it is one of the first.
    func report(_ fault: VerificationFault) {
        findings.withLock { findings in
            findings.counts[fault.kind, default: 0] += 1
            if findings.faults.count < VerificationReport.keptFaultLimit {
                findings.faults.append(fault)
            }
        }
    }

    // MARK: At the end

    /// Checks the sampled histories and says what was found.
    ///
    /// - Parameter workersEnded: whether all workers' threads have ended; of one that has not, only
    ///   the faults are known, and no history is complete.
    /// - Returns: the report.
    public func finish(workersEnded: Bool = true) -> VerificationReport {
        let found = findings.withLock { findings in
            defer { findings.workers = [] }
            return findings
        }
        var report = VerificationReport()
        report.faultCounts = found.counts
        report.faults = found.faults.sorted { $0.when < $1.when }
        report.limits = limits
        guard workersEnded else { return report }
        for worker in found.workers { worker.addCounts(to: &report) }
        if samples.count > 0 {
            report.histories = SampledHistories.checking(
                found.workers, samples: samples.values, spaces: spaces, options: options)
        }
        return report
    }
}
