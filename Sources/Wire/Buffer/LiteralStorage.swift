extension StaticString {
    /// The literal's bytes.
    ///
    /// Safety: a literal lives as long as the process. Traps on a literal that is a single scalar,
    /// which has no address; the compiler makes those only where asked to.
    public var bytes: RawSpan {
        @inline(__always)
        @_lifetime(immortal)
        get {
            precondition(hasPointerRepresentation)
            let span = unsafe RawSpan(_unsafeStart: utf8Start, byteCount: utf8CodeUnitCount)
            return unsafe _overrideLifetime(span, copying: ())
        }
    }
}
