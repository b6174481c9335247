internal import Platform
internal import Wire

/// Who the node is and what it can do.
extension InfoResponder {
    /// The version whose dialect is spoken; clients choose theirs by it.
    static var build: String { "8.1.2.0" }
    private static var edition: String { "Aerospike Community Edition" }

    /// What is served; Go and Java clients choose what they send by it.
    private static var features: String {
        "batch-any;batch-index;cluster-stable;float;peers;pipelining;pquery;pscans;query-show;"
            + "relaxed-sc;replicas;replicas-all;replicas-master;replicas-max;truncate-namespace"
    }

    static var identityEntries: [String: Entry] {
        [
            "node": Entry { responder, _ in .text(responder.node.name) },
            "build": Entry { _, _ in .text(build) },
            "edition": Entry { _, _ in .text(edition) },
            "version": Entry { _, _ in .text("\(edition) build \(build)") },
            "release": Entry { _, _ in
                .text("edition=\(edition);version=\(build);os=linux;arch=\(architecture);sha=")
            },
            "features": Entry { _, _ in .text(features) },
            "status": Entry { _, _ in .ok },
            "partitions": Entry { _, _ in .text("4096") },
            "user-agent-set": Entry { _, command in userAgent(command) },
            "user-agents": Entry { _, _ in .text("") },
            "logs": Entry { _, _ in .text("0:stderr") },
            "service": Entry { responder, _ in responder.service },
            "service-clear-std": Entry { responder, _ in responder.service },
            "service-clear-alt": Entry { _, _ in .text("") },
            "service-tls-std": Entry { _, _ in .enterpriseOnly },
            "service-tls-alt": Entry { _, _ in .enterpriseOnly },
            "feature-key": Entry { _, _ in .enterpriseOnly },
        ]
    }

    private static var architecture: String {
        #if arch(x86_64)
            "x86_64"
        #elseif arch(arm64)
            "aarch64"
        #else
            "unknown"
        #endif
    }

    private static func userAgent(_ command: InfoCommand) -> InfoAnswer {
        guard let value = command.value("value"), !value.isEmpty else {
            return .missing("value")
        }
        return .ok
    }

    /// Where clients reach the node: the address that this one used, if the node has them all.
    private var service: InfoAnswer {
        let address = node.address
        return .text(address.isWildcard ? reachedAt ?? address.text : address.text)
    }
}
