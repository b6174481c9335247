internal import Wire

/// Memcached's commands with keys that were found to be good before the run.
enum MemcachedCommand {
    @inline(__always)
    static func retrieve(
        _ retrieval: MemcachedRequest.Retrieval, _ key: RawSpan, in output: inout ByteQueue
    ) {
        do throws(MemcachedKeyError) {
            try MemcachedRequest.retrieve(retrieval, key, in: &output)
        } catch {
            refuse(error)
        }
    }

    /// Appends a key to a retrieval of several.
    @inline(__always)
    static func append(_ key: RawSpan, in output: inout ByteQueue) {
        do throws(MemcachedKeyError) {
            try MemcachedRequest.append(key: key, to: &output)
        } catch {
            refuse(error)
        }
    }

    /// Begins a command whose value, and a line end, are to follow.
    @inline(__always)
    static func beginStore(
        _ store: MemcachedRequest.Store, _ key: RawSpan, valueByteCount: Int, expiry: Int32,
        in output: inout ByteQueue
    ) {
        do throws(MemcachedKeyError) {
            try MemcachedRequest.beginStore(
                store, key, valueByteCount: valueByteCount, expiry: expiry, in: &output)
        } catch {
            refuse(error)
        }
    }

    static func store(
        _ store: MemcachedRequest.Store, _ key: RawSpan, _ value: RawSpan, expiry: Int32,
        in output: inout ByteQueue
    ) {
        beginStore(store, key, valueByteCount: value.byteCount, expiry: expiry, in: &output)
        output.append(value)
        MemcachedRequest.endLine(in: &output)
    }

    static func delete(_ key: RawSpan, in output: inout ByteQueue) {
        do throws(MemcachedKeyError) {
            try MemcachedRequest.delete(key, in: &output)
        } catch {
            refuse(error)
        }
    }

    static func touch(_ key: RawSpan, expiry: Int32, in output: inout ByteQueue) {
        do throws(MemcachedKeyError) {
            try MemcachedRequest.touch(key, expiry: expiry, in: &output)
        } catch {
            refuse(error)
        }
    }

    /// `mg` without the value.
    static func ask(
        _ key: RawSpan, _ flags: MemcachedMetaFlags, in output: inout ByteQueue
    ) {
        do throws(MemcachedKeyError) {
            try MemcachedMetaRequest.get(key, MemcachedMetaOptions(flags), in: &output)
        } catch {
            refuse(error)
        }
    }

    /// `ma`: adds 1, from 1 on where there is no number.
    ///
    /// - Parameters:
    ///   - key: the key.
    ///   - expiry: the expiry time of a new number.
    ///   - setsExpiry: whether a present one gets it, too.
    ///   - output: where to append the command.
    static func count(
        _ key: RawSpan, expiry: Int32, setsExpiry: Bool, in output: inout ByteQueue
    ) {
        var options = MemcachedMetaOptions()
        options.createTimeToLive = expiry
        options.initialValue = 1
        if setsExpiry { options.timeToLive = expiry }
        do throws(MemcachedKeyError) {
            try MemcachedMetaRequest.arithmetic(key, options, in: &output)
        } catch {
            refuse(error)
        }
    }

    private static func refuse(_ error: MemcachedKeyError) -> Never {
        preconditionFailure("\(error)")
    }
}
