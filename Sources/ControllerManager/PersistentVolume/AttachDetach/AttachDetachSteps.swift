import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import VolumeKinds

/// The single steps of attaching and detaching.
extension AttachDetachController {
    // MARK: Attaching

    func attach(_ attachment: Attachment, for pods: [Pod]) async throws {
        guard let volume = attachment.inline.map({ PersistentVolume(spec: $0) }) ?? volumes.get(attachment.volume) else { return }
        if attachment.inline == nil, volume.isExclusive, attachments.indexed(Self.byVolume, attachment.volume).contains(where: { $0.spec.nodeName != attachment.node }) {
            return tellThatItIsElsewhere(attachment, pods)
        }
        var object = VolumeAttachment()
        object.metadata.name = attachment.name
        object.spec.attacher = attachment.driver
        object.spec.nodeName = attachment.node
        if let spec = attachment.inline { object.spec.source.inlineVolumeSpec = spec } else { object.spec.source.persistentVolumeName = attachment.volume }
        do {
            _ = try await client.create(object)
        } catch let error as APIError where error.isAlreadyExists {
            // The informer will tell.
        } catch {
            for pod in pods { tellThatAttachingFailed(attachment.volume, describe(error), pod) }
            throw error
        }
    }

    private func tellThatItIsElsewhere(_ attachment: Attachment, _ pods: [Pod]) {
        let nodes = Set(attachments.indexed(Self.byVolume, attachment.volume).map(\.spec.nodeName)).subtracting([attachment.node])
        for pod in pods { tellThatItIsElsewhere(attachment.volume, on: nodes, pod) }
    }

    func tellThatItIsElsewhere(_ volume: String, on nodes: Set<String>, _ pod: Pod) {
        guard memory.isNews(volume, for: pod.metadata.uid) else { return }
        event(pod, "Multi-Attach error for volume \"\(volume)\" \(holders(of: volume, on: nodes, seenBy: pod))")
    }

    /// Who has the volume, as far as that is the pod's business.
    private func holders(of volume: String, on nodes: Set<String>, seenBy pod: Pod) -> String {
        let users = nodes.flatMap { context.pods.indexed(PodIndex.node, $0) }.filter { other in
            other.claims.contains { claims.get($0.claim, namespace: other.metadata.namespace)?.spec.volumeName == volume }
        }
        let near = users.filter { $0.metadata.namespace == pod.metadata.namespace }.map(\.metadata.name).sorted()
        let far = users.count - near.count
        if users.isEmpty { return "Volume is already exclusively attached to one node and can't be attached to another" }
        if near.isEmpty { return "Volume is already used by \(far) pod(s) in different namespaces" }
        return "Volume is already used by pod(s) \(near.joined(separator: ", "))" + (far > 0 ? " and \(far) pod(s) in different namespaces" : "")
    }

    /// What an attacher says went wrong, on the pods that wait for it.
    func tellOfErrors(_ present: [VolumeAttachment], _ wanted: [String: (attachment: Attachment, pods: [Pod])]) {
        for object in present where !object.status.attached {
            guard let error = object.status.attachError, let want = wanted[object.metadata.name] else { continue }
            for pod in want.pods {
                guard memory.isNews("\(want.attachment.volume)/\(error.time?.seconds ?? 0)", for: pod.metadata.uid) else { continue }
                tellThatAttachingFailed(want.attachment.volume, error.message ?? "", pod)
            }
        }
    }

    func tellThatAttachingFailed(_ volume: String, _ why: String, _ pod: Pod) {
        event(pod, "AttachVolume.Attach failed for volume \"\(volume)\" : \(why)")
    }

    func tellThatItIsAttached(_ volume: String, _ pod: Pod) {
        recorder.event(
            pod, type: "Normal", reason: "SuccessfulAttachVolume", message: "AttachVolume.Attach succeeded for volume \"\(volume)\" ")
    }

    private func event(_ pod: Pod, _ message: String) {
        recorder.event(pod, type: "Warning", reason: "FailedAttachVolume", message: message)
    }

    // MARK: The node's status

    /// Tells the node what is attached to it, and pods when theirs has come.
    func report(_ node: Node?, _ present: [VolumeAttachment], _ wanted: [String: (attachment: Attachment, pods: [Pod])]) async throws {
        guard let node else { return }
        var list: [AttachedVolume] = []
        var arrived: [(attachment: Attachment, pods: [Pod])] = []
        for object in present where object.status.attached && !object.metadata.isBeingDeleted {
            guard let attachment = attachment(of: object) else { continue }
            list.append(AttachedVolume(name: attachment.uniqueName, devicePath: ""))
            if !node.status.volumesAttached.contains(where: { $0.name == attachment.uniqueName }), let want = wanted[object.metadata.name] {
                arrived.append(want)
            }
        }
        list.sort { $0.name < $1.name }
        // What others have put there is not ours to take away.
        let foreign = node.status.volumesAttached.filter { !$0.name.hasPrefix("kubernetes.io/csi/") && !AttachableVolume.isOne($0.name) }
        list = foreign + direct.attached(node.metadata.name) + list
        if list != node.status.volumesAttached {
            _ = try await client.patch(
                Node.self, node.metadata.name, subresource: "status",
                .merge(["status": ["volumesAttached": .array(list.map { $0.jsonValue() })]]))
        }
        for want in arrived {
            for pod in want.pods { tellThatItIsAttached(want.attachment.volume, pod) }
        }
    }

    // MARK: Detaching

    /// Whether the volume can be taken from the node: it says that it has unmounted it, or is not to be asked any more.
    func mayDetach(_ object: VolumeAttachment, _ node: Node?) -> Bool {
        let name = object.metadata.name
        guard let node, let attachment = attachment(of: object) else { return true }
        return isReleased(attachment.uniqueName, name, node, isGoing: object.metadata.isBeingDeleted)
    }

    /// - Parameters:
    ///   - uniqueName: the volume's name in the node's status.
    ///   - name: its name in the controller's memory.
    ///   - isGoing: it is on its way already, and is not counted again.
    func isReleased(_ uniqueName: String, _ name: String, _ node: Node?, isGoing: Bool) -> Bool {
        guard let node, node.status.volumesInUse.contains(uniqueName) else { return true }
        if node.spec.taints.contains(where: { $0.key == NodeTaint.outOfService }) {
            if !isGoing { metrics.forced("out-of-service") }
            return true
        }
        let now = context.clock.monotonic
        let rest = Self.maxWaitForUnmount - (now - memory.unusedSince(name, now: now))
        if rest > .zero {
            queue.add(node.metadata.name, after: rest)
            return false
        }
        guard !node.isReady, !context.options.disableForceDetachOnTimeout else { return false }
        if !isGoing { metrics.forced("timeout") }
        return true
    }

    func detach(_ object: VolumeAttachment) async throws {
        memory.used(object.metadata.name)
        do {
            try await client.delete(VolumeAttachment.self, object.metadata.name)
            context.logger(Self.name).debug("detaching", metadata: ["attachment": "\(object.metadata.name)", "node": "\(object.spec.nodeName)"])
        } catch let error as APIError where error.isNotFound {
            return
        }
    }
}
