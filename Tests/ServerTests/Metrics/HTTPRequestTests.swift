import Testing

@testable import Server

@Suite("Requests for the page of metrics")
struct HTTPRequestTests {
    @Test(
        "what browsers and scrapers send is understood",
        arguments: [
            ("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n", "GET", "/metrics"),
            ("GET /metrics?x=1 HTTP/1.0\n\n", "GET", "/metrics"),
            ("HEAD / HTTP/1.1\r\n\r\nrest", "HEAD", "/"),
        ])
    func complete(text: String, method: String, path: String) {
        #expect(
            HTTPRequest.read(Array(text.utf8))
                == .complete(HTTPRequest(method: method, path: path)))
    }

    @Test("however it is cut, it is incomplete until its empty line has come")
    func splits() {
        let bytes = Array("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        for count in 0..<bytes.count {
            #expect(HTTPRequest.read(Array(bytes.prefix(count))) == .incomplete)
        }
    }

    @Test(
        "what is none is refused",
        arguments: [
            "\n\n", "GET\r\n\r\n", "GET / HTTP/2\r\n\r\n", "GET  / HTTP/1.1\r\n\r\n",
            "GET metrics HTTP/1.1\r\n\r\n", " / HTTP/1.1\r\n\r\n",
            String(repeating: "x", count: HTTPRequest.byteLimit),
        ])
    func malformed(text: String) {
        #expect(HTTPRequest.read(Array(text.utf8)) == .malformed)
    }

    @Test(
        "each gets its status, and a length that is right",
        arguments: [
            ("GET /metrics", "200 OK", "page\n"), ("GET /metrics?a", "200 OK", "page\n"),
            ("HEAD /metrics", "200 OK", ""), ("GET /", "404 Not Found", "there is only /metrics\n"),
            ("POST /metrics", "405 Method Not Allowed", "the page can only be read\n"),
        ])
    func responses(line: String, status: String, body: String) {
        let progress = HTTPRequest.read(Array("\(line) HTTP/1.1\r\n\r\n".utf8))
        let response = HTTPRequest.response(to: progress) { "page\n" }
        #expect(response.hasPrefix("HTTP/1.1 \(status)\r\n"))
        #expect(response.hasSuffix("\r\nConnection: close\r\n\r\n\(body)"))
        let length = line.hasPrefix("HEAD") ? 5 : body.utf8.count
        #expect(response.contains("\r\nContent-Length: \(length)\r\n"))
    }

    @Test("what is no request is told so")
    func badRequest() {
        let response = HTTPRequest.response(to: .malformed) { "page\n" }
        #expect(response.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
    }
}
