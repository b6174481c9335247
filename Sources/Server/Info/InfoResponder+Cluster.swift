internal import Engine
internal import Wire

/// The node's peers, and which partitions are whose.
extension InfoResponder {
    /// The port of addresses without one; the real server names it too, wherever it listens.
    private static var defaultPort: Int { 3000 }

    static var clusterEntries: [String: Entry] {
        [
            "partition-generation": Entry { responder, _ in
                .text("\(responder.node.partitionGeneration)")
            },
            "peers-generation": Entry { _, _ in .text("0") },
            "rebalance-generation": Entry { _, _ in .text("1") },
            "cluster-name": Entry { responder, _ in
                .text(responder.node.configuration.clusterName)
            },
            "cluster-stable": Entry { responder, command in responder.clusterStable(command) },
            "peers-clear-std": Entry { responder, _ in responder.peers },
            "peers-clear-alt": Entry { responder, _ in responder.peers },
            "peers-tls-std": Entry { _, _ in .enterpriseOnly },
            "peers-tls-alt": Entry { _, _ in .enterpriseOnly },
            "services": Entry { responder, _ in responder.services },
            "services-alternate": Entry { _, _ in .text("") },
            "replicas": Entry { responder, _ in responder.replicas { "0,1," + $0 } },
            "replicas-all": Entry { responder, _ in responder.replicas { "1," + $0 } },
            "replicas-master": Entry { responder, _ in responder.replicas { $0 } },
            "rack-ids": Entry { _, _ in .enterpriseOnly },
            "racks": Entry { _, _ in .enterpriseOnly },
        ]
    }

    private var peers: InfoAnswer {
        let list = node.configuration.cluster.peers.map { "[\($0.name),,[\($0.address)]]" }
        return .text("0,\(Self.defaultPort),[\(list.joined(separator: ","))]")
    }

    private var services: InfoAnswer {
        .text(node.configuration.cluster.peers.map(\.address).joined(separator: ";"))
    }

    /// For each namespace which partitions the node has, behind what `form` adds.
    private func replicas(_ form: (String) -> String) -> InfoAnswer {
        let all = node.namespaces.map { namespace in
            "\(namespace.name):" + form(Self.bitmap(namespace))
        }
        return .text(all.joined(separator: ";"))
    }

    private static func bitmap(_ namespace: Namespace) -> String {
        var bitmap = AerospikePartitionBitmap()
        for partition in namespace.partitions { bitmap[partition] = true }
        var queue = ByteQueue(capacity: AerospikePartitionBitmap.characterCount)
        bitmap.append(to: &queue)
        return queue.bytes.text
    }

    /// The cluster's key, if the cluster has the size that is asked for.
    private func clusterStable(_ command: InfoCommand) -> InfoAnswer {
        let size = 1 + node.configuration.cluster.peers.count
        if let wanted = command.value("size"), wanted != "\(size)" {
            return .failure(.parameter, "cluster not specified size")
        }
        if let name = command.value("namespace"), node.namespace(name) == nil {
            return .failure(.parameter, "unknown namespace \(name.onOneLine)")
        }
        return .text(String(node.clusterKey, radix: 16, uppercase: true))
    }
}
