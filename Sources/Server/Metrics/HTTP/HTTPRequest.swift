/// The head of a request for a page, as far as a server of one page needs it.
///
/// Source: RFC 9112, sections 2 and 3: a line of method, target and version; header lines, which
/// are passed over; an empty line.
struct HTTPRequest: Equatable {
    /// What has come so far.
    enum Progress: Equatable {
        /// The head is not complete.
        case incomplete
        /// It is.
        case complete(HTTPRequest)
        /// It is none, or too large.
        case malformed
    }

    var method: String
    /// The target without its query.
    var path: String

    /// The largest head.
    static let byteLimit = 8_192

    /// Looks at what has come.
    static func read(_ bytes: [UInt8]) -> Progress {
        guard let end = headEnd(bytes) else {
            return bytes.count >= byteLimit ? .malformed : .incomplete
        }
        let head = String(decoding: bytes[..<end], as: UTF8.self)
        let line = head.prefix { $0 != "\r\n" && $0 != "\n" }
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, !words[0].isEmpty, words[1].hasPrefix("/"),
            words[2].hasPrefix("HTTP/1.")
        else { return .malformed }
        let path = words[1].prefix { $0 != "?" }
        return .complete(HTTPRequest(method: String(words[0]), path: String(path)))
    }

    /// Where the empty line begins; lines may end with a line feed alone (RFC 9112, section 2.2).
    private static func headEnd(_ bytes: [UInt8]) -> Int? {
        var isLineEmpty = false
        for (offset, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "\n") {
                if isLineEmpty { return offset }
                isLineEmpty = true
            } else if byte != UInt8(ascii: "\r") {
                isLineEmpty = false
            }
        }
        return nil
    }

    /// The whole response to what was read.
    ///
    /// - Parameters:
    ///   - progress: anything but incomplete.
    ///   - page: makes the page; called only when it was asked for.
    /// - Returns: status, headers and body; the connection is to be closed behind it.
    static func response(to progress: Progress, page: () -> String) -> String {
        guard case .complete(let request) = progress else {
            return response("400 Bad Request", "what came is no request for a page\n")
        }
        guard request.path == "/metrics" else {
            return response("404 Not Found", "there is only /metrics\n", of: request)
        }
        guard request.method == "GET" || request.method == "HEAD" else {
            return response(
                "405 Method Not Allowed", "the page can only be read\n", of: request,
                headers: "Allow: GET, HEAD\r\n")
        }
        return response(
            "200 OK", page(), of: request, type: "text/plain; version=0.0.4; charset=utf-8")
    }

    private static func response(
        _ status: String, _ body: String, of request: HTTPRequest? = nil,
        headers: String = "", type: String = "text/plain; charset=utf-8"
    ) -> String {
        let head =
            "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\(headers)Connection: close\r\n\r\n"
        return request?.method == "HEAD" ? head : head + body
    }
}
