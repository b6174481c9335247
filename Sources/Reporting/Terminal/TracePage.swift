public import Platform
public import Workload

/// What the `trace` commands show.
public enum TracePage {
    /// What a conversion did.
    ///
    /// - Parameters:
    ///   - conversion: what was read.
    ///   - output: where it went.
    ///   - time: how long it took.
    /// - Returns: lines that all end in a line break.
    public static func conversion(
        _ conversion: TraceConversion, to output: String, in time: Nanoseconds
    ) -> String {
        let how = conversion.isRecognised ? "recognised as" : "read as"
        let rate = Units.rate(Double(conversion.rowCount) / max(time.seconds, 1e-9))
        return """
            \(how) \(conversion.format.rawValue): \(conversion.format.summary), \
            \(conversion.compression)
            \(Units.grouped(conversion.rowCount)) requests written to \(output) in \
            \(Units.time(time)), \(rate)

            """
    }
}
