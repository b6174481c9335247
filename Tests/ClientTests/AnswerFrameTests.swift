import Client
import TestSupport
import Testing
import Wire

@Suite("Frames of answers")
struct AnswerFrameTests {
    private static func decoder() -> (RawSpan) -> DecoderStep {
        { bytes in
            do throws(AerospikeWireError) {
                guard let frame = try AnswerFrame.next(in: bytes, bodyByteLimit: 1_000_000)
                else { return .needsMore }
                return .message(words(frame), byteCount: frame.byteCount)
            } catch {
                return .failure("\(error)")
            }
        }
    }

    private static func words(_ frame: AnswerFrame) -> String {
        "code \(frame.header.resultCode.rawValue) gen \(frame.header.generation) "
            + (frame.isLast ? "last" : "more")
    }

    /// A frame of messages.
    private func frame(_ messages: String) -> [UInt8] {
        let body = hex(messages)
        return hex("02030000000000") + [UInt8(body.count)] + body
    }

    @Test("captured answers are found in every split")
    func captured() {
        expectMessages(
            [Captured.record, Captured.putRefused, Captured.operated, Captured.last],
            are: [
                "code 0 gen 1 last", "code 3 gen 2 last", "code 0 gen 3 last", "code 0 gen 0 last",
            ],
            Self.decoder)
    }

    @Test("rows of a batch, of a scan and the end of a partition are followed by others")
    func streams() {
        let batchRow = frame("16000000 0002 00000000 00000000 00000001 0000 0000")
        let scanRow = frame(
            "16000000 0000 00000001 00000000 00000000 0001 0000 00000005 00 74657374")
        let partitionDone = frame("16000004 000b 00000007 00000000 00000000 0000 0000")
        let rowsAndEnd = frame(
            "16000000 0000 00000001 00000000 00000001 0000 0000"
                + "16000001 0000 00000000 00000000 00000000 0000 0000")
        expectMessages(
            [batchRow, scanRow, partitionDone, rowsAndEnd],
            are: [
                "code 2 gen 0 more", "code 0 gen 1 more", "code 11 gen 7 more", "code 0 gen 1 last",
            ],
            Self.decoder)
    }

    @Test("a stream that is refused before its first row is one message, which is the last")
    func refusal() {
        let refused = frame("16000000 0010 00000000 00000000 00000000 0000 0000")
        expectMessages([refused], are: ["code 16 gen 0 last"], Self.decoder)
    }

    @Test(
        "other frames are no answer",
        arguments: [
            (
                Array("HTTP/1.1 400 Bad Request\r\n".utf8),
                "frame version 72, not 2; is this Aerospike?"
            ),
            (hex("0204000000000000"), "frame type 4"),
            (hex("0201000000000000"), "frame type 1"),
            (hex("0203000000000000"), "a message shorter than its header"),
        ]
    )
    func others(bytes: [UInt8], words: String) {
        #expect(decode(bytes, endingAt: [bytes.count], with: Self.decoder) == ["failure: \(words)"])
    }

    @Test("noise is harmless in every split")
    func noise() {
        expectNoiseIsHarmless(Captured.all, Self.decoder)
    }
}
