import KubernetesAPI
import KubernetesClient

/// deployment-controller: brings a deployment's replica sets to its present template and size.
///
/// The rule: find or make the replica set with the present template; while its size or that of the deployment changes,
/// scale; else take one step of the strategy - more of the new, fewer of the old, never outside ``RolloutBounds`` - and
/// write down in status and conditions how it goes. Each step follows from what the replica sets report.
final class DeploymentController: Controller {
    static let name = "deployment-controller"

    let context: ControllerContext
    let recorder: EventRecorder
    private let deployments: Informer<Deployment>
    private let replicaSets: Informer<ReplicaSet>
    private let queue: WorkQueue<ObjectKey>

    init(_ context: ControllerContext) {
        self.context = context
        recorder = context.recorder("deployment-controller")
        deployments = context.informers.informer(for: Deployment.self)
        replicaSets = context.informers.informer(for: ReplicaSet.self)
        queue = context.queue()
        watch()
    }

    func run() async {
        await context.work(Self.name, on: queue, workers: context.options.concurrentDeploymentSyncs) { [self] key in
            try await reconcile(key)
        }
    }

    // MARK: Events

    private func watch() {
        deployments.addHandler { [queue] event in queue.add(event.object.key) }
        replicaSets.addHandler { [self] event in
            switch event {
            case .added(let set): enqueueOwner(of: set)
            case .deleted(let set): if let owner = owner(of: set.metadata) { queue.add(owner.key) }
            case .updated(let old, let new):
                if old.metadata.controllerRef != new.metadata.controllerRef, let owner = owner(of: old.metadata) {
                    queue.add(owner.key)
                }
                enqueueOwner(of: new)
            }
        }
        context.pods.addHandler { [self] event in
            // Recreate waits for the last pod to go.
            guard case .deleted(let pod) = event, let reference = pod.metadata.controllerRef, reference.kind == "ReplicaSet",
                let set = replicaSets.get(reference.name, namespace: pod.metadata.namespace), let owner = owner(of: set.metadata),
                !owner.isRolling
            else { return }
            queue.add(owner.key)
        }
    }

    private func owner(of metadata: ObjectMeta) -> Deployment? {
        guard let reference = metadata.controllerRef, reference.kind == "Deployment",
            let owner = deployments.get(reference.name, namespace: metadata.namespace), owner.metadata.uid == reference.uid
        else { return nil }
        return owner
    }

    private func enqueueOwner(of set: ReplicaSet) {
        if set.metadata.controllerRef != nil {
            if let owner = owner(of: set.metadata) { queue.add(owner.key) }
        } else {
            for deployment in deployments.list(namespace: set.metadata.namespace)
            where deployment.spec.selector.matches(set.metadata.labels) { queue.add(deployment.key) }
        }
    }

    // MARK: The rule

    func reconcile(_ key: ObjectKey) async throws {
        guard var deployment = deployments.get(key.name, namespace: key.namespace) else { return }
        if deployment.spec.selector == LabelSelector() {
            recorder.event(
                ObjectReference(deployment), type: "Warning", reason: "SelectingAll",
                message: "This deployment is selecting all pods. A non-empty selector is required.")
            if (deployment.status.observedGeneration ?? 0) < (deployment.metadata.generation ?? 0) {
                deployment.status.observedGeneration = deployment.metadata.generation
                _ = try await context.client.updateStatus(deployment)
            }
            return
        }
        let selector = deployment.spec.selector
        let claims = ControllerRefManager(client: context.client, owner: deployment, matches: { selector.matches($0) })
        let owned = try await claims.claim(
            replicaSets.list(namespace: key.namespace).filter {
                $0.metadata.controllerRef.map { $0.uid == deployment.metadata.uid } ?? true
            })
        var rollout = Rollout(controller: self, deployment: deployment, sets: ReplicaSets(owned, of: deployment))
        if deployment.metadata.isBeingDeleted { return try await rollout.writeStatus(rollout.numbers()) }
        try await rollout.notePause()
        if deployment.spec.paused != true, let revision = rollout.rollbackTo { return try await rollout.rollBack(to: revision) }
        if deployment.spec.paused == true || rollout.isScalingEvent {
            try await rollout.scaleOnly()
        } else if deployment.isRolling {
            try await rollout.rollingUpdate()
        } else {
            try await rollout.recreate { [self] in hasOldPods($0) }
        }
        scheduleDeadline(rollout)
    }

    /// Whether pods of earlier templates still run, or may.
    private func hasOldPods(_ sets: ReplicaSets) -> Bool {
        if sets.old.contains(where: { $0.status.replicas > 0 }) { return true }
        return sets.old.contains { set in
            context.pods.indexed(PodIndex.controller, set.metadata.uid).contains { !$0.isTerminal }
        }
    }

    /// Comes back when the progress deadline will have passed: nothing else would wake us.
    private func scheduleDeadline(_ rollout: Rollout) {
        let deployment = rollout.deployment
        guard let deadline = deployment.progressDeadline, let condition = deployment.status.condition("Progressing"),
            condition.reason != DeploymentReason.timedOut, !deployment.isComplete(deployment.status), let since = condition.lastUpdateTime
        else { return }
        let left = since.adding(deadline).seconds &- context.clock.time.seconds
        queue.add(deployment.key, after: .seconds(max(1, left &+ 1)))
    }
}
