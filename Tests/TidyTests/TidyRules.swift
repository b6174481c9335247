/// Something in a file that the house rules refuse.
struct Finding: Hashable, CustomStringConvertible {
    var path: String
    var line: Int
    var what: String

    var description: String { "\(path):\(line): \(what)" }
}

/// A rule looks at one file at a time.
struct Rule: Sendable {
    var name: String
    var check: @Sendable (SourceFile) -> [Finding]

    /// A rule that finds lines of code.
    static func lines(
        _ name: String, in files: @escaping @Sendable (SourceFile) -> Bool = { _ in true },
        matching: @escaping @Sendable (String) -> Bool
    ) -> Rule {
        Rule(name: name) { file in
            guard files(file) else { return [] }
            return file.code.enumerated().filter { matching($0.element) }.map {
                Finding(path: file.path, line: $0.offset + 1, what: name)
            }
        }
    }
}

/// The house rules, each with its reason in CONTRIBUTING or design.
enum TidyRules {
    static let all: [Rule] = [
        longLines, longFiles, longFunctions, foreignImports, moduleOrder, printing, pointers,
        leftovers,
    ]

    static let longLines = Rule(name: "a line has at most 100 columns") { file in
        file.lines.enumerated().filter { $0.element.count > 100 }.map {
            Finding(path: file.path, line: $0.offset + 1, what: "\($0.element.count) columns")
        }
    }

    static let longFiles = Rule(name: "a file has at most 500 lines") { file in
        let count = file.lines.count
        return count <= 501 ? [] : [Finding(path: file.path, line: count, what: "\(count) lines")]
    }

    /// From the line of `func`, `init`, `deinit` or `subscript` to the brace that closes its body.
    static let longFunctions = Rule(name: "a function has at most 70 lines") { file in
        functions(of: file.code).filter { $0.count > 70 }.map {
            Finding(path: file.path, line: $0.lowerBound + 1, what: "\($0.count) lines")
        }
    }

    private static func functions(of code: [String]) -> [Range<Int>] {
        var open: [(start: Int, depth: Int)] = []
        var pending: Int?
        var (depth, found) = (0, [Range<Int>]())
        for (index, line) in code.enumerated() {
            if startsFunction(line) { pending = index }
            for character in line {
                if character == "{" {
                    depth += 1
                    if let start = pending { open.append((start, depth)) }
                    pending = nil
                } else if character == "}" {
                    if let last = open.last, last.depth == depth {
                        found.append(last.start..<index + 1)
                        open.removeLast()
                    }
                    depth -= 1
                }
            }
        }
        return found
    }

    private static func startsFunction(_ line: String) -> Bool {
        let words = line.split { " (<?{".contains($0) }
        guard let place = words.firstIndex(where: { functionWords.contains(String($0)) })
        else { return false }
        // `self.init(…)` and `return init` are calls: what stands before a declaration is a word.
        return words[..<place].allSatisfy {
            $0.allSatisfy { $0.isLetter || $0 == "@" || $0 == "_" }
        }
            && (line.contains("(") || line.contains("deinit")) && !line.contains("= ")
    }

    private static let functionWords: Set = ["func", "init", "deinit", "subscript"]

    // MARK: Imports

    /// Where each foreign module may be imported; folders end in a slash.
    private static let places: [String: [String]] = [
        "ArgumentParser": ["Sources/spikebench/", "Tests/CommandTests/"],
        "CJemalloc": ["Sources/Platform/", "Sources/Engine/", "Tests/EngineTests/"],
        "CZlib": ["Sources/Measurement/", "Sources/Workload/Trace/"],
        "CZstd": ["Sources/Workload/Trace/"],
        "Histogram": ["Tests/MeasurementTests/LatencyHistogramTests.swift"],
        "Logging": ["Sources/Server/", "Sources/spikebench/"],
        "Yams": ["Sources/Workload/Spec/"],
        // Not in the modules that run per operation; the spec's files are read before that.
        "Foundation": [
            "Sources/spikebench/", "Sources/Reporting/", "Sources/Workload/Spec/", "Tests/",
        ],
    ]

    static let foreignImports = Rule(name: "a library is imported only in its place") { file in
        file.imports.filter { found in
            guard let allowed = places[found.module] else { return false }
            return !allowed.contains { file.path.hasPrefix($0) }
        }.map { Finding(path: file.path, line: $0.line, what: "imports \($0.module)") }
    }

    /// Ours, in dependency order: a module imports only those before it.
    private static let order = [
        "CJemalloc", "CZlib", "CZstd", "CPlatform", "Platform", "Statistics", "Measurement",
        "Workload", "Verification", "Wire", "Engine", "Client", "Server", "Driver", "Targets",
        "Reporting", "spikebench",
    ]

    static let moduleOrder = Rule(name: "a module imports only modules above it") { file in
        guard let module = file.module else { return [] }
        guard let own = order.firstIndex(of: module) else {
            return [Finding(path: file.path, line: 1, what: "\(module) has no place in the order")]
        }
        return file.imports.filter { (order.firstIndex(of: $0.module) ?? -1) >= own }.map {
            Finding(path: file.path, line: $0.line, what: "\(module) imports \($0.module)")
        }
    }

    // MARK: Words

    static let printing = Rule.lines(
        "only the command prints",
        in: { $0.module != nil && $0.module != "spikebench" },
        matching: { line in
            line.split { !$0.isLetter && $0 != "(" && $0 != "_" }.contains {
                $0.hasPrefix("print(")
            }
        })

    /// Pointers outside a `…Storage.swift` file, each with its reason.
    private static let pointerExceptions: Set = [
        // pthread_create hands its argument to a C function as an address.
        "Sources/Platform/Threads/PinnedThread.swift",
        // write(2) takes the address of the bytes, inside one call.
        "Sources/spikebench/Terminal/Terminal.swift",
    ]

    static let pointers = Rule.lines(
        "pointers stay in files ending in Storage.swift",
        in: {
            $0.module != nil && !$0.name.hasSuffix("Storage.swift")
                && !pointerExceptions.contains($0.path)
        },
        matching: { line in
            line.split { !$0.isLetter && $0 != "_" }.contains {
                $0.hasPrefix("Unsafe") && $0.hasSuffix("Pointer") || $0.hasPrefix("withUnsafe")
            }
        })

    /// The words that mark unfinished work; written apart, so that this file passes.
    private static let leftoverWords = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]

    static let leftovers = Rule(name: "nothing is left over") { file in
        file.lines.enumerated().filter { line in
            line.element.split { !$0.isLetter }.contains { leftoverWords.contains(String($0)) }
        }.map { Finding(path: file.path, line: $0.offset + 1, what: "unfinished") }
    }
}
