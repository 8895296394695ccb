import ContainerRuntime
import Foundation
import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import Synchronization
import Testing

@testable import Kubelet

/// Pods that can be watched, and all other objects by their paths.
final class StorageAPI: Transport {
    let pods = FakeAPI()
    let objects = ObjectServer(clock: SystemClock())

    func send(_ request: ClientRequest) async throws -> ClientResponse {
        request.path.contains("/pods") || request.path.contains("/events")
            ? try await pods.send(request) : try await objects.send(request)
    }

    init() {
        var node = Node(metadata: ObjectMeta(name: "node1", uid: "node-uid"))
        node.metadata.labels["kubernetes.io/hostname"] = "node1"
        objects.put("/api/v1/nodes/node1", node)
    }

    var node: Node? { objects.object("/api/v1/nodes/node1").flatMap { try? Node(json: $0) } }

    func claim(_ name: String) -> PersistentVolumeClaim? {
        objects.object("/api/v1/namespaces/default/persistentvolumeclaims/\(name)").flatMap { try? PersistentVolumeClaim(json: $0) }
    }

    /// A persistent volume `pv-NAME` and the claim NAME, bound to each other.
    func bind(_ name: String, _ spec: String, modes: [String] = ["ReadWriteOnce"], size: String = "8Mi") throws {
        let words = modes.joined(separator: ", ")
        objects.put("/api/v1/persistentvolumes/pv-\(name)", try PersistentVolume(json: YAML.decode(
            """
            metadata: {name: pv-\(name), uid: pv-uid-\(name)}
            spec: {capacity: {storage: \(size)}, accessModes: [\(words)], claimRef: {namespace: default, name: \(name), uid: uid-of-\(name)}, \(spec)}
            status: {phase: Bound}
            """)))
        objects.put("/api/v1/namespaces/default/persistentvolumeclaims/\(name)", try PersistentVolumeClaim(json: YAML.decode(
            """
            metadata: {name: \(name), namespace: default, uid: uid-of-\(name)}
            spec: {accessModes: [\(words)], volumeName: pv-\(name), resources: {requests: {storage: \(size)}}}
            status: {phase: Bound, accessModes: [\(words)], capacity: {storage: \(size)}}
            """)))
    }

    /// The volume, and what its claim asks for, get larger; the rest is the node's work.
    func grow(_ name: String, to size: Quantity) {
        guard var volume = objects.object("/api/v1/persistentvolumes/pv-\(name)").flatMap({ try? PersistentVolume(json: $0) }), var claim = claim(name)
        else { return }
        volume.spec.capacity["storage"] = size
        objects.put("/api/v1/persistentvolumes/pv-\(name)", volume)
        claim.spec.resources.requests["storage"] = size
        claim.status.conditions = [CoreV1.PersistentVolumeClaimCondition(type: "FileSystemResizePending", status: "True")]
        claim.status.allocatedResourceStatuses["storage"] = "NodeResizePending"
        objects.put("/api/v1/namespaces/default/persistentvolumeclaims/\(name)", claim)
    }

    func pod(_ name: String, _ spec: String) throws {
        pods.create(try Pod(json: YAML.decode("metadata: {name: \(name), namespace: default}\nspec:\n  terminationGracePeriodSeconds: 1\n" + spec)))
    }

    func events(_ reason: String, of name: String) -> [String] {
        pods.events.filter { $0.reason == reason && $0.involvedObject.name == name }.compactMap(\.message)
    }

    /// Whether an event on the pod says that.
    func told(_ name: String, _ text: String, _ reason: String = "FailedMount") -> Bool { events(reason, of: name).contains { $0.contains(text) } }

    func isRunning(_ name: String) -> Bool {
        pods.pod(name)?.status.conditions.contains { $0.type == "Ready" && $0.status == "True" } ?? false
    }
}

/// The node's object as the API has it.
struct StorageNode: NodeStatusManaging {
    var api: StorageAPI
    func run() async throws { try await SystemClock().sleep(for: .seconds(1_000_000)) }
    func node() -> Node? { api.node }
    func hostIPs() -> [String] { ["127.0.0.1"] }
}

/// A kubelet with real volumes on a real containerd.
final class StorageKubelet: Sendable {
    let core: KubeletCore
    let volumes: VolumeManager
    let options: KubeletOptions
    private let task: Task<Void, Never>

