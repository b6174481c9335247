import FuzzSupport
import Wire

/// One input of the fuzzer: the length of pieces, then what a Memcached server may send.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ byteCount: Int) -> CInt {
    let input = UnsafeBufferPointer(start: start, count: byteCount)
    expectSameInPieces(input) {
        var scanner = MemcachedReplyScanner(valueByteLimit: 200)
        return { bytes in
            do throws(MemcachedReplyError) {
                guard let reply = try scanner.scan(bytes) else { return .needsMore }
                return .message(checksum(reply, bytes), byteCount: reply.byteCount)
            } catch {
                return .failure("\(error)")
            }
        }
    }
    expectOneLine(RawSpan(_unsafeBytes: UnsafeRawBufferPointer(input)))
    return 0
}

private func checksum(_ reply: MemcachedReply, _ bytes: RawSpan) -> UInt64 {
    var sum = Checksum()
    sum.add("\(reply.kind)")
    sum.add(reply.flags)
    sum.add(reply.number)
    sum.add(bytes.extracting(reply.text))
    sum.add(bytes.extracting(reply.value))
    var cursor = MemcachedMetaCursor(reply, in: bytes)
    while let flag = cursor.next() {
        sum.add(flag.letter)
        sum.add(bytes.extracting(flag.token))
        sum.add(cursor.number(flag.token) ?? 0)
    }
    return sum.value
}

/// Whatever the key, a command without value is one line or none at all.
private func expectOneLine(_ key: RawSpan) {
    var queue = ByteQueue()
    do throws(MemcachedKeyError) {
        try MemcachedRequest.retrieve(.gets, key, in: &queue)
        precondition(queue.bytes.firstOffset(of: 0x0a) == queue.byteCount - 1)
    } catch {
        precondition(queue.isEmpty && !error.description.isEmpty)
    }
}

/// The program's entry.
@_cdecl("MemcachedFuzzer_main")
public func main(
    _ argumentCount: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> CInt {
    fuzz(argumentCount, arguments, testOneInput)
}
