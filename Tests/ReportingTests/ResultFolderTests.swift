import Driver
import Foundation
import Platform
import Testing

@testable import Reporting

/// Writes to the disk until `room` bytes are used, then fails as a full disk does.
private final class FullDisk: FileOutput {
    private let files = SystemFileOutput()
    private var room: Int
    private let code: Int32

    init(room: Int, code: Int32 = ENOSPC) {
        self.room = room
        self.code = code
    }

    func makeFolder(_ path: String) throws(PlatformError) { try files.makeFolder(path) }
    func makeNewFolder(_ path: String) throws(PlatformError) { try files.makeNewFolder(path) }
    func removeFolder(_ path: String) { files.removeFolder(path) }
    func renameFolder(_ path: String, to newPath: String) throws(PlatformError) {
        try files.renameFolder(path, to: newPath)
    }

    func write(_ bytes: [UInt8], to path: String) throws(PlatformError) {
        let written = min(room, bytes.count)
        room -= written
        try files.write(Array(bytes.prefix(written)), to: path)
        if written < bytes.count { throw PlatformError(call: "write '\(path)'", code: code) }
    }
}

@Suite("Result folder")
struct ResultFolderTests {
    private static let name = "20261121T004300Z-ycsb-b-engine"

    @Test("a result is read back as it was written")
    func roundTrip() throws {
        try withFolder { folder in
            let run = Fixture.run
            let path = try ResultFolder("\(folder)/deep/Results").write(run)
            #expect(path == "\(folder)/deep/Results/\(Self.name)")
            #expect(
                names(in: path) == ResultFile.allCases.map(\.rawValue).sorted())
            for name in [Self.name, "latest", path] {
                let stored = try StoredResult(name, in: "\(folder)/deep/Results")
                #expect(stored.path == path)
                #expect(stored.manifest == run.manifest)
                #expect(stored.summary == run.summary)
                #expect(try stored.text(of: .workload) == Fixture.yaml)
                let csv = try stored.export(.csv)
                #expect(csv == ResultFolder.text(of: .summaryTable, in: run))
            }
        }
    }

    @Test("a name that is taken gets a number, whatever has it")
    func nameTaken() throws {
        try withFolder { folder in
            let results = ResultFolder(folder)
            #expect(try results.write(Fixture.run) == "\(folder)/\(Self.name)")
            try "x".write(
                toFile: "\(folder)/\(Self.name)-2", atomically: true, encoding: .utf8)
            #expect(try results.write(Fixture.run) == "\(folder)/\(Self.name)-3")
            #expect(names(in: folder).count == 3)
        }
    }

    @Test("a file in place of the folder is named, with what to do")
    func fileInPlace() throws {
        try withFolder { folder in
            let path = "\(folder)/Results"
            try "x".write(toFile: path, atomically: true, encoding: .utf8)
            let results = ResultFolder(path)
            for problem in [
                error { try results.checkWritable() }, error { _ = try results.write(Fixture.run) },
            ] {
                let text = try #require(problem).description
                #expect(text.contains("'\(path)'"))
                #expect(text.contains("File exists"))
                #expect(text.contains("a file is in the way"))
            }
        }
    }

    @Test(
        "a disk that fills up at any point leaves nothing behind",
        arguments: [0, 100, 5_000, 20_000])
    func fullDisk(room: Int) throws {
        try withFolder { folder in
            let results = ResultFolder(folder, output: FullDisk(room: room))
            let problem = try #require(error { _ = try results.write(Fixture.run) })
            #expect(problem.description.contains("No space left on device"))
            #expect(problem.description.contains("free some space"))
            #expect(names(in: folder).isEmpty)
        }
    }

    @Test("the check before a run finds a full disk and a forbidden folder, and leaves nothing")
    func check() throws {
        try withFolder { folder in
            try ResultFolder("\(folder)/new").checkWritable()
            #expect(names(in: "\(folder)/new").isEmpty)
            let full = ResultFolder(folder, output: FullDisk(room: 1 << 20))
            #expect(error { try full.checkWritable() } != nil)
            let forbidden = ResultFolder(folder, output: FullDisk(room: 0, code: EACCES))
            let text = try #require(error { try forbidden.checkWritable() }).description
            #expect(text.contains("Permission denied"))
            #expect(text.contains("you may write to"))
            #expect(names(in: folder) == ["new"])
        }
    }

    @Test("a device without room is an error of the one file")
    func fullDevice() throws {
        #expect(throws: PlatformError(call: "write '/dev/full'", code: ENOSPC)) {
            try SystemFileOutput().write([1, 2, 3], to: "/dev/full")
        }
    }

    @Test("an export to a device without room is an error, and the device stays one")
    func exportToDevice() throws {
        try withResult { folder, path in
            let result = try StoredResult(path, in: folder)
            #expect(
                error { try result.export(.csv, to: "/dev/full") }?.description
                    == "write '/dev/full': No space left on device; "
                    + "choose another file with --output")
            var status = stat()
            #expect(unsafe stat("/dev/full", &status) == 0)
            #expect(status.st_mode & S_IFMT == S_IFCHR)
            try result.export(.json, to: "\(folder)/copy.json")
            let copy = SystemFile.text("\(folder)/copy.json")
            #expect(copy == SystemFile.text("\(path)/summary.json"))
            #expect(
                error { try result.export(.csv, to: "\(folder)/no/file") }?.description
                    .contains("No such file or directory; choose another file") == true)
        }
    }

    @Test("a run that cannot be kept where it should goes to the fallback, with the reason")
    func fallback() throws {
        try withFolder { folder in
            let full = ResultFolder("\(folder)/a", output: FullDisk(room: 10))
            let second = ResultFolder("\(folder)/b")
            let written = try full.write(Fixture.run, fallback: second)
            #expect(written.path == "\(folder)/b/\(Self.name)")
            #expect(written.failure?.description.contains("'\(folder)/a'") == true)
            let plain = try second.write(Fixture.run, fallback: nil)
            #expect(plain == .init(path: "\(folder)/b/\(Self.name)-2", failure: nil))
            let both = error { _ = try full.write(Fixture.run, fallback: full) }
            #expect(both?.description.contains("'\(folder)/a'") == true)
        }
    }

    @Test("a workload's name cannot lead out of the folder")
    func hostileName() {
        let name = ResultFolder.name(
            startedAtUnixNanoseconds: 0, workload: "../a b/ü", target: "redis://h:1")
        #expect(name == "19700101T000000Z-..-a-b---redis---h-1")
    }

    @Test("a missing file is named", arguments: ResultFile.allCases)
    func missingFile(file: ResultFile) throws {
        try withResult { folder, path in
            try FileManager.default.removeItem(atPath: "\(path)/\(file.rawValue)")
            #expect(
                error { _ = try StoredResult(path, in: folder) }
                    == .fileMissing(folder: path, file: file.rawValue))
        }
    }

    @Test(
        "a garbled manifest or summary says what is wrong with it",
        arguments: [
            (ResultFile.manifest, "", "it is no JSON"), (.manifest, "{", "it is no JSON"),
            (.manifest, "{}", "'formatVersion' is missing"),
            (.manifest, "{\"formatVersion\": \"1\"}", "'formatVersion' has the wrong type"),
            (.manifest, "{\"formatVersion\": 1}", "is missing"),
            (.summary, "[]", "wrong type"), (.summary, "{\"phases\": 5}", "'verdict' is missing"),
        ] as [(ResultFile, String, String)])
    func garbled(file: ResultFile, text: String, words: String) throws {
        try withResult { folder, path in
            try text.write(
                toFile: "\(path)/\(file.rawValue)", atomically: true, encoding: .utf8)
            let problem = try #require(error { _ = try StoredResult(path, in: folder) })
            #expect(problem.description.contains("\(path)/\(file.rawValue)"))
            #expect(problem.description.contains(words))
        }
    }

    @Test("a result of a newer version is refused by its version, whatever else it has")
    func newerFormat() throws {
        try withResult { folder, path in
            try "{\"formatVersion\": 99, \"other\": []}".write(
                toFile: "\(path)/manifest.json", atomically: true, encoding: .utf8)
            #expect(
                error { _ = try StoredResult("latest", in: folder) }
                    == .newerFormat(path: path, version: 99))
        }
    }

    @Test("a name that is no result offers the newest there are")
    func notFound() throws {
        try withResult { folder, _ in
            #expect(
                error { _ = try StoredResult("nothing", in: folder) }
                    == .notFound(name: "nothing", folder: folder, known: [Self.name]))
        }
        try withFolder { folder in
            let problem = error { _ = try StoredResult("latest", in: folder) }
            #expect(problem?.description.contains("run a workload first") == true)
        }
    }

    // MARK: Helpers

    private func names(in folder: String) -> [String] { SystemFile.names(in: folder) }

    private func error(_ body: () throws -> Void) -> ResultFolderError? {
        do {
            try body()
            return nil
        } catch {
            return error as? ResultFolderError
        }
    }

    private func withFolder(_ body: (_ folder: String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("reporting-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private func withResult(_ body: (_ folder: String, _ path: String) throws -> Void) throws {
        try withFolder { folder in
            try body(folder, try ResultFolder(folder).write(Fixture.run))
        }
    }
}
