internal import Foundation

/// JSON with sorted keys and two blanks of indentation: the same value is the same text.
enum JSONText {
    /// The text of `value`, ending in a newline; every number in it is finite.
    static func encode(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
        } catch {
            preconditionFailure("a result holds a number that is not finite: \(error)")
        }
    }

    /// The value that `text` holds.
    ///
    /// - Returns: nil, and what is wrong with it in words, when it holds something else.
    static func decode<Value: Decodable>(
        _ type: Value.Type, from text: String
    ) -> (value: Value?, problem: String) {
        do {
            return (try JSONDecoder().decode(type, from: Data(text.utf8)), "")
        } catch let error as DecodingError {
            return (nil, describe(error))
        } catch {
            return (nil, "\(error)")
        }
    }

    private static func describe(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, let context):
            "'\(path(context.codingPath + [key]))' is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "'\(path(context.codingPath))' has the wrong type"
        case .dataCorrupted(let context) where !context.codingPath.isEmpty:
            "'\(path(context.codingPath))' has a value that cannot be"
        default:
            "it is no JSON, or it is cut off"
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.map { key in key.intValue.map { "\($0)" } ?? key.stringValue }
            .joined(separator: ".")
    }
}
