internal import Measurement

extension LatencyHistogram {
    /// The few figures that a worker's own report keeps.
    var snapshot: LatencyHistogramSnapshot {
        let found = percentiles([50, 99])
        return LatencyHistogramSnapshot(
            count: count, median: found[0], percentile99: found[1], maximum: maximum)
    }
}
