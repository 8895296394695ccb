import JSON
import KubernetesAPI
import KubernetesClient
import Testing

/// A namespace for one test, with the short ways to what it looks at.
struct Room: Sendable {
    let cluster: TestCluster
    let client: Client
    let namespace: String

    /// Makes a namespace, runs the test in it, and deletes it with all that is in it.
    static func open(_ name: String, _ body: (Room) async throws -> Void) async throws {
        let cluster = try #require(TestCluster.current)
        let room = Room(cluster: cluster, client: try cluster.client(), namespace: name)
        _ = try await room.client.create(Namespace(metadata: ObjectMeta(name: name)))
        try await eventually("service account default is in \(name)") {
            try await room.client.get(ServiceAccount.self, "default", namespace: name).metadata.name == "default"
        }
        do {
            try await body(room)
        } catch {
            let events = (try? await room.events().map { "\($0.reason ?? "") \($0.involvedObject.name ?? ""): \($0.message ?? "")" }) ?? []
            try? await room.client.delete(Namespace.self, name)
            throw Failure("\(error)\nevents:\n\(events.joined(separator: "\n"))")
        }
        try await room.client.delete(Namespace.self, name)
    }

    /// Creates the objects of a YAML text.
    func create(_ text: String) async throws {
        for document in try YAML.decodeAll(text) {
            let version = (document["apiVersion"]?.string ?? "").split(separator: "/").map(String.init)
            let (group, number) = version.count == 2 ? (version[0], version[1]) : ("", version.first ?? "")
            guard let resource = cluster.api.resources.first(where: { $0.kind == document["kind"]?.string && $0.group == group && $0.version == number })
            else { throw Failure("no kind \(document["kind"]?.description ?? "")") }
            let root = group.isEmpty ? "/api/\(number)" : "/apis/\(group)/\(number)"
            let path = root + (resource.isNamespaced ? "/namespaces/\(namespace)/" : "/") + resource.plural
            let (status, body) = try await client.raw("POST", path, body: document)
            guard status == 201 else { throw Failure("POST \(path): \(status) \(String(decoding: body, as: UTF8.self))") }
        }
    }

    func pod(_ name: String) async throws -> Pod { try await client.get(Pod.self, name, namespace: namespace) }

    func pods(_ selector: String? = nil) async throws -> [Pod] {
        try await client.list(Pod.self, namespace: namespace, options: ListOptions(labelSelector: selector)).items
    }

    /// The pods of a selector once exactly so many are there, all ready and none leaving.
    func readyPods(_ selector: String, count: Int, within limit: Duration = .seconds(120)) async throws -> [Pod] {
        try await eventually("\(count) pods of \(selector) are ready", within: limit) {
            let pods = try await pods(selector)
            return pods.count == count && pods.allSatisfy { $0.isReady && $0.metadata.deletionTimestamp == nil } ? pods : nil
        }
    }

    func readyPod(_ name: String, within limit: Duration = .seconds(90)) async throws -> Pod {
        try await eventually("pod \(name) is ready", within: limit) {
            let pod = try await pod(name)
            return pod.isReady ? pod : nil
        }
    }

    /// What a container has printed.
    func log(_ pod: String, container: String? = nil, previous: Bool = false) async throws -> String {
        var path = "/api/v1/namespaces/\(namespace)/pods/\(pod)/log?previous=\(previous)"
        if let container { path += "&container=\(container)" }
        let (status, body) = try await client.raw("GET", path)
        let text = String(decoding: body, as: UTF8.self)
        guard status == 200 else { throw Failure("log of \(pod): \(status) \(text)") }
        return text
    }

    func events(of object: String? = nil, reason: String? = nil) async throws -> [Event] {
        try await client.list(Event.self, namespace: namespace).items
            .filter { (object == nil || $0.involvedObject.name == object) && (reason == nil || $0.reason == reason) }
    }

    /// The addresses that a service sends to.
    func readyEndpoints(_ service: String) async throws -> Set<String> {
        let slices = try await client.list(
            EndpointSlice.self, namespace: namespace, options: ListOptions(labelSelector: "kubernetes.io/service-name=\(service)"))
        return Set(slices.items.flatMap(\.endpoints).filter { $0.conditions.ready ?? true }.flatMap(\.addresses))
    }
}

extension Pod {
    var isReady: Bool { status.conditions.contains { $0.type == "Ready" && $0.status == "True" } }
    var restarts: Int { status.containerStatuses.reduce(0) { $0 + $1.restartCount } }
    /// Why the first container waits.
    var waiting: String? { status.containerStatuses.first?.state.waiting?.reason }
}
