internal import Wire

/// The values of an answer to info commands, by command.
struct InfoText {
    private var values: [String: String] = [:]

    /// Reads an answer.
    ///
    /// - Parameter body: the body of a frame of kind info.
    /// - Throws: `ClientError` when one of the values is a failure: clients take none then.
    init(_ body: RawSpan) throws(ClientError) {
        var cursor = AerospikeInfoReplyCursor(body)
        while let item = cursor.next() {
            let command = item.command.text
            if item.isError {
                throw ClientError(.infoRefused(command: command, answer: item.value.text))
            }
            values[command] = item.value.text
        }
    }

    /// The value of `command`.
    ///
    /// - Throws: `ClientError` when it was not answered.
    func value(_ command: String) throws(ClientError) -> String {
        guard let value = values[command] else {
            throw ClientError(.badNode(.silent(command: command)))
        }
        return value
    }

    /// The value of `command`, which is a whole number.
    ///
    /// - Throws: `ClientError` when it is not.
    func number(_ command: String) throws(ClientError) -> Int64 {
        let text = try value(command)
        guard let number = Int64(text) else {
            throw ClientError(.badNode(.badNumber(command: command, answer: text)))
        }
        return number
    }
}
