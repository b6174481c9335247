internal import Synchronization

/// Asking for a record's memory before it is needed, so that several waits overlap.
///
/// A lookup waits for memory up to three times: for its stripe's line, when another thread had the
/// lock last, then for the index slot, then for the record that the slot refers to. A caller that
/// knows some operations ahead calls ``Namespace/prefetchStripe(_:)`` for each as it learns of
/// them, ``Namespace/prefetchIndex(_:)`` and then ``Namespace/prefetchRecord(_:)`` for all of them,
/// and only then performs the operations. Source of the method: Chen, Ailamaki, Gibbons and Mowry,
/// "Improving hash join performance through prefetching", ICDE 2004 (group prefetching).
extension Namespace {
    /// Asks the processor for the stripe of `digest`, to take its lock soon.
    @inline(__always)
    public func prefetchStripe(_ digest: Digest) {
        stripes.stripe(of: digest.orderKey).prefetch()
    }

    /// Asks the processor for the index slot of `digest`; takes no lock.
    @inline(__always)
    public func prefetchIndex(_ digest: Digest) {
        stripes.table(at: stripes.tableIndex(of: digest.orderKey)).prefetch(digest.orderKey)
    }

    /// Asks the processor for the record of `digest`, if there is one; takes no lock.
    ///
    /// Does nothing while a writer has the stripe.
    @inline(__always)
    public func prefetchRecord(_ digest: Digest) {
        let stripe = stripes.stripe(of: digest.orderKey)
        guard let version = stripe.version else { return }
        let walk = UnlockedWalk(stripes, digest.orderKey)
        guard stripe.isUnchanged(since: version) else { return }
        walk.reference(digest.orderKey)?.record?.prefetch()
    }
}
