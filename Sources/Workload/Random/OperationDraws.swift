/// What an operation draws random numbers for.
///
/// Each purpose has its own stream, so that a change in one (a longer value, another mix) leaves
/// the draws of the others as they were.
enum DrawPurpose: UInt64, CaseIterable {
    case keyspaces = 1
    case kinds
    case keys
    case hits
    case changes
    case values
    case bins
    case counts
    case lifetimes
    case arrivals
    case bursts

    /// What tells the purpose's streams from the others': a fixed random word.
    @inline(__always)
    fileprivate var mask: UInt64 { rawValue &* 0xd6e8_feb8_6659_fd93 }
}

/// All random numbers of one phase, by operation.
///
/// Operations have numbers from 0, over all workers: worker w of W does the operations w, w + W,
/// w + 2W, …. The draws of operation i are a function of the seed, the phase and i, so any number
/// of workers shares out one and the same stream of operations.
struct PhaseDraws: Hashable, Sendable {
    private let base: UInt64

    /// The draws of a phase under `seed`.
    init(seed: UInt64, phase: PhaseKind) {
        var mixer = SplitMix64(seed: seed ^ (phase.streamNumber &* 0xa076_1d64_78bd_642f))
        base = mixer.next()
    }

    /// The draws of the operation numbered `number`.
    ///
    /// Source of the method: `SplitMix64` is a counter behind a mixing function (Salmon, Moraes,
    /// Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011), so that any place of
    /// its stream is had at once.
    @inline(__always)
    subscript(number: UInt64) -> OperationDraws {
        var mixer = SplitMix64(seed: base &+ number &* 0x9e37_79b9_7f4a_7c15)
        return OperationDraws(root: mixer.next())
    }
}

/// The random numbers of one operation, by purpose.
struct OperationDraws: Sendable {
    /// What tells the operation's draws from those of the others.
    let root: UInt64

    /// The stream for `purpose`.
    @inline(__always)
    subscript(purpose: DrawPurpose) -> DrawStream { DrawStream(seed: root ^ purpose.mask) }

    /// The draws of the batch's member numbered `member`, from 1; the operation itself is 0.
    @inline(__always)
    func member(_ member: UInt64) -> OperationDraws {
        if member == 0 { return self }
        var mixer = SplitMix64(seed: root &+ member &* 0xe703_7ed1_a0b4_28db)
        return OperationDraws(root: mixer.next())
    }
}

extension PhaseKind {
    /// The phase's part of a stream's name: fixed for ever, whatever phases a plan has.
    fileprivate var streamNumber: UInt64 {
        switch self {
        case .load: 1
        case .warmUp: 2
        case .measure: 3
        }
    }
}
