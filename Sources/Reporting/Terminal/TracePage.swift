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

    /// What to say of a trace that had to be converted before it could be used.
    ///
    /// - Parameter conversion: what was read.
    /// - Returns: a line without its break.
    public static func conversionMessage(_ conversion: TraceConversion) -> String {
        let how = conversion.isRecognised ? "recognised as" : "read as"
        return "\(how) \(conversion.format.rawValue) and converted for this once; "
            + "'spikebench trace convert' does it for good"
    }
}
