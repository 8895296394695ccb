import KubernetesAPI
import KubernetesClient
import Logging
import VolumeKinds

/// Volumes that are attached without a VolumeAttachment: FlexVolumes by their driver, which is called here; those that nodes reach
/// by iSCSI and Fibre Channel by being written down. Each volume of a node has its turn, so that a slow driver holds up no other.
extension AttachDetachController {
    typealias DirectWants = [String: (volume: AttachableVolume, pods: [Pod])]

    /// The volumes that the node's pods use, by their names in its status.
    func wantedDirectly(_ name: String, _ node: Node?) async throws -> DirectWants {
        guard let node, node.isManaged else { return [:] }
        var wanted: DirectWants = [:]
        for pod in context.pods.indexed(PodIndex.node, name) where !pod.hasLetGo {
            for volume in pod.spec.volumes {
                guard let attachable = attachable(volume, pod), try await isAttached(attachable) else { continue }
                wanted[attachable.uniqueName, default: (attachable, [])].pods.append(pod)
            }
        }
        return wanted
    }

    private func attachable(_ volume: Volume, _ pod: Pod) -> AttachableVolume? {
        guard let use = pod.claims.first(where: { $0.volume == volume.name }) else { return AttachableVolume(volume) }
        guard let claim = claims.get(use.claim, namespace: pod.metadata.namespace), claim.isFullyBound,
            !use.isEphemeral || claim.metadata.isControlled(by: pod.metadata),
            let persistent = volumes.get(claim.spec.volumeName ?? ""), persistent.isBound(to: claim)
        else { return nil }
        return AttachableVolume(persistent, readOnly: use.readOnly)
    }

    /// Whether attaching means something for the volume: not for drivers that are not here, or say that they do not attach.
    private func isAttached(_ volume: AttachableVolume) async throws -> Bool {
        guard case .flex(let source) = volume.kind else { return true }
        return try await drivers(source)?.capabilities.attach ?? false
    }

    private func drivers(_ source: FlexSource) async throws -> FlexDriver? { try await flexDrivers.driver(source.driver) }

    /// Decides which of the node's volumes are to go: from its status first, then for good.
    func letGoDirectly(_ name: String, _ node: Node?, _ wanted: DirectWants) {
        if let node { direct.see(node) }
        let now = context.clock.monotonic
        for (key, entry) in direct.entries(name) {
            if wanted[key.volume] != nil {
                memory.used(key.memory)
            } else if entry.phase == .attached {
                let wait = direct.wait(key, now: now)
                if wait > .zero { queue.add(name, after: wait) } else if isReleased(key.volume, key.memory, node, isGoing: false) { direct.turn(key, to: .leaving) }
            }
        }
    }

    /// Has done what `letGoDirectly` has decided, and attaches what is missing, when the node's status says so.
    func workDirectly(_ name: String, _ wanted: DirectWants) {
        let present = direct.entries(name)
        for (key, entry) in present where entry.phase == .leaving { operations.add(key) }
        for volume in wanted.keys where present[DirectAttachment(node: name, volume: volume)] == nil {
            operations.add(DirectAttachment(node: name, volume: volume))
        }
    }

    /// The turn of one volume.
    func operate(_ key: DirectAttachment) async throws {
        switch direct.phase(key) {
        case nil: try await attachDirectly(key)
        case .leaving: await detachDirectly(key)
        case .attached, .attaching, .detaching: queue.add(key.node)
        }
    }

    private func attachDirectly(_ key: DirectAttachment) async throws {
        let now = context.clock.monotonic
        let wait = direct.wait(key, now: now)
        if wait > .zero { return operations.add(key, after: wait) }
        guard let want = try await wantedDirectly(key.node, nodes.get(key.node))[key.volume] else { return }
        // What other nodes have may not have been looked at yet.
        for node in nodes.list() { direct.see(node) }
        let others = direct.begin(key, exclusive: want.volume.isExclusive)
        guard others.isEmpty else {
            for pod in want.pods { tellThatItIsElsewhere(want.volume.name, on: others, pod) }
            return operations.add(key, after: .seconds(10))
        }
        do {
            let device = try await attach(want.volume, to: key.node)
            direct.attached(key, device: device, name: want.volume.name)
            for pod in want.pods { tellThatItIsAttached(want.volume.name, pod) }
            queue.add(key.node)
        } catch {
            let delay = direct.failed(key, phase: nil, now: context.clock.monotonic)
            for pod in want.pods { tellThatAttachingFailed(want.volume.name, "\(error)", pod) }
            operations.add(key, after: delay)
        }
    }

    private func attach(_ volume: AttachableVolume, to node: String) async throws -> String {
        guard case .flex(let source) = volume.kind, let driver = try await drivers(source) else { return "" }
        do {
            return try await driver.call("attach", [source.json(), node]).devicePath
        } catch let error as FlexError where error == .notSupported { return "" }
    }

    private func detachDirectly(_ key: DirectAttachment) async {
        direct.turn(key, to: .detaching)
        do {
            if let flex = AttachableVolume.flex(key.volume) {
                guard let driver = try await flexDrivers.driver(flex.driver) else { throw FlexError("no volume plugin matched") }
                try await driver.call("detach", [flex.volume, key.node]) {}
            }
            direct.remove(key)
            memory.used(key.memory)
        } catch {
            context.logger(Self.name).warning("cannot detach a volume", metadata: ["volume": "\(key.volume)", "node": "\(key.node)", "error": "\(error)"])
            let delay = direct.failed(key, phase: .attached, now: context.clock.monotonic)
            queue.add(key.node, after: delay)
        }
        queue.add(key.node)
        // Somewhere else somebody may wait for it.
        for node in nodes.list() where node.metadata.name != key.node { queue.add(node.metadata.name) }
    }

    /// Asks drivers whether what should be attached still is; what is not is attached anew.
    func verifyDirectly() async throws {
        for node in Set(direct.entries().keys.map(\.node)) {
            let wanted = try await wantedDirectly(node, nodes.get(node))
            for (key, entry) in direct.entries(node) where entry.phase == .attached {
                guard case .flex(let source)? = wanted[key.volume]?.volume.kind, let driver = try await drivers(source) else { continue }
                guard let answer = try? await driver.call("isattached", [source.json(), node]), !answer.attached else { continue }
                direct.remove(key)
                queue.add(node)
            }
        }
    }
}

extension DirectAttachment {
    /// Its name in what the controller remembers beside.
    var memory: String { node + " " + volume }
}

extension Pod {
    /// Whether a volume of the pod may be attached to its node.
    var mayAttach: Bool { !claims.isEmpty || spec.volumes.contains { AttachableVolume($0) != nil || $0.isMigrated } }
}
