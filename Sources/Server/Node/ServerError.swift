public import Engine
public import Platform

/// Why a server does not start.
public enum ServerError: Error, Hashable, Sendable {
    /// It cannot listen there; the option or setting to change, and what the system says.
    case cannotListen(host: String, port: UInt16, setting: String, PlatformError)
    /// The system has no room for a thread, a descriptor or a poller.
    case noResources(PlatformError)
    /// A namespace cannot be made.
    case namespace(EngineError)
    /// It has been started before.
    case alreadyStarted
}

extension ServerError: CustomStringConvertible {
    /// What is wrong, and what to do about it.
    public var description: String {
        switch self {
        case .cannotListen(let host, let port, let setting, let error):
            "cannot listen at \(host):\(port) (\(error)); give another \(setting)"
        case .noResources(let error):
            "the system has no room for the server (\(error)); end something, or raise its limits"
        case .namespace(let error): error.description
        case .alreadyStarted: "the server was started before; make another one"
        }
    }
}
