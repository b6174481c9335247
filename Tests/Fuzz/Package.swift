// swift-tools-version: 6.2

import PackageDescription

/// What every fuzzer is built with.
let fuzzer: [SwiftSetting] = [
    .unsafeFlags(["-sanitize=fuzzer", "-parse-as-library"]),
    .enableExperimentalFeature("Lifetimes"),
]
let linker: [LinkerSetting] = [.unsafeFlags(["-sanitize=fuzzer"])]

/// A fuzzer of one of the codecs.
func codecFuzzer(_ name: String) -> Target {
    .executableTarget(
        name: name, dependencies: ["FuzzSupport", .product(name: "Wire", package: "spikebench")],
        swiftSettings: fuzzer, linkerSettings: linker)
}

// A package of its own, so that ordinary builds do not need the fuzzer's runtime: scripts/fuzz.
let package = Package(
    name: "fuzz",
    dependencies: [.package(name: "spikebench", path: "../..")],
    targets: [
        .target(
            name: "FuzzSupport", dependencies: [.product(name: "Wire", package: "spikebench")],
            swiftSettings: fuzzer),
        .executableTarget(
            name: "SpecFuzzer",
            dependencies: ["FuzzSupport", .product(name: "Workload", package: "spikebench")],
            swiftSettings: fuzzer, linkerSettings: linker),
        .executableTarget(
            name: "TraceFuzzer",
            dependencies: [
                "FuzzSupport", .product(name: "Platform", package: "spikebench"),
                .product(name: "Workload", package: "spikebench"),
            ],
            swiftSettings: fuzzer, linkerSettings: linker),
        .executableTarget(
            name: "ServerFuzzer",
            dependencies: [
                "FuzzSupport", .product(name: "Engine", package: "spikebench"),
                .product(name: "Platform", package: "spikebench"),
                .product(name: "Server", package: "spikebench"),
                .product(name: "Wire", package: "spikebench"),
            ],
            swiftSettings: fuzzer, linkerSettings: linker),
        .executableTarget(
            name: "ClientFuzzer",
            dependencies: [
                "FuzzSupport", .product(name: "Client", package: "spikebench"),
                .product(name: "Wire", package: "spikebench"),
            ],
            swiftSettings: fuzzer, linkerSettings: linker),
        codecFuzzer("RESPFuzzer"),
        codecFuzzer("MemcachedFuzzer"),
        codecFuzzer("AerospikeFuzzer"),
    ]
)
