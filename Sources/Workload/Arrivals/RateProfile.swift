public import Platform

/// An offered rate over time: operations per second at each moment of a phase, over all workers.
///
/// A profile is a row of pieces in each of which the rate is a straight line. Curves are drawn with
/// so many pieces that the rate is right to one in 10,000. That makes the expected count of
/// operations up to a moment a sum of trapezoids, and its inverse one square root, exact on every
/// machine, whatever the shape.
///
/// The inverse is what turns an arrival process of one operation per second into one of this rate:
/// if the starts x of the former are a Poisson process, the moments at which the expected count
/// reaches x are one of the wanted rate (Çinlar, "Introduction to Stochastic Processes", 1975,
/// section 4.7; Lewis and Shedler, "Simulation of nonhomogeneous Poisson processes by thinning",
/// Naval Research Logistics Quarterly 26, 1979, section 1).
///
/// Thread safety: a value.
public struct RateProfile: Hashable, Sendable {
    /// A stretch in which the rate is a straight line.
    struct Line: Hashable, Sendable {
        /// The rate at its start, per second.
        var from: Double
        /// The rate just before its end, per second.
        var to: Double
        /// How long it is, in nanoseconds; above zero.
        var nanoseconds: Double
    }

    /// What follows the last line.
    enum Ending: Hashable, Sendable {
        /// This rate per second, for ever.
        case stays(Double)
        /// The lines from one of them on, again and again.
        case repeats(from: Int)
    }

    /// What it is, in a few words: `50k/s`, `ramp 10k/s → 100k/s`.
    public let name: String
    let lines: [Line]
    let ending: Ending
    /// What to show where, as long as the lines last.
    let lineMarks: [LoadMark]
    /// The lines by time and count, and the rate that stays, if any.
    let pieces: [RatePiece]
    /// What is repeated after the last piece, if anything is.
    let lap: RateLap?

    /// A profile of lines; one of them has a rate above zero where they repeat.
    init(_ name: String, lines: [Line], then ending: Ending, marks: [LoadMark] = []) {
        self.name = name
        self.lines = lines
        self.ending = ending
        lineMarks = marks
        var pieces: [RatePiece] = []
        var (now, count) = (0.0, 0.0)
        for line in lines {
            precondition(line.nanoseconds > 0 && line.from >= 0 && line.to >= 0, "\(line)")
            pieces.append(RatePiece(line, start: now, count: count))
            now += line.nanoseconds
            count = pieces[pieces.count - 1].endCount
        }
        switch ending {
        case .stays(let rate):
            let line = Line(from: rate, to: rate, nanoseconds: .infinity)
            pieces.append(RatePiece(line, start: now, count: count))
            lap = nil
        case .repeats(let first):
            let start = pieces[first]
            lap = RateLap(
                first: first, nanoseconds: now - start.start, count: count - start.count)
            precondition(count > start.count, "a rate of zero again and again")
        }
        self.pieces = pieces
    }

    /// The rate, where it is always the same.
    public var constantRatePerSecond: Double? {
        if case .stays(let rate) = ending, lines.isEmpty { rate } else { nil }
    }

    /// How long it takes to show all it has: to the end of its last line, or of its first lap.
    public var length: Nanoseconds {
        Nanoseconds(UInt64(lines.reduce(0) { $0 + $1.nanoseconds }.rounded()))
    }

    // MARK: Counts

    /// How many operations are expected from the phase's start to a moment.
    public func count(at moment: Nanoseconds) -> Double { count(at: Double(moment.count)) }

    /// The rate at a moment, in operations per second.
    public func ratePerSecond(at moment: Nanoseconds) -> Double {
        ratePerSecond(at: Double(moment.count))
    }

    /// The moment at which so many operations are expected; nil when there never are so many.
    ///
    /// Where the rate is zero the count stands still; the moment is then the last with that count.
    public func moment(ofCount count: Double) -> Nanoseconds? {
        var cursor = RateCursor(self)
        let found = cursor.nanoseconds(ofCount: count)
        return found.isFinite ? Nanoseconds(UInt64(min(found, 0x1p62))) : nil
    }

    func count(at nanoseconds: Double) -> Double {
        let (piece, within, laps) = place(of: nanoseconds)
        return (lap?.count ?? 0) * laps + piece.count(at: within)
    }

