import Client
import Platform
import TestSupport
import Wire

/// The names of the captured exchange, as spans of bytes.
func withCapturedAddress<Result>(
    _ body: (borrowing RecordAddress) throws -> Result
) rethrows -> Result {
    try withBytes("test") { namespace in
        try withBytes("demo") { set in
            try withBytes(hex(Captured.digest)) { digest in
                try body(RecordAddress(namespace: namespace, set: set, digest: digest))
            }
        }
    }
}

/// The same frame with another time limit in its one message: the exchange's reads have none.
func withTimeout(_ milliseconds: UInt32, _ frame: [UInt8]) -> [UInt8] {
    var frame = frame
    for index in 0..<4 {
        frame[8 + 14 + index] = UInt8(truncatingIfNeeded: milliseconds >> UInt32(24 - 8 * index))
    }
    return frame
}
