import Client
import FuzzSupport
import Wire

/// One input of the fuzzer: the length of pieces, then frames as servers send them.
///
/// They are read as the answers to requests, and once more as what the nodes of a cluster say.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>, _ byteCount: Int) -> CInt {
    let input = UnsafeBufferPointer(start: start, count: byteCount)
    expectSameInPieces(input) { readAnswer }
    let frames = UnsafeBufferPointer(rebasing: input.dropFirst(1))
    followCluster(RawSpan(_unsafeBytes: UnsafeRawBufferPointer(frames)))
    return 0
}

private func readAnswer(_ bytes: RawSpan) -> Step {
    do throws(AerospikeWireError) {
        guard let frame = try AnswerFrame.next(in: bytes, bodyByteLimit: 10_000)
        else { return .needsMore }
        var sum = Checksum()
        sum.add("\(frame.header) \(frame.lastHeader) \(frame.isLast)")
        return .message(sum.value, byteCount: frame.byteCount)
    } catch {
        return .failure("\(error)")
    }
}

/// Hands every frame of information to a cluster's state, as the answer to its next question.
private func followCluster(_ frames: RawSpan) {
    guard let seed = NodeAddress("127.0.0.1:3000") else { fatalError("no address") }
    var state = ClusterState(seeds: [seed])
    var questions = state.beginRound()
    var rest = frames
    while let frame = try? AerospikeFrame.next(in: rest, bodyByteLimit: 10_000) {
        if questions.isEmpty {
            _ = state.endRound()
            questions = state.beginRound()
        }
        if frame.kind == .info, let question = questions.popLast() {
            do throws(ClientError) {
                questions += try state.receive(rest.extracting(frame.body), to: question)
            } catch {
                questions += state.fail(question)
            }
        }
        rest = rest.extracting(frame.byteCount..<rest.byteCount)
    }
    check(state)
}

/// Every partition belongs to a node that there is.
private func check(_ state: ClusterState) {
    for map in state.maps.values {
        for partition in 0..<4_096 {
            guard let node = map.node(ofPartition: partition) else { continue }
            precondition(state.node(node) != nil, "a partition of a node that is gone")
        }
    }
}

/// The program's entry.
@_cdecl("ClientFuzzer_main")
public func main(
    _ argumentCount: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> CInt {
    fuzz(argumentCount, arguments, testOneInput)
}
