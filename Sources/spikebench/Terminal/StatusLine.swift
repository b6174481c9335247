/// News that replaces itself: one line redrawn in place for a person, a plain line each otherwise.
struct StatusLine {
    private let terminal: Terminal
    private var isDrawn = false

    init(_ terminal: Terminal) {
        self.terminal = terminal
    }

    /// Shows `text` in place of what was shown before.
    mutating func show(_ text: String) {
        guard terminal.isInteractive else { return terminal.say(text) }
        // Carriage return, the text cut so that it does not wrap, erase to the end of the line.
        try? terminal.write("\r\(text.prefix(max(terminal.width - 1, 1)))\u{1B}[K")
        isDrawn = true
    }

    /// Leaves the terminal at the start of an empty line.
    mutating func clear() {
        guard isDrawn else { return }
        try? terminal.write("\r\u{1B}[K")
        isDrawn = false
    }
}
