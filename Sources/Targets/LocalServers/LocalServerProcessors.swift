/// Which processors a local server gets and which are left to the workers.
///
/// The server gets the last ones, one for each of its threads, as long as that leaves one to the
/// workers; where workers need more than are left, both share all of them, and the verdict says so.
public struct LocalServerProcessors: Hashable, Sendable {
    /// The server's; empty when it has none of its own.
    public let server: [Int]
    /// The workers', in worker order.
    public let workers: [Int]

    /// The shares of a server and of the workers.
    ///
    /// - Parameters:
    ///   - available: the processors that the process may use, ascending.
    ///   - threadCount: how many threads the server has.
    ///   - workerCount: how many workers there will be.
    public init(available: [Int], threadCount: Int, workerCount: Int) {
        let spare = available.count - workerCount
        guard spare > 0 else {
            (server, workers) = ([], available)
            return
        }
        server = available.suffix(min(threadCount, spare))
        workers = available.dropLast(server.count)
    }

    /// How many workers leave a server its processors: at least one.
    public static func workerCount(availableCount: Int, threadCount: Int) -> Int {
        max(availableCount - threadCount, 1)
    }
}
