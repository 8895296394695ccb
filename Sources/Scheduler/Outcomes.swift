import JSON
import KubernetesAPI
import KubernetesClient
import Logging

/// What follows from a scheduling cycle, off its path: bindings, preemptions, events and conditions.
extension Scheduler {
    // MARK: A node was found

    /// Counts the pod on its node and has the plugins keep what it needs there (assume, Reserve, Permit). nil if a plugin is
    /// against it, with the pod back in the queue; otherwise whether the pod is held until it is permitted.
    func place(_ attempt: Attempt, on node: NodeInfo) -> Bool? {
        guard let framework = frameworks[attempt.profile] else { return nil }
        let pod = attempt.pod
        cache.assume(pod.info, on: node.name)
        let meter = CycleMeter(metrics: metrics, clock: clock, profile: attempt.profile)
        var start = meter.now
        for plugin in framework.reserves {
            do {
                try plugin.reserve(pod, on: node)
            } catch {
                meter.end("Reserve", "Unschedulable", since: start)
                reject(attempt, on: node.name, by: plugin, error.reason)
                return nil
            }
        }
        start = meter.end("Reserve", since: start)
        var timeouts: [String: Duration] = [:]
        for plugin in framework.permits {
            switch plugin.permit(pod, on: node.name) {
            case .allow: break
            case .wait(let timeout): timeouts[plugin.name] = timeout
            case .reject(let reason):
                meter.end("Permit", "Unschedulable", since: start)
                reject(attempt, on: node.name, by: plugin, reason)
                return nil
            }
        }
        meter.end("Permit", timeouts.isEmpty ? "Success" : "Wait", since: start)
        if !timeouts.isEmpty { waiting.insert(pod, timeouts) }
        return !timeouts.isEmpty
    }

    /// Takes a placed pod off its node again.
    private func unplace(_ attempt: Attempt, from node: String) {
        cache.forget(attempt.pod.info.uid)
        for plugin in (frameworks[attempt.profile]?.reserves ?? []).reversed() { plugin.unreserve(attempt.pod) }
        // The room that it took is free again.
        queue.move(ClusterChange(events: .podDeleted, .pod(old: attempt.pod.info, new: nil, node: node)))
    }

    /// A plugin is against a node after it was chosen.
    private func reject(_ attempt: Attempt, on node: String, by plugin: any Plugin, _ reason: String) {
        unplace(attempt, from: node)
        var error = FitError(nodeCount: 1, reasons: [reason: 1])
        error.note(plugin)
        queue.putBack(attempt.queued, .unschedulable([plugin]))
        let outcome = PostFilterReport(message: error.message(), reason: "Unschedulable")
        Task { await report(attempt, outcome) }
    }

    /// Sends the binding of a pod that was placed.
    func bind(_ attempt: Attempt, to node: String) async {
        let info = attempt.pod.info
        do {
            try await bindCycle(attempt, to: node)
            cache.finishBinding(info.uid)
            queue.done(info.uid)
            let now = clock.monotonic
            metrics.attempt("scheduled", profile: attempt.profile, since: attempt.start, now: now)
            metrics.scheduled(attempt.queued, now: now)
            recorders[attempt.profile]?.event(
                attempt.pod.pod, type: "Normal", reason: "Scheduled", message: "Successfully assigned \(attempt.pod.key) to \(node)")
            logger.debug("Successfully bound pod to node", metadata: ["pod": "\(attempt.pod.key)", "node": "\(node)"])
            for plugin in frameworks[attempt.profile]?.postBinds ?? [] { plugin.postBind(attempt.pod, to: node) }
        } catch let error as PermitRejection {
            let plugin = frameworks[attempt.profile]?.permits.first { $0.name == error.plugin }
            guard let plugin else {
                // Not a plugin: the pod is gone, or goes for another's sake.
                unplace(attempt, from: node)
                return queue.putBack(attempt.queued, .error)
            }
            reject(attempt, on: node, by: plugin, error.reason)
        } catch {
            await bindingFailed(attempt, on: node, error)
        }
    }

    private func bindCycle(_ attempt: Attempt, to node: String) async throws {
        guard let framework = frameworks[attempt.profile] else { return }
        let pod = attempt.pod
        let began = clock.monotonic
        await tellExpectation(pod, on: node, framework)
        try await waiting.wait(pod.info.uid)
        if !framework.permits.isEmpty { metrics.permitWait("Success", since: began, now: clock.monotonic) }
        let meter = CycleMeter(metrics: metrics, clock: clock, profile: attempt.profile)
        var start = meter.now
        for plugin in framework.preBinds where plugin.needsPreBind(pod) { try await preBind(plugin, pod, on: node) }
        start = meter.end("PreBind", since: start)
        defer { meter.end("Bind", since: start) }
        if let extender = extenders.first(where: { $0.binds && $0.isInterested(in: pod) }) {
            return try await extender.bind(pod, to: node)
        }
        for plugin in framework.binds {
            do {
                if try await plugin.bind(pod, to: node) { return }
            } catch let error where Self.isOvertaken(error) {
                throw error
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                throw BindingFailure(description: "binding rejected: running Bind plugin \"\(plugin.name)\": \(error)")
            }
        }
        if framework.binds.isEmpty { throw BindingFailure(description: "binding rejected: no Bind plugin") }
    }

