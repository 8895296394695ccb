import HTTPServer
import JSON
import KubernetesAPI
import Logging
import NIOCore
import NIOHTTP1

/// What the server makes for itself when it starts, and keeps in order while it runs: the system's namespaces and
/// priority classes, and the service `kubernetes` with its endpoints.
struct Bootstrap: Sendable {
    let pipeline: RequestPipeline
    let firstServiceAddress: String
    /// Where this server is reached; nil when it only listens on loopback addresses.
    let endpoint: (address: String, port: Int)?
    let logger: Logger

    private static let namespaces = ["default", "kube-system", "kube-public", "kube-node-lease"]

    /// Makes what is missing.
    func reconcile() async {
        for name in Self.namespaces {
            await ensure("/api/v1/namespaces", ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]])
        }
        for (name, value) in PriorityClassRules.system {
            let use = name == "system-node-critical"
                ? "Used for system critical pods that must not be moved from their current node."
                : "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary."
            await ensure(
                "/apis/scheduling.k8s.io/v1/priorityclasses",
                [
                    "apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": ["name": .string(name)],
                    "value": .int(value), "description": .string(use),
                ])
        }
        await ensureService()
    }

    private func ensureService() async {
        let port = endpoint?.port ?? 6443
        await ensure(
            "/api/v1/namespaces/default/services",
            [
                "apiVersion": "v1", "kind": "Service",
                "metadata": ["name": "kubernetes", "labels": ["component": "apiserver", "provider": "kubernetes"]],
                "spec": [
                    "clusterIP": .string(firstServiceAddress), "type": "ClusterIP", "sessionAffinity": "None",
                    "ports": [["name": "https", "protocol": "TCP", "port": 443, "targetPort": .int(Int64(port))]],
                ],
            ])
        guard let endpoint else { return }
        let ports: JSONValue = [["name": "https", "port": .int(Int64(endpoint.port)), "protocol": "TCP"]]
        await put(
            "/api/v1/namespaces/default/endpoints",
            [
                "apiVersion": "v1", "kind": "Endpoints",
                "metadata": [
                    "name": "kubernetes", "namespace": "default", "labels": ["endpointslice.kubernetes.io/skip-mirror": "true"],
                ],
                "subsets": [["addresses": [["ip": .string(endpoint.address)]], "ports": ports]],
            ])
        await put(
            "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices",
            [
                "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
                "metadata": ["name": "kubernetes", "namespace": "default", "labels": ["kubernetes.io/service-name": "kubernetes"]],
                "addressType": "IPv4", "ports": ports,
                "endpoints": [["addresses": [.string(endpoint.address)], "conditions": ["ready": true]]],
            ])
    }

    /// Creates an object unless there is one of its name.
    private func ensure(_ path: String, _ object: JSONValue) async {
        let name = object["metadata"]?.text("name") ?? ""
        if await send(.GET, "\(path)/\(name)", nil) == 200 { return }
        report(await send(.POST, path, object), path, name, accepted: [201, 409])
    }

    /// Creates an object, or makes the present one like it.
    private func put(_ path: String, _ object: JSONValue) async {
        let name = object["metadata"]?.text("name") ?? ""
        if await send(.GET, "\(path)/\(name)", nil) == 404 {
            report(await send(.POST, path, object), path, name, accepted: [201, 409])
        } else {
            report(await send(.PUT, "\(path)/\(name)", object), path, name, accepted: [200, 201])
        }
    }

    private func report(_ status: Int, _ path: String, _ name: String, accepted: [Int]) {
        if accepted.contains(status) { return }
        logger.warning("Cannot write one of the system's objects", metadata: ["path": "\(path)/\(name)", "status": "\(status)"])
    }

    private func send(_ method: HTTPMethod, _ path: String, _ body: JSONValue?) async -> Int {
        let request = HTTPRequest(
            method: method, uri: path, headers: ["content-type": "application/json", "user-agent": "kube-apiserver"],
            body: body.map { ByteBuffer(bytes: $0.serialized()) } ?? ByteBuffer())
        return Int(await pipeline.respond(to: request, as: .apiServer).status.code)
    }
}
