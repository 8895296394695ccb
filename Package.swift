// swift-tools-version: 6.2
import PackageDescription

/// What every module is compiled with: Swift 6 language mode and complete concurrency checking.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

// The packages, by the short names that the targets below use.
let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
    .product(name: "NIOFoundationCompat", package: "swift-nio"),
]
let http: [Target.Dependency] = [
    .product(name: "NIOHTTP1", package: "swift-nio"),
    .product(name: "NIOTLS", package: "swift-nio"),
    .product(name: "NIOWebSocket", package: "swift-nio"),
    .product(name: "NIOHTTP2", package: "swift-nio-http2"),
    .product(name: "NIOSSL", package: "swift-nio-ssl"),
    .product(name: "NIOExtras", package: "swift-nio-extras"),
    .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
]
let pki: [Target.Dependency] = [
    .product(name: "X509", package: "swift-certificates"),
    .product(name: "SwiftASN1", package: "swift-asn1"),
    .product(name: "Crypto", package: "swift-crypto"),
    .product(name: "_CryptoExtras", package: "swift-crypto"),
]
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let collections: Target.Dependency = .product(name: "Collections", package: "swift-collections")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let jwt: Target.Dependency = .product(name: "JWTKit", package: "jwt-kit")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let grpc: [Target.Dependency] = [
    .product(name: "GRPCCore", package: "grpc-swift-2"),
    .product(name: "GRPCNIOTransportHTTP2", package: "grpc-swift-nio-transport"),
    .product(name: "GRPCProtobuf", package: "grpc-swift-protobuf"),
    .product(name: "SwiftProtobuf", package: "swift-protobuf"),
]

/// A module of the house: a library target and the tests beside it.
func module(_ name: String, _ dependencies: [Target.Dependency], tests: [Target.Dependency] = []) -> [Target] {
    [
        .target(name: name, dependencies: dependencies, swiftSettings: settings),
        .testTarget(name: name + "Tests", dependencies: [.target(name: name)] + dependencies + tests, swiftSettings: settings),
    ]
}

