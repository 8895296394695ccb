import APISchema
import JSON

/// Makes one OpenAPI document: the paths of some resources, and every type they speak of.
struct OpenAPIBuilder {
    let form: OpenAPITypes.Form
    let schemas: (String) -> Schema?
    var types: OpenAPITypes
    private var paths: [String: JSONValue] = [:]

    init(form: OpenAPITypes.Form, schemas: @escaping (String) -> Schema?) {
        self.form = form
        self.schemas = schemas
        types = OpenAPITypes(form: form)
    }

    /// A document of resources, with the paths at which groups and versions are discovered.
    mutating func document(_ resources: [ResourceDescription], version: String) -> JSONValue {
        var groups: Set<String> = []
        var versions: Set<String> = []
        for resource in resources where !types.versions.contains(where: { $0 == (resource.group, resource.version) }) {
            types.versions.append((resource.group, resource.version))
        }
        for resource in resources {
            if form == .v2, !resource.group.isEmpty, groups.insert(resource.group).inserted {
                addRoot(OpenAPIRoot(group: resource.group))
            }
            if versions.insert(resource.apiVersion).inserted { addRoot(OpenAPIRoot(versionOf: resource)) }
            add(resource)
        }
        if form == .v2 {
            for root in OpenAPIRoot.fixed { addRoot(root) }
        }
        return finished(version: version)
    }

    /// The document of one path that is none of a resource.
    mutating func document(_ root: OpenAPIRoot, version: String) -> JSONValue {
        addRoot(root)
        return finished(version: version)
    }

    private func finished(version: String) -> JSONValue {
        let sorted = JSONObject(paths.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        let info: JSONValue = ["title": "Kubernetes", "version": form == .v2 ? .string(version) : "unversioned"]
        let token: JSONValue = ["type": "apiKey", "description": "Bearer Token authentication", "name": "authorization", "in": "header"]
        if form == .v2 {
            return [
                "swagger": "2.0", "info": info, "paths": .object(sorted), "definitions": types.document,
                "securityDefinitions": ["BearerToken": token], "security": [["BearerToken": []]],
            ]
        }
        var components: JSONValue = [:]
        if types.document.object?.isEmpty == false { components["schemas"] = types.document }
        components["securitySchemes"] = ["BearerToken": token]
        return ["openapi": "3.0.0", "info": info, "paths": .object(sorted), "components": components]
    }

    private mutating func addRoot(_ root: OpenAPIRoot) {
        let type: JSONValue =
            switch root.answer {
            case .kind(let name): meta(name)
            case .version: types.versionInfo()
            case .text: ["type": "string"]
            }
        let operation = OpenAPIOperation(
            method: "get", id: root.operationID, tag: root.tag, response: type, codes: ["200"], produces: root.produces)
        paths[root.path] = .object(JSONObject([("get", operation.document(form, hoisted: []))]))
    }

    // MARK: Resources

    /// What the operations of one resource have in common.
    struct Place {
        var resource: ResourceDescription
        /// Where objects are created: with a namespace for those that have one.
        var collection: String
        var root: String
        /// Group and version as operations are named by them: `CoreV1`.
        var group: String
        var tag: String
        var type: JSONValue

        var inNamespace: [OpenAPIParameter] { resource.isNamespaced ? [.path("namespace")] : [] }
        var scope: String { resource.isNamespaced ? "Namespaced" : "" }
    }

    private mutating func add(_ resource: ResourceDescription) {
        let root = resource.group.isEmpty ? "/api/\(resource.version)" : "/apis/\(resource.group)/\(resource.version)"
        let group = OpenAPIRoot.name(ofGroup: resource.group)
        let place = Place(
            resource: resource,
            collection: resource.isNamespaced ? "\(root)/namespaces/{namespace}/\(resource.plural)" : "\(root)/\(resource.plural)", root: root,
            group: group + resource.version.prefix(1).uppercased() + resource.version.dropFirst(),
            tag: "\(group.prefix(1).lowercased() + group.dropFirst())_\(resource.version)", type: types.reference(resource.schema))
        put(place.collection, collection(place), place.inNamespace + [.pretty])
        put("\(place.collection)/{name}", item(place), [.path("name")] + place.inNamespace + [.pretty])
        if resource.verbs.contains("list"), resource.isNamespaced {
            put("\(root)/\(resource.plural)", [list(place, suffix: "ForAllNamespaces", scope: "")], [.pretty])
        }
        if resource.verbs.contains("watch") {
            let below = place.collection.dropFirst(root.count)
            put("\(root)/watch\(below)", [watch(place, "watchlist", suffix: "List")], place.inNamespace + [.pretty])
            put("\(root)/watch\(below)/{name}", [watch(place, "watch", suffix: "")], [.path("name")] + place.inNamespace + [.pretty])
            if resource.isNamespaced {
                put("\(root)/watch/\(resource.plural)", [watch(place, "watchlist", suffix: "ListForAllNamespaces", scope: "")], [.pretty])
            }
        }
        for subresource in resource.subresources { add(subresource, place) }
    }

    private mutating func add(_ subresource: SubresourceDescription, _ place: Place) {
        let path = "\(place.collection)/{name}/\(subresource.name)"
        let suffix = subresource.name.prefix(1).uppercased() + subresource.name.dropFirst()
        let parameters: [OpenAPIParameter] = [.path("name")] + place.inNamespace
        if ["attach", "exec", "portforward", "proxy"].contains(subresource.name) {
            let options = kindSchema(subresource.kind).map { OpenAPIParameter.options($0) } ?? []
            put(path, connect(subresource, place, suffix: suffix), parameters + options)
            if subresource.name == "proxy" {
                put(path + "/{path}", connect(subresource, place, suffix: suffix + "WithPath"), parameters + [.path("path")] + options)
            }
            return
        }
        var operations = self.operations(subresource, place, suffix: suffix)
        var more: [OpenAPIParameter] = [.pretty]
        if subresource.name == "log" {
            operations[0].response = ["type": "string"]
            operations[0].produces = OpenAPIOperation.objectTypes + ["text/plain"]
            more += schemas("core.v1.PodLogOptions").map { OpenAPIParameter.options($0) } ?? []
        }
        put(path, operations, parameters + more)
    }

    /// Puts operations at a path; what all of them have in common stands there once.
    private mutating func put(_ path: String, _ operations: [OpenAPIOperation], _ parameters: [OpenAPIParameter]) {
        guard let first = operations.first else { return }
        let common = first.parameters.filter { one in operations.allSatisfy { $0.parameters.contains(one) } }
        var value = JSONObject()
        for operation in operations.sorted(by: { $0.method < $1.method }) {
            value[operation.method] = operation.document(form, hoisted: common)
        }
        value["parameters"] = .array(OpenAPIParameter.sorted(parameters + common).map { $0.document(form) })
        paths[path] = .object(value)
    }

    // MARK: Types

    mutating func meta(_ name: String) -> JSONValue { schemas("meta.v1.\(name)").map { types.reference($0) } ?? types.opaque(name) }

    mutating func listType(_ resource: ResourceDescription) -> JSONValue {
        types.list(of: resource, metadata: schemas("meta.v1.ListMeta"))
    }

    func kindSchema(_ kind: GroupVersionKind) -> Schema? {
        let package = kind.group.isEmpty ? "core" : kind.group.split(separator: ".").first.map(String.init) ?? ""
        return schemas("\(package).\(kind.version).\(kind.kind)")
    }
}
