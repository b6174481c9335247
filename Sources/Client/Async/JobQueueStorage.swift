internal import Glibc

/// Jobs that wait for a thread, and threads that wait for a job.
///
/// Thread safety: any thread may call it; one mutex guards the jobs.
///
/// Safety: both pointers are to values initialised in `init`, which live until `deinit`; what the
/// mutex guards is touched only by the thread that has locked it.
@safe
final class JobQueue: @unchecked Sendable {
    typealias Job = @Sendable () -> Void

    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    /// Oldest first, from `head` on.
    private var jobs: [Job?] = []
    private var head = 0
    private var isClosed = false

    init() {
        unsafe mutex = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe _ = pthread_mutex_init(mutex, nil)
        unsafe condition = .allocate(capacity: 1)
        unsafe condition.initialize(to: pthread_cond_t())
        unsafe _ = pthread_cond_init(condition, nil)
    }

    deinit {
        unsafe _ = pthread_cond_destroy(condition)
        unsafe _ = pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    private func withLock<Result>(_ body: () -> Result) -> Result {
        unsafe _ = pthread_mutex_lock(mutex)
        defer { unsafe _ = pthread_mutex_unlock(mutex) }
        return body()
    }

    /// Adds a job, for one of the threads that call `next`.
    func append(_ job: @escaping Job) {
        withLock {
            jobs.append(job)
            unsafe _ = pthread_cond_signal(condition)
        }
    }

    /// Waits for a job; nil when the queue is closed and empty.
    func next() -> Job? {
        withLock {
            while head == jobs.count {
                if isClosed { return nil }
                unsafe _ = pthread_cond_wait(condition, mutex)
            }
            let job = jobs[head]
            jobs[head] = nil
            head += 1
            if head == jobs.count {
                jobs.removeAll(keepingCapacity: true)
                head = 0
            }
            return job
        }
    }

    /// Lets the threads go once the jobs are done.
    func close() {
        withLock {
            isClosed = true
            unsafe _ = pthread_cond_broadcast(condition)
        }
    }
}
