@testable import Workload

/// The tables of the language's reference page.
enum SpecReferencePage {
    /// A table for each section, the root first, then in the order in which keys refer to them.
    static func tables() -> String {
        var (order, seen) = ([""], Set([""]))
        var index = 0
        while index < order.count {
            for key in SpecLanguage.sections[order[index], default: []] {
                for name in sections(of: key.form) where seen.insert(name).inserted {
                    order.append(name)
                }
            }
            index += 1
        }
        return "\n" + order.map(table).joined(separator: "\n") + "\n"
    }

    private static func table(_ section: String) -> String {
        var text = section.isEmpty ? "### The file\n\n" : "### `\(section)`\n\n"
        text += "| key | value | what it means |\n|---|---|---|\n"
        for key in SpecLanguage.sections[section, default: []] {
            let required = key.isRequired ? "Required. " : ""
            text += "| `\(key.name)` | \(words(key.form)) | \(required)\(key.summary) |\n"
        }
        return text
    }

    private static func sections(of form: SpecForm) -> [String] {
        switch form {
        case .section(let name), .choice(let name): [name]
        case .named(let form), .list(let form): sections(of: form)
        case .alternatives(let forms): forms.flatMap(sections)
        default: []
        }
    }

    private static func words(_ form: SpecForm) -> String {
        switch form {
        case .text: "text"
        case .texts: "list of texts"
        case .flag: "`true`, `false`"
        case .seed: "0 to 2^64 − 1"
        case .count(let bounds): "count, \(bounds.lowerBound) to \(bounds.upperBound)"
        case .byteCount(let bounds): "size, \(bounds.lowerBound)B to \(bounds.upperBound)B"
        case .number(let bounds):
            "number, \(SpecValue.short(bounds.lowerBound)) to \(SpecValue.short(bounds.upperBound))"
        case .duration: "duration"
        case .rate: "rate"
        case .speed: "factor, such as `10x`"
        case .word(let words): words.map { "`\($0)`" }.joined(separator: ", ")
        case .section(let name): "keys of *\(name)*"
        case .choice(let name): "one of *\(name)*"
        case .named(let form): "by name: \(words(form))"
        case .list(let form): "list of: \(words(form))"
        case .open: "the engine's parameters"
        case .alone: "the word alone"
        case .alternatives(let forms): forms.map(words).joined(separator: "; or ")
        }
    }
}
