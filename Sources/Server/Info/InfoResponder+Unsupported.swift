internal import Wire

/// Secondary indexes and scripts, of which there are none: what clients ask about them anyway.
extension InfoResponder {
    static var unsupportedEntries: [String: Entry] {
        [
            "sindex": Entry { responder, command in responder.indexes(command) },
            "sindex-list": Entry { responder, command in responder.indexes(command) },
            "sindex-stat": Entry { responder, command in responder.indexStatistics(command) },
            "sindex-exists": Entry { _, _ in .text("false") },
            "sindex-create": Entry { _, _ in
                .failure(.unsupported, "secondary indexes are not supported")
            },
            // As the real server answers for an index that is not there.
            "sindex-delete": Entry { _, _ in .ok },
            "sindex-remove": Entry { _, _ in .ok },
            "udf-list": Entry { _, _ in .text("") },
            "udf-get": Entry { _, _ in .text("error=not_found") },
            "udf-put": Entry { _, _ in .failure(.unsupported, "scripts are not supported") },
            "udf-remove": Entry { _, _ in .ok },
        ]
    }

    /// No index; `sindex/namespace/index` asks for the figures of one.
    private func indexes(_ command: InfoCommand) -> InfoAnswer {
        let name = command.arguments.first ?? command.value("namespace", "ns")
        if let name, node.namespace(name) == nil { return .noNamespace }
        return command.arguments.count > 1 ? .failure(.indexNotFound, "no index") : .text("")
    }

    private func indexStatistics(_ command: InfoCommand) -> InfoAnswer {
        withNamespace(of: command) { name in
            node.namespace(name) == nil ? .noNamespace : .failure(.indexNotFound, "no index")
        }
    }
}