    func ratePerSecond(at nanoseconds: Double) -> Double {
        let (piece, within, _) = place(of: nanoseconds)
        return piece.ratePerSecond(at: within)
    }

    /// The piece of a moment, the moment in the first lap, and how many laps are done by then.
    private func place(of nanoseconds: Double) -> (RatePiece, Double, Double) {
        let (within, laps) = lap?.within(nanoseconds, pieces: pieces) ?? (nanoseconds, 0)
        var (low, high) = (0, pieces.count - 1)
        while low < high {
            let middle = (low + high + 1) / 2
            if pieces[middle].start <= within { low = middle } else { high = middle - 1 }
        }
        return (pieces[low], within, laps)
    }
}

/// A line of a profile with its place in time and count.
struct RatePiece: Hashable, Sendable {
    /// Nanoseconds since the phase's start.
    var start: Double
    /// Operations expected before it.
    var count: Double
    /// Operations expected up to its end.
    var endCount: Double
    /// The rate at its start, per second.
    var rate: Double
    /// By how much the rate grows in a second.
    var slope: Double

    init(_ line: RateProfile.Line, start: Double, count: Double) {
        let seconds = line.nanoseconds / 1e9
        let mean = (line.from + line.to) / 2
        self.start = start
        self.count = count
        endCount = mean == 0 ? count : count + mean * seconds
        rate = line.from
        slope = (line.to - line.from) / seconds
    }

    /// The moment of a count from `count` up to `endCount`; infinite where there is no rate.
    @inline(__always)
    func nanoseconds(ofCount wanted: Double) -> Double {
        let excess = wanted - count
        if slope == 0 { return rate > 0 ? start + excess * 1e9 / rate : .infinity }
        // The root of rate·t + slope·t²/2 = excess, in the form that subtracts nothing.
        let root = max(rate * rate + 2 * slope * excess, 0).squareRoot()
        return excess > 0 ? start + 2e9 * excess / (rate + root) : start
    }

    func count(at nanoseconds: Double) -> Double {
        let seconds = (nanoseconds - start) / 1e9
        return count + seconds * (rate + seconds * slope / 2)
    }

    func ratePerSecond(at nanoseconds: Double) -> Double {
        rate + (nanoseconds - start) / 1e9 * slope
    }
}

/// The part of a profile that repeats.
struct RateLap: Hashable, Sendable {
    /// Its first piece.
    var first: Int
    /// How long it is.
    var nanoseconds: Double
    /// How many operations are expected in it.
    var count: Double

    /// A moment as one of the first lap, and how many laps are done by then.
    func within(_ moment: Double, pieces: [RatePiece]) -> (Double, laps: Double) {
        let since = moment - pieces[first].start
        guard since >= nanoseconds else { return (moment, 0) }
        let laps = (since / nanoseconds).rounded(.down)
        return (pieces[first].start + (since - laps * nanoseconds), laps)
    }
}

/// Turns ascending counts into moments: a place in a profile that only moves on.
struct RateCursor: Sendable {
    private let profile: RateProfile
    private var piece: RatePiece
    private var index = 0
    private var laps = 0.0

    init(_ profile: RateProfile) {
        self.profile = profile
        piece = profile.pieces[0]
    }

    /// The last moment at which `count` operations are expected; infinite when there never are.
    ///
    /// `count` is not below that of the call before.
    @inline(__always)
    mutating func nanoseconds(ofCount count: Double) -> Double {
        if count >= piece.endCount { moveOn(to: count) }
        return piece.nanoseconds(ofCount: count)
    }

    private mutating func moveOn(to count: Double) {
        while count >= piece.endCount {
            index += 1
            if index == profile.pieces.count {
                guard let lap = profile.lap else {
                    index -= 1
                    return
                }
                index = lap.first
                // Laps with less than what is wanted are passed over at once.
                let before = profile.pieces[lap.first].count
                laps = max(laps + 1, ((count - before) / lap.count).rounded(.down))
            }
            piece = profile.pieces[index]
            guard let lap = profile.lap, laps > 0 else { continue }
            piece.start += laps * lap.nanoseconds
            piece.count += laps * lap.count
            piece.endCount += laps * lap.count
        }
    }
}