let package = Package(
    name: "apus",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "apus", targets: ["apus"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.0"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-crypto", "3.12.3"..<"5.0.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
        .package(url: "https://github.com/grpc/grpc-swift-2", from: "2.4.0"),
        .package(url: "https://github.com/grpc/grpc-swift-nio-transport", from: "2.9.0"),
        .package(url: "https://github.com/grpc/grpc-swift-protobuf", from: "2.4.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.0"),
    ],
    targets: [
        .systemLibrary(name: "CNFTables"),
        .systemLibrary(name: "CZlib"),
        .systemLibrary(name: "CEventFD"),
        .executableTarget(name: "DistillAPI", dependencies: ["JSON", "APISchema"], swiftSettings: settings),
        .executableTarget(
            name: "apus",
            dependencies: [
                "APIServer", "ControllerManager", "Scheduler", "Kubelet", "KubeProxy", "Cluster",
                "KubernetesClient", "KubernetesAPI", "ComponentMetrics", "ComponentServer", "JSON", "Store", arguments, logging, lifecycle, signals,
            ],
            swiftSettings: settings
        ),
        // A real etcd for tests; not a test itself.
        .target(name: "EtcdTesting", dependencies: ["Store", "EtcdStore", "KubernetesAPI", logging], path: "Tests/Support/EtcdTesting", swiftSettings: settings),
        // A CSI driver for tests, of directories and loop devices; not a test itself.
        .target(name: "CSITesting", dependencies: ["CSI", logging] + grpc, path: "Tests/Support/CSITesting", swiftSettings: settings),
        // A certificate authority; not a test itself.
        .target(name: "PKITesting", dependencies: pki, path: "Tests/Support/PKITesting", swiftSettings: settings),
        // The program's components and containerd as processes; not a test itself.
        .target(name: "ProcessTesting", path: "Tests/Support/ProcessTesting", swiftSettings: settings),
        .executableTarget(name: "JSONBenchmark", dependencies: ["JSON", "KubernetesAPI"], path: "Benchmarks/JSON", swiftSettings: settings),
        .executableTarget(name: "CallBenchmark", dependencies: ["KubernetesClient"], path: "Benchmarks/calls", swiftSettings: settings),
        .executableTarget(name: "SchedulerBenchmark", dependencies: ["Scheduler", "KubernetesAPI"], path: "Benchmarks/scheduler", swiftSettings: settings),
        .testTarget(
            name: "FuzzTests",
            dependencies: ["JSON", "APISchema", "KubernetesAPI", "Store", "HTTPServer", "Streaming", "KubernetesClient", "APIServer", "PKITesting", logging, lifecycle] + nio + http + pki,
            swiftSettings: settings
        ),
        .testTarget(
            name: "EndToEnd",
            dependencies: ["KubernetesClient", "KubernetesAPI", "JSON", "HTTPServer", "Streaming", "CSITesting", "ProcessTesting", subprocess] + nio + http,
            swiftSettings: settings
        ),
    ]
        + module("JSON", [])
        + module("CEL", [])
        + module("APISchema", ["JSON"])
        + module("KubernetesAPI", ["JSON", "APISchema"])
        + module("Store", [.product(name: "GRDB", package: "GRDB.swift"), logging, collections] + nio, tests: ["EtcdStore", "EtcdTesting"])
        + module("HTTPServer", [logging, lifecycle] + nio + http + pki, tests: ["PKITesting"])
        + module("Streaming", ["CZlib", "HTTPServer", logging] + nio + http + pki)
        + module("GRPCConnections", nio + [.product(name: "NIOSSL", package: "swift-nio-ssl")])
        + module("EtcdStore", ["Store", "KubernetesAPI", "GRPCConnections", logging, collections] + nio + grpc, tests: ["APIServer", "KubernetesClient", "JSON", "EtcdTesting", "PKITesting"] + pki)
        + module("ContainerRuntime", ["GRPCConnections", logging] + nio + grpc, tests: ["ProcessTesting"])
        + [.target(name: "DevicePlugins", dependencies: ["GRPCConnections"] + grpc, swiftSettings: settings)]
        + [.target(name: "CSI", dependencies: grpc, swiftSettings: settings)]
        + module("ComponentMetrics", ["KubernetesAPI", system])
        + module("KubernetesClient", ["JSON", "KubernetesAPI", "ComponentMetrics", yams, asyncHTTPClient, logging, lifecycle, collections] + nio + http + pki)
        + module("VolumeKinds", ["JSON", "KubernetesAPI", logging, subprocess, system])
        + module("ComponentServer", ["JSON", "KubernetesAPI", "KubernetesClient", "HTTPServer", logging, lifecycle] + nio + http + pki)
        + module("APIServer", [
            "CEL", "CZlib", "JSON", "APISchema", "KubernetesAPI", "ComponentMetrics", "Store", "EtcdStore", "HTTPServer", "Streaming", "KubernetesClient", yams, jwt, logging, lifecycle, collections, asyncHTTPClient,
        ] + nio + http + pki, tests: ["PKITesting"])
        + module(
            "ControllerManager", ["CEL", "JSON", "KubernetesAPI", "VolumeKinds", "ComponentMetrics", "KubernetesClient", logging, lifecycle, collections, jwt] + pki,
            tests: ["APIServer", "PKITesting", "Scheduler", "Store"])
        + module("Scheduler", ["CEL", "JSON", "KubernetesAPI", "VolumeKinds", "ComponentMetrics", "KubernetesClient", logging, lifecycle, collections], tests: ["APIServer", "Store"])
        + module("Kubelet", [
            "JSON", "KubernetesAPI", "VolumeKinds", "ComponentMetrics", "KubernetesClient", "ComponentServer", "HTTPServer", "Streaming", "ContainerRuntime", "DevicePlugins", "GRPCConnections", "CSI", "CEventFD",
            yams, logging, lifecycle, collections, subprocess, system, asyncHTTPClient,
        ] + nio + http + pki + grpc, tests: ["CSITesting", "PKITesting", "ProcessTesting", "APIServer", "ControllerManager", "Store"])
        + module("KubeProxy", ["CNFTables", "JSON", "KubernetesAPI", "ComponentMetrics", "KubernetesClient", logging, lifecycle, collections])
        + module("Cluster", [
            "APIServer", "ControllerManager", "Scheduler", "Kubelet", "KubeProxy", "CNFTables",
            "JSON", "KubernetesAPI", "KubernetesClient", "ComponentServer", "ContainerRuntime", "Store", yams, logging, lifecycle, signals, subprocess, system,
        ] + nio + pki)
)
