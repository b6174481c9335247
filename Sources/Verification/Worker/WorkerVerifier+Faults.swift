internal import Platform

extension WorkerVerifier {
    /// Milliseconds by which a store may be early or late with expiry.
    ///
    /// One second, because stores keep void times in whole seconds, and one more.
    static var toleranceMilliseconds: UInt32 { 2_000 }

    // MARK: Values

    /// Reports a value that is not one that was written there.
    @inline(never)
    func refuse(_ value: RawSpan, _ bin: UInt16, _ entry: inout PendingEntry) {
        let finding = ValueDiagnosis.of(value, bin: bin, key: entry.key, run: run)
        report(
            finding.kind, &entry, bin: bin, expected: finding.expected, seen: finding.seen)
    }

    /// Reports a version that is not one of those that the read may have found.
    @inline(never)
    func judge(
        _ version: UInt32, _ bin: UInt16, sent: VersionWord, answered: VersionWord,
        _ entry: inout PendingEntry
    ) {
        let fault = VersionWord.fault(reading: version, sent: sent, answered: answered)
        guard let fault else { return }
        let floor = sent.floor.map { "\($0)" } ?? "any"
        report(
            fault, &entry, bin: bin, expected: "version \(floor) to \(answered.issued)",
            seen: "version \(version)")
    }

    /// Reports a value whose version is not that of the values that were written with it.
    @inline(never)
    func tear(_ version: UInt32, _ bin: UInt16, _ entry: inout PendingEntry) {
        report(
            .torn, &entry, bin: bin, expected: "version \(entry.firstVersion) in all bins",
            seen: "version \(version)")
    }

    // MARK: Absence

    /// Reports that there is no record, or not all of its bins, where there must be.
    ///
    /// A record must be there when any of its bins was, and a bin when it was itself: who looked
    /// for it after the last write of it had ended, and before any removal began, has to find it.
    @inline(never)
    func checkAbsence(
        _ entry: inout PendingEntry, _ place: Int, _ ending: VerifiedEnding,
        _ table: KeyspaceTables
    ) {
        guard ending == .absent || (ending == .done && entry.deed.contains(.reads)) else { return }
        countCheckedMiss()
        if table.mayVanish { return }
        let bins = entry.readBins.count > 0 ? entry.readBins : entry.writtenBins
        var missing: UInt16?
        for position in 0..<Int(bins.count) {
            let bin = lists.bin(at: position, of: bins)
            let number = table.wordsPerRecord == 1 ? 0 : Int(bin)
            let sent = sentWord(place, number)
            let now = table.versions.load(entry.record * table.wordsPerRecord + number)
            // It may have gone and come back between the two looks.
            let ownCount: UInt32 = isWritten(bin, entry, table) ? 1 : 0
            if table.mayGo && now.issued &- sent.issued > ownCount { return }
            let isSeen = entry.observedBins & 1 &<< UInt64(bin) != 0
            let counts = ending == .absent || lists.isStamped(bin, keyspace: entry.keyspace)
            if sent.isSurelyPresent && !isSeen && counts {
                missing = missing ?? bin
            }
        }
        guard let missing, !table.expires || mustStillBeThere(entry, table) else { return }
        let isWhole = entry.observedCount == 0
        report(
            .lost, &entry, bin: isWhole ? nil : missing,
            expected: isWhole ? "a record" : "a value", seen: "none")
    }

    /// Whether the operation itself writes the word of `bin`: only then is one more write its own.
    private func isWritten(
        _ bin: UInt16, _ entry: PendingEntry, _ table: KeyspaceTables
    ) -> Bool {
        let written = entry.writtenBins
        if table.wordsPerRecord == 1 { return written.count > 0 }
        return (0..<Int(written.count)).contains { lists.bin(at: $0, of: written) == bin }
    }

    private func mustStillBeThere(_ entry: PendingEntry, _ table: KeyspaceTables) -> Bool {
        let times = table.expiry.load(entry.record)
        let own: UInt32 = entry.deed.contains(.keepsAlive) ? 1 : 0
        guard times.beginCount &- entry.voidTimes.beginCount <= own else { return false }
        let earliest = min(times.earliest, entry.voidTimes.earliest)
        return UInt64(run.milliseconds()) + UInt64(Self.toleranceMilliseconds) < UInt64(earliest)
    }

    // MARK: Expiry

    /// Notes the void times before an operation is sent, and that it sets new ones.
    @inline(never)
    func beginExpiry(_ entry: inout PendingEntry, _ table: KeyspaceTables) {
        guard entry.record >= 0 else { return }
        entry.sentMilliseconds = run.milliseconds()
        let (now, seconds) = (entry.sentMilliseconds, timeToLive(entry))
        let sets = entry.deed.contains(.keepsAlive)
        entry.voidTimes = table.expiry.change(entry.record) { times in
            defer { if sets { times.begin(at: now, timeToLive: seconds) } }
            return times
        }
    }

    /// Checks a record that was found against its void time, and notes how a write ended.
    @inline(never)
    func endExpiry(
        _ entry: inout PendingEntry, _ ending: VerifiedEnding, _ isKnown: Bool,
        _ table: KeyspaceTables
    ) {
        guard entry.record >= 0 else { return }
        let (now, seconds) = (run.milliseconds(), timeToLive(entry))
        let sets = entry.deed.contains(.keepsAlive)
        let times = table.expiry.change(entry.record) { times in
            defer {
                if sets && isKnown {
                    times.end(at: now, timeToLive: seconds, withEffect: ending == .done)
                }
            }
            return times
        }
        guard entry.observedCount > 0, !sets, times.beginCount == entry.voidTimes.beginCount,
            times.beginCount > 0, times.latest != VoidTimes.never,
            UInt64(entry.sentMilliseconds) > UInt64(times.latest)
                + UInt64(Self.toleranceMilliseconds)
        else { return }
        report(
            .expired, &entry, bin: nil,
            expected: "no record after \(seconds: times.latest) of the run",
            seen: "one \(seconds: entry.sentMilliseconds - times.latest) later")
    }

    private func timeToLive(_ entry: PendingEntry) -> UInt32 {
        entry.timeToLive == 0 ? VoidTimes.unknown : entry.timeToLive
    }

    // MARK: Reporting

    private func report(
        _ kind: VerificationFault.Kind, _ entry: inout PendingEntry, bin: UInt16?,
        expected: String, seen: String
    ) {
        entry.faultCount += 1
        let keyspace = run.spaces[Int(entry.keyspace)].keyspace
        run.report(
            VerificationFault(
                kind: kind, key: entry.key.index, keyspace: keyspace.name,
                bin: bin.map { keyspace.binNames[Int($0)] }, expected: expected, seen: seen,
                when: run.elapsed(), worker: worker))
    }
}

extension DefaultStringInterpolation {
    /// Milliseconds as seconds: `12.345 s`.
    fileprivate mutating func appendInterpolation(seconds milliseconds: UInt32) {
        let rest = "\(1_000 + milliseconds % 1_000)".dropFirst()
        appendLiteral("\(milliseconds / 1_000).\(rest) s")
    }
}
