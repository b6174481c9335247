import TestSupport
import Testing
import Workload

@testable import Verification

@Suite("Version word")
struct VersionWordTests {
    private let fresh = VersionWord(bits: 0)

    private func written(_ word: VersionWord, _ count: Int = 1) -> VersionWord {
        (0..<count).reduce(word) { word, _ in
            word.beginning(removal: false).ending(withEffect: true)
        }
    }

    private func fault(
        _ version: UInt32, _ sent: VersionWord, _ answered: VersionWord? = nil
    ) -> VerificationFault.Kind? {
        VersionWord.fault(reading: version, sent: sent, answered: answered ?? sent)
    }

    @Test("before the first write there is no record, and nothing can be read")
    func untouched() {
        #expect(!fresh.isSurelyPresent)
        #expect(fault(1, fresh) == .fromTheFuture)
    }

    @Test("after a write only its version is right")
    func alone() {
        let word = written(fresh, 3)
        #expect(word.isSurelyPresent)
        #expect(fault(2, word) == .stale)
        #expect(fault(3, word) == nil)
        #expect(fault(4, word) == .fromTheFuture)
    }

    @Test("during a write, the version before it and its own are right")
    func during() {
        let word = written(fresh, 3).beginning(removal: false)
        #expect(fault(2, word) == .stale)
        #expect(fault(3, word) == nil)
        #expect(fault(4, word) == nil)
    }

    @Test("of writes that overlap any may be the last")
    func overlapping() {
        let both = written(fresh, 3).beginning(removal: false).beginning(removal: false)
        let done = both.ending(withEffect: true).ending(withEffect: true)
        #expect(fault(3, done) == .stale)
        #expect(fault(4, done) == nil)
        #expect(fault(5, done) == nil)
    }

    @Test("a write that failed leaves what was there")
    func failed() {
        let word = written(fresh, 3).beginning(removal: false).ending(withEffect: false)
        #expect(fault(3, word) == nil)
        #expect(word.isSurelyPresent)
        #expect(fault(4, written(word)) == .stale)
        #expect(fault(5, written(word)) == nil)
    }

    @Test("a write of unknown fate may take effect for ever")
    func unknown() {
        let word = written(written(fresh, 3).beginning(removal: false), 5)
        #expect(fault(3, word) == nil)
        #expect(fault(4, word) == nil)
        #expect(fault(2, word) == .stale)
    }

    @Test("after a removal a record need not be there, and what was there is stale")
    func removal() {
        let under = written(fresh, 3).beginning(removal: true)
        #expect(!under.isSurelyPresent)
        let gone = under.ending(withEffect: true)
        #expect(!gone.isSurelyPresent)
        #expect(fault(3, gone) == .stale)
        #expect(written(gone).isSurelyPresent)
        let refused = under.ending(withEffect: false)
        #expect(refused.isSurelyPresent)
    }

    @Test("a read that was sent before may find what was right then")
    func lateAnswer() {
        let sent = written(fresh, 3)
        #expect(fault(3, sent, written(sent, 4)) == nil)
        #expect(fault(7, sent, written(sent, 4)) == nil)
        #expect(fault(8, sent, written(sent, 4)) == .fromTheFuture)
    }

    @Test("versions go round")
    func goesRound() {
        let word = written(VersionWord(bits: UInt64(UInt32.max) - 1), 4)
        #expect(word.issued == 2)
        #expect(fault(1, word) == .stale)
        #expect(fault(2, word) == nil)
        #expect(fault(3, word) == .fromTheFuture)
    }

    @Test("more than can be counted is never an accusation")
    func tooMany() {
        let many = (0..<3_000).reduce(written(fresh, 3)) { word, _ in word.beginning(removal: false)
        }
        let done = (0..<3_000).reduce(many) { word, _ in word.ending(withEffect: true) }
        for version in [3, 4, 1_000, 3_003] as [UInt32] { #expect(fault(version, done) == nil) }
        let long = (0..<3_000).reduce(written(fresh, 3).beginning(removal: false)) { word, _ in
            written(word)
        }
        #expect(fault(3, long) == nil)
        // When all have ended, and the next write too, all is known again.
        let next = written(long.ending(withEffect: true))
        #expect(fault(next.issued, next) == nil)
        #expect(fault(next.issued - 1, next) == .stale)
    }

    @Test("a bit that says that a value is sampled stays, and changes nothing else")
    func sampled() {
        let word = written(fresh.sampling, 5)
        #expect(word.isSampled)
        #expect(word.bits & ~(1 << 63) == written(fresh, 5).bits)
    }

    /// Writers, a reader and a register that is right: whatever the order, nobody is accused, and
    /// what was overwritten before the read was sent is stale.
    @Test("a register that is right is never accused")
    func honest() {
        forEachSeed(300) { seed in
            var random = SplitMix64(seed: seed)
            var model = RegisterModel()
            for _ in 0..<200 { model.step(&random) }
            #expect(model.accusationCount == 0, seedComment(seed))
            #expect(model.missedCount == 0, seedComment(seed))
            #expect(model.readCount > 10)
        }
    }
}

/// Some writers and readers of one register, each step of each at some moment.
private struct RegisterModel {
    private enum Write {
        case begun(UInt32, removal: Bool)
        case done(hadEffect: Bool)
    }

    private var word = VersionWord(bits: 0)
    private var register: UInt32?
    private var writes: [Write] = []
    private var reads: [(sent: VersionWord, found: UInt32??)] = []
    /// Versions that were replaced by a write which began after theirs had ended, and ended.
    private var replaced: Set<UInt32> = []
    private var settled: UInt32?
    private(set) var accusationCount = 0
    private(set) var missedCount = 0
    private(set) var readCount = 0

    mutating func step(_ random: inout SplitMix64) {
        switch random.next() % 6 {
        case 0 where writes.count < 3:
            if writes.isEmpty { settled = register }
            let isRemoval = random.next() % 5 == 0
            word = word.beginning(removal: isRemoval)
            writes.append(.begun(word.issued, removal: isRemoval))
        case 1, 2:
            guard !writes.isEmpty else { return }
            advance(Int(random.next() % UInt64(writes.count)), &random)
        case 3 where reads.count < 3: reads.append((word, nil))
        default:
            guard !reads.isEmpty else { return }
            answer(Int(random.next() % UInt64(reads.count)))
        }
    }

    private mutating func advance(_ index: Int, _ random: inout SplitMix64) {
        switch writes[index] {
        case .begun(let version, let isRemoval):
            let hasEffect = random.next() % 6 != 0
            if hasEffect { register = isRemoval ? nil : version }
            writes[index] = .done(hadEffect: hasEffect)
        case .done(let hadEffect):
            writes.remove(at: index)
            word = word.ending(withEffect: hadEffect)
            if writes.isEmpty, let old = settled, old != register { replaced.insert(old) }
        }
    }

    private mutating func answer(_ index: Int) {
        guard let found = reads[index].found else {
            reads[index].found = .some(register)
            return
        }
        let read = reads.remove(at: index)
        readCount += 1
        if let version = found {
            let fault = VersionWord.fault(reading: version, sent: read.sent, answered: word)
            if fault != nil { accusationCount += 1 }
        } else if read.sent.isSurelyPresent && word.issued == read.sent.issued {
            accusationCount += 1
        }
        // What was replaced before this moment would be stale for a read that is sent now.
        for version in replaced where version != register {
            let fault = VersionWord.fault(reading: version, sent: word, answered: word)
            if fault != .stale { missedCount += 1 }
        }
    }
}
