import FuzzSupport
import Wire

/// One input of the fuzzer: the length of pieces, then what a Redis server may send.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ byteCount: Int) -> CInt {
    let input = UnsafeBufferPointer(start: start, count: byteCount)
    expectSameInPieces(input) {
        var scanner = RESPReplyScanner(byteLimit: 1_000)
        return { bytes in
            do throws(RESPError) {
                guard let reply = try scanner.scan(bytes) else { return .needsMore }
                return .message(checksum(reply, bytes), byteCount: reply.byteCount)
            } catch {
                return .failure("\(error)")
            }
        }
    }
    readCommandBack(RawSpan(_unsafeBytes: UnsafeRawBufferPointer(input)))
    return 0
}

private func checksum(_ reply: RESPReply, _ bytes: RawSpan) -> UInt64 {
    var sum = Checksum()
    add(reply.element, bytes, to: &sum)
    var cursor = RESPCursor(reply, in: bytes)
    while let element = cursor.next() { add(element, bytes, to: &sum) }
    if let redirect = RESPRedirect(reply, in: bytes) {
        precondition(redirect.slot < RESPKeySlot.count && redirect.port > 0)
        sum.add(bytes.extracting(redirect.host))
    }
    return sum.value
}

private func add(_ element: RESPElement, _ bytes: RawSpan, to sum: inout Checksum) {
    sum.add("\(element.kind)")
    sum.add(element.integer)
    sum.add(bytes.extracting(element.payload))
    sum.add(element.double(in: bytes).map { $0.bitPattern } ?? 0)
}

/// A command is an array of strings, so the scanner reads what the encoder wrote.
private func readCommandBack(_ argument: RawSpan) {
    var queue = ByteQueue()
    RESPRequest.begin("SET", argumentCount: 2, in: &queue)
    RESPRequest.append(argument, to: &queue)
    RESPRequest.append(decimal: RESPKeySlot.slot(of: argument), to: &queue)
    var scanner = RESPReplyScanner()
    guard let reply = try? scanner.scan(queue.bytes) else { preconditionFailure() }
    precondition(reply.byteCount == queue.byteCount && reply.element.childCount == 3)
    var cursor = RESPCursor(reply, in: queue.bytes)
    _ = cursor.next()
    guard let element = cursor.next() else { preconditionFailure() }
    precondition(queue.bytes.extracting(element.payload).equals(argument))
}

/// The program's entry.
@_cdecl("RESPFuzzer_main")
public func main(
    _ argumentCount: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> CInt {
    fuzz(argumentCount, arguments, testOneInput)
}
