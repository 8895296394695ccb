import JSON
import KubernetesAPI

/// What is being written, for admission to judge and to change.
struct AdmissionRequest: Sendable {
    enum Operation: String, Sendable { case create = "CREATE", update = "UPDATE", delete = "DELETE", connect = "CONNECT" }

    var operation: Operation
    var group: String
    var version: String
    var resource: String
    var kind: String
    var subresource: String
    var namespace: String
    /// The name in the path, or that of the new object; empty while it is still to be generated.
    var name: String
    /// The object as it will be stored; null for a deletion.
    var object: JSONValue
    /// The object as it is stored; null for a creation.
    var old: JSONValue
    var user: APIUser
    var dryRun: Bool
    /// The texts of Warning headers to be given.
    var warnings: [String] = []
    /// What the audit log shall say about the request, by key.
    var auditAnnotations: [String: String] = [:]

    /// Whether this is about objects of a resource itself.
    func isFor(_ resource: String, group: String = "") -> Bool {
        self.resource == resource && self.group == group && subresource.isEmpty
    }

    /// Whether this is about a subresource.
    func isFor(_ resource: String, group: String = "", subresource: String) -> Bool {
        self.resource == resource && self.group == group && self.subresource == subresource
    }

    /// Whether an object is created, or replaced by another.
    var writes: Bool { operation == .create || operation == .update }

    /// The object's namespace and name, `default/web`, where messages want both.
    var path: String { namespace.isEmpty ? name : "\(namespace)/\(name)" }

    /// A refusal: 403 with the object's name, or what its name will be made of.
    func forbidden(_ message: String) -> APIStatusError {
        .forbidden(group: group, resource: resource, name: shownName, message)
    }

    private var shownName: String {
        if !name.isEmpty { return name }
        let metadata = object["metadata"]
        for field in ["name", "generateName"] {
            if let text = metadata?.text(field), !text.isEmpty { return text }
        }
        return "Unknown"
    }
}

/// What admission plugins can read of the cluster, and the few things that they write.
///
/// Reads are from the cache: as fresh as Kubernetes' informers, and without a way to the store.
protocol AdmissionReader: Sendable {
    /// The present second.
    var now: Time { get }
    /// An object as the cache has it, or, when it does not know one, as it is now; nil when there is none.
    func find(group: String, resource: String, namespace: String, name: String) async throws -> StoredObject?
    /// The objects of a resource in a namespace (all of them for an empty one), as the cache has them.
    func findAll(group: String, resource: String, namespace: String) -> [StoredObject]
    /// The resources that have objects of a kind.
    func resources(apiVersion: String, kind: String) -> [(group: String, plural: String)]
    /// Creates a namespace, unless it is there.
    func createNamespace(_ name: String) async throws
    /// Writes the status of a quota that was last changed at the revision of `stored`; false when it was changed since.
    func updateQuotaStatus(_ stored: StoredObject, used: ResourceAmounts, namespace: String) async throws -> Bool
    /// Waits until the cache shows everything that is committed by now.
    func refreshQuotas() async throws
}

extension AdmissionReader {
    /// An object's tree; nil when there is none.
    func read(group: String, resource: String, namespace: String, name: String) async throws -> JSONValue? {
        try await find(group: group, resource: resource, namespace: namespace, name: name).map { tree(of: $0, resource) }
    }

    /// The trees of a resource's objects in a namespace (all of them for an empty one).
    func readAll(group: String, resource: String, namespace: String) -> [JSONValue] {
        findAll(group: group, resource: resource, namespace: namespace).map { tree(of: $0, resource) }
    }

    /// What is read with nearly every write is parsed once.
    private func tree(of object: StoredObject, _ resource: String) -> JSONValue {
        switch resource {
        case "namespaces", "serviceaccounts", "priorityclasses", "limitranges", "runtimeclasses", "storageclasses", "ingressclasses":
            object.keptTree
        default: object.tree
        }
    }

    /// A namespace's annotations; empty where there are none.
    func annotations(ofNamespace name: String) async throws -> JSONObject {
        guard let namespace = try await read(group: "", resource: "namespaces", namespace: "", name: name) else {
            throw APIStatusError.notFound(group: "", resource: "namespaces", name: name)
        }
        return namespace["metadata"]?.members("annotations") ?? JSONObject()
    }
}

/// One admission plugin, under the name that `--enable-admission-plugins` knows it by.
protocol AdmissionPlugin: Sendable {
    static var name: String { get }
    /// The resources it has to do with, in plural; nil for all. It is not asked about others.
    static var resources: Set<String>? { get }
    /// Changes or refuses an object before it is validated.
    func admit(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws
    /// Refuses an object in its final form, or warns of it; the object itself may not be changed.
    func validate(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws
}

extension AdmissionPlugin {
    static var resources: Set<String>? { nil }
    func admit(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {}
    func validate(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {}
}
