internal import Driver

/// `manifest.json`: what was run, with what, on what, and when.
public struct Manifest: Codable, Hashable, Sendable {
    /// A setting of the target.
    public struct Setting: Codable, Hashable, Sendable {
        /// Its name.
        public var name: String
        /// Its value.
        public var value: String
    }

    /// The version of the folder's format that this tool writes; readers refuse newer ones.
    public static let currentFormatVersion = 1

    /// The version of the folder's format.
    public var formatVersion: Int
    /// The plan.
    public var plan: PlanFacts
    /// The digest of `workload.yaml`: `fnv1a64:` and 16 hexadecimal digits.
    ///
    /// FNV-1a of 64 bits tells files apart that differ by accident; it is no protection against
    /// somebody who forges one.
    public var workloadDigest: String
    /// The target's name.
    public var target: String
    /// Where the target was, as `--target` takes it, but for a password; absent when it was not
    /// spoken to over a socket.
    public var targetAddress: String?
    /// The target's settings, in its order.
    public var targetSettings: [Setting]
    /// The clock's source: `tsc`, `monotonic` or `virtual`.
    public var clockSource: String
    /// When the run began, as ISO 8601 in UTC.
    public var startedAt: String
    /// The same in nanoseconds since 1970-01-01 UTC.
    public var startedAtUnixNanoseconds: UInt64
    /// How many trials the folder has.
    public var trialCount: Int
    /// Whether the user ended the run early.
    public var wasInterrupted: Bool
    /// Whether what was read was checked against what was written, which costs some of the
    /// throughput; absent when not.
    public var isVerified: Bool?
    /// Tool and machine.
    public var environment: RunEnvironment

    init(_ run: CompletedRun) {
        formatVersion = Self.currentFormatVersion
        plan = run.plan
        workloadDigest = Self.digest(of: run.yaml)
        target = run.result.targetName
        targetAddress = run.targetAddress
        targetSettings = run.result.targetSettings.map { Setting(name: $0.name, value: $0.value) }
        clockSource = run.result.clockSource
        startedAt = UTCTime(unixNanoseconds: run.startedAtUnixNanoseconds).text
        startedAtUnixNanoseconds = run.startedAtUnixNanoseconds
        trialCount = 1
        wasInterrupted = run.result.wasInterrupted
        isVerified = run.result.verification == nil ? nil : true
        environment = run.environment
    }

    /// FNV-1a, 64 bits (Fowler, Noll, Vo; draft-eastlake-fnv), of the text's UTF-8.
    public static func digest(of text: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        let digits = String(hash, radix: 16)
        return "fnv1a64:" + String(repeating: "0", count: 16 - digits.count) + digits
    }
}
