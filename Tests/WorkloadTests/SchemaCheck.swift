@testable import Workload

/// Whether a YAML node is what a schema allows; knows the keywords that the schema uses.
struct SchemaCheck {
    let schema: SpecSchema

    /// Whether the whole file is allowed.
    func allows(_ node: SpecNode) -> Bool { allows(node, schema.root) }

    private func allows(_ node: SpecNode, _ rule: SchemaNode) -> Bool {
        if let reference = rule.reference {
            let name = String(reference.dropFirst("#/$defs/".count))
            guard let section = schema.sections[name] else { return false }
            return allows(node, section)
        }
        if let limit = rule.maxProperties, case .mapping(let entries) = node.content,
            entries.count > limit
        {
            return false
        }
        if let alternatives = rule.alternatives {
            return alternatives.contains { allows(node, $0) }
        }
        switch node.content {
        case .scalar(let text): return allows(text, rule)
        case .sequence(let nodes):
            guard rule.type == nil || rule.type == "array", rule.words == nil else { return false }
            return nodes.allSatisfy { allows($0, rule.items ?? SchemaNode()) }
        case .mapping(let entries): return allows(entries, rule)
        }
    }

    private func allows(_ entries: [SpecNode.Entry], _ rule: SchemaNode) -> Bool {
        guard rule.type == nil || rule.type == "object", rule.words == nil else { return false }
        let names = entries.map(\.key)
        guard (rule.required ?? []).allSatisfy(names.contains) else { return false }
        guard let properties = rule.properties ?? (rule.others.map { _ in [:] }) else {
            return true
        }
        return entries.allSatisfy { entry in
            guard let rule = properties[entry.key] ?? rule.others else { return false }
            return allows(entry.value, rule)
        }
    }

    /// YAML's own reading of a plain scalar decides its type.
    private func allows(_ text: String, _ rule: SchemaNode) -> Bool {
        if let words = rule.words { return words.contains(text) }
        let number = Double(text.filter { $0 != "_" })
        switch rule.type {
        case nil: return true
        case "boolean": return text == "true" || text == "false"
        case "null": return text.isEmpty
        case "integer", "number":
            guard let number else { return false }
            let isWhole = rule.type == "number" || number == number.rounded()
            return isWhole && number >= rule.minimum ?? number && number <= rule.maximum ?? number
        case "string":
            if Double(text) != nil || text == "true" || text == "false" { return false }
            guard let pattern = rule.pattern else { return true }
            return (try? Regex(pattern)).map { text.wholeMatch(of: $0) != nil } ?? false
        default: return false
        }
    }
}
