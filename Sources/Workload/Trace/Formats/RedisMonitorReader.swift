internal import Platform

/// Reads what Redis's `MONITOR` prints.
///
/// `1339518083.107412 [0 127.0.0.1:60866] "set" "key" "value"`: seconds with six decimals, the
/// database and the client, then the command's words in quotes with C's escapes. A command on
/// several keys is a request for each. A key's database is not told apart. Commands without a
/// counterpart here are counted and left out.
///
/// Source: https://redis.io/docs/latest/commands/monitor/; escapes as in `sdscatrepr` of Redis.
struct RedisMonitorReader: TraceRequestReader {
    static let form = #"1339518083.107412 [0 127.0.0.1:60866] "get" "key""#

    private(set) var leftOut = LeftOutOperations()
    private var words: [Word] = []
    private var scratch: [UInt8] = []
    /// Requests of the current line that were not yet given, the next one last.
    private var pending: [TraceRequest] = []

    /// One word of a command.
    struct Word {
        /// Where it stands between its quotes.
        var range: Range<Int>
        /// How many bytes it has without escapes.
        var byteCount: Int
    }

    mutating func next(_ stream: inout TraceByteStream) throws(WorkloadError) -> TraceRequest? {
        while pending.isEmpty {
            guard try stream.nextLine() else { return nil }
            let line = stream.item
            // The reply to MONITOR itself.
            if line.byteCount == 2, line.byte(at: 0) == UInt8(ascii: "O") { continue }
            try readLine(stream)
        }
        return pending.removeLast()
    }

    private mutating func readLine(_ stream: borrowing TraceByteStream) throws(WorkloadError) {
        let line = stream.item
        let timeEnd = line.fieldEnd(0, separator: UInt8(ascii: " "))
        let clientStart = timeEnd + 1
        guard timeEnd > 7, line.byte(at: timeEnd - 7) == UInt8(ascii: "."),
            let second = line.decimal(0..<timeEnd - 7), second <= TraceLimits.second,
            let micros = line.decimal(timeEnd - 6..<timeEnd),
            clientStart < line.byteCount, line.byte(at: clientStart) == UInt8(ascii: "[")
        else { throw stream.expected(.redisMonitor, Self.form) }
        var clientEnd = line.fieldEnd(clientStart, separator: UInt8(ascii: "]"))
        // An IPv6 address has brackets of its own.
        while clientEnd + 1 < line.byteCount, line.byte(at: clientEnd + 1) != UInt8(ascii: " ") {
            clientEnd = line.fieldEnd(clientEnd + 1, separator: UInt8(ascii: "]"))
        }
        guard try split(stream, from: clientEnd + 1), let first = words.first else {
            throw stream.expected(.redisMonitor, Self.form)
        }
        let time = Nanoseconds(second &* 1_000_000_000 &+ micros &* 1_000)
        let client = XXHash64.hash(line, clientStart..<clientEnd)
        let name = line.text(first.range).lowercased()
        guard let command = RedisCommand.all[name], words.count > command.wordCount else {
            leftOut.add(name)
            return
        }
        try addRequests(command, time: time, client: client, stream)
    }

    /// Finds the words between quotes from `start` on; false when there is anything else.
    private mutating func split(
        _ stream: borrowing TraceByteStream, from start: Int
    ) throws(WorkloadError) -> Bool {
        let line = stream.item
        words.removeAll(keepingCapacity: true)
        var offset = start
        while offset < line.byteCount {
            guard offset + 2 < line.byteCount, line.byte(at: offset) == UInt8(ascii: " "),
                line.byte(at: offset + 1) == UInt8(ascii: "\"")
            else { return false }
            let begin = offset + 2
            var (end, escapedCount) = (begin, 0)
            while end < line.byteCount, line.byte(at: end) != UInt8(ascii: "\"") {
                guard line.byte(at: end) == UInt8(ascii: "\\") else {
                    end += 1
                    continue
                }
                let isHex = end + 1 < line.byteCount && line.byte(at: end + 1) == UInt8(ascii: "x")
                escapedCount += isHex ? 3 : 1
                end += isHex ? 4 : 2
            }
            guard end < line.byteCount else { return false }
            words.append(Word(range: begin..<end, byteCount: end - begin - escapedCount))
            offset = end + 1
        }
        return true
    }

