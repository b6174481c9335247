// swift-tools-version: 6.2

import PackageDescription

// A package of its own, so that ordinary builds do not need the fuzzer's runtime: scripts/fuzz.
let package = Package(
    name: "fuzz",
    dependencies: [.package(name: "spikebench", path: "../..")],
    targets: [
        .executableTarget(
            name: "SpecFuzzer",
            dependencies: [.product(name: "Workload", package: "spikebench")],
            swiftSettings: [
                .unsafeFlags(["-sanitize=fuzzer", "-parse-as-library"])
            ],
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])])
    ]
)
