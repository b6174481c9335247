public import Platform
public import Wire

/// What a server says about a request.
public typealias ResultCode = AerospikeResultCode

/// Why a call to the cluster did not do what it was asked for.
public struct ClientError: Error, Equatable, Sendable {
    /// What happened.
    public enum Reason: Equatable, Sendable {
        /// None of the addresses that the cluster is known by answered; the last one's reason.
        case unreachable(String)
        /// No node of the cluster has the partition of the record.
        case noNode(namespace: String, partition: Int)
        /// The system refused a socket or a connection.
        case connection(PlatformError)
        /// The server closed the connection before its answer was there.
        case connectionLost
        /// The time that the policy allows was over.
        case timeout
        /// The server answered that it did not do it, and why.
        case refused(ResultCode)
        /// The server answered what is no answer.
        case malformed(AerospikeWireError)
        /// The server answered a list or map that is none.
        case badContainer(MsgpackError)
        /// The server refused an info command: what it said.
        case infoRefused(command: String, answer: String)
        /// The node is not as it must be to be used.
        case badNode(NodeFault)
        /// The request cannot be sent as it is.
        case invalid(RequestFault)
        /// The client was closed.
        case closed
    }

    /// What happened.
    public var reason: Reason
    /// The node that was asked, if one was.
    public var node: String?
    /// Whether a write may have been done all the same: the request was sent, and no answer came.
    public var isInDoubt = false

    /// An error for `reason`.
    public init(_ reason: Reason, node: String? = nil, isInDoubt: Bool = false) {
        self.reason = reason
        self.node = node
        self.isInDoubt = isInDoubt
    }

    /// The server's own code, when it answered with one.
    ///
    /// Not inlined: Swift 6.3.1 fails to compile its callers in optimised code.
    @inline(never)
    public var code: ResultCode? {
        if case .refused(let code) = reason { code } else { nil }
    }
}

/// What is wrong with a request before it is sent.
public enum RequestFault: Hashable, Sendable {
    /// A namespace's name of more than 31 bytes, or none.
    case namespaceName(String)
    /// A set's name of more than 63 bytes.
    case setName(String)
    /// A bin's name of more than 15 bytes.
    case binName(String)
    /// A write without bins, or a batch without rows.
    case empty
    /// Lists and maps nested deeper than ``Value/depthLimit``.
    case valueTooDeep
    /// A partition that does not exist: they are numbered from 0 to 4,095.
    case partition(Int)
    /// An info command with a line end in it.
    case infoCommand(String)
}

/// What is wrong with a node that was asked who it is.
public enum NodeFault: Hashable, Sendable {
    /// It says nothing of itself under this command.
    case silent(command: String)
    /// Its partitions are not settled yet.
    case notReady
    /// It belongs to another cluster than the one asked for.
    case otherCluster(String)
    /// It answers with what is not a number.
    case badNumber(command: String, answer: String)
    /// It does not understand scans by partition, which this client needs.
    case tooOld(build: String)
}

extension ClientError: CustomStringConvertible {
    /// What happened, where, and what to do.
    public var description: String {
        let place = node.map { "node \($0): " } ?? ""
        let doubt = isInDoubt ? "; the write may have been done" : ""
        return place + words + doubt
    }

    private var words: String {
        switch reason {
        case .unreachable(let last):
            "no node of the cluster answers (\(last)); check the addresses, and that it runs"
        case .noNode(let namespace, let partition):
            "no node has partition \(partition) of namespace '\(namespace)'; check its name"
        case .connection(let error): "\(error)"
        case .connectionLost: "the connection ended before the answer"
        case .timeout: "no answer in time; allow more with the policy's timeout"
        case .refused(let code): "refused with code \(code)"
        case .malformed(let error): "the answer makes no sense: \(error)"
        case .badContainer(let error): "a list or map makes no sense: \(error)"
        case .infoRefused(let command, let answer): "info '\(command)': \(answer)"
        case .badNode(let fault): fault.description
        case .invalid(let fault): fault.description
        case .closed: "the client is closed; make another"
        }
    }
}

extension RequestFault: CustomStringConvertible {
    /// What is wrong, and what is allowed.
    public var description: String {
        switch self {
        case .namespaceName(let name): "namespace '\(name)': give a name of 1 to 31 bytes"
        case .setName(let name): "set '\(name)': give a name of at most 63 bytes"
        case .binName(let name): "bin '\(name)': give a name of at most 15 bytes"
        case .empty: "nothing to do: give at least one bin, step or row"
        case .valueTooDeep:
            "lists and maps are nested deeper than \(Value.depthLimit); flatten them"
        case .partition(let partition): "partition \(partition): give one from 0 to 4095"
        case .infoCommand(let command): "info '\(command)': give one command without line end"
        }
    }
}

extension NodeFault: CustomStringConvertible {
    /// What is wrong.
    public var description: String {
        switch self {
        case .silent(let command): "the node does not answer info '\(command)'"
        case .notReady: "the node's partitions are not settled yet; try again later"
        case .otherCluster(let name): "the node belongs to cluster '\(name)'"
        case .badNumber(let command, let answer): "info '\(command)' is no number: '\(answer)'"
        case .tooOld(let build): "server \(build) has no scans by partition; use 4.9 or newer"
        }
    }
}
