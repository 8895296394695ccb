import ComponentMetrics
import ContainerRuntime
import Foundation
import JSON
import KubernetesAPI
import Synchronization

/// A pod as the runtime has it, with where the kernel counts what it uses.
struct RunningPod: Sendable {
    struct Running: Sendable {
        var id: String
        var name: String
        var image: String
        var attempt: UInt32
        /// Nanoseconds since 1970.
        var createdAt: Int64
        /// Nil when it is not known; the runtime's own figures are then all there is.
        var cgroup: String?
    }

    var uid: String
    var name: String
    var namespace: String
    var sandboxID: String
    var sandboxImage: String
    /// Nanoseconds since 1970.
    var createdAt: Int64
    /// The sandbox's own process, through which its network is seen.
    var process: Int?
    /// That of the whole pod, below which its containers' are; nil when the pod has none of its own.
    var cgroup: String?
    var sandboxCgroup: String?
    var containers: [Running] = []
}

/// Finds the pods that run and their cgroups. It asks the runtime for two lists, and once for each new sandbox for its process.
/// Safe to use from anywhere.
final class RunningPods: Sendable {
    private struct Place {
        var process: Int
        /// The sandbox's own cgroup.
        var cgroup: String?
    }

    private let runtime: any KubeletServerRuntime
    let reader: CgroupReader?
    private let places = Mutex<[String: Place]>([:])

    init(runtime: any KubeletServerRuntime, reader: CgroupReader?) {
        self.runtime = runtime
        self.reader = reader
    }

    /// The pods with a sandbox that is ready, in the order of their names.
    func list() async throws -> [RunningPod] {
        var sandboxFilter = CRIPodSandboxFilter()
        sandboxFilter.state.state = .sandboxReady
        var containerFilter = CRIContainerFilter()
        containerFilter.state.state = .containerRunning
        let sandboxes = try await runtime.listPodSandboxes(sandboxFilter)
        let containers = try await runtime.listContainers(containerFilter)
        var pods: [String: RunningPod] = [:]
        for sandbox in sandboxes where (pods[sandbox.metadata.uid]?.createdAt ?? .min) < sandbox.createdAt {
            let place = await place(sandbox.id)
            var pod = RunningPod(
                uid: sandbox.metadata.uid, name: sandbox.metadata.name, namespace: sandbox.metadata.namespace, sandboxID: sandbox.id,
                sandboxImage: "", createdAt: sandbox.createdAt, process: place?.process, sandboxCgroup: place?.cgroup)
            // Above the sandbox is the pod's own cgroup, if it has one.
            if let own = place?.cgroup.map({ ($0 as NSString).deletingLastPathComponent }), own.contains(sandbox.metadata.uid)
                || own.contains(sandbox.metadata.uid.replacing("-", with: "_"))
            { pod.cgroup = own }
            pods[sandbox.metadata.uid] = pod
        }
        for container in containers {
            guard let uid = container.labels[ServerLabels.podUID], let pod = pods[uid], pod.sandboxID == container.podSandboxID || container.podSandboxID.isEmpty
            else { continue }
            pods[uid]?.containers.append(.init(
                id: container.id, name: container.labels[ServerLabels.containerName] ?? container.metadata.name, image: container.image.image,
                attempt: container.metadata.attempt, createdAt: container.createdAt, cgroup: await cgroup(of: container.id, beside: pod)))
        }
        places.withLock { places in
            let ids = Set(sandboxes.map(\.id) + containers.map(\.id))
            places = places.filter { ids.contains($0.key) }
        }
        return pods.values.map { pod in
            var pod = pod
            pod.containers.sort { $0.name < $1.name }
            return pod
        }.sorted { ($0.namespace, $0.name) < ($1.namespace, $1.name) }
    }

    private func place(_ sandbox: String) async -> Place? {
        if let known = places.withLock({ $0[sandbox] }) { return known }
        guard let info = try? await runtime.podSandboxStatus(sandbox, verbose: true).info else { return nil }
        return remember(sandbox, info)
    }

    /// Runtimes name a container's cgroup as they name its sandbox's; where that fails, its process tells.
    private func cgroup(of container: String, beside pod: RunningPod) async -> String? {
        guard let reader else { return nil }
        if let guess = pod.sandboxCgroup?.replacing(pod.sandboxID, with: container), reader.exists(guess) { return guess }
        if let known = places.withLock({ $0[container] }) { return known.cgroup }
        guard let info = try? await runtime.containerStatus(container, verbose: true).info else { return nil }
        return remember(container, info)?.cgroup
    }

    private func remember(_ id: String, _ info: [String: String]) -> Place? {
        guard let text = info["info"], let value = try? JSONValue(parsing: Array(text.utf8)), let process = value["pid"]?.int, process > 0
        else { return nil }
        let place = Place(process: Int(process), cgroup: cgroup(ofProcess: Int(process)))
        places.withLock { $0[id] = place }
        return place
    }

    /// The cgroup of a process, as the file system shows it here; nil for the root and for what is not shown.
    func cgroup(ofProcess process: Int) -> String? {
        guard let reader else { return nil }
        for line in ProcFile.lines("/proc/\(process)/cgroup") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            let isIt = reader.hierarchy.version == .v2 ? parts[0] == "0" : parts[1].split(separator: ",").contains("memory")
            guard isIt, parts[2] != "/" else { continue }
            // A mount may begin further down than the process's own view of it.
            var rest = String(parts[2])
            while !rest.isEmpty {
                if reader.exists(rest) { return rest }
                guard let slash = rest.dropFirst().firstIndex(of: "/") else { return nil }
                rest = String(rest[slash...])
            }
        }
        return nil
    }
}
