import KubernetesAPI
import SwiftProtobuf

/// etcd's leases, for keys that are to vanish after a while.
///
/// A lease costs etcd something, so one is shared by all keys of about the same age, as Kubernetes does it.
actor Leases {
    /// How long a lease is given to new keys; its keys live that much longer. `--lease-reuse-duration-seconds`.
    static let reuse = Duration.seconds(60)
    /// How many keys one lease gets.
    static let keyLimit = 1000

    private struct Lease {
        var id: Int64
        var lifetime: Duration
        var goodUntil: Duration
        var keys: Int
    }

    private let cluster: EtcdCluster
    private var current: Lease?

    init(_ cluster: EtcdCluster) { self.cluster = cluster }

    /// A lease under which a key lives for `lifetime`, or a little longer.
    func lease(for lifetime: Duration) async throws -> Int64 {
        let now = cluster.clock.monotonic
        if var lease = current, lease.lifetime == lifetime, lease.goodUntil > now, lease.keys < Self.keyLimit {
            lease.keys += 1
            current = lease
            return lease.id
        }
        // Short lives are not stretched by more than a twentieth.
        let reuse = min(Self.reuse, lifetime / 20)
        let seconds = max(1, (lifetime + reuse).components.seconds)
        let granted = try await cluster.read { member, options in
            try await member.lease.leaseGrant(.with { $0.ttl = seconds }, options: options)
        }
        current = Lease(id: granted.id, lifetime: lifetime, goodUntil: now + reuse, keys: 1)
        return granted.id
    }

    /// Gives a lease to no more keys: etcd does not know it any more.
    func forget(_ id: Int64) {
        if current?.id == id { current = nil }
    }
}
