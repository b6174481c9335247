extension RecordedOperation {
    /// What was asked and answered, in few words.
    var label: String {
        switch outcome {
        case .unknown: "\(asked) ?"
        case .found(let value, let generation): "\(asked)\(relation)\(value)\(text(generation))"
        case .absent: "\(asked) absent"
        case .acknowledged: asked
        case .applied(let generation): "\(asked)\(text(generation))"
        case .refused: "\(asked) refused"
        case .damaged: "\(asked) damaged"
        }
    }

    private var asked: String {
        switch action {
        case .read: "read"
        case .write(let value): "write \(value)"
        case .create(let value): "create \(value)"
        case .update(let value): "update \(value)"
        case .writeIfGeneration(let generation, let value): "write \(value) if g\(generation)"
        case .increment(let amount): "add \(amount)"
        case .exchange(let value): "exchange \(value)"
        case .delete: "delete"
        }
    }

    /// What stands between what was asked and the value that came back.
    private var relation: String {
        switch action {
        case .increment: " = "
        case .exchange: " for "
        default: " "
        }
    }

    private func text(_ generation: UInt16?) -> String {
        guard let generation, generation > 0 else { return "" }
        return " g\(generation)"
    }
}