    // MARK: Requests

    private mutating func addRequests(
        _ command: RedisCommand, time: Nanoseconds, client: UInt64,
        _ stream: borrowing TraceByteStream
    ) throws(WorkloadError) {
        var request = TraceRequest(
            time: time, keyFingerprint: 0, client: client, operation: command.operation)
        switch command.shape {
        case .key: break
        case .keyAndValue(let position): request.valueByteCount = try size(position, stream)
        case .keyTimeAndValue(let isMilliseconds):
            request.ttlSeconds = try seconds(2, isMilliseconds, stream)
            request.valueByteCount = try size(3, stream)
        case .keyAndTime(let isMilliseconds):
            request.ttlSeconds = try seconds(2, isMilliseconds, stream)
        case .set:
            request.valueByteCount = try size(2, stream)
            try readOptions(&request, stream)
        case .fields:
            var sum: UInt32 = 0
            for position in stride(from: 3, to: words.count, by: 2) {
                sum = UInt32(clamping: UInt64(sum) + UInt64(try size(position, stream)))
            }
            request.valueByteCount = min(sum, UInt32(TraceLimits.valueByteCount))
        case .keys:
            for position in (1..<words.count).reversed() { try add(request, position, stream) }
            return
        case .pairs:
            for position in stride(from: 1, to: words.count - 1, by: 2).reversed() {
                request.valueByteCount = try size(position + 1, stream)
                try add(request, position, stream)
            }
            return
        }
        try add(request, 1, stream)
    }

    /// `SET key value [NX | XX] [EX seconds | PX milliseconds] …`.
    private func readOptions(
        _ request: inout TraceRequest, _ stream: borrowing TraceByteStream
    ) throws(WorkloadError) {
        var position = 3
        while position < words.count {
            let word = stream.item.text(words[position].range).lowercased()
            switch word {
            case "nx": request.operation = .add
            case "xx": request.operation = .replace
            case "ex", "px":
                guard position + 1 < words.count else { return }
                position += 1
                request.ttlSeconds = try seconds(position, word == "px", stream)
            default: break
            }
            position += 1
        }
    }

    private mutating func add(
        _ request: TraceRequest, _ position: Int, _ stream: borrowing TraceByteStream
    ) throws(WorkloadError) {
        let word = words[position]
        guard word.byteCount > 0 && word.byteCount <= Int(TraceLimits.keyByteCount) else {
            throw stream.error(
                "the key has \(word.byteCount) bytes; it must have 1 to "
                    + "\(TraceLimits.keyByteCount); remove the line")
        }
        var request = request
        request.keyByteCount = UInt32(word.byteCount)
        request.keyFingerprint =
            word.byteCount == word.range.count
            ? stream.fingerprint(word.range) : unescapedFingerprint(word.range, stream)
        pending.append(request)
    }

    private mutating func unescapedFingerprint(
        _ range: Range<Int>, _ stream: borrowing TraceByteStream
    ) -> UInt64 {
        let line = stream.item
        scratch.removeAll(keepingCapacity: true)
        var offset = range.lowerBound
        while offset < range.upperBound {
            let byte = line.byte(at: offset)
            guard byte == UInt8(ascii: "\\"), offset + 1 < range.upperBound else {
                scratch.append(byte)
                offset += 1
                continue
            }
            let escaped = line.byte(at: offset + 1)
            if escaped == UInt8(ascii: "x"), offset + 3 < range.upperBound {
                let digits = (line.byte(at: offset + 2), line.byte(at: offset + 3))
                scratch.append(Self.nibble(digits.0) << 4 | Self.nibble(digits.1))
                offset += 4
            } else {
                scratch.append(Self.controls[escaped] ?? escaped)
                offset += 2
            }
        }
        return XXHash64.hash(scratch.raw, 0..<scratch.count)
    }

