extension DistributionTest {
    /// What a failed test means for the run's figures; nil for a test that passed.
    var reason: VerdictReason? {
        guard !passed else { return nil }
        let certainty =
            method == "exact"
            ? "" : statistic == nil ? ", which rules some of it out" : ", which chance does not do"
        return VerdictReason(
            name: "distributionMismatch", level: .invalid,
            finding: "\(name) is not as specified: \(expected) expected, \(realised) seen in "
                + "\(sampleCount) samples\(certainty)",
            consequence: "the figures are those of another workload than the file describes",
            remedy: "look at the operations with `spikebench sample`; if the file says what you "
                + "meant, it is a fault of spikebench worth reporting, with file and seed",
            figures: [
                "distance": distance, "pValue": pValue ?? 0, "sampleCount": Double(sampleCount),
            ])
    }
}
