internal import Driver
internal import Workload

/// What is kept of an operation in flight to read its replies.
struct MemcachedPending: BitwiseCopyable {
    /// Which reply is due next.
    enum Step: UInt8 {
        /// The items of a read, and their end.
        case values
        /// That a value was stored; or that a record to be added is there already.
        case stored
        case deleted
        case touched
        /// Whether there is an item.
        case presence
        /// That a number was counted up.
        case counted
        /// The item of a record that will then be written as a whole.
        case valueToReplace
        /// The unique number of an item that will then be replaced.
        case unique
        /// The item whose bins will be changed, with its unique number.
        case valueToChange
        /// Whether the item still was the one that was read.
        case swapped
        /// Whether a record that was not there could be made.
        case created
        /// Whether there was an item to add bytes to.
        case appended
        /// Whether one could be made for them.
        case appendedAnew
        /// The replies of several writes, between two of `mn`.
        case batch
    }

    var step = Step.values
    var kind = OperationKind.read
    var keyspace: UInt8 = 0
    /// How often what was read had changed before it was written.
    var conflictCount: UInt8 = 0
    var bin: UInt16 = 0
    /// Whether any item has been found.
    var isFound = false
    /// The first failure of a batch, or `ok`.
    var outcome = Outcome.ok
    /// The expiry time that writes give.
    var expiry: Int32 = 0
    /// Entries of a batch, and how many of them have been answered or passed over.
    var entryCount: UInt16 = 0
    var entry: UInt16 = 0
}
