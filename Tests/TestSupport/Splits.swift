public import Testing
public import Wire

/// What a decoder makes of the bytes that have arrived.
public enum DecoderStep {
    /// A message, in words that tell it from every other, and how many bytes it took.
    case message(String, byteCount: Int)
    /// More bytes are needed.
    case needsMore
    /// The stream is broken; nothing after it counts.
    case failure(String)
}

/// A decoder at the start of a stream, which may keep state between calls.
public typealias MakeDecoder = () -> (RawSpan) -> DecoderStep

/// What comes out when `stream` arrives in pieces that end at `ends`.
///
/// Each message in words, then the failure, or how many bytes were left over.
public func decode(_ stream: [UInt8], endingAt ends: [Int], with makeDecoder: MakeDecoder)
    -> [String]
{
    let decoder = makeDecoder()
    var queue = ByteQueue()
    var (found, start) = ([String](), 0)
    for end in ends {
        for byte in stream[start..<end] { queue.append(byte) }
        start = end
        var isWaiting = false
        while !isWaiting {
            switch decoder(queue.bytes) {
            case .message(let words, let byteCount):
                precondition(byteCount > 0, "a message without bytes would be found for ever")
                found.append("\(words) [\(byteCount)]")
                queue.consume(byteCount)
            case .needsMore:
                isWaiting = true
            case .failure(let words):
                return found + ["failure: \(words)"]
            }
        }
    }
    queue.checkInvariants()
    return found + ["left: \(queue.byteCount)"]
}

/// Checks that the decoder finds the same in every split, and returns what it finds.
///
/// At once, byte by byte, and at some random places.
@discardableResult
public func expectSameInEverySplit(
    _ stream: [UInt8], _ makeDecoder: MakeDecoder, comment: Comment? = nil,
    location: SourceLocation = #_sourceLocation
) -> [String] {
    let whole = decode(stream, endingAt: [stream.count], with: makeDecoder)
    let single = decode(stream, endingAt: Array(0...stream.count), with: makeDecoder)
    #expect(single == whole, "byte by byte", sourceLocation: location)
    var random = Random(seed: UInt64(stream.count))
    for _ in 0..<3 {
        let ends = (0..<4).map { _ in random.below(stream.count + 1) }.sorted() + [stream.count]
        let split = decode(stream, endingAt: ends, with: makeDecoder)
        #expect(split == whole, "split at \(ends) \(comment.map { "\($0)" } ?? "")")
    }
    return whole
}

/// Checks that messages are found the same alone, together, in every split, and cut off anywhere.
public func expectMessages(
    _ messages: [[UInt8]], are words: [String], _ makeDecoder: MakeDecoder,
    location: SourceLocation = #_sourceLocation
) {
    for (message, words) in zip(messages, words) {
        let found = decode(message, endingAt: [message.count], with: makeDecoder)
        #expect(
            found == ["\(words) [\(message.count)]", "left: 0"], sourceLocation: location)
        for end in message.indices {
            let cut = decode(Array(message[..<end]), endingAt: [end], with: makeDecoder)
            #expect(cut == ["left: \(end)"], "cut off at \(end): \(words)")
        }
    }
    var ends = [0]
    for message in messages { ends.append(ends[ends.count - 1] + message.count) }
    let stream = messages.flatMap { $0 }
    let together = zip(messages, words).map { "\($1) [\($0.count)]" } + ["left: 0"]
    #expect(decode(stream, endingAt: ends, with: makeDecoder) == together)
    #expect(expectSameInEverySplit(stream, makeDecoder) == together, sourceLocation: location)
}

/// Feeds broken variants of good messages, and plain noise: whatever comes, every split agrees.
///
/// - Parameters:
///   - messages: good messages, to be damaged in a few bytes, cut and joined.
///   - seedCount: how many streams.
///   - makeDecoder: the decoder.
public func expectNoiseIsHarmless(
    _ messages: [[UInt8]], seedCount: Int = 300, _ makeDecoder: MakeDecoder
) {
    forEachSeed(seedCount) { seed in
        var random = Random(seed: seed)
        var stream: [UInt8] = []
        for _ in 0..<1 + random.below(4) {
            var piece = messages[random.below(messages.count)]
            for _ in 0..<random.below(3) where !piece.isEmpty {
                piece[random.below(piece.count)] = random.byte()
            }
            if random.below(4) == 0 { piece.removeLast(random.below(piece.count + 1)) }
            if random.below(8) == 0 { piece = (0..<random.below(40)).map { _ in random.byte() } }
            stream += piece
        }
        // A broken length may ask for a lot; what has arrived stays little.
        expectSameInEverySplit(stream, makeDecoder, comment: seedComment(seed))
    }
}

/// SplitMix64, as in https://prng.di.unimi.it/splitmix64.c.
public struct Random {
    private var state: UInt64

    /// A generator whose numbers `seed` decides.
    public init(seed: UInt64) {
        state = seed
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
        return value ^ value >> 31
    }

    /// A number from 0 to below `limit`.
    public mutating func below(_ limit: Int) -> Int {
        Int(next() % UInt64(limit))
    }

    /// The next byte.
    public mutating func byte() -> UInt8 {
        UInt8(truncatingIfNeeded: next() >> 32)
    }
}

/// What `encode` appends to an empty queue.
public func encoded(_ encode: (inout ByteQueue) throws -> Void) rethrows -> [UInt8] {
    var queue = ByteQueue()
    try encode(&queue)
    return queue.bytes.byteOffsets.map { queue.bytes.byte(at: $0) }
}

/// What `encode` appends to an empty queue, as text.
public func encodedText(_ encode: (inout ByteQueue) throws -> Void) rethrows -> String {
    String(decoding: try encoded(encode), as: UTF8.self)
}

/// Lends the bytes of `array`.
public func withBytes<Result>(_ array: [UInt8], _ body: (RawSpan) throws -> Result) rethrows
    -> Result
{
    unsafe try body(array.span.bytes)
}

/// Lends the bytes of `text`.
public func withBytes<Result>(_ text: String, _ body: (RawSpan) throws -> Result) rethrows -> Result
{
    try withBytes(Array(text.utf8), body)
}

/// The bytes that hexadecimal digits stand for; anything else between them is left out.
public func hex(_ text: String) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    precondition(digits.count % 2 == 0, "half a byte in \(text)")
    return stride(from: 0, to: digits.count, by: 2).map {
        UInt8(digits[$0] << 4 | digits[$0 + 1])
    }
}

/// The bytes as hexadecimal digits.
public func hex(_ bytes: RawSpan) -> String {
    bytes.byteOffsets.map { offset in
        let digits = String(bytes.byte(at: offset), radix: 16)
        return digits.count < 2 ? "0" + digits : digits
    }.joined()
}

/// The bytes as text.
public func text(_ bytes: RawSpan?) -> String? {
    guard let bytes else { return nil }
    return bytes.text
}
