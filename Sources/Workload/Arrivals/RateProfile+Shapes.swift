public import Platform

extension RateProfile {
    /// How a ramp gets from one rate to the other.
    public enum Curve: String, CaseIterable, Hashable, Sendable {
        /// By the same amount each second.
        case linear
        /// By the same factor each second.
        case exponential
    }

    /// How many lines draw one period of a sine: the rate is then right to 0.0075 % of the
    /// amplitude (a chord of angle h is at most h²/8 off).
    private static let sineLineCount = 256
    /// How many lines draw an exponential ramp while it grows e-fold: right to 0.003 %.
    private static let exponentialLineCount = 64.0

    /// Always the same rate, above zero.
    public static func constant(_ ratePerSecond: Double) -> RateProfile {
        RateProfile(LoadText.rate(ratePerSecond), lines: [], then: .stays(ratePerSecond))
    }

    /// From one rate to another, where it stays; both above zero if the curve is exponential.
    public static func ramp(
        from: Double, to: Double, over length: Nanoseconds, curve: Curve = .linear
    ) -> RateProfile {
        let name = "ramp \(LoadText.rate(from)) → \(LoadText.rate(to))"
        var lines = [Line(from: from, to: to, nanoseconds: Double(length.count))]
        if curve == .exponential {
            let growth = DeterministicMath.log(to / from)
            let count = (abs(growth) * exponentialLineCount).rounded(.up)
            let bounded = Int(min(max(count, 1), 4096))
            let rates = (0...bounded).map { step in
                step == bounded
                    ? to : from * DeterministicMath.exp(growth * Double(step) / Double(bounded))
            }
            lines = drawn(rates, over: length)
        }
        return RateProfile(
            name, lines: lines, then: .stays(to),
            marks: [LoadMark(.time(from: .zero, to: length), name)])
    }

    /// Each rate for its time, one after the other; the last one stays.
    public static func steps(
        _ steps: [(ratePerSecond: Double, length: Nanoseconds)], name: String? = nil
    ) -> RateProfile {
        var lines: [Line] = []
        var marks: [LoadMark] = []
        var now = Nanoseconds.zero
        for (rate, length) in steps {
            lines.append(Line(from: rate, to: rate, nanoseconds: Double(length.count)))
            let label = rate > 0 ? "step \(LoadText.rate(rate))" : "pause"
            marks.append(LoadMark(.time(from: now, to: now + length), label))
            now = now + length
        }
        let rates = steps.map { LoadText.rate($0.ratePerSecond) }
        return RateProfile(
            name ?? "steps \(shortened(rates))", lines: lines,
            then: .stays(steps.last?.ratePerSecond ?? 0), marks: marks)
    }

    /// `count` steps from one rate to another, evenly spaced, each `length` long; the last stays.
    public static func staircase(
        from: Double, to: Double, count: Int, every length: Nanoseconds
    ) -> RateProfile {
        let rates = (0..<count).map { step in
            count == 1 ? to : from + (to - from) * Double(step) / Double(count - 1)
        }
        return steps(
            rates.map { ($0, length) },
            name: "staircase \(LoadText.rate(from)) → \(LoadText.rate(to)) in \(count) steps")
    }

    /// The given rates in an order that `seed` decides, each `length` long; the last one stays.
    public static func shuffled(
        _ rates: [Double], every length: Nanoseconds, seed: UInt64
    ) -> RateProfile {
        var random = DrawStream(seed: seed ^ 0x5bd1_e995_9e37_79b9)
        var order = rates
        for index in order.indices.reversed().dropLast() {
            order.swapAt(index, Int(random.below(UInt64(index) + 1)))
        }
        return steps(
            order.map { ($0, length) },
            name: "\(order.count) rates in random order")
    }

    /// One rate but for a while, in which it is another.
    public static func spike(
        base: Double, peak: Double, at start: Nanoseconds, length: Nanoseconds
    ) -> RateProfile {
        let label = "spike \(LoadText.rate(peak))"
        var lines = [Line(from: peak, to: peak, nanoseconds: Double(length.count))]
        if start > .zero {
            lines.insert(Line(from: base, to: base, nanoseconds: Double(start.count)), at: 0)
        }
        return RateProfile(
            "\(label) over \(LoadText.rate(base))", lines: lines, then: .stays(base),
            marks: [LoadMark(.time(from: start, to: start + length), label)])
    }

    /// A sine wave around a mean, beginning there and rising; the amplitude is at most the mean.
    public static func sine(
        mean: Double, amplitude: Double, period: Nanoseconds
    ) -> RateProfile {
        let rates = (0...sineLineCount).map { step in
            let wave = DeterministicMath.sine(turns: Double(step) / Double(sineLineCount))
            return max(mean + amplitude * wave, 0)
        }
        let name = "sine \(LoadText.rate(mean)) ± \(LoadText.rate(amplitude))"
        return RateProfile(
            name, lines: drawn(rates, over: period), then: .repeats(from: 0),
            marks: [LoadMark(.time(from: .zero, to: period), name)])
    }

