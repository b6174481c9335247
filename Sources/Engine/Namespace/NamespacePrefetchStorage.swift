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
        stripes.stripe(ofShard: stripes.shard(of: digest.orderKey)).prefetch()
    }

    /// Asks the processor for the index slot of `digest`; takes no lock.
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
