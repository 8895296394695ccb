import APISchema
import JSON

/// One operation of an OpenAPI document.
struct OpenAPIOperation {
    var method: String
    var id: String
    var tag: String
    /// list, watch, connect and the like; empty for what is about no resource.
    var action = ""
    var kind: GroupVersionKind?
    var parameters: [OpenAPIParameter] = []
    var body: JSONValue?
    var isBodyRequired = false
    var consumes = ["*/*"]
    var response: JSONValue
    var codes: [String]
    var produces = Self.objectTypes

    /// The media types of one object.
    static let objectTypes = ["application/json", "application/vnd.kubernetes.protobuf", "application/yaml"]
    /// The media types of lists and watches.
    static let listTypes = [
        "application/json", "application/json;stream=watch", "application/vnd.kubernetes.protobuf",
        "application/vnd.kubernetes.protobuf;stream=watch", "application/yaml",
    ]

    init(
        method: String, id: String, tag: String, action: String = "", kind: GroupVersionKind? = nil, response: JSONValue, codes: [String],
        produces: [String] = Self.objectTypes
    ) {
        (self.method, self.id, self.tag, self.action) = (method, id, tag, action)
        (self.kind, self.response, self.codes, self.produces) = (kind, response, codes, produces)
    }

    /// The operation in a document; `hoisted` are the parameters that stand at its path.
    func document(_ form: OpenAPITypes.Form, hoisted: [OpenAPIParameter]) -> JSONValue {
        var value: JSONValue = ["tags": [.string(tag)], "operationId": .string(id)]
        var own = OpenAPIParameter.sorted(parameters.filter { !hoisted.contains($0) }).map { $0.document(form) }
        func content(_ types: [String], _ schema: JSONValue) -> JSONValue {
            .object(JSONObject(types.map { ($0, ["schema": schema] as JSONValue) }))
        }
        if form == .v2, let body {
            var parameter: JSONValue = ["name": "body", "in": "body", "schema": body]
            if isBodyRequired { parameter["required"] = true }
            own.insert(parameter, at: 0)
        }
        if !own.isEmpty { value["parameters"] = .array(own) }
        if form == .v3, let body {
            value["requestBody"] = ["content": content(consumes, body)]
            if isBodyRequired { value["requestBody"]?["required"] = true }
        }
        var responses = JSONObject()
        for code in codes {
            let description = JSONValue.string(["200": "OK", "201": "Created", "202": "Accepted"][code] ?? "")
            responses[code] = form == .v2
                ? ["description": description, "schema": response] : ["description": description, "content": content(produces, response)]
        }
        responses["401"] = ["description": "Unauthorized"]
        value["responses"] = .object(responses)
        if form == .v2 {
            value["schemes"] = ["https"]
            value["consumes"] = .array(consumes.map { .string($0) })
            value["produces"] = .array(produces.map { .string($0) })
        }
        if !action.isEmpty { value["x-kubernetes-action"] = .string(action) }
        if let kind { value["x-kubernetes-group-version-kind"] = OpenAPITypes.groupVersionKind(kind) }
        return value
    }
}

/// One parameter of an operation, in the query or in the path.
struct OpenAPIParameter: Equatable {
    var name: String
    var type = "string"
    var isPath = false

    static func path(_ name: String) -> OpenAPIParameter { OpenAPIParameter(name: name, isPath: true) }

    static let pretty = OpenAPIParameter(name: "pretty")

    /// Of create, update and patch.
    static let write = ["dryRun", "fieldManager", "fieldValidation"].map { OpenAPIParameter(name: $0) }

    /// Of list and watch.
    static let list: [OpenAPIParameter] = [
        .init(name: "allowWatchBookmarks", type: "boolean"), .init(name: "continue"), .init(name: "fieldSelector"), .init(name: "labelSelector"),
        .init(name: "limit", type: "integer"), .init(name: "resourceVersion"), .init(name: "resourceVersionMatch"),
        .init(name: "sendInitialEvents", type: "boolean"), .init(name: "shardSelector"), .init(name: "timeoutSeconds", type: "integer"),
        .init(name: "watch", type: "boolean"),
    ]

    /// Of delete.
    static let delete: [OpenAPIParameter] = [
        .init(name: "dryRun"), .init(name: "gracePeriodSeconds", type: "integer"),
        .init(name: "ignoreStoreReadErrorWithClusterBreakingPotential", type: "boolean"), .init(name: "orphanDependents", type: "boolean"),
        .init(name: "propagationPolicy"),
    ]

