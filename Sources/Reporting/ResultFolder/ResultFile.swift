/// The files of a result folder.
public enum ResultFile: String, CaseIterable, Sendable {
    /// What was run, with what, on what, and when.
    case manifest = "manifest.json"
    /// The workload as run, overrides applied.
    case workload = "workload.yaml"
    /// A row per trial, phase and kind of operation, and one per phase for all kinds.
    case summaryTable = "summary.csv"
    /// A row per interval and kind of operation, and one per interval for all kinds.
    case intervals = "intervals.csv"
    /// A row per percentile of each histogram of the measured phase.
    case percentiles = "percentiles.csv"
    /// The histograms of the measured phase's intervals, tagged `kind.measure`.
    case latencies = "latencies.hlog"
    /// Everything in the summary, with the verdict and its reasons.
    case summary = "summary.json"
}
