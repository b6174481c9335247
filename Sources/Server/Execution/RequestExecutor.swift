public import Engine
public import Platform
public import Wire

/// Turns requests of the Aerospike protocol into calls of the engine, and their results into bytes.
///
/// ```swift
/// let executor = RequestExecutor(store: store, jobs: jobs)
/// switch executor.execute(body, now: clock.now(), into: &output) {
/// case .answered(let kind, let code): count(kind, code)
/// case .streaming(let rows): connection.rows = rows
/// }
/// ```
///
/// It reads and writes no socket and waits for nothing. Once it has met the names of a namespace,
/// sets and bins, a read or write of one record allocates nothing but what the engine keeps. Names
/// are looked up by their bytes in the executor's own tables; a namespace that was dropped is
/// noticed when it answers that a partition is not there. <doc:Requests> says what is answered to
/// what.
///
/// Thread safety: owned by one thread. Any number of executors may share a store and a job table.
public final class RequestExecutor {
    let store: Store
    let jobs: JobTable
    let settings: ExecutionSettings
    private let workspace = Workspace()
    var namespaces: NamespaceHandles
    let gathered = GatheredRecords()

    /// An executor for one thread.
    ///
    /// - Parameters:
    ///   - store: whose records; namespaces may be created and dropped meanwhile.
    ///   - jobs: where background writes go on.
    ///   - settings: what bounds requests.
    public init(
        store: Store, jobs: JobTable, settings: ExecutionSettings = ExecutionSettings()
    ) {
        self.store = store
        self.jobs = jobs
        self.settings = settings
        namespaces = NamespaceHandles(store)
    }

    /// Executes the message of one frame.
    ///
    /// - Parameters:
    ///   - body: the frame's body, of any bytes.
    ///   - now: the time, by the clock that ``RowStream/resume(now:into:byteLimit:)`` and
    ///     ``JobTable/advance(now:recordLimit:)`` are called with too.
    ///   - output: takes whole frames behind what it has.
    ///   - peer: the client's address in words, for the list of jobs; asked only when one starts.
    /// - Returns: what became of it.
    public func execute(
        _ body: RawSpan, now: Instant, into output: inout ByteQueue,
        from peer: () -> String = { "" }
    ) -> Execution {
        do throws(AerospikeWireError) {
            let message = try AerospikeMessage.request(body)
            let fields = RequestFields(message.fields)
            if message.header.read.contains(.batch) {
                return try executeBatch(message, fields, into: &output)
            }
            guard fields.has(.digest) else {
                return try executeQuery(message, fields, now: now, into: &output, from: peer)
            }
            let frame = AerospikeFrameWriter(.message, in: &output)
            let request = RecordRequest(message, fields)
            let outcome =
                body.byteCount <= Workspace.requestByteLimit
                ? perform(request, with: workspace, into: &output)
                : performLarge(request, into: &output)
            frame.finish(in: &output)
            return .answered(outcome.kind, outcome.code)
        } catch {
            return refuse(error, into: &output)
        }
    }

    /// Performs a request in memory that is given back behind it.
    @inline(never)
    private func performLarge(
        _ request: borrowing RecordRequest, into output: inout ByteQueue
    ) -> Outcome {
        perform(request, with: Workspace(), into: &output)
    }

    /// Where to perform a batch: one that is large leaves no large memory behind.
    func workspace(for request: RawSpan) -> Workspace {
        request.byteCount <= Workspace.requestByteLimit ? workspace : Workspace()
    }

    @inline(never)
    private func refuse(_ error: AerospikeWireError, into output: inout ByteQueue) -> Execution {
        switch error.answer {
        case .message(let code):
            return answer(.malformed, code, into: &output)
        case .lastMessage(let code):
            return answer(.malformed, code, more: .last, into: &output)
        case .close, .securityMessage:
            // What closes a connection is found before there is a message.
            return answer(.malformed, .parameter, into: &output)
        }
    }

    /// Appends a whole frame whose one message has a code and nothing else.
    func answer(
        _ kind: RequestKind, _ code: AerospikeResultCode, more: AerospikeMoreFlags = [],
        into output: inout ByteQueue
    ) -> Execution {
        AerospikeMessageWriter.appendFrame(
            AerospikeHeader(resultCode: code, more: more), to: &output)
        return .answered(kind, code)
    }
}
