/// What a thread does when the stripe it needs is taken.
public enum LockKind: String, CaseIterable, Hashable, Sendable {
    /// Spin, and give up the processor now and then.
    case spin
    /// Spin briefly, then sleep in the kernel until woken.
    case mutex
}
