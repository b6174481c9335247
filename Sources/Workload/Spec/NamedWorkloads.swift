internal import Foundation

/// The workloads that come with the tool, compiled in from `Workloads/`.
public enum NamedWorkloads {
    /// A workload file.
    public struct File: Hashable, Sendable {
        /// The workload's name: the file's without `.yaml`.
        public var name: String
        /// What errors call the file.
        public var path: String
        /// Its text.
        public var yaml: String
    }

    /// All of them, in the order to list.
    public static let all: [File] = [
        embedded("ycsb-a", PackageResources.ycsb_a_yaml),
        embedded("ycsb-b", PackageResources.ycsb_b_yaml),
        embedded("ycsb-c", PackageResources.ycsb_c_yaml),
        embedded("ycsb-d", PackageResources.ycsb_d_yaml),
        embedded("ycsb-e", PackageResources.ycsb_e_yaml),
        embedded("ycsb-f", PackageResources.ycsb_f_yaml),
        embedded("facebook-etc", PackageResources.facebook_etc_yaml),
    ]

    /// The named workload, or the file at a path.
    ///
    /// - Parameter nameOrPath: a name of `all`; anything with a `/` or a `.` is a path.
    /// - Returns: the file's name and text.
    /// - Throws: `WorkloadError` when there is neither.
    public static func find(_ nameOrPath: String) throws(WorkloadError) -> File {
        if let file = all.first(where: { $0.name == nameOrPath }) { return file }
        let url = URL(fileURLWithPath: nameOrPath)
        guard !nameOrPath.isEmpty, FileManager.default.fileExists(atPath: url.path) else {
            let nearest = NearestName.find(nameOrPath, among: all.map(\.name))
            throw WorkloadError(.name(nameOrPath), .unknownWorkload(nearest: nearest))
        }
        let name = url.deletingPathExtension().lastPathComponent
        return File(name: name, path: nameOrPath, yaml: try text(at: nameOrPath))
    }

    /// The text of a file.
    private static func text(at path: String) throws(WorkloadError) -> String {
        let bytes = try FileBytes.read(path, limit: YAMLReader.byteLimit)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw WorkloadError(
                .file(path), .unsupportedYAML("the text is not UTF-8; name a workload file"))
        }
        return text
    }

    private static func embedded(_ name: String, _ bytes: [UInt8]) -> File {
        File(name: name, path: "\(name).yaml", yaml: String(decoding: bytes, as: UTF8.self))
    }
}
