import JSON
import KubernetesAPI
import KubernetesClient
import Logging

/// What follows from a scheduling cycle, off its path: bindings, preemptions, events and conditions.
extension Scheduler {
    /// Sends the binding of a pod that was placed.
    func bind(_ queued: QueuedPod, to node: String) async {
        let info = queued.pod.info
        do {
            for plugin in framework.preBinds where plugin.needsPreBind(queued.pod) { try await preBind(plugin, queued.pod, on: node) }
            try await client.bind(pod: info.name, namespace: info.namespace, uid: info.uid, to: node)
            cache.finishBinding(info.uid)
            queue.done(info.uid)
            recorder.event(
                queued.pod.pod, type: "Normal", reason: "Scheduled", message: "Successfully assigned \(queued.pod.key) to \(node)")
            logger.debug("Successfully bound pod to node", metadata: ["pod": "\(queued.pod.key)", "node": "\(node)"])
        } catch {
            cache.forget(info.uid)
            for plugin in framework.reserves { plugin.unreserve(queued.pod) }
            // The room that it took is free again.
            queue.move(ClusterChange(events: .podDeleted, .pod(old: info, new: nil, node: node)))
            if Task.isCancelled { return }
            if let error = error as? APIError, error.isNotFound || error.isConflict {
                // Deleted meanwhile, or placed by another; the informer knows, or will in a moment.
                logger.debug("Pod cannot be bound", metadata: ["pod": "\(queued.pod.key)", "error": "\(error)"])
                queue.putBack(queued, .error)
                return
            }
            queue.putBack(queued, .error)
            let message = (error as? PreBindFailure)?.description ?? "binding rejected: running Bind plugin \"DefaultBinder\": \(error)"
            recorder.event(queued.pod.pod, type: "Warning", reason: "FailedScheduling", message: message)
            await setCondition(queued.pod, reason: "SchedulerError", message: message, nominatedNode: nil)
        }
    }

    /// A failure before the binding itself, as it is told.
    private struct PreBindFailure: Error, CustomStringConvertible {
        var description: String
    }

    private func preBind(_ plugin: any PreBindPlugin, _ pod: PodToSchedule, on node: String) async throws {
        do {
            try await plugin.preBind(pod, on: node)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw PreBindFailure(description: "running PreBind plugin \"\(plugin.name)\": \(error)")
        }
    }

    /// Has the plugins keep what the pod needs on its node; false, with nothing kept, if that is no longer to be had.
    func reserve(_ pod: PodToSchedule, on node: NodeInfo) -> Bool {
        do {
            for plugin in framework.reserves { try plugin.reserve(pod, on: node) }
            return true
        } catch {
            for plugin in framework.reserves { plugin.unreserve(pod) }
            logger.debug("Cannot reserve", metadata: ["pod": "\(pod.key)", "node": "\(node.name)", "reason": "\(error.reason)"])
            return false
        }
    }

    /// Decides whether removing other pods helps, and promises the room to the pod if so.
    func preempt(_ pod: PodToSchedule, _ error: FitError, _ snapshot: Snapshot) -> Preemption {
        if error.nodeCount == 0 { return .impossible("") }
        switch DefaultPreemption(framework: framework).evaluate(pod, error, in: snapshot) {
        case .victims(let index, let victims):
            let node = snapshot.nodes[index].name
            cache.nominate(pod.info, on: node)
            return .planned(node: node, victims: victims)
        case .impossible(let reason):
            // The claims are those of dynamic resource allocation, whose turn comes before in Kubernetes.
            return .impossible("no new claims to deallocate, " + reason)
        }
    }

    /// What came of ``preempt(_:_:_:)``.
    enum Preemption: Sendable {
        case planned(node: String, victims: [PodInfo])
        case impossible(String)
    }

    /// Tells the world why a pod has no node, after making room for it if that is what was decided.
    func report(_ pod: PodToSchedule, _ error: FitError, _ preemption: Preemption) async {
        let message: String
        var nominated: String?
        switch preemption {
        case .impossible(let reason):
            message = error.message(afterwards: reason)
        case .planned(let node, let victims):
            message = error.message()
            nominated = node
            for victim in victims { await remove(victim, for: pod, on: node) }
        }
        recorder.event(pod.pod, type: "Warning", reason: "FailedScheduling", message: message)
        logger.debug("Unable to schedule pod; no fit; waiting", metadata: ["pod": "\(pod.key)", "err": "\(message)"])
        await setCondition(pod, reason: "Unschedulable", message: message, nominatedNode: nominated)
    }

    /// Removes a pod to make room for a more important one.
    private func remove(_ victim: PodInfo, for pod: PodToSchedule, on node: String) async {
        guard let object = pods.get(victim.name, namespace: victim.namespace), object.metadata.uid == victim.uid,
            object.metadata.deletionTimestamp == nil
        else { return }
        let condition: JSONValue = [
            "type": "DisruptionTarget", "status": "True", "reason": "PreemptionByScheduler",
            "message": .string("\(options.schedulerName): preempting to accommodate a higher priority pod"),
            "lastTransitionTime": .string(clock.time.description),
        ]
        do {
            _ = try await client.patch(
                Pod.self, victim.name, namespace: victim.namespace, subresource: "status",
                .strategic(["metadata": ["uid": .string(victim.uid)], "status": ["conditions": [condition]]]))
            var deletion = DeleteOptions()
            deletion.preconditions = .init(uid: victim.uid)
            try await client.delete(Pod.self, victim.name, namespace: victim.namespace, options: deletion)
            recorder.event(
                object, type: "Normal", reason: "Preempted", message: "Preempted by pod \(pod.info.uid) on node \(node)")
        } catch let error as APIError where error.isNotFound {
            // Gone already, which is what we wanted.
        } catch {
            logger.warning("Could not preempt a pod", metadata: [
                "victim": "\(victim.namespace)/\(victim.name)", "pod": "\(pod.key)", "error": "\(error)",
            ])
        }
    }

    /// Sets the pod's PodScheduled condition to false, unless it says that already.
    private func setCondition(_ pod: PodToSchedule, reason: String, message: String, nominatedNode: String?) async {
        guard let current = pods.get(pod.info.name, namespace: pod.info.namespace), current.metadata.uid == pod.info.uid,
            (current.spec.nodeName ?? "").isEmpty
        else { return }
        let old = current.status.condition("PodScheduled")
        let isSame = old?.status == "False" && old?.reason == reason && old?.message == message
        let isNominated = nominatedNode == nil || nominatedNode == current.status.nominatedNodeName
        if isSame && isNominated { return }
        let since = old?.status == "False" ? old?.lastTransitionTime : nil
        var condition: JSONValue = [
            "type": "PodScheduled", "status": "False", "reason": .string(reason), "message": .string(message),
            "lastTransitionTime": .string((since ?? clock.time).description), "lastProbeTime": .null,
        ]
        if let generation = current.metadata.generation { condition["observedGeneration"] = .int(Int64(generation)) }
        var status: JSONValue = ["conditions": [condition]]
        if let nominatedNode { status["nominatedNodeName"] = .string(nominatedNode) }
        do {
            _ = try await client.patch(
                Pod.self, pod.info.name, namespace: pod.info.namespace, subresource: "status",
                .strategic(["metadata": ["uid": .string(pod.info.uid)], "status": status]))
        } catch let error as APIError where error.isNotFound || error.isConflict {
            // Deleted or made anew meanwhile.
        } catch {
            if !Task.isCancelled {
                logger.warning("Error updating pod status", metadata: ["pod": "\(pod.key)", "error": "\(error)"])
            }
        }
    }
}
