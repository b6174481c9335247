// swift-tools-version: 6.2

import PackageDescription

/// The settings of every Swift target: the strict end of what the compiler offers.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
    .enableExperimentalFeature("Lifetimes"),
]

let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")
let numerics = Target.Dependency.product(name: "RealModule", package: "swift-numerics")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")

let package = Package(
    name: "spikebench",
    products: [
        .executable(name: "spikebench", targets: ["spikebench"]),
        // The store by itself, for programs that embed it.
        .library(name: "Engine", targets: ["Engine"]),
        // A client of the Aerospike protocol by itself, for programs that talk to a server.
        .library(name: "Client", targets: ["Client"]),
        // The engine behind the Aerospike protocol, for programs that serve it.
        .library(name: "Server", targets: ["Server"]),
        // For Tests/Fuzz and Tests/Bench, packages of their own.
        .library(name: "Driver", targets: ["Driver"]),
        .library(name: "Platform", targets: ["Platform"]),
        .library(name: "Targets", targets: ["Targets"]),
        .library(name: "Wire", targets: ["Wire"]),
        .library(name: "Workload", targets: ["Workload"]),
        // For Tests/Bench, likewise.
        .library(name: "CacheModels", targets: ["CacheModels"]),
    ],
    dependencies: [
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
    ],
    targets: [
        // The system's face, in C where Swift has no other way.
        .systemLibrary(name: "CJemalloc"),
        .systemLibrary(name: "CZlib"),
        .systemLibrary(name: "CZstd"),
        .target(name: "CPlatform"),

        // The road, in dependency order: a target uses only targets above it.
        .target(
            name: "Platform", dependencies: ["CPlatform", "CJemalloc"], swiftSettings: strict),
        .target(name: "Statistics", swiftSettings: strict),
        .target(
            name: "Measurement", dependencies: ["Platform", "CZlib"],
            swiftSettings: strict),
        .target(
            name: "Workload", dependencies: ["Platform", "Statistics", "CZlib", "CZstd", yams],
            resources: [.embedInCode("Named")],
            swiftSettings: strict),
        .target(
            name: "Verification", dependencies: ["Platform", "CPlatform", "Workload"],
            swiftSettings: strict),
        .target(name: "Wire", swiftSettings: strict),
        .target(
            name: "Engine", dependencies: ["Platform", "CPlatform", "CJemalloc", "Wire"],
            swiftSettings: strict),
        .target(name: "Client", dependencies: ["Platform", "Wire"], swiftSettings: strict),
        .target(
            name: "Server",
            dependencies: ["Platform", "Measurement", "Workload", "Wire", "Engine", logging],
            swiftSettings: strict),
        .target(
            name: "Driver",
            dependencies: ["Platform", "Statistics", "Measurement", "Workload", "Verification"],
            swiftSettings: strict),
        .target(
            name: "Targets",
            dependencies: [
                "Platform", "CPlatform", "Workload", "Verification", "Wire", "Engine", "Client",
                "Server", "Driver",
            ],
            swiftSettings: strict),
        .target(
            name: "Reporting",
            dependencies: [
                "Platform", "Statistics", "Measurement", "Workload", "Verification", "Driver",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "spikebench",
            dependencies: [
                "Platform", "Measurement", "Workload", "Wire", "Engine", "Client", "Server",
                "Driver", "Targets", "Reporting", argumentParser, logging,
            ],
            swiftSettings: strict),

        // Tests, one target per module, and what they share.
        .target(
            name: "TestSupport", dependencies: ["Platform", "Server", "Wire"],
            path: "Tests/TestSupport",
            swiftSettings: strict),
        .target(name: "CacheModels", path: "Tests/CacheModels", swiftSettings: strict),
        .testTarget(
            name: "CacheModelsTests", dependencies: ["CacheModels", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "ClientTests", dependencies: ["Client", "Platform", "TestSupport", "Wire"],
            swiftSettings: strict),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "Driver", "Platform", "Reporting", "TestSupport", "Workload", "spikebench",
                argumentParser,
            ],
            exclude: ["Goldens"],
            swiftSettings: strict),
        .testTarget(
            name: "DriverTests",
            dependencies: [
                "Driver", "Measurement", "Platform", "Targets", "TestSupport", "Workload",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests", dependencies: ["TestSupport", "spikebench"],
            exclude: ["Goldens", "python_client.py"],
            swiftSettings: strict),
        .testTarget(
            name: "EngineTests",
            dependencies: [
                "CJemalloc", "Engine", "Platform", "TestSupport", "Verification", "Wire",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "PlatformTests", dependencies: ["Platform"], swiftSettings: strict),
        .testTarget(
            name: "ReportingTests",
            dependencies: [
                "Driver", "Measurement", "Platform", "Reporting", "TestSupport", "Workload",
            ],
            exclude: ["Goldens"], swiftSettings: strict),
        .testTarget(
            name: "ServerTests",
            dependencies: [
                "Client", "Engine", "Measurement", "Platform", "Server", "TestSupport", "Wire",
                "Workload",
            ],
            exclude: ["Metrics/Goldens"],
            swiftSettings: strict),
        .testTarget(
            name: "StatisticsTests", dependencies: ["Platform", "Statistics", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "WireTests", dependencies: ["Platform", "TestSupport", "Wire"],
            swiftSettings: strict),
        .testTarget(
            name: "WorkloadTests",
            dependencies: ["Platform", "Statistics", "TestSupport", "Workload", numerics],
            exclude: ["Fixtures", "Goldens"],
            swiftSettings: strict),
        .testTarget(
            name: "MeasurementTests",
            dependencies: ["Measurement", "Platform", "TestSupport", "Workload", histogram],
            swiftSettings: strict),
        .testTarget(
            name: "TargetsTests",
            dependencies: [
                "Client", "Driver", "Engine", "Platform", "Server", "Targets", "TestSupport",
                "Verification", "Wire", "Workload",
            ],
            exclude: ["Memcached/Goldens"],
            swiftSettings: strict),
        .testTarget(
            name: "VerificationTests",
            dependencies: ["Platform", "TestSupport", "Verification", "Workload"],
            exclude: ["Goldens"],
            swiftSettings: strict),
        .testTarget(name: "TidyTests", dependencies: ["TestSupport"], swiftSettings: strict),
    ]
)
