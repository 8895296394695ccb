import GRPCCore
import SwiftProtobuf

/// What sandboxes and containers use: the statistics calls of CRI's RuntimeService.
extension ContainerRuntimeClient {
    /// What one container uses.
    public func containerStats(_ id: String) async throws(ContainerRuntimeError) -> CRIContainerStats {
        try await call("ContainerStats") {
            try await runtime.containerStats(.with { $0.containerID = id }, options: $0).stats
        }
    }

    /// What the containers that pass the filter use; only running ones have figures.
    public func listContainerStats(
        _ filter: CRIContainerStatsFilter = .init()
    ) async throws(ContainerRuntimeError) -> [CRIContainerStats] {
        try await call("ListContainerStats") {
            try await runtime.listContainerStats(.with { $0.filter = filter }, options: $0).stats
        }
    }

    /// What one sandbox with its containers uses, network included.
    public func podSandboxStats(_ id: String) async throws(ContainerRuntimeError) -> CRIPodSandboxStats {
        try await call("PodSandboxStats") {
            try await runtime.podSandboxStats(.with { $0.podSandboxID = id }, options: $0).stats
        }
    }

    /// What the sandboxes that pass the filter use.
    public func listPodSandboxStats(
        _ filter: CRIPodSandboxStatsFilter = .init()
    ) async throws(ContainerRuntimeError) -> [CRIPodSandboxStats] {
        try await call("ListPodSandboxStats") {
            try await runtime.listPodSandboxStats(.with { $0.filter = filter }, options: $0).stats
        }
    }
}
