import Platform
import Synchronization
import Testing

@Suite("Pinned thread")
struct PinnedThreadTests {
    @Test("a thread runs its body and can be joined")
    func runs() throws {
        let ran = RunFlag()
        let thread = try PinnedThread(name: "test", processor: Processors.available[0]) {
            ran.value.store(true, ordering: .releasing)
        }
        let joined = thread.join(within: .seconds(10))
        #expect(joined)
        let didRun = ran.value.load(ordering: .acquiring)
        #expect(didRun)
    }

    @Test("joining gives up at its limit")
    func joinGivesUp() throws {
        let release = RunFlag()
        let thread = try PinnedThread(name: "test", processor: nil) {
            while !release.value.load(ordering: .acquiring) { pauseThread(.milliseconds(1)) }
        }
        let joined = thread.join(within: .milliseconds(5))
        release.value.store(true, ordering: .releasing)
        #expect(!joined)
    }

    @Test("a thread's processor time grows while it works")
    func usage() {
        let before = ThreadUsage.current()
        var sum: UInt64 = 0
        let clock = MonotonicClock.system
        let start = clock.now()
        while clock.now() - start < .milliseconds(5) { sum &+= 1 }
        let used = ThreadUsage.current().since(before)
        #expect(sum > 0)
        #expect(used.processorTime > .zero)
    }
}

private final class RunFlag: Sendable {
    let value = Atomic(false)
}
