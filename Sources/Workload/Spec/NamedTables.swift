/// The tables of popularity and sizes that come with the tool, compiled in from `Workloads/`.
///
/// A `file:` of a workload names one by its name, which has no `.json`.
enum NamedTables {
    /// All of them.
    private static let all: [String: [UInt8]] = [
        "cachebench-kvcache": PackageResources.cachebench_kvcache_json,
        "cachebench-graph-leader-assocs": PackageResources.cachebench_graph_leader_assocs_json,
        "cachebench-graph-leader-fbobj": PackageResources.cachebench_graph_leader_fbobj_json,
        "cachebench-graph-follower-assocs": PackageResources.cachebench_graph_follower_assocs_json,
        "cachebench-graph-follower-fbobj": PackageResources.cachebench_graph_follower_fbobj_json,
        "cachebench-cdn": PackageResources.cachebench_cdn_json,
    ]

    /// Their names.
    static var names: [String] { all.keys.sorted() }

    /// The text of the table called `name`, if there is one.
    static func text(_ name: String) -> String? {
        all[name].map { String(decoding: $0, as: UTF8.self) }
    }
}
