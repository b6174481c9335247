import TestSupport
import Testing
import Wire

@Suite("Byte queue")
struct ByteQueueTests {
    @Test("every kind of append gives the bytes it should")
    func appends() {
        let bytes = encoded { queue in
            queue.append(1)
            queue.append(bigEndian: UInt32(0x0203_0405))
            queue.append(littleEndian: UInt16(0x0706))
            queue.append(literal: "ab")
            queue.append(text: "ç")
        }
        #expect(bytes == [1, 2, 3, 4, 5, 6, 7, 0x61, 0x62, 0xc3, 0xa7])
    }

    @Test(
        "numbers are written in decimal",
        arguments: [0, 7, -7, 10, 99, 100, 1_234_567_890, .max, .min])
    func decimals(number: Int) {
        #expect(encodedText { $0.append(decimal: number) } == "\(number)")
        let magnitude = UInt64(number.magnitude)
        #expect(encodedText { $0.append(decimal: magnitude) } == "\(magnitude)")
    }

    @Test("the largest unsigned number is written in decimal")
    func largestDecimal() {
        #expect(encodedText { $0.append(decimal: UInt64.max) } == "18446744073709551615")
    }

    @Test("bytes written before are replaced where asked")
    func replace() {
        let bytes = encoded { queue in
            queue.append(9)
            queue.append(bigEndian: UInt32(0))
            queue.append(8)
            queue.consume(1)
            queue.replace(bigEndian: UInt32(0x0102_0304), at: 0)
            queue.truncate(to: 4)
        }
        #expect(bytes == [1, 2, 3, 4])
    }

    @Test("what a receiver fills in is appended")
    func spare() {
        let bytes = encoded { queue in
            queue.append(5)
            var room = queue.spare(atLeast: 1_000)
            let hasRoom = room.byteCount >= 1_000
            #expect(hasRoom)
            room.storeBytes(of: 6, toByteOffset: 0, as: UInt8.self)
            room.storeBytes(of: 7, toByteOffset: 1, as: UInt8.self)
            queue.commit(2)
        }
        #expect(bytes == [5, 6, 7])
    }

    @Test("an idle queue gives its memory back, a queue in use keeps its bytes")
    func release() {
        var queue = ByteQueue(capacity: 10_000)
        queue.append(1)
        queue.releaseWhenEmpty()
        let used = (queue.byteCount, queue.capacity)
        #expect(used == (1, 10_000))
        queue.consume(1)
        queue.releaseWhenEmpty()
        let idle = (queue.byteCount, queue.capacity)
        #expect(idle == (0, 64))
    }

    @Test("a queue behaves as an array of bytes does")
    func model() {
        forEachSeed(100) { seed in
            var (random, model) = (Random(seed: seed), [UInt8]())
            var queue = ByteQueue()
            for _ in 0..<200 {
                switch random.below(4) {
                case 0:
                    let count = random.below(model.count + 1)
                    queue.consume(count)
                    model.removeFirst(count)
                case 1:
                    let count = random.below(model.count + 1)
                    queue.truncate(to: model.count - count)
                    model.removeLast(count)
                default:
                    let bytes = (0..<random.below(100)).map { _ in random.byte() }
                    withBytes(bytes) { queue.append($0) }
                    model += bytes
                }
                queue.checkInvariants()
                let isSame = withBytes(model) { queue.bytes.equals($0) }
                #expect(isSame, seedComment(seed))
            }
        }
    }

    @Test("asking for more than there is traps")
    func traps() async {
        await #expect(processExitsWith: .failure) {
            var queue = ByteQueue()
            queue.consume(1)
        }
        await #expect(processExitsWith: .failure) {
            var queue = ByteQueue()
            queue.append(1)
            queue.replace(bigEndian: UInt16(0), at: 0)
        }
    }
}
