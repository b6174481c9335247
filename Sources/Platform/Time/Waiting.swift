internal import CPlatform
internal import Glibc

/// Suspends the calling thread for about `span`; a signal may end it early.
public func pauseThread(_ span: Nanoseconds) {
    var request = timespec(
        tv_sec: Int(span.count / 1_000_000_000), tv_nsec: Int(span.count % 1_000_000_000))
    unsafe _ = nanosleep(&request, nil)
}

/// Tells the processor that the calling thread spins.
@inline(__always)
public func pauseProcessor() {
    spikebench_pause()
}
