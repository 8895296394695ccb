import JSON
import KubernetesAPI
import Synchronization

/// Registers the groups and versions of this server as APIServices, and tells which APIServices are available.
struct APIServiceController: Sendable {
    static let path = "/apis/apiregistration.k8s.io/v1/apiservices"

    let registry: Registry
    let client: SystemClient
    let clock: any WallClock
    private let remote = Remote()

    /// The APIServices that name a service: only these change with services and their endpoints.
    private final class Remote: Sendable {
        let names = Mutex<Set<String>>([])
    }

    init(registry: Registry, client: SystemClient, clock: any WallClock) {
        self.registry = registry
        self.client = client
        self.clock = clock
    }

    /// The rank of each group, and of its version v1: clients prefer what ranks higher.
    private static let priorities: [String: (group: Int64, version: Int64)] = [
        "": (18000, 1), "apps": (17800, 15), "events.k8s.io": (17750, 15), "authentication.k8s.io": (17700, 15),
        "authorization.k8s.io": (17600, 15), "autoscaling": (17500, 15), "batch": (17400, 15), "certificates.k8s.io": (17300, 15),
        "networking.k8s.io": (17200, 15), "policy": (17100, 15), "rbac.authorization.k8s.io": (17000, 15), "storage.k8s.io": (16800, 15),
        "apiextensions.k8s.io": (16700, 15), "admissionregistration.k8s.io": (16700, 15), "scheduling.k8s.io": (16600, 15),
        "coordination.k8s.io": (16500, 15), "node.k8s.io": (16300, 15), "discovery.k8s.io": (16200, 15), "resource.k8s.io": (16200, 20),
        "flowcontrol.apiserver.k8s.io": (16100, 21), "internal.apiserver.k8s.io": (16000, 5), "metrics.k8s.io": (100, 100),
    ]

    /// Makes the APIServices of what this server serves itself.
    func registerLocal() async {
        var seen: Set<String> = ["apiregistration.k8s.io/v1"]
        for resource in registry.resources.descriptions where seen.insert(resource.apiVersion).inserted {
            let (group, version) = (resource.group, resource.version)
            let name = "\(version).\(group)"
            if await read(name) != nil { continue }
            let priority = Self.priorities[group] ?? (15000, 10)
            let object: JSONValue = [
                "apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService",
                "metadata": ["name": .string(name), "labels": ["kube-aggregator.kubernetes.io/automanaged": "onstart"]],
                "spec": [
                    "group": .string(group), "version": .string(version), "groupPriorityMinimum": .int(priority.group),
                    // Later versions rank above v1.
                    "versionPriority": .int(version == "v1" || group == ResourceMetrics.group ? priority.version : 30),
                ],
            ]
            _ = await client.send("POST", Self.path, object)
        }
    }

    private func read(_ name: String) async -> JSONValue? {
        try? await registry.read(group: "apiregistration.k8s.io", resource: "apiservices", namespace: "", name: name)
    }

    /// Brings the status of the APIServices up to date that depend on services.
    func syncRemote() async {
        for name in remote.names.withLock({ $0 }) { await sync(name) }
    }

    /// Brings the status of all APIServices up to date.
    func syncAll() async {
        for object in (try? await registry.readAll(group: "apiregistration.k8s.io", resource: "apiservices", namespace: "")) ?? [] {
            await sync(object["metadata"]?.text("name") ?? "")
        }
    }

    /// Brings the status of one APIService up to date.
    func sync(_ name: String) async {
        guard var object = await read(name) else { return remote.names.withLock { _ = $0.remove(name) } }
        let isRemote = object["spec"]?["service"] != nil
        remote.names.withLock { if isRemote { $0.insert(name) } else { $0.remove(name) } }
        let before = (object["status"]?.items("conditions") ?? []).first { $0.text("type") == "Available" }
        let (status, reason, message) = await availability(object["spec"] ?? [:])
        if before?.text("status") == status, before?.text("reason") == reason, before?.text("message") == message { return }
        let isSame = before?.text("status") == status
        let condition: JSONValue = [
            "type": "Available", "status": .string(status),
            "lastTransitionTime": isSame ? before?["lastTransitionTime"] ?? .null : .string(clock.time.description), "reason": .string(reason),
            "message": .string(message),
        ]
        let others = (object["status"]?.items("conditions") ?? []).filter { $0.text("type") != "Available" }
        object["status"] = ["conditions": .array(others + [condition])]
        _ = await client.send("PUT", "\(Self.path)/\(name)/status", object)
    }

    private func availability(_ spec: JSONValue) async -> (status: String, reason: String, message: String) {
        guard let reference = spec["service"] else { return ("True", "Local", "Local APIServices are always available") }
        let (name, namespace) = (reference.text("name"), reference.text("namespace"))
        let number = reference["port"]?.int ?? 443
        let described = "service/\(name) in \(FieldError.quoted(namespace))"
        guard let service = try? await registry.read(group: "", resource: "services", namespace: namespace, name: name) else {
            return ("False", "ServiceNotFound", "\(described) is not present")
        }
        let type = service["spec"]?.text("type")
        if type == "ClusterIP" || type == "NodePort" || type == "LoadBalancer" {
            guard let port = (service["spec"]?.items("ports") ?? []).first(where: { $0["port"]?.int == number }) else {
                return ("False", "ServicePortError", "\(described) is not listening on port \(number)")
            }
            let slices = ((try? await registry.readAll(group: "discovery.k8s.io", resource: "endpointslices", namespace: namespace)) ?? [])
                .filter { $0["metadata"]?["labels"]?["kubernetes.io/service-name"]?.string == name }
            if slices.isEmpty { return ("False", "EndpointsNotFound", "cannot find endpointslices for \(described)") }
            let isReady = slices.contains { slice in
                slice.items("ports").contains { $0.text("name") == port.text("name") }
                    && slice.items("endpoints").contains { $0["conditions"]?["ready"]?.bool ?? true && $0.has("addresses") }
            }
            if !isReady {
                let portName = FieldError.quoted(port.text("name"))
                return ("False", "MissingEndpoints", "endpointslices for \(described) have no addresses with port name \(portName)")
            }
        }
        // Requests are not passed on to other servers yet, so none of them is available.
        let url = "https://\(name).\(namespace).svc:\(number)/apis/\(spec.text("group"))/\(spec.text("version"))"
        return ("False", "FailedDiscoveryCheck", "failing or missing response from \(url): aggregated API servers are not served")
    }
}
