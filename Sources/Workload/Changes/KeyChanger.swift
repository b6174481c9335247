internal import Platform

/// Applies a phase's changes to the operations of one keyspace: a pure function of an operation's
/// key, number, intended start and draws.
struct KeyChanger: Sendable {
    /// Whether anything ever happens to a key.
    let isNeeded: Bool
    private let keyCount: UInt64
    /// Where popular ranks are scattered over the keys: what scatters them.
    private let permutation: Permutation?
    /// Where the keys for storms are taken from, the last first.
    private let stormOrder: Permutation
    private var drifts: [(PhaseStretch, keysPerPlace: Double)] = []
    private var shifts: [(PhaseStretch, distance: UInt64)] = []
    private var storms: [(PhaseStretch, share: Double, keyCount: UInt64)] = []
    private var growths: [(PhaseStretch, fromCount: Double)] = []

    /// What `changes` do to a keyspace.
    ///
    /// - Parameters:
    ///   - changes: the changes of a phase.
    ///   - keyCount: how many keys are loaded; others (inserted ones) stay as they are.
    ///   - isScrambled: whether `Permutation` turned ranks into keys, so that ranks move and not
    ///     keys.
    init(_ changes: LoadChanges, keyCount: UInt64, isScrambled: Bool) {
        self.keyCount = keyCount
        stormOrder = Permutation(count: keyCount)
        permutation = isScrambled ? stormOrder : nil
        for change in changes.all {
            let stretch = PhaseStretch(change.span)
            switch change.kind {
            case .drift(let keys):
                drifts.append((stretch, stretch.isTimed ? keys / 1e9 : keys))
            case .shift(let share):
                let distance = UInt64((Double(keyCount) * share).rounded()) % keyCount
                shifts.append((stretch, distance))
            case .storm(let share, let count):
                storms.append((stretch, share, min(count, keyCount)))
            case .ttlStorm: break
            case .growth(let share):
                growths.append((stretch, max(Double(keyCount) * share, 1)))
            }
        }
        isNeeded = !(drifts.isEmpty && shifts.isEmpty && storms.isEmpty && growths.isEmpty)
    }

    /// What a phase's changes do to the keyspace `index` of its plan.
    init(_ parts: SourceParts, _ index: Int) {
        let keyspace = parts.plan.keyspaces[index]
        let distribution = parts.phase.distribution ?? keyspace.distribution
        let isScrambled = if case .zipf(_, scrambled: true) = distribution { true } else { false }
        self.init(parts.phase.changes, keyCount: keyspace.count, isScrambled: isScrambled)
    }

    /// The key that the operation or member of `choice` is for after all.
    func key(_ drawn: UInt64, _ choice: KeyChoices.Choice) -> UInt64 {
        var random = choice.draws[.changes]
        return key(drawn, operation: choice.number, start: choice.start, using: &random)
    }

    /// The key that an operation is for after all.
    ///
    /// - Parameters:
    ///   - drawn: the key that the distribution chose.
    ///   - operation: its number over all workers.
    ///   - start: its intended start; zero in a closed loop.
    ///   - random: the operation's draws for changes.
    /// - Returns: a key below the keyspace's count, or `drawn` if that is not.
    func key(
        _ drawn: UInt64, operation: UInt64, start: Nanoseconds, using random: inout DrawStream
    ) -> UInt64 {
        if drawn >= keyCount { return drawn }
        for (stretch, share, count) in storms where stretch.contains(operation, start) {
            if random.unit() < share { return stormOrder(keyCount - 1 - random.below(count)) }
        }
        let distance = distance(operation, start)
        var key = drawn
        if distance > 0 {
            let rank = permutation?.inverse(of: key) ?? key
            let moved = rank < keyCount - distance ? rank + distance : rank - (keyCount - distance)
            key = permutation?(moved) ?? moved
        }
        for (stretch, fromCount) in growths {
            key = folded(key, to: usedCount(stretch, fromCount, operation, start))
        }
        return key
    }

    /// How far the ranks have moved along the keys.
    private func distance(_ operation: UInt64, _ start: Nanoseconds) -> UInt64 {
        var distance: UInt64 = 0
        for (stretch, keysPerPlace) in drifts {
            let moved = Double(stretch.passed(operation, start)) * keysPerPlace
            distance = (distance + UInt64(min(moved, 0x1p62)) % keyCount) % keyCount
        }
        for (stretch, step) in shifts where stretch.hasBegun(operation, start) {
            distance = (distance + step) % keyCount
        }
        return distance
    }

    // MARK: Growth

    /// How many keys are in use.
    private func usedCount(
        _ stretch: PhaseStretch, _ fromCount: Double, _ operation: UInt64, _ start: Nanoseconds
    ) -> UInt64 {
        let share =
            Double(stretch.passed(operation, start)) / Double(stretch.end - stretch.begin)
        return min(UInt64(fromCount + (Double(keyCount) - fromCount) * share), keyCount)
    }

    /// A key below `count`: the first of a fixed row of keys that starts with `key`.
    ///
    /// A key keeps its substitute until one that is earlier in its row comes into use, so that
    /// growth moves few keys at a time; that is the point of Lamping and Veach, "A fast, minimal
    /// memory, consistent hash algorithm", 2014, had here by redrawing.
    private func folded(_ key: UInt64, to count: UInt64) -> UInt64 {
        var key = key
        var mixer = SplitMix64(seed: key)
        for _ in 0..<64 where key >= count {
            key = mixer.next().multipliedFullWidth(by: keyCount).high
        }
        return key < count ? key : mixer.next().multipliedFullWidth(by: count).high
    }
}
