import Wire

/// What a decoder makes of the bytes that have arrived.
public enum Step {
    /// A message: a checksum of what is in it, and how many bytes it took.
    case message(UInt64, byteCount: Int)
    case needsMore
    /// The stream is broken; nothing after it counts.
    case failure(String)
}

/// Checks that a decoder finds the same in `input` at once and in pieces, and never too much.
///
/// The first byte of the input says how long the pieces are: 0 for as many as there are bytes.
public func expectSameInPieces(_ input: UnsafeBufferPointer<UInt8>, _ decoder: () -> Decoder) {
    guard let pieceByteCount = input.first.map({ max(1, Int($0)) }) else { return }
    let stream = UnsafeBufferPointer(rebasing: input.dropFirst())
    let whole = decode(stream, pieceByteCount: max(1, stream.count), decoder())
    let pieces = decode(stream, pieceByteCount: pieceByteCount, decoder())
    if whole != pieces {
        fatalError("\(whole)\nin pieces of \(pieceByteCount): \(pieces)")
    }
}

/// A decoder at the start of a stream.
public typealias Decoder = (RawSpan) -> Step

private func decode(
    _ stream: UnsafeBufferPointer<UInt8>, pieceByteCount: Int, _ decoder: Decoder
) -> [String] {
    var queue = ByteQueue()
    var (found, start) = ([String](), 0)
    while start < stream.count {
        let end = min(start + pieceByteCount, stream.count)
        queue.append(RawSpan(_unsafeBytes: UnsafeRawBufferPointer(stream)[start..<end]))
        start = end
        var isWaiting = false
        while !isWaiting {
            switch decoder(queue.bytes) {
            case .message(let sum, let byteCount):
                precondition(byteCount > 0 && byteCount <= queue.byteCount)
                found.append("\(sum) \(byteCount)")
                queue.consume(byteCount)
            case .needsMore:
                isWaiting = true
            case .failure(let words):
                precondition(!words.isEmpty)
                return found + [words]
            }
        }
        queue.checkInvariants()
    }
    return found + ["\(queue.byteCount) left"]
}

/// A sum over what is in a message: FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/.
public struct Checksum {
    /// The sum over all that was added.
    public private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    /// The sum over nothing.
    public init() {}

    /// Adds a number.
    public mutating func add(_ number: some BinaryInteger) {
        value = (value ^ UInt64(truncatingIfNeeded: number)) &* 0x100_0000_01b3
    }

    /// Adds bytes, and how many they are.
    public mutating func add(_ bytes: RawSpan) {
        add(bytes.byteCount)
        for offset in bytes.byteOffsets { add(bytes.byte(at: offset)) }
    }

    /// Adds text.
    public mutating func add(_ text: some CustomStringConvertible) {
        for byte in text.description.utf8 { add(byte) }
    }
}
