import APISchema
import Synchronization

/// The resources that are served, by group, version and plural name.
///
/// Safe to use from any thread; custom resources come and go while the server runs.
final class ResourceTable: Sendable {
    private struct State {
        var byPath: [String: ServedResource] = [:]
        var stored: [String: ServedResource] = [:]
        var descriptions: [ResourceDescription] = []
        var versions: Set<String> = []
    }

    private let state = Mutex(State())
    private let description: APIDescription

    /// A table without resources; `description` has the kinds that are sent and answered but never stored.
    init(description: APIDescription) { self.description = description }

    private func schema(_ group: String, _ version: String, _ kind: String) -> Schema? {
        description.schema(of: GroupVersionKind(group: group, version: version, kind: kind))
    }

    /// DeleteOptions; an empty schema, which drops everything, for a description without it.
    var deleteOptionsSchema: Schema { description.schemas["meta.v1.DeleteOptions"] ?? Schema(name: "meta.v1.DeleteOptions") }
    var objectMetaSchema: Schema { description.schemas["meta.v1.ObjectMeta"] ?? Schema(name: "meta.v1.ObjectMeta") }
    var listMetaSchema: Schema { description.schemas["meta.v1.ListMeta"] ?? Schema(name: "meta.v1.ListMeta") }
    /// The schema of a built-in kind.
    func schema(apiVersion: String, kind: String) -> Schema? {
        let parts = apiVersion.split(separator: "/")
        guard let version = parts.last else { return nil }
        return schema(parts.count > 1 ? String(parts[0]) : "", String(version), kind)
    }
    var scaleSchema: Schema? { schema("autoscaling", "v1", "Scale") }
    var bindingSchema: Schema? { schema("", "v1", "Binding") }
    var evictionSchema: Schema? { schema("policy", "v1", "Eviction") }
    var tokenRequestSchema: Schema? { schema("authentication.k8s.io", "v1", "TokenRequest") }

    /// Adds a resource, or replaces the one of the same group, version and name.
    func add(_ resource: ServedResource) {
        let description = resource.description
        state.withLock { state in
            state.byPath["\(description.apiVersion)/\(description.plural)"] = resource
            if resource.conversion == nil { state.stored["\(description.group)/\(description.plural)"] = resource }
            state.descriptions.removeAll { $0.apiVersion == description.apiVersion && $0.plural == description.plural }
            state.descriptions.append(description)
            state.versions.insert(description.apiVersion)
        }
    }

    /// The resource of a path.
    func resource(apiVersion: String, plural: String) -> ServedResource? {
        state.withLock { $0.byPath["\(apiVersion)/\(plural)"] }
    }

    /// The resource in the version in which it is stored.
    func stored(group: String, plural: String) -> ServedResource? {
        state.withLock { $0.stored["\(group)/\(plural)"] }
    }

    /// Whether anything is served in a group and version.
    func serves(apiVersion: String) -> Bool { state.withLock { $0.versions.contains(apiVersion) } }

    /// All resources, in the order in which they were added: what discovery shows.
    var descriptions: [ResourceDescription] { state.withLock { $0.descriptions } }

    /// All resources in the versions in which they are stored.
    var storedResources: [ServedResource] { state.withLock { Array($0.stored.values) } }
}
