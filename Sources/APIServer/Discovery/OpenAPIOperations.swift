import APISchema
import JSON

/// The operations of a resource, as OpenAPI describes them.
extension OpenAPIBuilder {
    private func operation(
        _ place: Place, _ method: String, _ action: String, _ verb: String, scope: String? = nil, suffix: String = "", kind: GroupVersionKind? = nil
    ) -> OpenAPIOperation {
        OpenAPIOperation(
            method: method, id: "\(verb)\(place.group)\(scope ?? place.scope)\(place.resource.kind)\(suffix)", tag: place.tag, action: action,
            kind: kind ?? place.resource.groupVersionKind, response: place.type, codes: ["200"])
    }

    mutating func list(_ place: Place, suffix: String = "", scope: String? = nil) -> OpenAPIOperation {
        var result = operation(place, "get", "list", "list", scope: scope, suffix: suffix)
        result.parameters = OpenAPIParameter.list
        result.response = listType(place.resource)
        result.produces = OpenAPIOperation.listTypes
        return result
    }

    mutating func watch(_ place: Place, _ action: String, suffix: String, scope: String? = nil) -> OpenAPIOperation {
        var result = operation(place, "get", action, "watch", scope: scope, suffix: suffix)
        result.parameters = OpenAPIParameter.list
        result.response = meta("WatchEvent")
        result.produces = OpenAPIOperation.listTypes
        return result
    }

    mutating func collection(_ place: Place) -> [OpenAPIOperation] {
        let verbs = place.resource.verbs
        var result: [OpenAPIOperation] = []
        if verbs.contains("list") { result.append(list(place)) }
        if verbs.contains("create") { result.append(create(place)) }
        if verbs.contains("deletecollection") {
            var one = operation(place, "delete", "deletecollection", "delete")
            one.id = "delete\(place.group)Collection\(place.scope)\(place.resource.kind)"
            one.parameters = OpenAPIParameter.delete + OpenAPIParameter.list.filter { !["allowWatchBookmarks", "watch"].contains($0.name) }
            one.body = meta("DeleteOptions")
            one.response = meta("Status")
            result.append(one)
        }
        return result
    }

    mutating func item(_ place: Place) -> [OpenAPIOperation] {
        let verbs = place.resource.verbs
        var result = operations(verbs.filter { $0 != "create" }, place, suffix: "", kind: place.resource.groupVersionKind, type: place.type)
        if verbs.contains("delete") {
            var one = operation(place, "delete", "delete", "delete")
            one.parameters = OpenAPIParameter.delete
            one.body = meta("DeleteOptions")
            // A few kinds answer with the object that was deleted.
            let rules = Catalog.rules(group: place.resource.group, plural: place.resource.plural)
            one.response = rules.returnsDeletedObject ? place.type : meta("Status")
            one.codes = ["200", "202"]
            result.append(one)
        }
        return result
    }

    private func create(_ place: Place, suffix: String = "", kind: GroupVersionKind? = nil, type: JSONValue? = nil) -> OpenAPIOperation {
        var one = operation(place, "post", "post", "create", suffix: suffix, kind: kind)
        one.parameters = OpenAPIParameter.write
        one.body = type ?? place.type
        one.isBodyRequired = true
        one.response = type ?? place.type
        one.codes = ["200", "201", "202"]
        return one
    }

    mutating func operations(_ subresource: SubresourceDescription, _ place: Place, suffix: String) -> [OpenAPIOperation] {
        let isOwn = subresource.kind == place.resource.groupVersionKind
        let type = isOwn ? place.type : kindSchema(subresource.kind).map { types.reference($0) } ?? ["type": "string"]
        return operations(subresource.verbs, place, suffix: suffix, kind: subresource.kind, type: type)
    }

    private mutating func operations(
        _ verbs: [String], _ place: Place, suffix: String, kind: GroupVersionKind, type: JSONValue
    ) -> [OpenAPIOperation] {
        var result: [OpenAPIOperation] = []
        if verbs.contains("get") {
            var one = operation(place, "get", "get", "read", suffix: suffix, kind: kind)
            one.response = type
            result.append(one)
        }
        if verbs.contains("update") {
            var one = operation(place, "put", "put", "replace", suffix: suffix, kind: kind)
            one.parameters = OpenAPIParameter.write
            (one.body, one.isBodyRequired, one.response, one.codes) = (type, true, type, ["200", "201"])
            result.append(one)
        }
        if verbs.contains("patch") {
            var one = operation(place, "patch", "patch", "patch", suffix: suffix, kind: kind)
            one.parameters = OpenAPIParameter.write + [OpenAPIParameter(name: "force", type: "boolean")]
            (one.body, one.isBodyRequired, one.response, one.codes) = (meta("Patch"), true, type, ["200", "201"])
            one.consumes = PatchType.allOfKubernetes
            result.append(one)
        }
        if verbs.contains("create") { result.append(create(place, suffix: suffix, kind: kind, type: type)) }
        return result
    }

    func connect(_ subresource: SubresourceDescription, _ place: Place, suffix: String) -> [OpenAPIOperation] {
        let methods = subresource.name == "proxy" ? ["delete", "get", "head", "options", "patch", "post", "put"] : ["get", "post"]
        return methods.map { method in
            var one = operation(
                place, method, "connect", "connect", scope: "", suffix: suffix, kind: subresource.kind)
            one.id = "connect\(place.group)\(method.prefix(1).uppercased() + method.dropFirst())\(place.scope)\(place.resource.kind)\(suffix)"
            one.response = ["type": "string"]
            one.produces = ["*/*"]
            return one
        }
    }
}

extension PatchType {
    /// The media types of patches, as Kubernetes names them.
    static let allOfKubernetes = [apply, json, merge, strategic].map(\.rawValue)
}