    private static func isOvertaken(_ error: any Error) -> Bool { (error as? APIError).map { $0.isNotFound || $0.isConflict } ?? false }

    private func bindingFailed(_ attempt: Attempt, on node: String, _ error: any Error) async {
        unplace(attempt, from: node)
        queue.putBack(attempt.queued, .error)
        if Task.isCancelled || error is CancellationError { return }
        if Self.isOvertaken(error) {
            // Deleted meanwhile, or placed by another; the informer knows, or will in a moment.
            logger.debug("Pod cannot be bound", metadata: ["pod": "\(attempt.pod.key)", "error": "\(error)"])
            return
        }
        // Where it was expected it is no more.
        await report(attempt, PostFilterReport(message: "\(error)", reason: "SchedulerError", nominatedNode: ""))
    }

    /// A failure before or during the binding itself, as it is told.
    private struct BindingFailure: Error, CustomStringConvertible {
        var description: String
    }

    private func preBind(_ plugin: any PreBindPlugin, _ pod: PodToSchedule, on node: String) async throws {
        do {
            try await plugin.preBind(pod, on: node)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw BindingFailure(description: "running PreBind plugin \"\(plugin.name)\": \(error)")
        }
    }

    // MARK: No node was found

    /// Asks the PostFilter plugins whether something can be done, and promises the room to the pod if so.
    func postFilter(_ attempt: Attempt, _ error: FitError, _ snapshot: Snapshot) async -> PostFilterReport {
        guard error.nodeCount > 0, let framework = frameworks[attempt.profile] else {
            return PostFilterReport(message: error.message(), reason: "Unschedulable")
        }
        var reasons: [String] = []
        var endsNomination = false
        let meter = CycleMeter(metrics: metrics, clock: clock, profile: attempt.profile)
        let start = meter.now
        defer { meter.end("PostFilter", since: start) }
        for plugin in framework.postFilters {
            switch await plugin.postFilter(attempt.pod, error, in: snapshot, framework) {
            case .helps(let node, let work):
                if let node { cache.nominate(attempt.pod.info, on: node) }
                return PostFilterReport(message: error.message(), reason: "Unschedulable", nominatedNode: node, work: work)
            case .impossible(let reason, let ends):
                if !reason.isEmpty { reasons.append(reason) }
                if ends { endsNomination = true }
            }
        }
        let isNominated = !(attempt.pod.pod.status.nominatedNodeName ?? "").isEmpty
        if endsNomination { cache.nominate(attempt.pod.info, on: nil) }
        return PostFilterReport(
            message: error.message(afterwards: reasons.joined(separator: ", ")), reason: "Unschedulable",
            nominatedNode: endsNomination && isNominated ? "" : nil)
    }

    /// Tells the world why a pod has no node, after making room for it if that is what was decided.
    func report(_ attempt: Attempt, _ outcome: PostFilterReport) async {
        metrics.attempt(
            outcome.reason == "Unschedulable" ? "unschedulable" : "error", profile: attempt.profile, since: attempt.start, now: clock.monotonic)
        recorders[attempt.profile]?.event(attempt.pod.pod, type: "Warning", reason: "FailedScheduling", message: outcome.message)
        logger.debug("Unable to schedule pod; no fit; waiting", metadata: ["pod": "\(attempt.pod.key)", "err": "\(outcome.message)"])
        await setCondition(attempt.pod, outcome)
        await outcome.work?()
    }

    /// Sets the pod's PodScheduled condition to false, unless it says that already.
    private func setCondition(_ pod: PodToSchedule, _ outcome: PostFilterReport) async {
        guard let current = pods.get(pod.info.name, namespace: pod.info.namespace), current.metadata.uid == pod.info.uid,
            (current.spec.nodeName ?? "").isEmpty
        else { return }
        let old = current.status.condition("PodScheduled")
        let isSame = old?.status == "False" && old?.reason == outcome.reason && old?.message == outcome.message
        let isNominated = outcome.nominatedNode == nil || outcome.nominatedNode == current.status.nominatedNodeName ?? ""
        if isSame && isNominated { return }
        let since = old?.status == "False" ? old?.lastTransitionTime : nil
        var condition: JSONValue = [
            "type": "PodScheduled", "status": "False", "reason": .string(outcome.reason), "message": .string(outcome.message),
            "lastTransitionTime": .string((since ?? clock.time).description), "lastProbeTime": .null,
        ]
        if let generation = current.metadata.generation { condition["observedGeneration"] = .int(Int64(generation)) }
        var status: JSONValue = ["conditions": [condition]]
        if let node = outcome.nominatedNode { status["nominatedNodeName"] = node.isEmpty ? .null : .string(node) }
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

/// What is told of an attempt that failed, and done about it.
final class PostFilterReport: Sendable {
    let message: String
    /// Of the condition: `Unschedulable` or `SchedulerError`.
    let reason: String
    /// What the pod is promised from now on; empty to take a promise back, nil to leave things as they are.
    let nominatedNode: String?
    let work: (@Sendable () async -> Void)?

    init(message: String, reason: String, nominatedNode: String? = nil, work: (@Sendable () async -> Void)? = nil) {
        self.message = message
        self.reason = reason
        self.nominatedNode = nominatedNode
        self.work = work
    }
}
