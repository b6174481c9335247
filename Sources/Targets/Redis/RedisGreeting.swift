internal import Wire

/// What is said first on a connection: who we are, which database, the script, and `PING`.
///
/// `PING` comes last and always: a server that is loading, wants a password or has no room for
/// another client says so in its answer, before any operation is sent.
struct RedisGreeting: Sendable {
    /// A command of the greeting.
    enum Command: Sendable, Equatable {
        /// `AUTH` with the password, and the user if there is one.
        case authenticate
        /// `SELECT`.
        case select
        /// `SCRIPT LOAD`.
        case loadScript
        /// `PING`.
        case ping
    }

    /// The user; nil for the default one.
    var user: String?
    /// The password; nil when none is given.
    var password: String?
    /// The number of the database.
    var database = 0
    /// Whether operations name the script.
    var needsScript = false

    /// The commands, in order.
    var commands: [Command] {
        var commands: [Command] = []
        if password != nil { commands.append(.authenticate) }
        if database != 0 { commands.append(.select) }
        if needsScript { commands.append(.loadScript) }
        return commands + [.ping]
    }

    /// Appends all commands.
    func append(to output: inout ByteQueue) {
        for command in commands { append(command, to: &output) }
    }

    private func append(_ command: Command, to output: inout ByteQueue) {
        switch command {
        case .authenticate:
            RESPRequest.begin("AUTH", argumentCount: user == nil ? 1 : 2, in: &output)
            if let user { RESPRequest.append(text: user, to: &output) }
            RESPRequest.append(text: password ?? "", to: &output)
        case .select:
            RESPRequest.begin("SELECT", argumentCount: 1, in: &output)
            RESPRequest.append(decimal: database, to: &output)
        case .loadScript:
            RESPRequest.begin("SCRIPT", argumentCount: 2, in: &output)
            RESPRequest.append(literal: "LOAD", to: &output)
            RESPRequest.append(literal: RedisAddScript.text, to: &output)
        case .ping:
            RESPRequest.begin("PING", argumentCount: 0, in: &output)
        }
    }

    /// Reads the next reply.
    ///
    /// - Throws: `DialectError` when the server refuses, or what it says is no reply.
    func receive(
        _ input: RawSpan, _ decoder: inout RedisDecoder
    ) throws(DialectError) -> GreetingProgress {
        guard let reply = try decoder.next(input) else { return .incomplete }
        if reply.isPush { return .partial(byteCount: reply.byteCount) }
        let commands = commands
        if reply.isError {
            let text = input.extracting(reply.element.payload)
            throw refusal(of: commands[decoder.greetingReplyCount], text)
        }
        decoder.greetingReplyCount += 1
        return decoder.greetingReplyCount == commands.count
            ? .done(byteCount: reply.byteCount) : .partial(byteCount: reply.byteCount)
    }

    /// What an error in answer to `command` means.
    func refusal(of command: Command, _ error: RawSpan) -> DialectError {
        let text = error.text
        if error.hasPrefix("NOAUTH") {
            return DialectError(
                "the server wants a password: \(text)",
                remedy: "give it in the address, as in redis://user:password@host:port")
        }
        switch command {
        case .authenticate:
            return DialectError(
                "the server refuses the password: \(text)",
                remedy: "check user and password in the address")
        case .select:
            return DialectError(
                "the server has no database \(database): \(text)",
                remedy: "leave the number out of the address, or raise the server's 'databases'")
        case .loadScript:
            return DialectError(
                "the server does not take the script that 'add' needs: \(text)",
                remedy: "allow the user SCRIPT and EVALSHA, or leave out operations.add")
        case .ping:
            return DialectError("the server takes no commands: \(text)", remedy: nil)
        }
    }
}
