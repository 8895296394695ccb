import APISchema
import JSON
import KubernetesAPI

/// How the body of a write becomes an object of the resource.
extension Registry {
    /// The object in a request's body: checked against the schema, with defaults.
    func decodeBody(_ request: RequestContext, _ parameters: WriteParameters) throws(APIStatusError) -> JSONValue {
        let resource = request.resource
        return try decode(
            request, schema: resource.schema, kind: resource.kind, apiVersion: resource.description.apiVersion,
            validation: parameters.fieldValidation
        ) { object in
            resource.rules.applyDefaults(&object)
        }
    }

    /// An object of any kind in a request's body.
    func decode(
        _ request: RequestContext, schema: Schema, kind: String, apiVersion: String, validation: WriteParameters.FieldValidation,
        defaults: (inout JSONValue) -> Void = { _ in }
    ) throws(APIStatusError) -> JSONValue {
        var (object, strict) = try Self.decode(
            request.body, contentType: request.headers["content-type"], schema: schema, kind: kind, apiVersion: apiVersion)
        try report(strict, request, kind: kind, apiVersion: apiVersion, validation)
        defaults(&object)
        request.audit?.sent(object)
        return object
    }

    /// Refuses what strict decoding found, or warns of it.
    func report(
        _ findings: [String], _ request: RequestContext, kind: String, apiVersion: String,
        _ validation: WriteParameters.FieldValidation
    ) throws(APIStatusError) {
        guard !findings.isEmpty else { return }
        switch validation {
        case .ignore: break
        case .warn: request.warn(findings)
        case .strict:
            let version = apiVersion.split(separator: "/").last ?? ""
            throw .badRequest(
                "\(kind) in version \"\(version)\" cannot be handled as a \(kind): strict decoding error: "
                    + findings.joined(separator: ", "))
        }
    }

    /// The object in a body, JSON, YAML or protobuf, and what strict decoding finds in it.
    /// - Throws: 415 for other content types, 400 for what is no such object.
    static func decode(
        _ body: [UInt8], contentType: String?, schema: Schema, kind: String, apiVersion: String
    ) throws(APIStatusError) -> (object: JSONValue, strict: [String]) {
        switch contentType.flatMap({ $0.isEmpty ? nil : MediaType($0)?.type ?? "" }) {
        case nil, "application/json":
            return try ObjectDecoder.decode(body, yaml: false, schema: schema, kind: kind, apiVersion: apiVersion)
        case "application/yaml":
            return try ObjectDecoder.decode(body, yaml: true, schema: schema, kind: kind, apiVersion: apiVersion)
        case "application/vnd.kubernetes.protobuf":
            let tree = try ProtobufDecoder.decode(body, schema: schema)
            return try ObjectDecoder.conform(tree, schema: schema, kind: kind, apiVersion: apiVersion)
        default:
            throw .unsupportedMediaType(
                "the body of the request was in an unknown format - accepted media types include: application/json, "
                    + "application/yaml, application/vnd.kubernetes.protobuf")
        }
    }

    /// Checks that the object's namespace is that of the path, and sets it.
    static func ensureNamespace(_ object: inout JSONValue, _ info: RequestInfo, _ resource: ServedResource) throws(APIStatusError) {
        guard resource.isNamespaced else { return }
        let namespace = object["metadata"]?.text("namespace") ?? ""
        if namespace.isEmpty {
            object.setDefault("metadata", [:])
            object.edit("metadata") { $0["namespace"] = .string(info.namespace) }
        } else if namespace != info.namespace {
            throw .badRequest("the namespace of the provided object does not match the namespace sent on the request")
        }
    }

    /// The version in which an object is stored.
    static func toStorage(_ object: JSONValue, _ resource: ServedResource) -> JSONValue {
        resource.conversion?.toStorage(object) ?? object
    }

    /// What admission gets to see of a write.
    static func admissionRequest(
        _ operation: AdmissionRequest.Operation, _ request: RequestContext, object: JSONValue, old: JSONValue, dryRun: Bool,
        name: String? = nil
    ) -> AdmissionRequest {
        let resource = request.resource.description
        return AdmissionRequest(
            operation: operation, group: resource.group, version: resource.version, resource: resource.plural, kind: resource.kind,
            subresource: request.info.subresource, namespace: resource.plural == "namespaces" ? request.info.name : request.info.namespace,
            name: name ?? request.info.name, object: object, old: old, user: request.user, dryRun: dryRun)
    }
}
