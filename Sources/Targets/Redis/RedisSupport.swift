internal import Driver
internal import Workload

/// What Redis cannot be asked: found before a run, not during it.
enum RedisSupport {
    /// Checks that every operation of a plan has commands.
    ///
    /// - Parameters:
    ///   - plan: the plan.
    ///   - name: the target's name, for the error.
    /// - Throws: `TargetError` that names the first operation that has none.
    static func check(_ plan: Plan, target name: String) throws(TargetError) {
        for keyspace in plan.keyspaces {
            if let refusal = refusal(of: keyspace, plan) {
                throw TargetError(
                    target: name, problem: "\(refusal.problem)", remedy: refusal.remedy)
            }
        }
    }

    private static func refusal(
        of keyspace: Keyspace, _ plan: Plan
    ) -> (problem: String, remedy: String)? {
        let bins = keyspace.record.bins
        if keyspace.share(of: .append) > 0, bins.count > 1 {
            return (
                "it cannot do 'append' on \(keyspace.name): a record of several bins is a hash,"
                    + " and Redis has no command that appends to a hash's field",
                "use --set record.bins=1, or --set operations.append=0"
            )
        }
        if keyspace.share(of: .scan) > 0, keyspace.scanLength == nil {
            return (
                "it cannot do 'scan' of whole partitions on \(keyspace.name): Redis has none",
                "use --set scan.length=100, or --set operations.scan=0"
            )
        }
        if keyspace.share(of: .add) > 0, 2 * bins.count > RedisAddScript.argumentLimit {
            return (
                "it cannot do 'add' on \(keyspace.name): its script takes"
                    + " \(RedisAddScript.argumentLimit / 2) bins, not \(bins.count)",
                "use fewer bins, or --set operations.add=0"
            )
        }
        return nil
    }
}
