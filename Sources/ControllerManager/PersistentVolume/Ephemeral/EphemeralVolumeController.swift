import ComponentMetrics
import KubernetesAPI
import KubernetesClient

/// ephemeral-volume-controller: makes the claims of pods' generic ephemeral volumes. They belong to the pod, so that the garbage
/// collector takes them away with it.
final class EphemeralVolumeController: Controller {
    static let name = "ephemeral-volume-controller"

    /// A claim that exists, but is not the pod's.
    private struct Conflict: Error, CustomStringConvertible {
        var description: String
    }

    private let context: ControllerContext
    private let claims: Informer<PersistentVolumeClaim>
    private let queue: WorkQueue<ObjectKey>
    private let recorder: EventRecorder
    private let creations: Counter
    private let failures: Counter

    init(_ context: ControllerContext) {
        self.context = context
        claims = context.informers.informer()
        queue = context.queue()
        let help = "Number of PersistentVolumeClaim creation requests"
        creations = context.metrics.counter("ephemeral_volume_controller_create_total", help)
        failures = context.metrics.counter("ephemeral_volume_controller_create_failures_total", help)
        recorder = context.recorder("ephemeral_volume")
        let (queue, pods) = (queue, context.pods)
        pods.addHandler { event in
            if !event.isDeletion, event.object.spec.volumes.contains(where: { $0.ephemeral != nil }) { queue.add(event.object.key) }
        }
        claims.addHandler { event in
            // Another one's claim that was in the way may be gone now.
            guard event.isDeletion else { return }
            let claim = event.object.metadata
            for pod in pods.list(namespace: claim.namespace) where pod.claims.contains(where: { $0.isEphemeral && $0.claim == claim.name }) {
                queue.add(pod.key)
            }
        }
    }

    func run() async {
        await context.work(Self.name, on: queue, workers: context.options.concurrentEphemeralVolumeSyncs) { [self] key in
            try await reconcile(key)
        }
    }

    func reconcile(_ key: ObjectKey) async throws {
        guard let pod = context.pods.get(key), !pod.metadata.isBeingDeleted else { return }
        for volume in pod.spec.volumes {
            guard let template = volume.ephemeral?.volumeClaimTemplate else { continue }
            do {
                try await ensureClaim("\(pod.metadata.name)-\(volume.name)", template, for: pod)
            } catch {
                recorder.event(
                    pod, type: "Warning", reason: "FailedBinding", message: "ephemeral volume \(volume.name): \(describe(error))")
                throw error
            }
        }
    }

    private func ensureClaim(_ name: String, _ template: PersistentVolumeClaimTemplate, for pod: Pod) async throws {
        if let claim = claims.get(name, namespace: pod.metadata.namespace) {
            if let conflict = pod.ownershipError(of: claim) { throw Conflict(description: conflict) }
            return
        }
        var claim = PersistentVolumeClaim()
        claim.metadata.name = name
        claim.metadata.namespace = pod.metadata.namespace
        claim.metadata.labels = template.metadata.labels
        claim.metadata.annotations = template.metadata.annotations
        claim.metadata.ownerReferences = [.controller(pod)]
        claim.spec = template.spec
        creations.add()
        do {
            _ = try await context.client.create(claim)
        } catch let error as APIError where error.isAlreadyExists {
            failures.add()
            // The informer will tell whose it is.
            queue.add(pod.key, after: .seconds(1))
        } catch let error as APIError {
            failures.add()
            throw Conflict(description: "create PVC \(name): \(describe(error))")
        }
    }
}
