/// A `--target` that is not understood.
public struct TargetAddressError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A part of an address.
    public enum Part: String, Sendable {
        /// What stands before the host's `@`.
        case credentials
        /// What the server's machine is called.
        case host
        /// The number behind the host.
        case port
        /// The name behind the server.
        case namespace
        /// The number behind the server.
        case database
        /// Where a Unix socket is.
        case path
        /// What stands behind `?`.
        case settings
    }

    /// What is wrong.
    public enum Reason: Hashable, Sendable {
        /// There is nothing.
        case empty
        /// It is neither a word that is known nor an address.
        case unknownName
        /// The word before `://` is not known.
        case unknownScheme(String)
        /// The word asks for encryption.
        case encrypted(String)
        /// `spawn:` is followed by what cannot be started.
        case unknownServer(String)
        /// A part is needed and not there.
        case missing(Part)
        /// A part is there that this store has no use for.
        case unexpected(Part)
        /// A part's text is not what it should be.
        case malformed(Part, found: String)
        /// A part has a `%` without two hexadecimal digits, or bytes that are not UTF-8.
        case badEscape(Part)
        /// An `@` after the first `/` or `?`: the password has one that is not encoded.
        case lateSeparator
        /// A user without a password.
        case userWithoutPassword
        /// The `***` of a result or a message in place of a password.
        case hiddenPassword
        /// A setting behind `?` that is not known, or is given twice.
        case unknownSetting(String)
        /// IPv6 without brackets.
        case bareIPv6
    }

    /// What was given, with credentials and settings left out.
    public let shown: String
    /// What is wrong.
    public let reason: Reason

    /// `target 'address': what; what to do`.
    public var description: String { "target '\(shown)': \(problem); \(remedy)" }

    private var problem: String {
        switch reason {
        case .empty: "it is empty"
        case .unknownName: "there is no such target"
        case .unknownScheme(let scheme): "'\(scheme)' is no store that is known"
        case .encrypted(let scheme): "'\(scheme)' asks for encryption, which is not spoken"
        case .unknownServer(let name): "there is no server '\(name)' to start"
        case .missing(let part): "it has no \(part.rawValue)"
        case .unexpected(let part): "this store has no use for the \(part.rawValue)"
        case .malformed(let part, let found): "the \(part.rawValue) is '\(found)'"
        case .badEscape(let part): "the \(part.rawValue) has a '%' that encodes no text"
        case .lateSeparator: "an '@' comes after the first '/' or '?'"
        case .userWithoutPassword: "its user has no password"
        case .hiddenPassword: "its password is hidden: results do not keep it"
        case .unknownSetting(let name): "the setting '\(name)' is unknown here, or given twice"
        case .bareIPv6: "an IPv6 address needs brackets"
        }
    }

    private var remedy: String {
        switch reason {
        case .empty, .unknownName, .unknownScheme:
            "write engine, null, redis://host:port, redis-cluster://host:port, "
                + "memcached://host:port, aerospike://host:port/namespace or spawn:redis"
        case .encrypted: "use a port that is not encrypted"
        case .unknownServer:
            "write spawn: and one of "
                + LocalServerKind.allCases.map(\.rawValue).joined(separator: ", ")
        case .missing(.path), .malformed(.path, _):
            "write the socket's path after three slashes: redis+unix:///run/redis.sock"
        case .missing(let part), .malformed(let part, _): Self.form(of: part)
        case .unexpected: "leave it out"
        case .badEscape: "write '%' as %25, and other bytes as % with two hexadecimal digits"
        case .lateSeparator: "write '/' and '?' in a user or password as %2F and %3F"
        case .userWithoutPassword: "write user:password@host"
        case .hiddenPassword: "name the target with its password"
        case .unknownSetting:
            "known are db for redis+unix, namespace for aerospike+unix, threads for spawn"
        case .bareIPv6: "write [::1]:6379"
        }
    }

    private static func form(of part: Part) -> String {
        switch part {
        case .credentials: "write user:password@host, or :password@host"
        case .host: "write a name, an IPv4 address, or an IPv6 address in brackets"
        case .port: "write a number from 1 to 65535"
        case .namespace: "write 1 to 31 letters, digits, '-' and '_'"
        case .database: "write a number from 0"
        case .path: "write the socket's path"
        case .settings: "write name=value, threads from 1 to 1024"
        }
    }
}
