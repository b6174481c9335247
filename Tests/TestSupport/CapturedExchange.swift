/// Requests and answers of the exchange captured between the Python client 19.3.0 and server
/// 8.1.2.0, as whole frames.
public enum Captured {
    /// Of the key "k1" in the set demo.
    public static let digest = "b747f5854d0b33259928d0cfab7fad81d6abfbf6"
    private static let names = "00000005 00 74657374 00000005 01 64656d6f"
    private static let fields = names + "00000015 04" + digest

    /// put test/demo/"k1" {a: 2} if the generation is 9.
    public static let put = hex(
        "0203000000000052 16000500000000000009 00000000 000003e8 0003 0001" + fields
            + "0000000d 02 01 00 01 61 0000000000000002")
    /// It is 2.
    public static let putRefused = hex(
        "0203000000000016 16000000 00 03 00000002 1fc39a9b 00000000 0000 0000")
    /// get test/demo/"k1", all bins.
    public static let getAll = hex(
        "0203000000000041 16030000 0000 00000000 00000000 00000000 0003 0000" + fields)
    /// What the read got: six bins.
    public static let record = frame(
        "16000000 0000 00000001 1fc39acd 00000000 0000 0006"
            + "0000000d 01010001 61 0000000000000001" + "00000006 01030001 73 78"
            + "0000000a 01140001 6c 9201a20371" + "00000012 01130001 6d 81a2036bcb4004000000000000"
            + "00000006 01040001 62 09" + "00000006 01110001 74 01")
    /// Whether it exists.
    public static let exists = hex(
        "0203000000000041 16210000 0000 00000000 00000000 00000000 0003 0000" + fields)
    /// touch, 50 seconds to live.
    public static let touch = frame(
        "16000100 0000 00000000 00000032 00000000 0003 0001" + fields
            + "00000004 0b000000")
    /// increment a by 4, read it, append 7 to list l, get map m's value of "k".
    public static let operate = frame(
        "16018100 0000 00000000 00000000 00000000 0003 0004" + fields
            + "0000000d 05010001 61 0000000000000004" + "00000005 01000001 61"
            + "00000008 04040001 6c 920107" + "0000000b 03040001 6d 936107a2036b")
    /// What the operations got.
    public static let operated = frame(
        "16000000 0000 00000003 1fc39acd 00000000 0000 0004"
            + "00000005 05000001 61" + "0000000d 01010001 61 0000000000000005"
            + "0000000d 04010001 6c 0000000000000003" + "0000000d 03020001 6d 4004000000000000")
    /// remove it.
    public static let remove = hex(
        "0203000000000041 16000300 0000 00000000 00000000 00000000 0003 0000" + fields)
    /// Two keys, all bins.
    public static let batchRead = frame(
        "16080000 0000 00000000 00000000 00000000 0001 0000 00000055 29"
            + "00000002 0d 00000000" + digest + "0a 03 0000 00000000 0002 0000" + names
            + "00000001" + digest + "01")
    /// What the batch got: a record, and that there is none.
    public static let batchRows = frame(
        "16000000 0000 00000001 00000000 00000000 0000 0001"
            + "0000000d 01010001 61 0000000000000001"
            + "16000000 0002 00000000 00000000 00000001 0000 0000")
    /// The end of a batch or scan.
    public static let last = hex(
        "0203000000000016 16000001 0000 00000000 00000000 00000000 0000 0000")
    /// A scan of all partitions.
    public static let query =
        hex(
            "0203000000002043 16010004 0000 00000000 ffffffff 00000000 0005 0000" + names
                + "00000005 09 00007530" + "00000009 07 0000000000000001" + "00002001 0b")
        + (0..<4_096).flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }

    /// A frame of messages whose size the notes of the exchange leave out.
    private static func frame(_ messages: String) -> [UInt8] {
        let body = hex(messages)
        return hex("0203000000000000").dropLast() + [UInt8(body.count)] + body
    }

    /// All of them.
    public static let all = [
        put, putRefused, getAll, record, exists, touch, operate, operated, remove, batchRead,
        batchRows, last, query,
    ]
}
