internal import ArgumentParser
internal import Engine
internal import Workload

/// `spikebench schema`.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the language of workload files as JSON Schema, for editors.",
        discussion: """
            Editors with a YAML language server complete and check workload files whose first \
            line is '# yaml-language-server: $schema=workload.schema.json', after \
            'spikebench schema > workload.schema.json'.
            """)

    func run() throws {
        let parameters = EngineParameter.all.map { parameter in
            SpecSchema.Parameter(
                name: parameter.name, summary: "\(parameter.meaning): \(parameter.bounds)")
        }
        try Terminal.output.write(SpecSchema(engine: parameters).text)
    }
}
