import ContainerRuntime
import KubernetesAPI
import Logging

/// Removes dead containers and sandboxes that are no longer needed, of pods that are still there, with their logs. Pods that are
/// gone are removed whole when their workers forget them.
struct ContainerGC: Sendable {
    var cri: any CRI
    /// How many dead containers of each pod and name are kept, for `kubectl logs --previous` and their last state.
    var keep: Int
    /// How many dead containers are kept on the node; negative means no limit.
    var keepInAll = -1
    /// Dead containers younger than this are kept.
    var minimumAge: Duration = .zero
    /// Whether the pod of that UID has ended for good, so that its containers are needed for nothing but looking at them.
    var hasEnded: @Sendable (String) -> Bool = { _ in false }
    var clock: any WallClock
    var logger: Logger

    /// What of a container matters here.
    private struct Dead {
        var id: String
        var unit: String
        var createdAt: Int64
    }

    /// One pass over all containers.
    /// - Parameter endedToo: also removes all containers of pods that have ended, because the disk is full.
    /// - Returns: how many containers were removed.
    /// - Throws: when the runtime cannot be asked.
    @discardableResult
    func collect(endedToo: Bool = false) async throws -> Int {
        let containers = try await cri.listContainers(CRIContainerFilter())
        let sandboxes = try await cri.listPodSandboxes(CRIPodSandboxFilter())
        var left = containers
        for id in surplus(containers, endedToo: endedToo) where await remove(id) { left.removeAll { $0.id == id } }
        let removed = containers.count - left.count
        for id in surplus(sandboxes, inUse: Set(left.map(\.podSandboxID)), endedToo: endedToo) {
            do { try await cri.removePodSandbox(id) } catch {
                logger.debug("cannot remove a dead sandbox", metadata: ["id": "\(id)", "error": "\(error)"])
            }
        }
        return removed
    }

    private func remove(_ id: String) async -> Bool {
        do {
            let log = try? await cri.containerStatus(id, verbose: false).status.logPath
            try await cri.removeContainer(id)
            if let log { ContainerLogFiles.remove(log) }
            return true
        } catch {
            logger.debug("cannot remove a dead container", metadata: ["id": "\(id)", "error": "\(error)"])
            return false
        }
    }

    /// The dead containers that are too many: beyond the newest `keep` of each pod and name, and beyond `keepInAll`. One that was made
    /// and never started counts as dead after a while.
    func surplus(_ containers: [CRIContainer], endedToo: Bool = false) -> [String] {
        let now = clock.now
        let (nowNanos, overflow) = now.seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let youngest = overflow ? Int64.max : nowNanos &- Int64(clamping: Int128(minimumAge.attoseconds / 1_000_000_000))
        var units: [String: [Dead]] = [:]
        var result: [String] = []
        for container in containers where container.state != .containerRunning {
            if container.state == .containerCreated && container.createdAt / 1_000_000_000 > now.seconds - 300 { continue }
            if container.createdAt > youngest { continue }
            guard let uid = container.labels[RuntimeLabels.podUID], let name = container.labels[RuntimeLabels.containerName] else { continue }
            if endedToo && hasEnded(uid) { result.append(container.id); continue }
            let unit = uid + "/" + name
            units[unit, default: []].append(Dead(id: container.id, unit: unit, createdAt: container.createdAt))
        }
        func trim(_ keep: Int) {
            for (unit, dead) in units {
                let sorted = dead.sorted { $0.createdAt > $1.createdAt }
                result += sorted.dropFirst(max(keep, 0)).map(\.id)
                units[unit] = Array(sorted.prefix(max(keep, 0)))
            }
        }
        if keep >= 0 { trim(keep) }
        let count = units.values.reduce(0) { $0 + $1.count }
        if keepInAll >= 0 && count > keepInAll {
            // Each pod and name keeps the same share, and at least one as long as that is possible.
            trim(max(1, keepInAll / max(1, units.count)))
            let rest = units.values.flatMap(\.self).sorted { $0.createdAt > $1.createdAt }
            result += rest.dropFirst(keepInAll).map(\.id)
        }
        return result
    }

    /// Sandboxes that are not ready, not the newest of their pod (if that has not ended), and have no containers.
    func surplus(_ sandboxes: [CRIPodSandbox], inUse: Set<String>, endedToo: Bool = false) -> [String] {
        Dictionary(grouping: sandboxes, by: \.metadata.uid).flatMap { uid, group in
            group.sorted { $0.createdAt > $1.createdAt }.dropFirst(endedToo && hasEnded(uid) ? 0 : 1)
                .filter { $0.state != .sandboxReady && !inUse.contains($0.id) }.map(\.id)
        }
    }
}

extension Duration {
    /// In billionths of a billionth of a second.
    fileprivate var attoseconds: Int128 { Int128(components.seconds) * 1_000_000_000_000_000_000 + Int128(components.attoseconds) }
}
