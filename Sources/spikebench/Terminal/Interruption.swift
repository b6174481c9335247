internal import Driver
internal import Glibc
internal import Platform

/// Ctrl-C and `kill`: the first asks a run or a server to end in good order, the second ends it.
///
/// There is no signal handler. The signals are blocked in every thread, and one thread waits for
/// them with `sigwait`, where any call is allowed. That also works when a shell started the
/// process in the background with SIGINT ignored: a blocked signal is kept, ignored or not.
enum Interruption {
    /// Lets signals request `stop` from now on.
    ///
    /// Call it before other threads start: they inherit that the signals are blocked.
    static func requests(_ stop: StopSignal) throws(PlatformError) {
        hold()
        let thread = try PinnedThread(name: "signals", processor: nil) {
            _ = wait()
            stop.request()
            Terminal.messages.say("\nending the run; once more to end at once")
            endOnNext()
        }
        thread.detach()
    }

    /// Keeps signals for whoever waits for them.
    ///
    /// Call it before other threads start: they inherit that the signals are blocked.
    static func hold() {
        var signals = signalSet()
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Waits for the first signal, after `hold`; from then on the next one ends the process.
    ///
    /// - Parameter words: what to say when it comes.
    /// - Throws: `PlatformError` when signals cannot be waited for.
    static func waitForFirst(saying words: String) throws(PlatformError) {
        _ = wait()
        Terminal.messages.say("\n\(words); once more to end at once")
        try PinnedThread(name: "signals", processor: nil) { endOnNext() }.detach()
    }

    /// Waits for a signal, and dies of it: that tells a calling shell to end its loop.
    private static func endOnNext() {
        let second = wait()
        _ = Glibc.signal(second, SIG_DFL)
        var signals = signalSet()
        unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        raise(second)
    }

    private static func wait() -> Int32 {
        var signals = signalSet()
        var number: Int32 = 0
        unsafe sigwait(&signals, &number)
        return number
    }

    private static func signalSet() -> sigset_t {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGINT)
        unsafe sigaddset(&signals, SIGTERM)
        return signals
    }
}