    /// The fields of a type of options, which stand in the query.
    static func options(_ schema: Schema) -> [OpenAPIParameter] {
        schema.fields.compactMap { field in
            switch field.type {
            case _ where ["kind", "apiVersion"].contains(field.name): nil
            case .bool: OpenAPIParameter(name: field.name, type: "boolean")
            case .int32, .int64, .array(.int32): OpenAPIParameter(name: field.name, type: "integer")
            case .string, .array(.string): OpenAPIParameter(name: field.name)
            default: nil
            }
        }
    }

    static func sorted(_ list: [OpenAPIParameter]) -> [OpenAPIParameter] {
        list.sorted { $0.name != $1.name ? $0.name < $1.name : $0.isPath && !$1.isPath }
    }

    func document(_ form: OpenAPITypes.Form) -> JSONValue {
        var value: JSONValue = ["name": .string(name), "in": isPath ? "path" : "query"]
        if isPath { value["required"] = true }
        if form == .v2 {
            value["type"] = .string(type)
            value["uniqueItems"] = true
        } else {
            value["schema"] = ["type": .string(type), "uniqueItems": true]
        }
        return value
    }
}

/// A path that is about no resource: discovery, the version, the keys of tokens.
struct OpenAPIRoot {
    /// What is answered.
    enum Answer {
        /// A kind of meta.k8s.io.
        case kind(String)
        case version
        case text
    }

    /// The name of the document that the path has to itself, such as `apis/apps`.
    var document: String
    var path: String
    var operationID: String
    var tag: String
    var answer: Answer
    var produces = OpenAPIOperation.objectTypes

    /// Those that are always there.
    static let fixed: [OpenAPIRoot] = [
        OpenAPIRoot(document: "api", path: "/api/", operationID: "getCoreAPIVersions", tag: "core", answer: .kind("APIVersions")),
        OpenAPIRoot(document: "apis", path: "/apis/", operationID: "getAPIVersions", tag: "apis", answer: .kind("APIGroupList")),
        OpenAPIRoot(
            document: "version", path: "/version/", operationID: "getCodeVersion", tag: "version", answer: .version, produces: ["application/json"]),
        OpenAPIRoot(
            document: "openid/v1/jwks", path: "/openid/v1/jwks/", operationID: "getServiceAccountIssuerOpenIDKeyset", tag: "openid",
            answer: .text, produces: ["application/jwk-set+json"]),
        OpenAPIRoot(
            document: ".well-known/openid-configuration", path: "/.well-known/openid-configuration/",
            operationID: "getServiceAccountIssuerOpenIDConfiguration", tag: "WellKnown", answer: .text, produces: ["application/json"]),
    ]

    /// The path that tells a group's versions.
    init(group: String) {
        let name = Self.name(ofGroup: group)
        self.init(
            document: "apis/\(group)", path: "/apis/\(group)/", operationID: "get\(name)APIGroup",
            tag: "\(name.prefix(1).lowercased() + name.dropFirst())", answer: .kind("APIGroup"))
    }

    /// The path that tells the resources of a resource's version.
    init(versionOf resource: ResourceDescription) {
        let name = Self.name(ofGroup: resource.group)
        let version = resource.version.prefix(1).uppercased() + resource.version.dropFirst()
        let document = resource.group.isEmpty ? "api/\(resource.version)" : "apis/\(resource.group)/\(resource.version)"
        self.init(
            document: document, path: "/\(document)/", operationID: "get\(name)\(version)APIResources",
            tag: "\(name.prefix(1).lowercased() + name.dropFirst())_\(resource.version)", answer: .kind("APIResourceList"))
    }

    private init(
        document: String, path: String, operationID: String, tag: String, answer: Answer, produces: [String] = OpenAPIOperation.objectTypes
    ) {
        (self.document, self.path, self.operationID, self.tag) = (document, path, operationID, tag)
        (self.answer, self.produces) = (answer, produces)
    }

    /// A group as operations are named by it: `FlowcontrolApiserver` for flowcontrol.apiserver.k8s.io.
    static func name(ofGroup group: String) -> String {
        guard !group.isEmpty else { return "Core" }
        let short = group.hasSuffix(".k8s.io") ? group.dropLast(".k8s.io".count) : group[...]
        return short.split(whereSeparator: { $0 == "." || $0 == "-" }).map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }
}
