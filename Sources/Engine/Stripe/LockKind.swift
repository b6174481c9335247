/// What a thread does when the stripe it needs is taken, and whether reads need it at all.
public enum LockKind: String, CaseIterable, Hashable, Sendable {
    /// Spin, and give up the processor now and then.
    case spin
    /// Spin briefly, then sleep in the kernel until woken.
    case mutex
    /// Reads share the stripe; a write has it alone. Waiting is as in `spin`.
    case readWrite
    /// Reads take nothing: they copy, then check that no write came between. Writes as in `spin`.
    case optimistic
}
