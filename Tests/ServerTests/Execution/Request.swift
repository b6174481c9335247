import Wire

/// The bytes that hexadecimal digits stand for; anything else between them is left out.
func bytes(hex text: String) -> [UInt8] {
    let digits = text.compactMap(\.hexDigitValue)
    precondition(digits.count % 2 == 0, "half a byte in \(text)")
    return stride(from: 0, to: digits.count, by: 2).map {
        UInt8(digits[$0] << 4 | digits[$0 + 1])
    }
}

func hex(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

/// A number's bytes, the most significant first.
func bigEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    stride(from: Number.bitWidth - 8, through: 0, by: -8).map {
        UInt8(truncatingIfNeeded: number >> Number($0))
    }
}

/// A request as bytes, built by hand so that no encoder of ours is trusted.
struct Request: Sendable {
    /// Flags of reads, `info1`.
    var read: UInt8 = 0
    /// Flags of writes, `info2`.
    var write: UInt8 = 0
    /// More flags, `info3`.
    var more: UInt8 = 0
    var transaction: UInt8 = 0
    var generation: UInt32 = 0
    var timeToLive: UInt32 = 0
    var fields: [Field] = []
    var operations: [Operation] = []

    struct Field: Sendable {
        var id: UInt8
        var data: [UInt8]
    }

    struct Operation: Equatable, Sendable {
        var code: UInt8
        var type: UInt8 = 0
        var name = ""
        var value: [UInt8] = []

        var bytes: [UInt8] {
            let name = Array(name.utf8)
            return bigEndian(UInt32(4 + name.count + value.count))
                + [code, type, 0, UInt8(name.count)] + name + value
        }
    }

    /// The body of the request's frame.
    var body: [UInt8] {
        var found: [UInt8] = [22, read, write, more, transaction, 0]
        found += bigEndian(generation) + bigEndian(timeToLive) + bigEndian(UInt32(1000))
        found += bigEndian(UInt16(fields.count)) + bigEndian(UInt16(operations.count))
        for field in fields { found += field.bytes }
        for operation in operations { found += operation.bytes }
        return found
    }
}

extension Request.Field {
    init(_ id: UInt8, _ data: [UInt8]) {
        self.init(id: id, data: data)
    }

    var bytes: [UInt8] { bigEndian(UInt32(data.count + 1)) + [id] + data }
}

// MARK: Flags

enum Flag {
    static let read: UInt8 = 1, allBins: UInt8 = 2, batch: UInt8 = 8, noBins: UInt8 = 0x20
    static let write: UInt8 = 1, delete: UInt8 = 2, generationEqual: UInt8 = 4
    static let generationGreater: UInt8 = 8, durable: UInt8 = 0x10, createOnly: UInt8 = 0x20
    static let respondAll: UInt8 = 0x80
    static let last: UInt8 = 1, partitionDone: UInt8 = 4, updateOnly: UInt8 = 8
    static let createOrReplace: UInt8 = 0x10, replaceOnly: UInt8 = 0x20
}

// MARK: Requests on one record

extension Request {
    /// The digest of the key "k1" in the set "demo".
    static let k1 = bytes(hex: "b747f5854d0b33259928d0cfab7fad81d6abfbf6")

    static func record(
        _ digest: [UInt8] = k1, set: String? = "demo", namespace: String? = "test"
    ) -> Request {
        var request = Request()
        if let namespace { request.fields.append(Field(0, Array(namespace.utf8))) }
        if let set { request.fields.append(Field(1, Array(set.utf8))) }
        request.fields.append(Field(4, digest))
        return request
    }

    static func readAll(_ digest: [UInt8] = k1) -> Request {
        record(digest).with { $0.read = Flag.read | Flag.allBins }
    }

    static func put(_ operations: [Operation], _ digest: [UInt8] = k1) -> Request {
        record(digest).with {
            $0.write = Flag.write
            $0.operations = operations
        }
    }

    static func operate(_ operations: [Operation], _ digest: [UInt8] = k1) -> Request {
        put(operations, digest).with { $0.read = Flag.read }
    }

    static func delete(_ digest: [UInt8] = k1) -> Request {
        record(digest).with { $0.write = Flag.write | Flag.delete }
    }

    func with(_ change: (inout Request) -> Void) -> Request {
        var request = self
        change(&request)
        return request
    }

    /// The same with the key stored: a type and bytes.
    func with(key: String) -> Request {
        with { $0.fields.insert(Field(2, [3] + Array(key.utf8)), at: $0.fields.count - 1) }
    }
}

// MARK: Operations

extension Request.Operation {
    static func get(_ name: String) -> Self { Self(code: 1, name: name) }
    static let getAll = Self(code: 1)
    static let touch = Self(code: 11)
    static let deleteAll = Self(code: 14)

    static func put(_ name: String, _ number: Int64) -> Self {
        Self(code: 2, type: 1, name: name, value: bigEndian(number))
    }

    static func put(_ name: String, _ text: String) -> Self {
        Self(code: 2, type: 3, name: name, value: Array(text.utf8))
    }

    static func put(_ name: String, type: UInt8, _ value: [UInt8]) -> Self {
        Self(code: 2, type: type, name: name, value: value)
    }

    static func remove(_ name: String) -> Self { Self(code: 2, name: name) }

    static func add(_ name: String, _ number: Int64) -> Self {
        Self(code: 5, type: 1, name: name, value: bigEndian(number))
    }

    static func add(_ name: String, double: Double) -> Self {
        Self(code: 5, type: 2, name: name, value: bigEndian(double.bitPattern))
    }

    static func append(_ name: String, _ text: String) -> Self {
        Self(code: 9, type: 3, name: name, value: Array(text.utf8))
    }

    static func prepend(_ name: String, _ text: String) -> Self {
        Self(code: 10, type: 3, name: name, value: Array(text.utf8))
    }

    /// As in an answer.
    static func result(_ code: UInt8, _ name: String, _ type: UInt8 = 0, _ value: [UInt8] = [])
        -> Self
    {
        Self(code: code, type: type, name: name, value: value)
    }
}
