extension SpecLanguage {
    /// The sections that say how the load changes over time.
    static let loadSections: [String: [SpecKey]] = [
        "arrivals": arrivalKeys, "closed": closedKeys, "thinkTime": thinkTimeKeys,
        "generalizedPareto": paretoKeys, "onOff": onOffKeys, "rate": rateKeys,
        "constantRate": constantRateKeys, "ramp": rampKeys, "rateSteps": rateStepKeys,
        "rateStaircase": rateStaircaseKeys, "spike": spikeKeys, "sine": sineKeys,
        "square": squareKeys, "diurnal": diurnalKeys, "clients": clientKeys,
        "clientStaircase": clientStaircaseKeys, "clientSteps": clientStepKeys,
        "changes": changeKeys, "drift": driftKeys, "shift": shiftKeys, "storm": stormKeys,
        "ttlStorm": ttlStormKeys, "growth": growthKeys,
    ]

    // MARK: Arrivals

    private static let arrivalKeys = [
        SpecKey(
            "closed", .alternatives([.alone, .section("closed")]),
            "Each worker's next operation follows its last."),
        SpecKey("constant", rate, "Equally spaced, at a rate over all workers."),
        SpecKey("poisson", rate, "At random, at a mean rate over all workers."),
        SpecKey(
            "generalizedPareto", .section("generalizedPareto"),
            "Many short gaps and few very long ones."),
        SpecKey("onOff", .section("onOff"), "At random in bursts, and nothing between them."),
        SpecKey("trace", .alone, "At the trace's own times."),
    ]

    private static let closedKeys = [
        SpecKey(
            "thinkTime", .alternatives([.duration, .choice("thinkTime")]),
            "How long a worker waits between an operation's end and the next one's start.")
    ]
    private static let thinkTimeKeys = [
        SpecKey("constant", .duration, "Always as long."),
        SpecKey("exponential", .duration, "At random, with this mean."),
    ]
    private static let paretoKeys = [
        SpecKey("rate", rate, "The mean rate over all workers.", isRequired: true),
        SpecKey(
            "shape", .number(0...0.95), "How uneven: 0 is Poisson; 0.5 if left out."),
    ]
    private static let onOffKeys = [
        SpecKey(
            "rate", rate, "The mean rate over all workers, gaps included.", isRequired: true),
        SpecKey("on", .duration, "How long a burst lasts.", isRequired: true),
        SpecKey("off", .duration, "How long it is to the next burst.", isRequired: true),
        SpecKey(
            "lengths", .word(["fixed", "exponential"]),
            "Whether the two vary, exponentially around their means; fixed if left out."),
    ]

    // MARK: Rates over time

    private static let rate = SpecForm.alternatives([.rate, .choice("rate")])

    private static let rateKeys = [
        SpecKey("constant", .section("constantRate"), "One rate, for a time in a sequence."),
        SpecKey("ramp", .section("ramp"), "From one rate to another, where it stays."),
        SpecKey("steps", .section("rateSteps"), "Rates one after the other; the last one stays."),
        SpecKey("shuffled", .section("rateSteps"), "Rates in an order that the seed decides."),
        SpecKey("staircase", .section("rateStaircase"), "Even steps from one rate to another."),
        SpecKey("spike", .section("spike"), "One rate, but for a while."),
        SpecKey("sine", .section("sine"), "A wave around a mean, again and again."),
        SpecKey("square", .section("square"), "Two rates in turn, again and again."),
        SpecKey("diurnal", .section("diurnal"), "A measured course, again and again."),
        SpecKey("pause", .duration, "No load for a time, in a sequence."),
        SpecKey("sequence", .list(.choice("rate")), "Courses one after the other."),
    ]

    /// A part's length in a sequence.
    private static let length = SpecKey(
        "for", .duration, "How long in all, where another course follows.")

