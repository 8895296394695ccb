import Foundation
import KubernetesAPI
import KubernetesClient
import Logging
import Synchronization

@testable import Kubelet

/// emptyDir and hostPath, nothing more.
final class TestVolumes: VolumeManaging {
    private let options: KubeletOptions

    init(_ options: KubeletOptions) { self.options = options }

    func mount(_ pod: Pod) async throws -> [String: MountedVolume] {
        var mounted: [String: MountedVolume] = [:]
        for volume in pod.spec.volumes {
            if let path = volume.hostPath?.path {
                mounted[volume.name] = MountedVolume(hostPath: path)
                continue
            }
            let path = options.volumesDirectory(pod.metadata.uid) + "/kubernetes.io~empty-dir/" + volume.name
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            mounted[volume.name] = MountedVolume(hostPath: path)
        }
        return mounted
    }

    func unmount(podUID: String) async throws { try? FileManager.default.removeItem(atPath: options.volumesDirectory(podUID)) }
    func hasVolumes(podUID: String) -> Bool { false }
}

/// Probes whose results the test says, by container ID.
final class TestProbes: ProbeManaging {
    let results = Mutex<[String: ProbeResults]>([:])
    func podAdded(_ pod: Pod) {}
    func stopLivenessAndStartup(_ pod: Pod) {}
    func podRemoved(uid: String) {}
    func results(containerID: String) -> ProbeResults { results.withLock { $0[containerID] ?? ProbeResults() } }
    func probeSoon(podUID: String, container: String) {}
}

struct TestEnvironment: EnvironmentBuilding {
    func environment(of container: Container, in pod: Pod, addresses: PodAddresses) async throws -> [(name: String, value: String)] {
        container.env.map { ($0.name, $0.value ?? "") }
    }
}

struct TestNode: NodeStatusManaging {
    var allocatable: [String: Quantity] = [:]

    func run() async throws { try await SystemClock().sleep(for: .seconds(1_000_000)) }
    func node() -> Node? {
        Node(metadata: ObjectMeta(name: "node1", uid: "node-uid"), status: NodeStatus(allocatable: allocatable))
    }
    func hostIPs() -> [String] { ["127.0.0.1"] }
}

/// Makes what looks after the node's object.
struct NodeMaker: Sendable {
    var make: @Sendable (KubeletCore.Context) -> any NodeStatusManaging
}

/// A kubelet with its own directories, fed by manifests and perhaps an API server.
final class TestKubelet: Sendable {
    let core: KubeletCore
    let probes = TestProbes()
    let options: KubeletOptions
    private let task: Task<Void, Never>

    /// - Parameter api: nil for a kubelet without an API server.
    /// - Parameter allocatable: what the node has; a resource that is missing is not counted.
    /// - Parameter transport: what it talks to instead of `api`.
    /// - Parameter nodeMaker: what looks after the node's object; without it nobody does.
    init(
        _ fixture: ContainerdFixture, api: FakeAPI? = nil, allocatable: [String: Quantity] = [:], sources: NodeUpkeep.Sources = .init(),
        cri: (any CRI)? = nil, clock: any WallClock = SystemClock(), transport: (any Transport)? = nil,
        nodeMaker: NodeMaker? = nil, logger: Logger = quiet, configure: (inout KubeletOptions) -> Void = { _ in }
    ) throws {
        var options = KubeletOptions(nodeName: "node1")
        options.rootDirectory = fixture.directory + "/kubelet"
        options.podLogsDirectory = fixture.directory + "/pod-logs"
        options.containerLogsDirectory = fixture.directory + "/container-logs"
        options.podManifestPath = fixture.directory + "/manifests"
        options.cgroupRoot = "/" + fixture.bridge
        options.clusterDNS = ["10.96.0.10"]
        configure(&options)
        self.options = options
        try FileManager.default.createDirectory(atPath: fixture.directory + "/manifests", withIntermediateDirectories: true)
        let probes = self.probes
        let server: (any Transport)? = transport ?? api
        let client = server.map { Client(transport: $0) }
        let informers = client.map { InformerFactory(client: $0, clock: clock, logger: quiet) }
        core = try KubeletCore(
            client: client, informers: informers, clock: clock, logger: logger, options: options, cri: cri ?? fixture.client,
            hookRequests: HTTPHookRequests(), sources: sources
        ) { context in
            Kubelet.Parts(
                volumes: TestVolumes(options), probes: probes, environment: TestEnvironment(),
                node: nodeMaker?.make(context) ?? TestNode(allocatable: allocatable))
        }
        let core = self.core
        task = Task {
            await withDiscardingTaskGroup { group in
                group.addTask { try? await informers?.run() }
                group.addTask { await core.run() }
            }
        }
    }

    /// Ends the kubelet; containers go on.
    func stop() async {
        task.cancel()
        await task.value
    }

    func apply(_ name: String, _ manifest: String) throws {
        try Data(manifest.utf8).write(to: URL(fileURLWithPath: options.podManifestPath! + "/\(name).yaml"))
    }

    func delete(_ name: String) throws { try FileManager.default.removeItem(atPath: options.podManifestPath! + "/\(name).yaml") }

    func pod(_ name: String) -> Pod? { core.pods.pod(namespace: "default", name: name + "-node1") }

    func status(_ name: String) -> PodStatus? { pod(name).flatMap { core.statuses.status($0.metadata.uid) } }

    func container(_ name: String, _ container: String) -> ContainerStatus? {
        let status = status(name)
        return ((status?.containerStatuses ?? []) + (status?.initContainerStatuses ?? [])).first { $0.name == container }
    }

    /// What the container wrote in its run number `restart`.
    func log(_ name: String, _ container: String, _ restart: Int = 0) -> String {
        guard let pod = pod(name) else { return "" }
        let path = LogPaths.podDirectory(root: options.podLogsDirectory, pod) + "/" + LogPaths.container(container, restartCount: restart)
        return TerminationMessage.text(PodFiles.read(path).split(separator: "\n").map { Array($0.utf8) })
    }
}
