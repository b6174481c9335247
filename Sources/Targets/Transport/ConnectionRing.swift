/// The connections to one node that have room for a request, in the order in which to use them.
///
/// A ring of numbers; every connection is in it at most once.
struct ConnectionRing {
    private var numbers: [Int] = [0]
    private var head = 0
    private(set) var count = 0

    /// The one to use next.
    @inline(__always)
    var first: Int? { count > 0 ? numbers[head] : nil }

    /// The one so many places behind the first.
    subscript(position: Int) -> Int { numbers[(head + position) & (numbers.count - 1)] }

    /// Adds one as the last.
    @inline(__always)
    mutating func append(_ number: Int) {
        if count == numbers.count {
            numbers = (0..<count).map { self[$0] } + Array(repeating: 0, count: count)
            head = 0
        }
        numbers[(head + count) & (numbers.count - 1)] = number
        count += 1
    }

    /// Takes the first out.
    @inline(__always)
    mutating func removeFirst() {
        head = (head + 1) & (numbers.count - 1)
        count -= 1
    }

    /// Makes the first the last, if it is `number`.
    @inline(__always)
    mutating func rotate(behind number: Int) {
        guard count > 1, first == number else { return }
        removeFirst()
        append(number)
    }
}
