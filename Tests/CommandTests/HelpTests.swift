import ArgumentParser
import TestSupport
import Testing

@testable import spikebench

@Suite("Help")
struct HelpTests {
    @Test("the command's own page is as reviewed")
    func root() throws {
        try expectGolden(Spikebench.helpMessage(columns: 100) + "\n", "spikebench.txt")
    }

    @Test("every subcommand's page is as reviewed")
    func subcommands() throws {
        for subcommand in Spikebench.allSubcommands {
            let name = try #require(subcommand.configuration.commandName)
            let page = Spikebench.helpMessage(for: subcommand, columns: 100)
            try expectGolden(page + "\n", "\(name).txt")
        }
    }

    @Test("every option says what it does, and no line of the page is too long")
    func options() {
        for subcommand in Spikebench.allSubcommands {
            let page = Spikebench.helpMessage(for: subcommand, columns: 100)
            for line in page.split(separator: "\n") where !line.hasPrefix("USAGE:") {
                #expect(line.count <= 100)
            }
        }
    }
}

extension Spikebench {
    /// The subcommands of all groups, in the order of the help page.
    static var allSubcommands: [any ParsableCommand.Type] {
        configuration.groupedSubcommands.flatMap(\.subcommands)
    }
}
