// swift-tools-version: 6.2

import PackageDescription

// A package of its own: measured by hand with scripts/bench-workload, scripts/bench-contention,
// scripts/bench-wire, scripts/bench-server, scripts/peers/compare, scripts/hit-ratio and
// scripts/verdict-faults, never by the tests.
let package = Package(
    name: "bench",
    dependencies: [.package(name: "spikebench", path: "../..")],
    targets: [
        .executableTarget(
            name: "WorkloadBench",
            dependencies: [.product(name: "Workload", package: "spikebench")]),
        .executableTarget(
            name: "ContentionBench",
            dependencies: [
                .product(name: "Engine", package: "spikebench"),
                .product(name: "Platform", package: "spikebench"),
                .product(name: "Workload", package: "spikebench"),
            ]),
        .executableTarget(
            name: "WireBench",
            dependencies: [.product(name: "Wire", package: "spikebench")],
            linkerSettings: [.linkedLibrary("m")]),
        .executableTarget(
            name: "ServerBench",
            dependencies: [
                .product(name: "Engine", package: "spikebench"),
                .product(name: "Platform", package: "spikebench"),
                .product(name: "Server", package: "spikebench"),
                .product(name: "Wire", package: "spikebench"),
            ]),
        .executableTarget(
            name: "EngineBench",
            dependencies: [
                .product(name: "Engine", package: "spikebench"),
                .product(name: "Platform", package: "spikebench"),
            ]),
        .executableTarget(
            name: "VerdictBench",
            dependencies: [
                .product(name: "Driver", package: "spikebench"),
                .product(name: "Platform", package: "spikebench"),
                .product(name: "Targets", package: "spikebench"),
                .product(name: "Workload", package: "spikebench"),
            ]),
        .executableTarget(
            name: "HitRatio",
            dependencies: [
                .product(name: "CacheModels", package: "spikebench"),
                .product(name: "Engine", package: "spikebench"),
                .product(name: "Platform", package: "spikebench"),
            ]),
    ]
)
