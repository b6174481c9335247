/// One line of standard input; the words are those of scripts/peers/libcuckoo-driver.cpp.
enum Command {
    case load(LoadCommand)
    case run(RunCommand)
    case memory

    /// The command that the line says, or nil.
    init?(_ line: String) {
        let words = line.split(separator: " ").map(String.init)
        switch words.first {
        case "load":
            guard words.count >= 3, let count = UInt64(words[1]), let threads = Int(words[2])
            else { return nil }
            self = .load(
                LoadCommand(count: count, threads: threads, isTimed: words.last == "timed"))
        case "run":
            guard words.count == 6, let distribution = Distribution(rawValue: words[1]),
                let readPercent = Int(words[2]), let threads = Int(words[3]),
                let batch = Int(words[4]), let seconds = Double(words[5])
            else { return nil }
            self = .run(
                RunCommand(
                    distribution: distribution, readPercent: readPercent, threads: threads,
                    batch: batch, seconds: seconds))
        case "memory":
            self = .memory
        default:
            return nil
        }
    }
}

/// Grow the namespace to `count` records.
struct LoadCommand {
    var count: UInt64
    var threads: Int
    var isTimed: Bool
}

/// Read and update for a time.
struct RunCommand {
    var distribution: Distribution
    var readPercent: Int
    var threads: Int
    var batch: Int
    var seconds: Double
}

enum Distribution: String {
    case uniform, zipf
}
