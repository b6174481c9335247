internal import Synchronization

/// Asking for a record's memory before it is needed, so that several waits overlap.
///
/// A lookup waits for memory twice: for the index slot, then for the record that the slot refers
/// to. A caller that knows some operations ahead calls ``Namespace/prefetchIndex(_:)`` for each as
/// it learns of them, ``Namespace/prefetchRecord(_:)`` for all of them, and only then the
/// operations themselves. Source of the method: Chen, Ailamaki, Gibbons and Mowry, "Improving hash
/// join performance through prefetching", ICDE 2004 (group prefetching).
extension Namespace {
    /// Asks the processor for the index slot of `digest`; takes no lock and returns at once.
    @inline(__always)
    public func prefetchIndex(_ digest: Digest) {
        let table = stripes.table(ofShard: stripes.shard(of: digest.orderKey))
        table.prefetch(digest.orderKey)
    }

    /// Asks the processor for the record of `digest`, if there is one.
    ///
    /// Holds its stripe for a moment.
    @inline(__always)
    public func prefetchRecord(_ digest: Digest) {
        let shard = stripes.shard(of: digest.orderKey)
        let stripe = stripes.stripe(ofShard: shard)
        let table = stripes.table(ofShard: shard)
        stripe.acquire(lock)
        table.prefetchFirst(digest.orderKey)
        stripe.release(lock)
    }
}
