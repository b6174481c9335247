internal import Platform

/// The first error that a server has reported to any worker, in its words.
///
/// Thread safety: any thread notes and reads; a worker notes its first error only.
final class FirstErrorText: Sendable {
    private let text = Guarded<String?>(nil)

    /// Keeps `newText` if it is the first.
    func note(_ newText: String) { text.withLock { $0 = $0 ?? newText } }

    /// The first; nil when there was none.
    var value: String? { text.withLock { $0 } }
}
