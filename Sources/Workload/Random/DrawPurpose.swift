/// What a stream of random numbers is for.
///
/// Each purpose has its own stream, so that a change in one (a longer value, another mix) leaves
/// the draws of the others as they were.
enum DrawPurpose: UInt64 {
    case kinds = 1
    case keys
    case values
    case bins
    case scans
    case arrivals

    /// The generator of this purpose for one worker in one phase.
    ///
    /// The four numbers go through `SplitMix64` one after the other, so that neighbouring phases
    /// and workers get unrelated states.
    func generator(seed: UInt64, phase: PhaseKind, worker: Int) -> Xoshiro256 {
        var state = seed
        for word in [phase.streamNumber, UInt64(worker), rawValue] {
            var mixer = SplitMix64(seed: state ^ (word &* 0xd6e8_feb8_6659_fd93))
            state = mixer.next()
        }
        return Xoshiro256(seed: state)
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
