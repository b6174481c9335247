/// The security protocol, as far as a server without security has it: one refusal.
///
/// Source: `as_admin.c` of Aerospike's C client for the header; the answer is what server 8.1.2
/// Community Edition sends to every security message.
public enum AerospikeSecurity {
    /// The size of a security message's header.
    public static let headerByteCount = 16

    /// Appends a whole frame that refuses the security message `body`.
    ///
    /// - Parameters:
    ///   - body: the body of the request's frame, however short.
    ///   - code: why.
    ///   - queue: where to append it.
    public static func refuse(
        _ body: RawSpan, code: AerospikeResultCode = .securityNotSupported,
        in queue: inout ByteQueue
    ) {
        let frame = AerospikeFrameWriter(.security, in: &queue)
        queue.append(0)
        queue.append(code.rawValue)
        queue.append(body.byteCount > 2 ? body.byte(at: 2) : 0)
        queue.append(0)
        queue.append(bigEndian: UInt64(0))
        queue.append(bigEndian: UInt32(0))
        frame.finish(in: &queue)
    }
}
