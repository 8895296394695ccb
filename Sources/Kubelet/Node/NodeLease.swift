import KubernetesAPI
import KubernetesClient
import Logging

/// Keeps the node's Lease in kube-node-lease: its heartbeat.
struct NodeLease {
    var client: Client
    var nodeName: String
    var clock: any WallClock
    var logger: Logger
    /// The Node that owns the Lease, once it is known.
    var node: @Sendable () -> Node?

    static let namespace = "kube-node-lease"
    /// Seconds after which a node that is not heard of counts as gone.
    var duration = 40

    /// Renews until it is cancelled.
    func run() async throws {
        var known: Lease?
        var backoff = Backoff(first: .milliseconds(100), last: .seconds(7), jitter: 0)
        while true {
            do {
                known = try await renew(known)
                backoff.reset()
                try await clock.sleep(for: .seconds(duration) / 4)
            } catch {
                try Task.checkCancellation()
                if (error as? APIError)?.isConflict == true || (error as? APIError)?.isNotFound == true { known = nil }
                logger.debug("cannot renew the node's lease", metadata: ["error": "\(error)"])
                try await clock.sleep(for: backoff.next(random: 0))
            }
        }
    }

    private func renew(_ known: Lease?) async throws -> Lease {
        if var lease = known {
            lease.spec.renewTime = clock.microTime
            own(&lease)
            return try await client.update(lease)
        }
        do {
            var lease = try await client.get(Lease.self, nodeName, namespace: Self.namespace)
            fill(&lease)
            return try await client.update(lease)
        } catch let error as APIError where error.isNotFound {
            var lease = Lease()
            lease.metadata.name = nodeName
            lease.metadata.namespace = Self.namespace
            fill(&lease)
            return try await client.create(lease)
        }
    }

    private func fill(_ lease: inout Lease) {
        lease.spec.holderIdentity = nodeName
        lease.spec.leaseDurationSeconds = duration
        lease.spec.renewTime = clock.microTime
        own(&lease)
    }

    /// Without an owner the Lease would outlive its node.
    private func own(_ lease: inout Lease) {
        guard lease.metadata.ownerReferences.isEmpty, let node = node() else { return }
        lease.metadata.ownerReferences = [
            OwnerReference(apiVersion: "v1", kind: "Node", name: node.metadata.name, uid: node.metadata.uid)
        ]
    }
}
