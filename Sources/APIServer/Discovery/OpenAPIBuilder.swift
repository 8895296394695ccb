import APISchema
import JSON

/// Makes one OpenAPI document: the paths of some resources, and every type they speak of.
struct OpenAPIBuilder {
    private let form: OpenAPITypes.Form
    private let schemas: (String) -> Schema?
    private var types: OpenAPITypes
    private var paths: [String: JSONValue] = [:]

    init(form: OpenAPITypes.Form, schemas: @escaping (String) -> Schema?) {
        self.form = form
        self.schemas = schemas
        types = OpenAPITypes(form: form)
    }

    mutating func document(_ resources: [ResourceDescription], version: String) -> JSONValue {
        for resource in resources { add(resource) }
        let sorted = JSONObject(paths.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        let info: JSONValue = ["title": "Kubernetes", "version": form == .v2 ? .string(version) : "unversioned"]
        let token: JSONValue = ["type": "apiKey", "in": "header", "name": "authorization", "description": "Bearer Token authentication"]
        if form == .v2 {
            return [
                "swagger": "2.0", "info": info, "paths": .object(sorted), "definitions": types.document,
                "securityDefinitions": ["BearerToken": token], "security": [["BearerToken": []]],
            ]
        }
        return [
            "openapi": "3.0.0", "info": info, "paths": .object(sorted),
            "components": ["schemas": types.document, "securitySchemes": ["BearerToken": token]],
        ]
    }

    /// The document of a path that answers with one discovery kind; nil for a plain text.
    mutating func rootDocument(_ path: String, kind: String?) -> JSONValue {
        let type = kind.map { meta($0) } ?? ["type": "string"]
        paths[path] = [
            "get": ["responses": ["200": ["description": "OK", "content": ["application/json": ["schema": type]]], "401": ["description": "Unauthorized"]]]
        ]
        return document([], version: "")
    }

    /// The document of /version.
    static func versionDocument(version: String) -> JSONValue {
        let names = ["major", "minor", "gitVersion", "gitCommit", "gitTreeState", "buildDate", "goVersion", "compiler", "platform"]
        let properties = JSONObject(names.sorted().map { ($0, ["type": "string", "default": ""] as JSONValue) })
        let name = "io.k8s.apimachinery.pkg.version.Info"
        return [
            "openapi": "3.0.0", "info": ["title": "Kubernetes", "version": "unversioned"],
            "paths": [
                "/version/": [
                    "get": [
                        "tags": ["version"], "operationId": "getCodeVersion",
                        "responses": ["200": ["description": "OK", "content": ["application/json": ["schema": ["$ref": .string("#/components/schemas/\(name)")]]]]],
                    ]
                ]
            ],
            "components": ["schemas": [name: ["type": "object", "required": .array(names.map { .string($0) }), "properties": .object(properties)]]],
        ]
    }

    // MARK: Paths

    private mutating func add(_ resource: ResourceDescription) {
        let root = resource.group.isEmpty ? "/api/\(resource.version)" : "/apis/\(resource.group)/\(resource.version)"
        let collection = resource.isNamespaced ? "\(root)/namespaces/{namespace}/\(resource.plural)" : "\(root)/\(resource.plural)"
        let namespaced: [JSONValue] = resource.isNamespaced ? [pathParameter("namespace")] : []
        let type = types.reference(resource.schema)
        let list = listReference(resource) ?? type
        let kind = resource.groupVersionKind

        var operations = JSONObject()
        if has(resource.verbs, "list") { operations["get"] = operation(resource, "list", kind, Parameters.list, response: list) }
        if has(resource.verbs, "create") {
            operations["post"] = operation(resource, "post", kind, Parameters.write, body: type, response: type, codes: ["200", "201", "202"])
        }
        if has(resource.verbs, "deletecollection") {
            operations["delete"] = operation(resource, "deletecollection", kind, Parameters.delete + Parameters.list, body: meta("DeleteOptions"), response: meta("Status"))
        }
        put(collection, operations, namespaced)
        if resource.isNamespaced, has(resource.verbs, "list") {
            put("\(root)/\(resource.plural)", ["get": operation(resource, "list", kind, Parameters.list, response: list, suffix: "ForAllNamespaces")], [])
        }

        var item = JSONObject()
        if has(resource.verbs, "get") { item["get"] = operation(resource, "get", kind, [], response: type) }
        if has(resource.verbs, "update") {
            item["put"] = operation(resource, "put", kind, Parameters.write, body: type, response: type, codes: ["200", "201"])
        }
        if has(resource.verbs, "patch") { item["patch"] = patch(resource, kind, type, suffix: "") }
        if has(resource.verbs, "delete") {
            item["delete"] = operation(resource, "delete", kind, Parameters.delete, body: meta("DeleteOptions"), response: meta("Status"), codes: ["200", "202"])
        }
        put("\(collection)/{name}", item, [pathParameter("name")] + namespaced)
        for subresource in resource.subresources {
            add(subresource, of: resource, "\(collection)/{name}/\(subresource.name)", [pathParameter("name")] + namespaced)
        }
    }

    private mutating func add(_ subresource: SubresourceDescription, of resource: ResourceDescription, _ path: String, _ parameters: [JSONValue]) {
        let suffix = subresource.name.prefix(1).uppercased() + subresource.name.dropFirst()
        let type: JSONValue
        if subresource.kind.apiVersion == resource.apiVersion, subresource.kind.kind == resource.kind {
            type = types.reference(resource.schema)
        } else {
            type = kindReference(subresource.kind) ?? ["type": "string"]
        }
        var operations = JSONObject()
        if has(subresource.verbs, "get") { operations["get"] = operation(resource, "get", subresource.kind, [], response: type, suffix: suffix) }
        if has(subresource.verbs, "update") {
            operations["put"] = operation(resource, "put", subresource.kind, Parameters.write, body: type, response: type, codes: ["200", "201"], suffix: suffix)
        }
        if has(subresource.verbs, "patch") { operations["patch"] = patch(resource, subresource.kind, type, suffix: suffix) }
        if has(subresource.verbs, "create") {
            operations["post"] = operation(
                resource, "post", subresource.kind, Parameters.write, body: type, response: type, codes: ["200", "201", "202"], suffix: suffix)
        }
        put(path, operations, parameters)
    }

    private func has(_ verbs: [String], _ verb: String) -> Bool { verbs.contains(verb) }

    private mutating func put(_ path: String, _ operations: JSONObject, _ parameters: [JSONValue]) {
        guard !operations.isEmpty else { return }
        var value = operations
        value["parameters"] = .array(parameters + [query("pretty", "string")])
        paths[path] = .object(value)
    }

    // MARK: Operations

    private mutating func patch(_ resource: ResourceDescription, _ kind: GroupVersionKind, _ type: JSONValue, suffix: String) -> JSONValue {
        operation(
            resource, "patch", kind, Parameters.write + [("force", "boolean")], body: meta("Patch"), response: type, codes: ["200", "201"], suffix: suffix,
            bodyTypes: PatchType.allOfKubernetes)
    }

    private func operation(
        _ resource: ResourceDescription, _ action: String, _ kind: GroupVersionKind, _ parameters: [(String, String)],
        body: JSONValue? = nil, response: JSONValue, codes: [String] = ["200"], suffix: String = "", bodyTypes: [String] = ["*/*"]
    ) -> JSONValue {
        let group = resource.group.isEmpty ? "Core" : resource.group.split(separator: ".").first.map { $0.prefix(1).uppercased() + $0.dropFirst() } ?? ""
        let version = resource.version.prefix(1).uppercased() + resource.version.dropFirst()
        let verbs = ["get": "read", "post": "create", "put": "replace", "deletecollection": "deleteCollection"]
        let scope = resource.isNamespaced && suffix != "ForAllNamespaces" ? "Namespaced" : ""
        var value: JSONValue = [
            "operationId": .string("\(verbs[action] ?? action)\(group)\(version)\(scope)\(resource.kind)\(suffix)"),
            "tags": [.string("\(group.prefix(1).lowercased() + group.dropFirst())_\(resource.version)")],
            "x-kubernetes-action": .string(action), "x-kubernetes-group-version-kind": OpenAPITypes.groupVersionKind(kind),
        ]
        var all = parameters.map { query($0.0, $0.1) }
        if form == .v2, let body { all.append(["name": "body", "in": "body", "required": .bool(action != "delete" && action != "deletecollection"), "schema": body]) }
        if !all.isEmpty { value["parameters"] = .array(all) }
        if form == .v2 {
            value["consumes"] = .array(bodyTypes.map { .string($0) })
            value["produces"] = ["application/json", "application/yaml"]
            value["schemes"] = ["https"]
        } else if let body {
            value["requestBody"] = ["content": .object(JSONObject(bodyTypes.map { ($0, ["schema": body]) }))]
        }
        var responses = JSONObject()
        for code in codes {
            responses[code] = form == .v2
                ? ["description": "OK", "schema": response]
                : ["description": "OK", "content": ["application/json": ["schema": response], "application/yaml": ["schema": response]]]
        }
        responses["401"] = ["description": "Unauthorized"]
        value["responses"] = .object(responses)
        return value
    }

    private func query(_ name: String, _ type: String) -> JSONValue {
        form == .v2
            ? ["name": .string(name), "in": "query", "type": .string(type), "uniqueItems": true]
            : ["name": .string(name), "in": "query", "schema": ["type": .string(type), "uniqueItems": true]]
    }

    private func pathParameter(_ name: String) -> JSONValue {
        form == .v2
            ? ["name": .string(name), "in": "path", "required": true, "type": "string", "uniqueItems": true]
            : ["name": .string(name), "in": "path", "required": true, "schema": ["type": "string", "uniqueItems": true]]
    }

    // MARK: Types

    private mutating func meta(_ name: String) -> JSONValue { schemas("meta.v1.\(name)").map { types.reference($0) } ?? ["type": "object"] }

    private mutating func listReference(_ resource: ResourceDescription) -> JSONValue? {
        let name = resource.schema.name.split(separator: ".").dropLast().joined(separator: ".")
        return schemas("\(name).\(resource.kind)List").map { types.reference($0) }
    }

    private mutating func kindReference(_ kind: GroupVersionKind) -> JSONValue? {
        let package = kind.group.isEmpty ? "core" : kind.group.split(separator: ".").first.map(String.init) ?? ""
        return schemas("\(package).\(kind.version).\(kind.kind)").map { types.reference($0) }
    }

    /// The query parameters of operations: name and type.
    private enum Parameters {
        static let write = [("dryRun", "string"), ("fieldManager", "string"), ("fieldValidation", "string")]
        static let list = [
            ("allowWatchBookmarks", "boolean"), ("continue", "string"), ("fieldSelector", "string"), ("labelSelector", "string"), ("limit", "integer"),
            ("resourceVersion", "string"), ("resourceVersionMatch", "string"), ("sendInitialEvents", "boolean"), ("timeoutSeconds", "integer"),
            ("watch", "boolean"),
        ]
        static let delete = [
            ("dryRun", "string"), ("gracePeriodSeconds", "integer"), ("orphanDependents", "boolean"), ("propagationPolicy", "string"),
            ("ignoreStoreReadErrorWithClusterBreakingPotential", "boolean"),
        ]
    }
}

extension PatchType {
    /// The media types of patches, in the order in which Kubernetes names them.
    static let allOfKubernetes = [json.rawValue, merge.rawValue, strategic.rawValue, apply.rawValue]
}
