public import Platform

extension PhasePlan {
    /// What is other than usual about the load in a stretch of the phase, in a few words each.
    ///
    /// - Parameters:
    ///   - time: the stretch, since the phase's start.
    ///   - operations: the operations done in it, counted over all workers.
    /// - Returns: the labels of the marks that lie in it, each once, in order of their kind: rate,
    ///   clients, changes.
    public func labels(time: Range<Nanoseconds>, operations: Range<UInt64>) -> [String] {
        var marks = arrivals.rate?.marks(in: time) ?? []
        marks += ((clients?.marks ?? []) + changes.marks).filter {
            $0.overlaps(time: time, operations: operations)
        }
        var labels: [String] = []
        for mark in marks where !labels.contains(mark.label) { labels.append(mark.label) }
        return labels
    }

    /// Whether the load is meant to change in the course of the phase, so that nobody should expect
    /// one interval to be as another.
    public var isLoadChanging: Bool {
        let rateChanges = arrivals.rate.map { $0.constantRatePerSecond == nil } ?? false
        return rateChanges || clients != nil || !changes.all.isEmpty
    }
}

extension RateProfile {
    /// The marks that lie in a stretch of time, those of a lap that repeats included.
    func marks(in time: Range<Nanoseconds>) -> [LoadMark] {
        lineMarks.filter { mark in
            if mark.overlaps(time: time, operations: 0..<0) { return true }
            guard let lap, case .time(let from, .some(let to)) = mark.span else { return false }
            let lapStart = pieces[lap.first].start
            guard Double(from.count) >= lapStart - 0.5, Double(time.upperBound.count) > lapStart
            else { return false }
            // In which lap the mark is the last time before the stretch ends.
            let room = Double(time.upperBound.count) - Double(from.count)
            guard room > 0 else { return false }
            let laps = (room / lap.nanoseconds).rounded(.up) - 1
            return Double(to.count) + laps * lap.nanoseconds > Double(time.lowerBound.count)
        }
    }
}
