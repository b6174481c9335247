/// Objects of a session by number, to be used without counting references to them.
///
/// The counting for connections alone took 2 % of a GET from Redis at pipeline 16, so what every
/// request needs is borrowed.
///
/// Thread safety: its session's thread only, once filled.
///
/// Safety: what is borrowed is owned by the table too, which never lets go of it.
@safe
final class ObjectTable<Object: AnyObject> {
    private var owned: [Object] = []
    private var borrowed: [Unmanaged<Object>] = unsafe []

    /// A table of `objects`, numbered from 0.
    init(_ objects: [Object] = []) {
        for object in objects { append(object) }
    }

    /// Adds an object, whose number is the count so far.
    func append(_ object: Object) {
        owned.append(object)
        unsafe borrowed.append(.passUnretained(object))
    }

    /// Calls `body` with the object of a number.
    @inline(__always)
    func borrow<Result>(_ number: Int, _ body: (Object) -> Result) -> Result {
        unsafe borrowed[number]._withUnsafeGuaranteedRef(body)
    }
}

extension ObjectTable: RandomAccessCollection {
    var startIndex: Int { 0 }
    var endIndex: Int { owned.count }
    subscript(number: Int) -> Object { owned[number] }
}
