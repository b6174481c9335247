public import Verification

/// A target that keeps what is written and can be asked whether it does.
public protocol VerifiableTarget: Target {
    /// Whether it may drop records by itself, as by eviction or a time to live of its own.
    ///
    /// No record that is not found is then a fault.
    var mayDropRecords: Bool { get }

    /// A session for one worker that has every value checked that a read finds.
    ///
    /// That is one call of `WorkerVerifier.observe` for each bin of each record, before the
    /// operation completes.
    ///
    /// - Parameters:
    ///   - worker: the worker's number.
    ///   - verification: whose verifier checks the values; it outlives the session.
    /// - Returns: the session, used by the worker's thread only.
    /// - Throws: `TargetError` when the target cannot be reached or cannot do the plan.
    func makeSession(
        worker: Int, verification: WorkerVerification
    ) throws(TargetError) -> any TargetSession
}

extension TargetError {
    /// `target` has nothing to check.
    static func notVerifiable(_ target: any Target) -> TargetError {
        TargetError(
            target: target.name, problem: "it keeps no values that could be verified",
            remedy: "leave out --verify, or choose another target, such as engine")
    }
}