    init(_ fixture: ContainerdFixture, _ api: StorageAPI) throws {
        var options = KubeletOptions(nodeName: "node1")
        options.rootDirectory = Self.root(fixture)
        options.podLogsDirectory = fixture.directory + "/pod-logs"
        options.containerLogsDirectory = fixture.directory + "/container-logs"
        options.cgroupRoot = "/" + fixture.bridge
        options.syncFrequency = .seconds(2)
        self.options = options
        let client = Client(transport: api)
        let informers = InformerFactory(client: client, clock: SystemClock(), logger: quiet)
        let made = Mutex<VolumeManager?>(nil)
        core = try KubeletCore(
            client: client, informers: informers, clock: SystemClock(), logger: storageLog, options: options, cri: fixture.client,
            hookRequests: HTTPHookRequests()
        ) { context in
            let volumes = VolumeManager(
                client: client, nodeName: "node1", rootDirectory: options.rootDirectory, objects: PodObjects(client: client, clock: context.clock),
                allocatable: { [:] }, node: { api.node }, recorder: context.recorder, clock: context.clock, logger: context.logger)
            made.withLock { $0 = volumes }
            return Kubelet.Parts(volumes: volumes, probes: TestProbes(), environment: TestEnvironment(), node: StorageNode(api: api))
        }
        volumes = try #require(made.withLock { $0 })
        let core = self.core
        task = Task {
            await withDiscardingTaskGroup { group in
                group.addTask { try? await informers.run() }
                group.addTask { await core.run() }
            }
        }
    }

    static func root(_ fixture: ContainerdFixture) -> String { fixture.directory + "/kubelet" }

    /// Ends the kubelet; containers go on.
    func stop() async {
        task.cancel()
        await task.value
    }

    /// What the container wrote, or nil.
    func exec(_ api: StorageAPI, _ pod: String, _ script: String) async -> String? {
        guard let id = api.pods.pod(pod)?.status.containerStatuses.first?.containerID?.split(separator: "/").last.map(String.init),
            let answer = try? await core.cri.execSync(id, command: ["sh", "-c", script], timeout: 10)
        else { return nil }
        return String(decoding: answer.stdout + answer.stderr, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Nothing of the pod is left on the node.
    func isGone(_ api: StorageAPI, _ pod: String) -> Bool {
        api.pods.pod(pod) == nil && core.workers.known.isEmpty
    }
}

/// Whatever a failed test left mounted goes before its directory is removed.
func withStorage(_ body: (ContainerdFixture, StorageAPI) async throws -> Void) async throws {
    try await ContainerdFixture.with { fixture in
        defer { try? SystemMounter().unmountAll(below: fixture.directory + "/kubelet") }
        try await body(fixture, StorageAPI())
    }
}

/// A file behind a loop device.
struct LoopDevice {
    let file: String
    let path: String

    init(_ file: String, bytes: Int) throws {
        _ = FileManager.default.createFile(atPath: file, contents: nil)
        guard truncate(file, bytes) == 0 else { throw FixtureError(text: "truncate") }
        self.file = file
        path = try ContainerdFixture.run("/usr/sbin/losetup", ["--find", "--show", file]).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func grow(to bytes: Int) throws {
        guard truncate(file, bytes) == 0 else { throw FixtureError(text: "truncate") }
        try ContainerdFixture.run("/usr/sbin/losetup", ["--set-capacity", path])
    }

    func release() { _ = try? ContainerdFixture.run("/usr/sbin/losetup", ["-d", path]) }

    /// A mounted ext4 grows only for those with CAP_SYS_RESOURCE.
    static let mayResize = PodFiles.read("/proc/self/status").split(separator: "\n").first { $0.hasPrefix("CapEff:") }
        .flatMap { UInt64($0.split(separator: "\t").last ?? "", radix: 16) }.map { $0 & (1 << 24) != 0 } ?? false

    static let available = geteuid() == 0 && access("/dev/loop-control", F_OK) == 0 && access("/usr/sbin/losetup", X_OK) == 0
}

/// Says what the kubelet says when `APUS_TEST_LOG` is set.
let storageLog = ProcessInfo.processInfo.environment["APUS_TEST_LOG"] == nil ? quiet : Logger(label: "kubelet") { StreamLogHandler.standardError(label: $0) }

/// The number of the group that a file belongs to.
func groupOf(_ path: String) throws -> String {
    try ContainerdFixture.run("/usr/bin/stat", ["-c", "%g", path]).trimmingCharacters(in: .whitespacesAndNewlines)
}
