import Platform
import TestSupport
import Testing

@testable import Engine

@Suite("Engine against a dictionary")
struct ModelTests {
    /// Every kind of lock with few and many tables, and with few and many locks.
    static let layouts = LockKind.allCases.flatMap { lock in
        [(1, 1), (8, 8), (8, 1), (4096, 4096), (4096, 1)].map { shards, stripes in
            EngineConfiguration(
                shards: shards, lockRatio: Double(stripes) / Double(shards), lock: lock)
        }
    }

    /// Two marks that are met soon, and every policy.
    static let limitedLayouts = zip(EvictionPolicy.allCases, LockKind.allCases + LockKind.allCases)
        .map { eviction, lock in
            var layout = EngineConfiguration(shards: 16, lock: lock)
            layout.eviction = eviction
            layout.memoryLimit = 2 << 20
            layout.highWaterMark = 0.1
            if eviction == .none { layout.stopWritesMark = 0.12 }
            return layout
        }

    @Test("random operations leave store and dictionary alike", arguments: layouts + limitedLayouts)
    func operations(layout: EngineConfiguration) throws {
        try forEachSeed(1) { seed in
            let fault = try fault(seed: seed, layout, stepCount: 1000, checkedEvery: 200)
            #expect(fault == nil, seedComment(seed))
        }
    }

    @Test(
        "a million random operations under each kind of lock",
        .enabled(if: !BuildMode.isDebug, "code that is not optimised takes minutes"),
        arguments: layouts + limitedLayouts)
    func million(layout: EngineConfiguration) throws {
        let layoutCount = Self.layouts.count / LockKind.allCases.count
        let isLimited = layout.memoryLimit > 0
        let fault = try fault(
            seed: 7, layout, stepCount: isLimited ? 50_000 : 1_000_000 / layoutCount,
            checkedEvery: 5000)
        #expect(fault == nil)
    }

    /// What the first step or check to fail says.
    private func fault(
        seed: UInt64, _ layout: EngineConfiguration, stepCount: Int, checkedEvery: Int
    ) throws -> String? {
        // Another sequence for each layout.
        let number = Self.layouts.firstIndex(of: layout) ?? 0
        var run = try ModelRun(seed: seed &* 1000 &+ UInt64(number), layout)
        for step in 1...stepCount {
            let fault = try run.step() ?? (step % checkedEvery == 0 ? run.check() : nil)
            if let fault { return "step \(step): \(fault)" }
        }
        return run.check()
    }
}
