internal import Platform

extension WorkerVerifier {
    /// Notes in the log that an operation on a sampled value begins.
    @inline(never)
    func beginSample(_ entry: inout PendingEntry) {
        let sample = run.samples.firstIndex(keyspace: entry.keyspace, word: entry.sampledWord)
        guard let sample else { return }
        entry.sampledBin = run.samples.values[sample].bin
        let now = run.clock.nowInOrder()
        if entry.readsSample {
            entry.readPlace = log.begin(sample, .read, version: 0, at: now)
        }
        if entry.writesSample {
            let action: HistoryLog.Action = entry.deed.contains(.removes) ? .delete : .write
            entry.writePlace = log.begin(sample, action, version: entry.writtenVersion, at: now)
        }
    }

    /// Notes in the log how it ended.
    @inline(never)
    func endSample(_ entry: PendingEntry, _ ending: VerifiedEnding, _ isKnown: Bool) {
        let now = run.clock.nowInOrder()
        if entry.readsSample, let outcome = readOutcome(entry, ending) {
            log.end(entry.readPlace, outcome, version: entry.foundVersion, at: now)
        }
        guard entry.writesSample, isKnown else { return }
        let outcome: HistoryLog.Outcome =
            switch ending {
            case .done: .done
            case .absent: .absent
            case .withoutEffect, .unknown: .withoutEffect
            }
        log.end(entry.writePlace, outcome, version: entry.writtenVersion, at: now)
    }

    private func readOutcome(
        _ entry: PendingEntry, _ ending: VerifiedEnding
    ) -> HistoryLog.Outcome? {
        if ending == .absent { return .absent }
        guard ending == .done else { return nil }
        if entry.foundVersion != 0 { return .done }
        let bin = entry.sampledBin
        return entry.observedBins & 1 &<< UInt64(bin) == 0 ? .absent : .damaged
    }
}
