import Foundation
import Kubelet
import KubernetesAPI
import Logging
import ServiceLifecycle

/// The node's side of the process: containerd first, then the pod network and the sandbox image, then the kubelet.
struct NodeService: ServiceLifecycle.Service {
    var options: ClusterOptions
    var machine: Prerequisites
    var kubelet: Kubelet
    /// Returns when the API server has what a node needs: the namespaces of its events and its Lease. False when all ends before.
    var serverIsReady: @Sendable () async -> Bool
    var clock: any WallClock
    var logger: Logger

    func run() async throws {
        try writeConfiguration()
        let containerd = ContainerdProcess(options: options, executable: machine.containerd, clock: clock, logger: logger)
        try await containerd.ensure()
        try PodNetwork(clusterCIDR: options.clusterCIDR).apply()
        let importer = ImageImporter(containerdSocket: options.containerdSocket)
        try await ensureSandboxImage(importer)
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { try await containerd.run() }
            group.addTask { try await ImageDirectory(directory: options.imageDirectory, importer: importer, clock: clock, logger: logger).run() }
            group.addTask {
                if await serverIsReady() { try await kubelet.run() }
            }
        }
    }

    private func writeConfiguration() throws {
        let status = Files.text("/proc/self/status") ?? ""
        let configuration = ContainerdConfiguration(
            options: options, cniPluginDirectory: machine.cniPluginDirectory,
            restrictOOMScoreAdjustment: !ContainerdConfiguration.mayLowerOOMScore(status: status), sandboxImage: PauseImage.reference)
        try Files.write(configuration.text, to: options.containerdConfiguration)
        // The first node gets the first /24 of the range, which is also what the node IPAM controller gives it.
        let network = CNIConfiguration(podCIDR: Self.podCIDR(of: options.clusterCIDR), dataDirectory: options.cniDataDirectory)
        try Files.write(network.text, to: options.cniConfigurationDirectory + "/10-apus.conflist")
        try Files.write(CNIConfiguration.loopback, to: options.cniConfigurationDirectory + "/99-loopback.conf")
    }

    static func podCIDR(of clusterCIDR: String) -> String {
        let parts = clusterCIDR.split(separator: "/")
        guard parts.count == 2, let length = Int(parts[1]), let base = IPAddress.address(0, in: clusterCIDR) else { return clusterCIDR }
        return "\(base)/\(max(length, 24))"
    }

    /// The sandbox's image comes with Apus: imported once, kept in the data directory beside the others.
    private func ensureSandboxImage(_ importer: ImageImporter) async throws {
        let marker = options.containerdRoot + "/pause-image"
        if Files.text(marker) == PauseImage.reference { return }
        guard let archive = PauseImage.archive() else { return }
        let path = options.dataDirectory + "/pause.tar"
        try Files.write(Data(archive), to: path)
        _ = try await importer.importArchive(path)
        try Files.write(PauseImage.reference, to: marker)
    }
}
