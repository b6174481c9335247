/// What the reply to a command says, as far as an operation wants to know.
enum RedisReplyForm: UInt8 {
    /// A value, or null when there is none: `GET`, `HGET`.
    case value
    /// A value or null for each bin that was asked for: `HMGET`.
    case values
    /// Names and values of all bins, none when there is no record: `HGETALL`.
    case fields
    /// A value or null for each record that was asked for: `MGET`.
    case records
    /// It was done: `SET`, `HSET`, `MSET`.
    case done
    /// It was done, or a record was there already: `SET … NX`, the script for hashes.
    case addition
    /// How many records there were, 0 or 1: `DEL`, `EXISTS`, `EXPIRE`, `TOUCH`.
    case count
    /// A number, whatever it is: `INCR`, `APPEND`.
    case number
    /// Where to go on, and some keys: `SCAN`.
    case keys
    /// What each command of a transaction answered, or null when a record had changed: `EXEC`.
    case execution
    /// Nothing, unless it is an error: `WATCH`, `MULTI`, a write in a transaction, and the
    /// `EXPIRE` or `PERSIST` after a write.
    case accepted
}

/// The replies that an operation waits for now, before it ends or goes on.
struct RedisStage: BitwiseCopyable {
    /// How many.
    var replyCount: Int32
    /// How many belong to one record of a batch: 1 or 2.
    var repliesPerRecord: UInt8 = 1
    /// What the first of them is, and with two per record each first one.
    var first: RedisReplyForm
    /// What those are that are neither first nor last.
    var others: RedisReplyForm
    /// What the last of them is.
    var last: RedisReplyForm

    /// The form of the reply with a number, from 0.
    @inline(__always)
    func form(ofReply number: Int32) -> RedisReplyForm {
        if number == replyCount &- 1 { return last }
        if repliesPerRecord == 1 { return number == 0 ? first : others }
        return number & 1 == 0 ? first : others
    }
}

extension RedisStage {
    /// One reply.
    @inline(__always)
    static func one(_ form: RedisReplyForm) -> RedisStage {
        RedisStage(replyCount: 1, first: form, others: form, last: form)
    }

    /// So many replies of one form.
    static func all(_ form: RedisReplyForm, count: Int) -> RedisStage {
        RedisStage(replyCount: Int32(count), first: form, others: form, last: form)
    }

    /// A write, then what is about the record's time to live, if anything.
    @inline(__always)
    static func write(_ form: RedisReplyForm, count: Int) -> RedisStage {
        RedisStage(
            replyCount: Int32(count), first: form, others: .accepted,
            last: count == 1 ? form : .accepted)
    }

    /// The same for `recordCount` records, one after the other.
    static func writes(_ form: RedisReplyForm, count: Int, recordCount: Int) -> RedisStage {
        var stage = write(form, count: count)
        stage.repliesPerRecord = UInt8(count)
        stage.others = count == 1 ? form : .accepted
        stage.replyCount = Int32(count * recordCount)
        return stage
    }

    /// Some replies that say nothing, then one that does.
    static func afterAccepted(_ form: RedisReplyForm, count: Int) -> RedisStage {
        RedisStage(
            replyCount: Int32(count), first: count == 1 ? form : .accepted, others: .accepted,
            last: form)
    }

    /// The reads of `recordCount` records, and then further keys, if any are asked for.
    static func scanned(
        _ form: RedisReplyForm, readCount: Int, continues: Bool
    ) -> RedisStage {
        RedisStage(
            replyCount: Int32(readCount + (continues ? 1 : 0)), first: form, others: form,
            last: continues ? .keys : form)
    }
}
