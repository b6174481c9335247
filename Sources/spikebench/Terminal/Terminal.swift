internal import Foundation
internal import Glibc
internal import Platform
internal import Reporting

/// One of the process's two output streams, and what it can show.
struct Terminal: Sendable {
    /// For results.
    static let output = Terminal(descriptor: STDOUT_FILENO)
    /// For progress, warnings and errors.
    static let messages = Terminal(descriptor: STDERR_FILENO)

    private let descriptor: Int32
    /// Whether a person watches: a line may be redrawn in place.
    let isInteractive: Bool
    /// Whether colour decorates: interactive, and `NO_COLOR` (no-color.org) is not set.
    let style: TextStyle

    init(
        descriptor: Int32, environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        self.descriptor = descriptor
        isInteractive = isatty(descriptor) == 1 && environment["TERM"] != "dumb"
        let wantsColour = environment["NO_COLOR", default: ""].isEmpty
        style = isInteractive && wantsColour ? .colour : .plain
    }

    /// Columns of a line at this moment; 80 where there is no terminal.
    var width: Int {
        var size = winsize()
        let status = unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size)
        return status == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }

    /// Writes all of `text`.
    ///
    /// Throws `BrokenPipe` when nobody reads it any longer, and `PlatformError` when it cannot be
    /// written, to a full disk for instance.
    func write(_ text: String) throws {
        let bytes = Array(text.utf8)
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { all in
                unsafe Glibc.write(
                    descriptor, all.baseAddress.map { unsafe $0 + written }, all.count - written)
            }
            if count >= 0 {
                written += count
            } else if errno == EPIPE {
                throw BrokenPipe()
            } else if errno != EINTR {
                throw PlatformError(call: "write to the output", code: errno)
            }
        }
    }

    /// Writes `text` and ends the line; a message that cannot be written is lost.
    func say(_ text: String) {
        try? write(text + "\n")
    }
}

/// The reader of the output has gone, as `head` does: no failure.
struct BrokenPipe: Error {}
