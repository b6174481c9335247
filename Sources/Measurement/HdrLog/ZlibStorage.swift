internal import CZlib

/// Whole blocks through zlib (RFC 1950).
///
/// Safety: the pointers live only inside the calls, cover exactly the arrays that they come from,
/// and zlib writes at most the length that it is given.
enum Zlib {
    static func compress(_ bytes: [UInt8]) -> [UInt8] {
        let limit = compressBound(uLong(bytes.count))
        return unsafe [UInt8](unsafeUninitializedCapacity: Int(limit)) { target, count in
            var length = limit
            let code = unsafe compress2(
                target.baseAddress, &length, bytes, uLong(bytes.count), Z_DEFAULT_COMPRESSION)
            precondition(code == Z_OK, "zlib has no memory, or compressBound was wrong: \(code)")
            count = Int(length)
        }
    }

    /// What `bytes` hold; nil when they are no zlib block, go on after it, or hold over `limit`.
    static func decompress(_ bytes: [UInt8], limit: Int) -> [UInt8]? {
        var isWhole = false
        let result = unsafe [UInt8](unsafeUninitializedCapacity: limit) { target, count in
            var length = uLong(limit)
            var taken = uLong(bytes.count)
            let code = unsafe uncompress2(target.baseAddress, &length, bytes, &taken)
            isWhole = code == Z_OK && taken == uLong(bytes.count)
            count = isWhole ? Int(length) : 0
        }
        return isWhole ? result : nil
    }
}
