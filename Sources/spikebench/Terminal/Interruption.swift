internal import Driver
internal import Glibc
internal import Platform

/// Ctrl-C and `kill`: the first asks the run to end and keep what was measured, the second ends.
///
/// There is no signal handler. The signals are blocked in every thread, and one thread waits for
/// them with `sigwait`, where any call is allowed. That also works when a shell started the
/// process in the background with SIGINT ignored: a blocked signal is kept, ignored or not.
enum Interruption {
    /// Lets signals request `stop` from now on.
    ///
    /// Call it before other threads start: they inherit that the signals are blocked.
    static func requests(_ stop: StopSignal) throws(PlatformError) {
        var signals = signalSet()
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
        let thread = try PinnedThread(name: "signals", processor: nil) {
            _ = wait()
            stop.request()
            Terminal.messages.say("\nending the run; once more to end at once")
            let second = wait()
            // Dying of the signal itself tells a calling shell to end its loop.
            _ = Glibc.signal(second, SIG_DFL)
            var signals = signalSet()
            unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
            raise(second)
        }
        thread.detach()
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
