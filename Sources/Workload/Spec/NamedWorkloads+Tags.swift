extension NamedWorkloads {
    /// The plans of those that have all of `tags`, in the order to list.
    ///
    /// - Parameter tags: words that must stand among a workload's tags; none for all workloads.
    /// - Returns: at least one plan.
    /// - Throws: `WorkloadError` for a tag that no workload has, and when none has all of them.
    public static func plans(tagged tags: [String]) throws(WorkloadError) -> [Plan] {
        var plans: [Plan] = []
        for file in all { plans.append(try Plan.named(file.name)) }
        let known = Set(plans.flatMap(\.tags)).sorted()
        for tag in tags where !known.contains(tag) {
            let nearest = NearestName.find(tag, among: known)
            throw WorkloadError(
                .option("--tag"), .unknownTag(tag, nearest: nearest, known: known))
        }
        let found = plans.filter { Set($0.tags).isSuperset(of: tags) }
        guard !found.isEmpty else {
            throw WorkloadError(.option("--tag"), .noCommonWorkload(tags: tags))
        }
        return found
    }
}
