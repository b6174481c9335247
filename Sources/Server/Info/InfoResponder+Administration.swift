internal import Engine
internal import Platform
internal import Wire
internal import Workload

/// What makes and removes namespaces, sets and records.
extension InfoResponder {
    static var administrationEntries: [String: Entry] {
        [
            "truncate": Entry(isSlow: true) { responder, command in responder.truncate(command) },
            "truncate-namespace": Entry(isSlow: true) { responder, command in
                responder.truncateNamespace(command)
            },
            "create-namespace": Entry(isSlow: true) { responder, command in
                responder.createNamespace(command)
            },
            "drop-namespace": Entry(isSlow: true) { responder, command in
                responder.dropNamespace(command)
            },
            "create-set": Entry { responder, command in responder.createSet(command) },
            "delete-set": Entry(isSlow: true) { responder, command in
                responder.deleteSet(command)
            },
        ]
    }

    // MARK: Truncation

    private func truncate(_ command: InfoCommand) -> InfoAnswer {
        withNamespace(of: command) { name in
            guard let set = command.value("set"), !set.isEmpty else { return .missing("set") }
            guard set.utf8.count <= AerospikeLimits.setNameByteCount else {
                return .failure(.parameter, "'set' value too long")
            }
            return truncate(name, set: set, before: command.value("lut"))
        }
    }

    private func truncateNamespace(_ command: InfoCommand) -> InfoAnswer {
        withNamespace(of: command) { truncate($0, set: nil, before: command.value("lut")) }
    }

    /// Removes records; a namespace or set that is not there has none.
    private func truncate(_ name: NamespaceName, set: String?, before lut: String?) -> InfoAnswer {
        guard name.utf8.count <= AerospikeLimits.namespaceNameByteCount else {
            return .failure(.namespace, "'namespace' value too long")
        }
        let through: UInt32?
        switch Self.lastSecond(before: lut, now: node.store.clock.now) {
        case .success(let second): through = second
        case .failure(let refusal): return refusal.answer
        }
        guard let namespace = node.namespace(name) else { return .ok }
        let known = set.flatMap { namespace.knownSet(named: $0) }
        if set != nil && known == nil { return .ok }
        do {
            try namespace.truncate(set: known, through: through)
            return .ok
        } catch {
            return .failure(.parameter, error.description)
        }
    }

    /// Why a truncation cannot be.
    private struct Refusal: Error {
        let answer: InfoAnswer
    }

    /// The last second whose records a truncation removes; nil for all.
    ///
    /// Records know the second of their last update. Those of the second in which the time lies may
    /// be younger than it, and stay: a truncation never removes what it must not.
    ///
    /// - Parameters:
    ///   - lut: nanoseconds since 1970, as text; nil or 0 for now.
    ///   - now: seconds since 2010-01-01 UTC.
    /// - Returns: the second, nil for the present one; or why there is none.
    private static func lastSecond(
        before lut: String?, now: UInt32
    ) -> Result<UInt32?, Refusal> {
        guard let lut else { return .success(nil) }
        guard let nanoseconds = UInt64(lut) else {
            return .failure(Refusal(answer: .failure(.parameter, "bad 'lut' value")))
        }
        if nanoseconds == 0 { return .success(nil) }
        let seconds = nanoseconds / 1_000_000_000
        let epoch = UInt64(StoreClock.epochUnixSeconds)
        guard seconds > epoch else {
            return .failure(Refusal(answer: .failure(.parameter, "would truncate to 0")))
        }
        guard seconds - epoch <= UInt64(now) else {
            return .failure(Refusal(answer: .failure(.parameter, "would truncate in the future")))
        }
        return .success(UInt32(seconds - epoch - 1))
    }

    // MARK: Namespaces

    /// `create-namespace:namespace=n[;parameter=value…]`, with the engine's parameters.
    private func createNamespace(_ command: InfoCommand) -> InfoAnswer {
        withNamespace(of: command) { name in
            guard name.utf8.count <= AerospikeLimits.namespaceNameByteCount,
                name.allSatisfy(\.isPlain)
            else {
                return .failure(
                    .parameter, "a name has 1 to 31 letters, digits, '-', '_' or '.'")
            }
            let settings = command.parameters.filter { !["namespace", "ns"].contains($0.key) }
                .map { (name: $0.key, value: $0.value) }
            var engine = ServerConfiguration.defaultEngine
            do {
                try engine.apply(PlanSettings(settings, from: "create-namespace"))
                try node.createNamespace(name, engine)
                return .ok
            } catch {
                return .failure(.parameter, "\(error)")
            }
        }
    }

    private func dropNamespace(_ command: InfoCommand) -> InfoAnswer {
        withNamespace(of: command) { name in
            do {
                try node.dropNamespace(name)
                return .ok
            } catch {
                return .noNamespace
            }
        }
    }

    // MARK: Sets

    /// `create-set:namespace=n;set=s[;default-ttl=seconds]`.
    private func createSet(_ command: InfoCommand) -> InfoAnswer {
        withSet(of: command) { namespace, set in
            var settings = SetConfiguration()
            if let text = command.value("default-ttl") {
                guard let seconds = InfoDuration.seconds(text) else {
                    return .failure(.parameter, "bad 'default-ttl' value")
                }
                settings.defaultTTLSeconds = seconds
            }
            do throws(EngineError) {
                try namespace.createSet(set, configuration: settings)
                return .ok
            } catch {
                return .failure(.parameter, error.description)
            }
        }
    }

    private func deleteSet(_ command: InfoCommand) -> InfoAnswer {
        withSet(of: command) { namespace, set in
            do throws(EngineError) {
                try namespace.dropSet(set)
                return .ok
            } catch {
                return .failure(.parameter, error.description)
            }
        }
    }

    /// Calls `body` with the namespace and the name of the set that a command names.
    private func withSet(
        of command: InfoCommand, _ body: (Namespace, String) -> InfoAnswer
    ) -> InfoAnswer {
        withNamespace(of: command) { name in
            guard let namespace = node.namespace(name) else { return .noNamespace }
            guard let set = command.value("set"), !set.isEmpty else { return .missing("set") }
            return body(namespace, set)
        }
    }
}

/// A time as info commands write it: seconds, or a number with `S`, `M`, `H` or `D`.
enum InfoDuration {
    private static let units: [Character: UInt64] = ["S": 1, "M": 60, "H": 3600, "D": 86_400]

    /// The seconds; nil when it is no time, or more than ten years.
    static func seconds(_ text: String) -> UInt32? {
        let unit = text.last.flatMap { units[Character($0.uppercased())] }
        guard let number = UInt64(unit == nil ? text : String(text.dropLast())) else { return nil }
        let (seconds, overflow) = number.multipliedReportingOverflow(by: unit ?? 1)
        guard !overflow, seconds <= UInt64(EngineConfiguration.ttlSecondsMaximum) else {
            return nil
        }
        return UInt32(seconds)
    }
}
