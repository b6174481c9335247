internal import Driver
internal import Reporting

/// How far a run has come: one line redrawn in place for a person, a plain line each otherwise.
struct ProgressDisplay {
    private let terminal: Terminal
    private let isQuiet: Bool
    private var isDrawn = false

    init(_ terminal: Terminal, isQuiet: Bool) {
        self.terminal = terminal
        self.isQuiet = isQuiet
    }

    /// Shows a report in place of the one before.
    mutating func show(_ report: ProgressReport) {
        if isQuiet { return }
        guard terminal.isInteractive else { return terminal.say(ProgressLine.plain(report)) }
        // Never the last column: some terminals wrap there.
        let line = ProgressLine.text(report, width: terminal.width - 1, style: terminal.style)
        // Carriage return, the line, and erase what the longer one before has left (ECMA-48 EL).
        try? terminal.write("\r\(line)\u{1B}[K")
        isDrawn = true
    }

    /// Leaves the terminal at the start of an empty line.
    mutating func end() {
        guard isDrawn else { return }
        try? terminal.write("\r\u{1B}[K")
        isDrawn = false
    }
}
