internal import ArgumentParser
internal import Reporting
internal import Workload

/// `spikebench rerun RESULT`.
struct RerunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rerun",
        abstract: "Run a result's workload again: same plan, same seed, same operations.",
        usage: "spikebench rerun <result> [<options>]",
        discussion: """
            The workload is the result's own workload.yaml. Files that it names are looked for \
            where the workload file was. With --workers another number of workers shares out the \
            same operations.
            """)

    @Argument(help: "The path or the name of a result's folder, or latest.")
    var result: String

    @Option(help: "Threads that share the load, 1 to 1024 (default: the result's).")
    var workers: Int?

    @OptionGroup(title: "Target") var target: TargetOptions
    @OptionGroup(title: "Measurement") var measurement: MeasurementOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        if let workers, !(1...1024).contains(workers) {
            throw ValidationError("--workers is \(workers); it must be 1 to 1024")
        }
    }

    func run() throws {
        let stored = try StoredResult(result, in: output.results)
        // Results of early versions have a name only.
        let address = try target.address(
            stored: stored.manifest.targetAddress ?? stored.manifest.target)
        try RunSession(
            plan: try plan(stored), address: address, measurement: measurement, output: output
        ).run()
    }

    /// The plan as it was, also where the file left the number of workers to the machine.
    private func plan(_ stored: StoredResult) throws -> Plan {
        let yaml = try stored.text(of: .workload)
        let facts = stored.manifest.plan
        guard Manifest.digest(of: yaml) == stored.manifest.workloadDigest else {
            throw ResultFolderError.fileDamaged(
                path: "\(stored.path)/\(ResultFile.workload.rawValue)",
                problem: "it was changed since the run; run it as a workload of its own instead")
        }
        var plan = try Plan(yaml: yaml, file: facts.path ?? "workload.yaml", name: facts.name)
        plan.workerCount = workers ?? facts.workerCount
        return plan
    }
}