    /// Two rates in turn, the high one first, for the share `duty` (above 0, below 1) of a period.
    public static func square(
        low: Double, high: Double, period: Nanoseconds, duty: Double
    ) -> RateProfile {
        let length = Double(period.count)
        let change = Nanoseconds(UInt64((length * duty).rounded()))
        return RateProfile(
            "square \(LoadText.rate(low)), \(LoadText.rate(high))",
            lines: [
                Line(from: high, to: high, nanoseconds: length * duty),
                Line(from: low, to: low, nanoseconds: length * (1 - duty)),
            ],
            then: .repeats(from: 0),
            marks: [
                LoadMark(.time(from: .zero, to: change), "high \(LoadText.rate(high))"),
                LoadMark(
                    .time(from: change, to: period), low > 0 ? "low \(LoadText.rate(low))" : "pause"
                ),
            ])
    }

    /// A measured course of a day, say, again and again: the rate between two points is on the line
    /// between them.
    ///
    /// - Parameters:
    ///   - points: at least two, in order of time; the first is the start.
    ///   - period: what the time from the first to the last point is scaled to.
    ///   - peak: what the highest rate is scaled to, per second.
    /// - Returns: the profile.
    public static func diurnal(
        _ points: [(seconds: Double, ratePerSecond: Double)], period: Nanoseconds, peak: Double
    ) -> RateProfile {
        let highest = points.reduce(0) { max($0, $1.ratePerSecond) }
        let first = points[0].seconds
        let time = Double(period.count) / (points[points.count - 1].seconds - first)
        let lines = zip(points, points.dropFirst()).map { here, next in
            Line(
                from: here.ratePerSecond / highest * peak, to: next.ratePerSecond / highest * peak,
                nanoseconds: (next.seconds - here.seconds) * time)
        }
        let name = "diurnal, peak \(LoadText.rate(peak))"
        return RateProfile(
            name, lines: lines, then: .repeats(from: 0),
            marks: [LoadMark(.time(from: .zero, to: period), name)])
    }

    /// Rate zero for a time; what comes before and after is up to ``sequence(_:)``.
    public static func pause(_ length: Nanoseconds) -> RateProfile {
        steps([(0, length)], name: "pause")
    }

    /// Profiles one after the other, each for its length; the last one goes on.
    public static func sequence(_ parts: [RateProfile]) -> RateProfile {
        var lines: [Line] = []
        var marks: [LoadMark] = []
        var now = Nanoseconds.zero
        var ending = Ending.stays(0)
        for part in parts {
            ending = part.ending
            if case .repeats(let first) = ending { ending = .repeats(from: lines.count + first) }
            lines += part.lines
            marks += part.lineMarks.map { $0.moved(by: now) }
            now = now + part.length
        }
        return RateProfile(
            shortened(parts.map(\.name), separator: ", then "), lines: lines, then: ending,
            marks: marks)
    }

    /// The first `length` of the profile, however often it repeats or how long it stays for that.
    func first(_ length: Nanoseconds) -> RateProfile {
        let wanted = Double(length.count)
        var (kept, now, index) = ([Line](), 0.0, 0)
        while now < wanted {
            if index == lines.count {
                guard case .repeats(let first) = ending else { break }
                index = first
            }
            var line = lines[index]
            let share = (wanted - now) / line.nanoseconds
            if share < 1 {
                line.to = line.from + (line.to - line.from) * share
                line.nanoseconds = wanted - now
            }
            kept.append(line)
            now += line.nanoseconds
            index += 1
        }
        if case .stays(let rate) = ending, now < wanted {
            kept.append(Line(from: rate, to: rate, nanoseconds: wanted - now))
        }
        return RateProfile(
            name, lines: kept, then: .stays(kept.last?.to ?? 0),
            marks: [LoadMark(.time(from: .zero, to: length), name)])
    }

    private static func drawn(_ rates: [Double], over length: Nanoseconds) -> [Line] {
        let each = Double(length.count) / Double(rates.count - 1)
        return zip(rates, rates.dropFirst()).map { Line(from: $0, to: $1, nanoseconds: each) }
    }

    /// At most four of the texts.
    private static func shortened(_ texts: [String], separator: String = ", ") -> String {
        texts.prefix(4).joined(separator: separator) + (texts.count > 4 ? ", …" : "")
    }
}

extension LoadMark {
    /// The same, later in time.
    fileprivate func moved(by time: Nanoseconds) -> LoadMark {
        guard case .time(let from, let to) = span else { return self }
        return LoadMark(.time(from: from + time, to: to.map { $0 + time }), label)
    }
}
