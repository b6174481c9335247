internal import Platform

/// The first error that a server has reported to any worker, in its words.
///
/// Thread safety: any thread notes and reads; a worker notes its first error only.
final class MemcachedErrors: Sendable {
    private let text = Guarded<String?>(nil)

    /// Keeps `line` if it is the first.
    func note(_ line: String) { text.withLock { $0 = $0 ?? line } }

    /// The first; nil when there was none.
    var firstText: String? { text.withLock { $0 } }
}
