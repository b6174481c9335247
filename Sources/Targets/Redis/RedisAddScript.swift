internal import Wire

/// The script that writes a hash unless there is a record, since no command of Redis does.
///
/// `HSETNX` writes one field only, and the check and the write have to be one step. The script is
/// loaded when a connection is made, and then named by its digest, so that an operation carries 40
/// bytes of it.
enum RedisAddScript {
    /// Its text: the record's time to live in seconds (0 for none), then fields and values.
    static let text: StaticString = """
        if redis.call('EXISTS',KEYS[1])==1 then return 0 end \
        redis.call('HSET',KEYS[1],unpack(ARGV,2)) \
        if ARGV[1]~='0' then redis.call('EXPIRE',KEYS[1],ARGV[1]) end \
        return 1
        """
    /// The SHA-1 of its text, by which `EVALSHA` names it.
    static let digest: StaticString = "7a6cdfddb7610a95eed539bf27e16b791512c277"
    /// The most fields and values of one call: Lua's `unpack` has room for 8,000.
    static let argumentLimit = 7_000
}
