import ContainerRuntime
import KubernetesAPI
import Logging

/// Removes dead containers and sandboxes that are no longer needed, of pods that are still there. Pods that are gone are removed
/// whole when their workers forget them.
struct ContainerGC: Sendable {
    var cri: any CRI
    /// How many dead containers of each name are kept, for `kubectl logs --previous` and their last state.
    var keep: Int
    var clock: any WallClock
    var logger: Logger

    /// One pass over all containers.
    func collect() async throws {
        let containers = try await cri.listContainers(CRIContainerFilter())
        let sandboxes = try await cri.listPodSandboxes(CRIPodSandboxFilter())
        var left = containers
        for id in Self.surplus(containers, keep: keep, now: clock.now) {
            do {
                try await cri.removeContainer(id)
                left.removeAll { $0.id == id }
            } catch {
                logger.debug("cannot remove a dead container", metadata: ["id": "\(id)", "error": "\(error)"])
            }
        }
        for id in Self.surplus(sandboxes, inUse: Set(left.map(\.podSandboxID))) {
            do { try await cri.removePodSandbox(id) } catch {
                logger.debug("cannot remove a dead sandbox", metadata: ["id": "\(id)", "error": "\(error)"])
            }
        }
    }

    /// The dead containers beyond the newest `keep` of each pod and name. One that was made and never started counts as dead
    /// after a while.
    static func surplus(_ containers: [CRIContainer], keep: Int, now: Instant) -> [String] {
        var groups: [String: [CRIContainer]] = [:]
        for container in containers where container.state != .containerRunning {
            if container.state == .containerCreated && container.createdAt / 1_000_000_000 > now.seconds - 300 { continue }
            guard let uid = container.labels[RuntimeLabels.podUID], let name = container.labels[RuntimeLabels.containerName] else { continue }
            groups[uid + "/" + name, default: []].append(container)
        }
        return groups.values.flatMap { $0.sorted { $0.createdAt > $1.createdAt }.dropFirst(max(keep, 0)).map(\.id) }
    }

    /// Sandboxes that are not ready, not the newest of their pod, and have no containers.
    static func surplus(_ sandboxes: [CRIPodSandbox], inUse: Set<String>) -> [String] {
        Dictionary(grouping: sandboxes, by: \.metadata.uid).values.flatMap { group in
            group.sorted { $0.createdAt > $1.createdAt }.dropFirst()
                .filter { $0.state != .sandboxReady && !inUse.contains($0.id) }.map(\.id)
        }
    }
}
