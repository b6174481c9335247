internal import Glibc

/// A value that one thread at a time may use.
///
/// The standard library's `Mutex` with the system's own mutex behind it, which the thread sanitizer
/// sees: it takes what `Mutex` guards for unguarded.
///
/// Thread safety: any thread may call it; a thread that has the value must not ask for it again.
///
/// Safety: both pointers are to initialised values from `init` until `deinit`; the value is used
/// only by the thread that has locked the mutex.
@safe
public struct Guarded<Value>: ~Copyable, @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let value: UnsafeMutablePointer<Value>

    /// Guards `value`.
    public init(_ value: sending Value) {
        unsafe mutex = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe _ = pthread_mutex_init(mutex, nil)
        unsafe self.value = .allocate(capacity: 1)
        unsafe self.value.initialize(to: value)
    }

    deinit {
        unsafe _ = pthread_mutex_destroy(mutex)
        unsafe mutex.deallocate()
        unsafe value.deinitialize(count: 1)
        unsafe value.deallocate()
    }

    /// Calls `body` with the value, after waiting for whoever has it.
    ///
    /// - Throws: what `body` throws.
    public func withLock<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        unsafe _ = pthread_mutex_lock(mutex)
        defer { unsafe _ = pthread_mutex_unlock(mutex) }
        return try unsafe body(&value.pointee)
    }

    /// Calls `body` with the value; nil when another thread has it.
    public func withLockIfAvailable<Result>(_ body: (inout Value) -> Result) -> Result? {
        guard unsafe pthread_mutex_trylock(mutex) == 0 else { return nil }
        defer { unsafe _ = pthread_mutex_unlock(mutex) }
        return unsafe body(&value.pointee)
    }
}
