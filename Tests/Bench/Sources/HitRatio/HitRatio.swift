import CacheModels
import Engine
import Foundation

/// What scripts/hit-ratio runs: CSV on standard output.
///
/// `replay NAME FORMAT` reads a decompressed trace from standard input and replays it through the
/// engine under each policy and several memory limits; `cost [SECONDS]` measures what expirer and
/// evictor take of the throughput.
@main
struct HitRatio {
    static func main() async throws {
        let words = CommandLine.arguments.dropFirst()
        switch words.first {
        case "replay" where words.count == 3:
            guard let format = TraceFormat(rawValue: words[3]) else { throw Usage() }
            let bytes = [UInt8](FileHandle.standardInput.readDataToEndOfFile())
            let trace = RequestTrace(identifiers: try format.identifiers(in: bytes))
            try Replay.printAll(of: trace, name: words[2])
        case "cost" where words.count <= 2:
            guard let seconds = Double(words.count == 2 ? words[2] : "0.3") else { throw Usage() }
            try await Cost.printAll(secondsPerRound: seconds)
        default:
            throw Usage()
        }
    }
}

struct Usage: Error, CustomStringConvertible {
    var description: String {
        let formats = TraceFormat.allCases.map(\.rawValue).joined(separator: "|")
        return "usage: HitRatio replay NAME \(formats) < trace, or HitRatio cost [SECONDS]"
    }
}

/// A share as text: `0.1234`.
func digits(_ number: Double, _ places: Int = 4) -> String {
    String(format: "%.\(places)f", number)
}
