public import Platform

/// How many clients of a closed loop are active at each moment of a phase.
///
/// The first so many workers are; the others wait. None at all is a pause.
public struct ClientSchedule: Hashable, Sendable {
    /// A number of clients from a moment on, until the next step.
    public struct Step: Hashable, Sendable {
        /// From when on, since the phase's start.
        public var start: Nanoseconds
        /// How many.
        public var count: Int
    }

    /// What it is, in a few words: `clients 1 → 8`.
    public let name: String
    /// The steps, in order; the first starts with the phase, and the last one stays.
    public let steps: [Step]

    /// Each number of clients for `length`, one after the other; the last one stays.
    public init(_ counts: [Int], every length: Nanoseconds) {
        precondition(!counts.isEmpty && length > .zero)
        steps = counts.enumerated().map { index, count in
            Step(start: Nanoseconds(UInt64(index) * length.count), count: count)
        }
        name =
            counts.count == 1
            ? "\(counts[0]) clients"
            : "clients \(counts[0]) → \(counts[counts.count - 1]) in \(counts.count) steps"
    }

    /// When the last step begins.
    public var lastStart: Nanoseconds { steps[steps.count - 1].start }

    /// The most clients that are ever active.
    public var maximum: Int { steps.reduce(0) { max($0, $1.count) } }

    /// From when to when a worker is active, in order; no end for what lasts until the phase ends.
    public func activity(ofWorker worker: Int) -> [(from: Nanoseconds, to: Nanoseconds?)] {
        var stretches: [(from: Nanoseconds, to: Nanoseconds?)] = []
        var begin: Nanoseconds?
        for step in steps {
            let isActive = worker < step.count
            if isActive, begin == nil { begin = step.start }
            if !isActive, let from = begin {
                stretches.append((from, step.start))
                begin = nil
            }
        }
        if let begin { stretches.append((begin, nil)) }
        return stretches
    }

    /// A mark for each step.
    var marks: [LoadMark] {
        steps.indices.map { index in
            let end = index + 1 < steps.count ? steps[index + 1].start : nil
            let count = steps[index].count
            let label = count == 0 ? "pause" : count == 1 ? "1 client" : "\(count) clients"
            return LoadMark(.time(from: steps[index].start, to: end), label)
        }
    }
}
