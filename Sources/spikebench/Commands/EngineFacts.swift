internal import Engine
internal import Reporting
internal import Workload

/// What `describe` shows of the embedded engine.
enum EngineFacts {
    /// Every parameter.
    static func parameters(of configuration: EngineConfiguration) -> [ParameterFact] {
        EngineParameter.all.map { parameter in
            ParameterFact(
                name: parameter.name, value: parameter.text(in: configuration),
                defaultValue: parameter.defaultText, meaning: parameter.meaning,
                bounds: parameter.bounds)
        }
    }

    /// What the model of lock contention predicts for the plan's locks, and for fewer and more.
    static func contention(
        of plan: Plan, _ configuration: EngineConfiguration
    ) -> ContentionForecast {
        let writeShare = plan.writeShare
        var operation = ContentionModel.Operation.typical
        operation.conflictShare = configuration.lock.conflictShare(writeShare: writeShare)
        let popularity = plan.keyPopularity
        let facts = ratios(around: configuration).map { ratio in
            var other = configuration
            other.lockRatio = ratio
            let model = ContentionModel(
                threads: plan.workerCount,
                stripes: StripePopularity(
                    stripeCount: other.stripeCount, hottestKeys: popularity.hottest,
                    keyCoincidence: popularity.coincidence),
                operation: operation)
            return ContentionFact(
                lockRatio: EngineParameter.named("lockRatio")?.text(in: other) ?? "",
                stripeCount: other.stripeCount, collisionShare: model.collisionShare,
                meanWaitNanoseconds: model.meanWaitNanoseconds,
                throughputShare: model.throughputShare,
                isPlanned: ratio == configuration.lockRatio)
        }
        return ContentionForecast(
            workerCount: plan.workerCount, holdNanoseconds: operation.holdNanoseconds,
            cycleNanoseconds: operation.cycleNanoseconds, facts: facts)
    }

    /// A lock for each shard, 64 locks, one for all, and what the plan has; most locks first.
    private static func ratios(around configuration: EngineConfiguration) -> [Double] {
        let shards = Double(configuration.shards)
        let all = [1, 64 / shards, 1 / shards, configuration.lockRatio]
        return Set(all.filter { $0 <= 1 }).sorted(by: >)
    }
}
