internal import Driver
internal import Platform
internal import Targets
internal import Workload

/// What one operation costs when the target does nothing: generating, timing and recording it.
enum HarnessFloor {
    /// Runs a plan's measured operations against the null target: one worker, closed loop.
    ///
    /// Nil for a trace, whose rows are read while it runs and so are no floor.
    static func nanosecondsPerOperation(
        of plan: Plan, lasting duration: Nanoseconds = .milliseconds(200)
    ) throws -> Double? {
        guard plan.trace == nil else { return nil }
        var plan = plan
        plan.workerCount = 1
        plan.phases = [
            PhasePlan(
                kind: .measure, duration: duration, operationCount: nil, arrivals: .closed)
        ]
        let result = try RunController(plan: plan, target: NullTarget()).run()
        let count = result.phases[0].workers.reduce(0) { $0 + $1.completedCount }
        return count > 0 ? Double(result.phases[0].elapsed.count) / Double(count) : nil
    }
}
