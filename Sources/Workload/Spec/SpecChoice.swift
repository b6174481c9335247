/// A value that is one of several kinds: a word alone, or a mapping of one word to its settings.
///
/// `arrivals: closed`, `arrivals: {poisson: 50k/s}`.
struct SpecChoice {
    /// The kind.
    let word: String
    /// Its settings; nil for a word alone.
    let settings: SpecValue?
    /// The value as a whole.
    let value: SpecValue

    /// Reads `value` as one of the kinds that `language`, a section of `SpecLanguage`, lists.
    ///
    /// - Throws: `WorkloadError` when it is none of them, or several.
    init(_ value: SpecValue, language: String) throws(WorkloadError) {
        self.value = value
        let words = SpecLanguage.sections[language, default: []].map(\.name)
        if case .scalar(let text) = value.node.content {
            guard words.contains(text) else {
                let nearest = NearestName.find(text, among: words)
                throw value.wrong(nearest ?? "one of \(words.joined(separator: ", "))")
            }
            (word, settings) = (text, nil)
            return
        }
        let section = try SpecSection(value.node, path: value.path, language: language)
        guard let key = section.keys.first, section.keys.count == 1 else {
            throw value.wrong("exactly one of \(words.joined(separator: ", "))")
        }
        (word, settings) = (key, section[key])
    }

    /// The settings of a kind that cannot do without.
    func required(_ example: String) throws(WorkloadError) -> SpecValue {
        guard let settings else { throw value.wrong("{\(word): \(example)}") }
        return settings
    }

    /// Refuses settings of a kind that has none.
    func refuseSettings() throws(WorkloadError) {
        if let settings { throw settings.wrong("'\(word)' alone, without settings") }
    }
}
