internal import Platform

/// The client for `async` code: the same calls, made by threads of its own.
///
/// ```swift
/// let client = try await AsyncAerospikeClient.connect(to: "127.0.0.1:3000")
/// try await client.put(ann, ["age": 42])
/// ```
///
/// No call ever holds a thread of Swift's own pool. As many calls as there are threads wait for the
/// cluster at a time, others for their turn; a task that is cancelled meanwhile still gets its
/// answer.
///
/// Thread safety: any task may call it.
public final class AsyncAerospikeClient: Sendable {
    /// The client that makes the calls; its own calls hold the calling thread.
    public let waiting: AerospikeClient
    private let queue: JobQueue

    private init(_ client: AerospikeClient, _ queue: JobQueue) {
        waiting = client
        self.queue = queue
    }

    deinit {
        queue.close()
    }

    /// Connects to a cluster.
    ///
    /// - Parameters:
    ///   - seeds: where to find at least one of its nodes; the others are learned from it.
    ///   - policy: how to keep in touch with it.
    ///   - threadCount: how many calls may wait for the cluster at a time, at least 1.
    /// - Returns: a client that knows all nodes which answered.
    /// - Throws: `ClientError` when none did, or the system has no thread left.
    public static func connect(
        to seeds: [NodeAddress], policy: ClientPolicy = ClientPolicy(), threadCount: Int = 16
    ) async throws(ClientError) -> AsyncAerospikeClient {
        let queue = JobQueue()
        do throws(PlatformError) {
            for _ in 0..<max(threadCount, 1) {
                try PinnedThread(name: "client", processor: nil) {
                    while let job = queue.next() { job() }
                }.detach()
            }
        } catch {
            queue.close()
            throw ClientError(.connection(error))
        }
        do throws(ClientError) {
            let client = try await run(on: queue) { () throws(ClientError) in
                try AerospikeClient.connect(to: seeds, policy: policy)
            }
            return AsyncAerospikeClient(client, queue)
        } catch {
            queue.close()
            throw error
        }
    }

    /// Connects to a cluster of which one node's address is given as text.
    ///
    /// - Parameters:
    ///   - seed: `host`, `host:port`, `[IPv6]:port` or a path.
    ///   - policy: how to keep in touch with it.
    ///   - threadCount: how many calls may wait for the cluster at a time, at least 1.
    /// - Returns: a client that knows all nodes which answered.
    /// - Throws: `ClientError` when the node did not.
    public static func connect(
        to seed: String, policy: ClientPolicy = ClientPolicy(), threadCount: Int = 16
    ) async throws(ClientError) -> AsyncAerospikeClient {
        guard let address = NodeAddress(seed) else {
            throw ClientError(.unreachable("'\(seed)' is no address; give host:port"))
        }
        return try await connect(to: [address], policy: policy, threadCount: threadCount)
    }

    /// Ends the client: calls that wait are made first, later ones fail.
    public func close() {
        waiting.close()
    }

    // MARK: Threads

    private static func run<Value: Sendable>(
        on queue: JobQueue, _ body: @escaping @Sendable () throws(ClientError) -> Value
    ) async throws(ClientError) -> Value {
        let result: Result<Value, ClientError> = await withCheckedContinuation { continuation in
            queue.append {
                continuation.resume(
                    returning: Result { () throws(ClientError) in try body() })
            }
        }
        return try result.get()
    }

    /// Makes any calls of the waiting client, one after the other, in one of the threads.
    ///
    /// - Parameter body: the calls.
    /// - Returns: what `body` returns.
    /// - Throws: what `body` throws.
    public func run<Value: Sendable>(
        _ body: @escaping @Sendable (AerospikeClient) throws(ClientError) -> Value
    ) async throws(ClientError) -> Value {
        let client = waiting
        return try await Self.run(on: queue) { () throws(ClientError) in try body(client) }
    }
}