    private static let constantRateKeys = [
        SpecKey("rate", .rate, "The rate.", isRequired: true), length,
    ]
    private static let rampKeys = [
        SpecKey("from", .rate, "The rate at first.", isRequired: true),
        SpecKey("to", .rate, "The rate at last.", isRequired: true),
        SpecKey("over", .duration, "How long it takes.", isRequired: true),
        SpecKey(
            "curve", .word(RateProfile.Curve.allCases.map(\.rawValue)),
            "By the same amount or by the same factor each second; linear if left out."),
    ]
    private static let rateStepKeys = [
        SpecKey("rates", .list(.rate), "The rates; 0/s is a pause.", isRequired: true),
        SpecKey("every", .duration, "How long each lasts.", isRequired: true),
    ]
    private static let rateStaircaseKeys = [
        SpecKey("from", .rate, "The first step.", isRequired: true),
        SpecKey("to", .rate, "The last step.", isRequired: true),
        SpecKey("steps", .count(2...10_000), "How many steps.", isRequired: true),
        SpecKey("every", .duration, "How long each lasts.", isRequired: true),
    ]
    private static let spikeKeys = [
        SpecKey("base", .rate, "The rate before and after.", isRequired: true),
        SpecKey("peak", .rate, "The rate meanwhile.", isRequired: true),
        SpecKey("at", .duration, "When it begins.", isRequired: true),
        SpecKey("length", .duration, "How long it lasts.", isRequired: true), length,
    ]
    private static let sineKeys = [
        SpecKey("mean", .rate, "The rate in the middle.", isRequired: true),
        SpecKey("amplitude", .rate, "How far it rises and falls.", isRequired: true),
        SpecKey("period", .duration, "How long a wave takes.", isRequired: true), length,
    ]
    private static let squareKeys = [
        SpecKey("low", .rate, "The low rate.", isRequired: true),
        SpecKey("high", .rate, "The high rate, which comes first.", isRequired: true),
        SpecKey("period", .duration, "How long both take together.", isRequired: true),
        SpecKey(
            "duty", .number(0.001...0.999), "The high rate's share of it; 0.5 if left out."),
        length,
    ]
    private static let diurnalKeys = [
        SpecKey("file", .text, "A CSV of seconds and rates.", isRequired: true),
        SpecKey("period", .duration, "What its time is scaled to; as it is if left out."),
        SpecKey("peak", .rate, "What its highest rate is scaled to; as it is if left out."),
        length,
    ]

    // MARK: Clients

    private static let clientKeys = [
        SpecKey("staircase", .section("clientStaircase"), "One step after the other."),
        SpecKey("steps", .section("clientSteps"), "Numbers one after the other."),
    ]
    private static let clientStaircaseKeys = [
        SpecKey("from", .count(0...1024), "How many at first.", isRequired: true),
        SpecKey("to", .count(0...1024), "How many at last.", isRequired: true),
        SpecKey("step", .count(1...1024), "How many more or fewer each time; 1 if left out."),
        SpecKey("every", .duration, "How long each step lasts.", isRequired: true),
    ]
    private static let clientStepKeys = [
        SpecKey(
            "counts", .list(.count(0...1024)), "How many clients; 0 is a pause.",
            isRequired: true),
        SpecKey("every", .duration, "How long each lasts.", isRequired: true),
    ]

    // MARK: Changes

    private static let changeKeys = [
        SpecKey("drift", some("drift"), "Popularity moves along the keys."),
        SpecKey("shift", some("shift"), "Other keys become the popular ones, at once."),
        SpecKey("storm", some("storm"), "A few keys get a share of the operations for a while."),
        SpecKey("ttlStorm", some("ttlStorm"), "All that is written for a while ends together."),
        SpecKey("growth", some("growth"), "The keys in use grow from a share to all of them."),
    ]

    /// One change or several.
    private static func some(_ section: String) -> SpecForm {
        .alternatives([.section(section), .list(.section(section))])
    }

    /// A time, or a number of operations over all workers.
    private static let place = SpecForm.alternatives([
        .duration, .count(0...1_000_000_000_000_000),
    ])

    private static let driftKeys = [
        SpecKey("keysPerSecond", .number(1e-9...1e12), "How fast, in an open loop."),
        SpecKey("keysPerOperation", .number(1e-12...1e6), "How fast, by operations."),
        SpecKey("at", place, "When it begins; with the phase if left out."),
        SpecKey("for", place, "How long it lasts; to the phase's end if left out."),
    ]
    private static let shiftKeys = [
        SpecKey("at", place, "When it happens.", isRequired: true),
        SpecKey("by", .number(0...1), "How far, as a share of the keys; 0.5 if left out."),
    ]
    private static let stormKeys = [
        SpecKey("at", place, "When it begins.", isRequired: true),
        SpecKey("for", place, "How long it lasts.", isRequired: true),
        SpecKey("share", .number(0...1), "The share of the operations.", isRequired: true),
        SpecKey("keys", .count(1...1_000_000), "How many keys; 1 if left out."),
    ]
    private static let ttlStormKeys = [
        SpecKey("at", place, "When it begins.", isRequired: true),
        SpecKey("for", place, "How long it lasts.", isRequired: true),
        SpecKey(
            "ttl", .duration,
            "Whole seconds from its end to that of all that it wrote; by operations, from each "
                + "write.", isRequired: true),
    ]
    private static let growthKeys = [
        SpecKey("from", .number(0.001...1), "The share at first; 0.1 if left out."),
        SpecKey("at", place, "When it begins; with the phase if left out."),
        SpecKey("over", place, "How long it takes.", isRequired: true),
    ]
}
