internal import ArgumentParser

/// How the command ends, for scripts that call it.
///
/// Wrong usage ends with 64 by itself: the argument parser's code (`EX_USAGE` of `sysexits.h`).
enum ExitStatus: Int32 {
    /// Everything went well; also when the reader of the output left early.
    case success = 0
    /// Something failed or was interrupted; the reason is on standard error.
    case failure = 1
    /// A threshold did not hold: the result is there, but its verdict is worse than `--require`.
    case threshold = 2

    /// The parser's form of it.
    var code: ExitCode { ExitCode(rawValue) }
}
