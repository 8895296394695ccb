import Crypto
import JSON
import KubernetesAPI

/// The lease in kube-system by which this server says that it is there, and the removal of those of servers that are gone.
struct IdentityLease: Sendable {
    static let path = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases"
    private static let label = "apiserver.kubernetes.io/identity"
    private static let seconds: Int64 = 3600

    let hostname: String
    /// Tells this run of the server from another on the same host.
    let holder: String

    /// - Parameter unique: something that no other run has.
    init(hostname: String, unique: String) {
        self.hostname = hostname
        holder = Self.name(hostname) + "_" + unique
    }

    /// `apiserver-` and the start of the host name's SHA-256 in base 32.
    static func name(_ hostname: String) -> String {
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567")
        var text = ""
        var bits: UInt32 = 0
        var count = 0
        for byte in SHA256.hash(data: Array(hostname.utf8)).prefix(16) {
            bits = (bits << 8 | UInt32(byte)) & 0xffff
            count += 8
            while count >= 5 {
                text.append(alphabet[Int(bits >> UInt32(count - 5)) & 31])
                count -= 5
            }
        }
        if count > 0 { text.append(alphabet[Int(bits << UInt32(5 - count)) & 31]) }
        return "apiserver-" + text
    }

    var steps: [BootstrapStep] {
        [
            BootstrapStep(hook: "start-kube-apiserver-identity-lease-controller", period: .seconds(10)) { client in await renew(client) },
            BootstrapStep(hook: "start-kube-apiserver-identity-lease-garbage-collector", period: .seconds(Self.seconds)) { client in
                await collect(client)
            },
        ]
    }

    private func renew(_ client: SystemClient) async -> Bool {
        let name = Self.name(hostname)
        let now = JSONValue.string(client.clock.microTime.description)
        var lease: JSONValue = [
            "apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
            "metadata": [
                "name": .string(name), "namespace": "kube-system",
                "labels": [Self.label: "kube-apiserver", "kubernetes.io/hostname": .string(hostname)],
            ],
            "spec": ["holderIdentity": .string(holder), "leaseDurationSeconds": .int(Self.seconds), "renewTime": now],
        ]
        let present = await client.send("GET", "\(Self.path)/\(name)")
        if present.status == 404 {
            return await client.send("POST", Self.path, lease).status == 201
        }
        guard present.status == 200 else { return false }
        let spec = lease["spec"] ?? [:]
        lease = present.body
        for (key, value) in spec.object ?? JSONObject() { lease["spec"]?[key] = value }
        return await client.send("PUT", "\(Self.path)/\(name)", lease).status == 200
    }

    /// Removes the leases of servers that have not renewed them for as long as they are good.
    private func collect(_ client: SystemClient) async -> Bool {
        let list = await client.send("GET", Self.path + "?labelSelector=\(Self.label)%3Dkube-apiserver")
        guard list.status == 200 else { return false }
        for lease in list.body.items("items") {
            guard let name = lease["metadata"]?.text("name"), let renewed = lease["spec"]?.text("renewTime"),
                let time = MicroTime(renewed), let seconds = lease["spec"]?["leaseDurationSeconds"]?.int
            else { continue }
            guard client.clock.microTime.microseconds - time.microseconds > min(max(seconds, 0), 1 << 32) * 1_000_000 else { continue }
            let uid = JSONValue.string(lease["metadata"]?.text("uid") ?? "")
            _ = await client.send("DELETE", "\(Self.path)/\(name)", ["preconditions": ["uid": uid]])
        }
        return true
    }
}