    private static let controls: [UInt8: UInt8] = [
        UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9,
        UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8,
    ]

    private static func nibble(_ digit: UInt8) -> UInt8 {
        digit < UInt8(ascii: "a") ? digit & 15 : (digit &- 87) & 15
    }

    private func size(
        _ position: Int, _ stream: borrowing TraceByteStream
    ) throws(WorkloadError) -> UInt32 {
        let count = words[position].byteCount
        guard count <= TraceLimits.valueByteCount else {
            throw stream.error(
                "the value has \(count) bytes; at most \(TraceLimits.valueByteCount) are replayed")
        }
        return UInt32(max(count, 0))
    }

    private func seconds(
        _ position: Int, _ isMilliseconds: Bool, _ stream: borrowing TraceByteStream
    ) throws(WorkloadError) -> UInt32 {
        let range = words[position].range
        guard let value = stream.item.decimal(range) else {
            throw stream.error(
                "the time to live is '\(stream.item.text(range))', not a whole number; "
                    + "remove the line")
        }
        let seconds = isMilliseconds ? (value + 999) / 1_000 : value
        return UInt32(clamping: seconds)
    }
}

/// How a Redis command becomes requests.
struct RedisCommand: Sendable {
    /// Where its keys, values and times stand.
    enum Shape: Hashable, Sendable {
        case key
        case keyAndValue(at: Int)
        case keyTimeAndValue(isMilliseconds: Bool)
        case keyAndTime(isMilliseconds: Bool)
        case set
        case fields
        case keys
        case pairs
    }

    let operation: TraceOperation
    let shape: Shape
    /// The fewest words it has after its name.
    let wordCount: Int

    private init(_ operation: TraceOperation, _ shape: Shape, _ wordCount: Int) {
        self.operation = operation
        self.shape = shape
        self.wordCount = wordCount
    }

    static let all: [String: RedisCommand] = [
        "get": RedisCommand(.get, .key, 1), "getrange": RedisCommand(.get, .key, 1),
        "getex": RedisCommand(.get, .key, 1), "strlen": RedisCommand(.get, .key, 1),
        "hget": RedisCommand(.get, .key, 2), "hmget": RedisCommand(.get, .key, 2),
        "hgetall": RedisCommand(.get, .key, 1), "mget": RedisCommand(.get, .keys, 1),
        "set": RedisCommand(.set, .set, 2), "getset": RedisCommand(.set, .keyAndValue(at: 2), 2),
        "setex": RedisCommand(.set, .keyTimeAndValue(isMilliseconds: false), 3),
        "psetex": RedisCommand(.set, .keyTimeAndValue(isMilliseconds: true), 3),
        "setnx": RedisCommand(.add, .keyAndValue(at: 2), 2),
        "mset": RedisCommand(.set, .pairs, 2), "msetnx": RedisCommand(.add, .pairs, 2),
        "hset": RedisCommand(.set, .fields, 3), "hmset": RedisCommand(.set, .fields, 3),
        "hsetnx": RedisCommand(.set, .fields, 3),
        "append": RedisCommand(.append, .keyAndValue(at: 2), 2),
        "del": RedisCommand(.delete, .keys, 1), "unlink": RedisCommand(.delete, .keys, 1),
        "getdel": RedisCommand(.delete, .key, 1),
        "incr": RedisCommand(.increment, .key, 1), "decr": RedisCommand(.increment, .key, 1),
        "incrby": RedisCommand(.increment, .key, 2), "decrby": RedisCommand(.increment, .key, 2),
        "incrbyfloat": RedisCommand(.increment, .key, 2),
        "hincrby": RedisCommand(.increment, .key, 3),
        "exists": RedisCommand(.exists, .keys, 1),
        "expire": RedisCommand(.touch, .keyAndTime(isMilliseconds: false), 2),
        "pexpire": RedisCommand(.touch, .keyAndTime(isMilliseconds: true), 2),
    ]
}
