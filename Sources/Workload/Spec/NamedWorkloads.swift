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
        embedded("facebook-usr", PackageResources.facebook_usr_yaml),
        embedded("facebook-var", PackageResources.facebook_var_yaml),
        embedded("twitter-cluster06", PackageResources.twitter_cluster06_yaml),
        embedded("twitter-cluster07", PackageResources.twitter_cluster07_yaml),
        embedded("twitter-cluster12", PackageResources.twitter_cluster12_yaml),
        embedded("twitter-cluster15", PackageResources.twitter_cluster15_yaml),
        embedded("twitter-cluster18", PackageResources.twitter_cluster18_yaml),
        embedded("twitter-cluster19", PackageResources.twitter_cluster19_yaml),
        embedded("twitter-cluster22", PackageResources.twitter_cluster22_yaml),
        embedded("twitter-cluster24", PackageResources.twitter_cluster24_yaml),
        embedded("twitter-cluster25", PackageResources.twitter_cluster25_yaml),
        embedded("twitter-cluster29", PackageResources.twitter_cluster29_yaml),
        embedded("twitter-cluster31", PackageResources.twitter_cluster31_yaml),
        embedded("twitter-cluster37", PackageResources.twitter_cluster37_yaml),
        embedded("twitter-cluster45", PackageResources.twitter_cluster45_yaml),
        embedded("twitter-cluster52", PackageResources.twitter_cluster52_yaml),
        embedded("cachebench-kvcache", PackageResources.cachebench_kvcache_yaml),
        embedded(
            "cachebench-graph-leader-assocs", PackageResources.cachebench_graph_leader_assocs_yaml),
        embedded(
            "cachebench-graph-leader-fbobj", PackageResources.cachebench_graph_leader_fbobj_yaml),
        embedded(
            "cachebench-graph-follower-assocs",
            PackageResources.cachebench_graph_follower_assocs_yaml),
        embedded(
            "cachebench-graph-follower-fbobj", PackageResources.cachebench_graph_follower_fbobj_yaml
        ),
        embedded("cachebench-cdn", PackageResources.cachebench_cdn_yaml),
        embedded("session-store", PackageResources.session_store_yaml),
        embedded("cache-aside", PackageResources.cache_aside_yaml),
        embedded("user-profile", PackageResources.user_profile_yaml),
        embedded("rate-limiter", PackageResources.rate_limiter_yaml),
        embedded("leaderboard", PackageResources.leaderboard_yaml),
        embedded("feature-store", PackageResources.feature_store_yaml),
        embedded("ingest", PackageResources.ingest_yaml),
        embedded("tenants", PackageResources.tenants_yaml),
        embedded("hot-key-storm", PackageResources.hot_key_storm_yaml),
        embedded("working-set-drift", PackageResources.working_set_drift_yaml),
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
