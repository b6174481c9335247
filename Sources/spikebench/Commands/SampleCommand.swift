internal import ArgumentParser
internal import Workload

/// `spikebench sample WORKLOAD --operations N`.
struct SampleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample",
        abstract: "Print the operations of a worker as CSV, without running them.",
        usage: "spikebench sample <workload> --operations <count> [<options>]",
        discussion: """
            The measured phase, from its start. The same workload, seed, worker and number of \
            workers give the same bytes on every machine; without --workers there are as many as \
            --worker needs.
            """)

    @OptionGroup(title: "Workload") var workload: WorkloadOptions
    @OptionGroup(title: "Load") var load: LoadOptions

    @Option(help: ArgumentHelp("How many operations, from 1.", valueName: "count"))
    var operations: Int

    @Option(help: "Whose operations: the worker's number, from 0.")
    var worker = 0

    func validate() throws {
        guard operations >= 1 else {
            throw ValidationError("--operations is \(operations); it must be at least 1")
        }
        guard (0..<1024).contains(worker) else {
            throw ValidationError("--worker is \(worker); it must be 0 to 1023")
        }
        if let workers = load.workers, worker >= workers {
            throw ValidationError(
                "--worker is \(worker), but --workers \(workers) has no such worker")
        }
    }

    func run() throws {
        // Not one worker per processor: the bytes would then depend on the machine.
        let workers = load.workers == nil ? ["workers=\(worker + 1)"] : []
        let plan = try workload.plan(load.overrides + workers)
        var text = SampleTable.header + "\n"
        for line in try SampleTable(plan: plan, worker: worker, operationCount: operations) {
            text += line + "\n"
            guard text.utf8.count >= Self.chunkByteCount else { continue }
            try Terminal.output.write(text)
            text = ""
        }
        try Terminal.output.write(text)
    }

    /// How much is written at a time.
    private static let chunkByteCount = 65_536
}
