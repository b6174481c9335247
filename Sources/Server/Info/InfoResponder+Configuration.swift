internal import Engine
internal import Platform
internal import Wire

/// What is configured, and what of it may change while the server runs.
extension InfoResponder {
    static var configurationEntries: [String: Entry] {
        [
            "get-config": Entry { responder, command in responder.getConfiguration(command) },
            "set-config": Entry { responder, command in responder.setConfiguration(command) },
        ]
    }

    // MARK: Reading

    private func getConfiguration(_ command: InfoCommand) -> InfoAnswer {
        switch command.value("context") {
        case nil: return .pairs(serviceConfiguration + networkConfiguration)
        case "service": return .pairs(serviceConfiguration)
        case "network": return .pairs(networkConfiguration)
        case "security", "xdr": return .text("")
        case "namespace":
            return withNamespace(of: command) { name in
                guard let namespace = node.namespace(name) else { return .noNamespace }
                return .pairs(Self.configuration(of: namespace))
            }
        case .some: return .failure(.parameter, "bad 'context'")
        }
    }

    private var serviceConfiguration: [InfoPair] {
        [
            InfoPair("node-id", node.name),
            InfoPair("cluster-name", node.configuration.clusterName),
            InfoPair("service-threads", node.configuration.threadCount),
            InfoPair("proto-fd-max", node.settings.connectionLimit),
            InfoPair("proto-fd-idle-ms", node.settings.idleTime.count / 1_000_000),
            InfoPair("batch-max-requests", 0), InfoPair("feature-key-file", ""),
            InfoPair("enable-health-check", false),
        ]
    }

    private var networkConfiguration: [InfoPair] {
        [
            InfoPair("service.address", node.address.host),
            InfoPair("service.port", node.address.port),
            InfoPair("service.access-port", 0), InfoPair("service.tls-port", 0),
        ]
    }

    // MARK: Changing

    private func setConfiguration(_ command: InfoCommand) -> InfoAnswer {
        let context = command.value("context") ?? "service"
        let skipped: Set = ["context", "id", "namespace", "ns", "set"]
        let changes = command.parameters.filter { !skipped.contains($0.key) }
        guard !changes.isEmpty else { return .failure(.parameter, "no parameter to set") }
        switch context {
        case "service":
            return Self.all(changes, changeService)
        case "namespace":
            return withNamespace(of: command) { name in
                guard let namespace = node.namespace(name) else { return .noNamespace }
                guard let set = command.value("set"), !set.isEmpty else {
                    return Self.all(changes, Self.isFixed)
                }
                return Self.all(changes) { Self.change($0, of: set, in: namespace) }
            }
        case "network", "security", "xdr": return Self.all(changes, Self.isFixed)
        default: return .failure(.parameter, "bad 'context'")
        }
    }

    /// Makes changes in their order up to the first that cannot be made.
    private static func all(
        _ changes: [InfoCommand.Parameter], _ change: (InfoCommand.Parameter) -> InfoAnswer
    ) -> InfoAnswer {
        for parameter in changes {
            let answer = change(parameter)
            if answer != .ok { return answer }
        }
        return .ok
    }

    private func changeService(_ parameter: InfoCommand.Parameter) -> InfoAnswer {
        switch parameter.key {
        case "proto-fd-max":
            guard let count = UInt64(parameter.value),
                ServerLimits.connectionCountBounds.contains(count)
            else { return Self.badValue(parameter) }
            node.settings.connectionLimit = Int(count)
        case "proto-fd-idle-ms":
            // As long as a duration of the configuration file may be.
            guard let milliseconds = UInt64(parameter.value), milliseconds <= 3_600_000_000
            else { return Self.badValue(parameter) }
            node.settings.idleTime = .milliseconds(milliseconds)
        default: return Self.isFixed(parameter)
        }
        return .ok
    }

    private static func change(
        _ parameter: InfoCommand.Parameter, of set: String, in namespace: Namespace
    ) -> InfoAnswer {
        guard parameter.key == "default-ttl" else { return isFixed(parameter) }
        guard let seconds = InfoDuration.seconds(parameter.value) else {
            return badValue(parameter)
        }
        do {
            // A set may be configured before its first record.
            _ = try namespace.set(named: set)
            try namespace.configureSet(set, SetConfiguration(defaultTTLSeconds: seconds))
            return .ok
        } catch {
            return .failure(.parameter, error.description)
        }
    }

    private static func badValue(_ parameter: InfoCommand.Parameter) -> InfoAnswer {
        .failure(.parameter, "bad '\(parameter.key)' value")
    }

    private static func isFixed(_ parameter: InfoCommand.Parameter) -> InfoAnswer {
        .failure(.parameter, "'\(parameter.key.onOneLine)' cannot change at run time")
    }
}
