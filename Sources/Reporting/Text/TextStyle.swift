internal import Driver

/// Whether text for a terminal is decorated with colour.
///
/// Colour only repeats what the words say, so the plain text is complete.
public enum TextStyle: Sendable {
    /// No escape codes.
    case plain
    /// ANSI escape codes (ECMA-48, select graphic rendition).
    case colour

    func bold(_ text: String) -> String { decorate(text, "1") }
    func dim(_ text: String) -> String { decorate(text, "2") }
    func red(_ text: String) -> String { decorate(text, "1;31") }
    func green(_ text: String) -> String { decorate(text, "1;32") }
    func yellow(_ text: String) -> String { decorate(text, "1;33") }

    func level(_ level: Verdict.Level, _ text: String) -> String {
        switch level {
        case .valid: green(text)
        case .suspect: yellow(text)
        case .invalid: red(text)
        }
    }

    private func decorate(_ text: String, _ code: String) -> String {
        switch self {
        case .plain: text
        case .colour: "\u{1b}[\(code)m\(text)\u{1b}[0m"
        }
    }
}
