import KubernetesAPI
import KubernetesClient
import Logging
import Synchronization

/// Why a pod's claim gives no volume, in Kubernetes' words.
struct ClaimError: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}

extension Volume {
    /// The name of the claim that stands for the volume: one that is named, or the one that was made for the pod. nil without a claim.
    func claimName(in pod: Pod) -> String? {
        if let source = persistentVolumeClaim { return source.claimName }
        return ephemeral == nil ? nil : pod.metadata.name + "-" + name
    }
}

/// Finds the persistent volumes behind the claims of pods. Safe to use from any task.
///
/// What was found is kept a while, as pods are looked at often; a pod that has its volume keeps it while the API server is away.
final class ClaimReader: Sendable {
    private struct Key: Hashable {
        var podUID: String
        var volume: String
    }

    private struct Entry {
        var request: VolumeRequest
        var readAt: Duration
    }

    private let client: Client
    private let clock: any WallClock
    private let logger: Logger
    private let known = Mutex<[Key: Entry]>([:])

    /// How old a claim may be that a running pod has.
    private static let maxAge: Duration = .seconds(5)

    init(client: Client, clock: any WallClock, logger: Logger) {
        self.client = client
        self.clock = clock
        self.logger = logger
    }

    func forget(podUID: String) { known.withLock { known in known = known.filter { $0.key.podUID != podUID } } }

    /// Has the pod's claims read again at the next look.
    func refresh(podUID: String) {
        known.withLock { known in
            for key in known.keys where key.podUID == podUID { known[key]?.readAt = .zero - Self.maxAge }
        }
    }

    /// The volume with its claim and persistent volume.
    /// - Throws: `ClaimError`
    func resolve(_ volume: Volume, _ pod: Pod) async throws -> VolumeRequest {
        let key = Key(podUID: pod.metadata.uid, volume: volume.name)
        let now = clock.monotonic
        var entry = known.withLock { $0[key] }
        if var entry, now - entry.readAt < Self.maxAge {
            entry.request.pod = pod
            return entry.request
        }
        do {
            let request = try await read(volume, pod)
            known.withLock { $0[key] = Entry(request: request, readAt: now) }
            return request
        } catch {
            try Task.checkCancellation()
            // A pod that runs goes on with what it was given.
            guard entry != nil, var request = entry?.request else { throw error }
            logger.debug("cannot look at a claim", metadata: ["pod": "\(ObjectKey(pod.metadata))", "volume": "\(volume.name)", "error": "\(error)"])
            entry?.readAt = now
            known.withLock { $0[key] = entry }
            request.pod = pod
            return request
        }
    }

    private func read(_ volume: Volume, _ pod: Pod) async throws -> VolumeRequest {
        let name = volume.claimName(in: pod) ?? ""
        let claim: PersistentVolumeClaim
        let persistent: PersistentVolume
        do {
            claim = try await boundClaim(name, pod)
            if volume.ephemeral != nil { try Self.check(claim, isOf: pod) }
            persistent = try await self.persistent(of: claim)
        } catch let error as ClaimError {
            throw ClaimError("error processing PVC \(pod.metadata.namespace)/\(name): \(error)")
        }
        let mode = persistent.spec.volumeMode ?? "Filesystem"
        if pod.fileVolumes.contains(volume.name) && mode != "Filesystem" {
            throw ClaimError("volume \(volume.name) has volumeMode \(mode), but is specified in volumeMounts")
        }
        if pod.blockVolumes.contains(volume.name) && mode != "Block" {
            throw ClaimError("volume \(volume.name) has volumeMode \(mode), but is specified in volumeDevices")
        }
        return VolumeRequest(
            pod: pod, volume: volume, persistent: persistent, claim: claim, readOnly: volume.persistentVolumeClaim?.readOnly ?? false)
    }

    private func boundClaim(_ name: String, _ pod: Pod) async throws -> PersistentVolumeClaim {
        let claim: PersistentVolumeClaim
        do {
            claim = try await client.get(PersistentVolumeClaim.self, name, namespace: pod.metadata.namespace)
        } catch {
            try Task.checkCancellation()
            throw ClaimError("failed to fetch PVC from API server: \(error)")
        }
        // A pod that is new must not start then: the claim's data may go at any moment. One that runs keeps what it has.
        if claim.metadata.deletionTimestamp != nil, !pod.status.containerStatuses.contains(where: { $0.state.running != nil }) { throw ClaimError("PVC is being deleted") }
        if claim.status.phase != "Bound" { throw ClaimError("PVC is not bound") }
        if (claim.spec.volumeName ?? "").isEmpty { throw ClaimError("PVC has empty pvc.Spec.VolumeName") }
        return claim
    }

    /// A claim that merely has the right name must not get into the pod.
    private static func check(_ claim: PersistentVolumeClaim, isOf pod: Pod) throws {
        if claim.metadata.ownerReferences.contains(where: { $0.controller == true && $0.uid == pod.metadata.uid }) { return }
        let (own, namespace) = (claim.metadata.name, pod.metadata.namespace)
        throw ClaimError("PVC \(namespace)/\(own) was not created for pod \(namespace)/\(pod.metadata.name) (pod is not owner)")
    }

    private func persistent(of claim: PersistentVolumeClaim) async throws -> PersistentVolume {
        let name = claim.spec.volumeName ?? ""
        let persistent: PersistentVolume
        do {
            persistent = try await client.get(PersistentVolume.self, name)
        } catch {
            try Task.checkCancellation()
            throw ClaimError("failed to fetch PV \(name) from API server: \(error)")
        }
        guard let reference = persistent.spec.claimRef else {
            throw ClaimError("found PV object \(name) but it has a nil pv.Spec.ClaimRef indicating it is not yet bound to the claim")
        }
        guard reference.uid == claim.metadata.uid else {
            throw ClaimError("found PV object \(name) but its pv.Spec.ClaimRef.UID \(reference.uid ?? "") does not point to claim.UID \(claim.metadata.uid)")
        }
        return persistent
    }
}
