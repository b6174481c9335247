/// What may be written as the value of a key.
///
/// One table serves the reader, which takes bounds and words from it, and the schema, which editors
/// complete from.
indirect enum SpecForm: Hashable, Sendable {
    /// Any text.
    case text
    /// A list of texts.
    case texts
    /// `true` or `false`.
    case flag
    /// A whole number from 0 to 2^64 − 1.
    case seed
    /// A whole number within bounds, with `k`, `M` or `G` or without.
    case count(ClosedRange<UInt64>)
    /// A size in bytes, with its unit.
    case byteCount(ClosedRange<UInt64>)
    /// A number within bounds.
    case number(ClosedRange<Double>)
    /// A span of time, with its unit.
    case duration
    /// A rate, such as `50k/s`.
    case rate
    /// A multiple of a recorded speed, such as `10x`.
    case speed
    /// One of these words.
    case word([String])
    /// A mapping with the keys of this section.
    case section(String)
    /// One word of this section, or a mapping of one of its keys to settings.
    case choice(String)
    /// A mapping whose keys are names that the author chooses, each with a value of this form.
    case named(SpecForm)
    /// A list of values of this form.
    case list(SpecForm)
    /// A mapping whose keys somebody else knows.
    case open
    /// A word that needs no settings.
    case alone
    /// Any of these.
    case alternatives([SpecForm])

    /// This form, or those it leaves to choose from.
    var all: [SpecForm] {
        if case .alternatives(let forms) = self { forms.flatMap(\.all) } else { [self] }
    }

    /// The form of the value of `key` in a mapping of this form, if it may have the key.
    func child(_ key: String) -> SpecForm? {
        for form in all {
            switch form {
            case .section(let name), .choice(let name):
                if let found = SpecLanguage.key(key, in: name) { return found.form }
            case .named(let form): return form
            default: continue
            }
        }
        return nil
    }

    /// The form of a list's elements.
    var element: SpecForm? {
        for case .list(let form) in all { return form }
        return nil
    }

    /// The bounds of a count of this form.
    var countBounds: ClosedRange<UInt64>? {
        for case .count(let bounds) in all { return bounds }
        return nil
    }

    /// The bounds of a size of this form.
    var byteBounds: ClosedRange<UInt64>? {
        for case .byteCount(let bounds) in all { return bounds }
        return nil
    }

    /// The bounds of a number of this form.
    var numberBounds: ClosedRange<Double>? {
        for case .number(let bounds) in all { return bounds }
        return nil
    }

    /// The words of this form.
    var words: [String]? {
        for case .word(let words) in all { return words }
        return nil
    }

    /// Whether a mapping of this form has one key, which takes the place of any other.
    var isChoice: Bool {
        all.contains { if case .choice = $0 { true } else { false } }
    }
}

/// A key of a workload file.
struct SpecKey: Hashable, Sendable {
    /// How it is written.
    let name: String
    /// What its value may be.
    let form: SpecForm
    /// What it means, in a line.
    let summary: String
    /// Whether its section cannot do without it.
    let isRequired: Bool

    init(_ name: String, _ form: SpecForm, _ summary: String, isRequired: Bool = false) {
        self.name = name
        self.form = form
        self.summary = summary
        self.isRequired = isRequired
    }
}
