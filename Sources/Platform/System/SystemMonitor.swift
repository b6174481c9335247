/// Where signs of the system come from: the kernel, or a test that pretends.
///
/// Thread safety: any thread may ask for a sample.
public protocol SystemMonitor: Sendable {
    /// What the system says of itself at this moment.
    func sample() -> SystemSample
}
