import APISchema
import JSON

/// Types as OpenAPI schemas.
struct OpenAPITypes {
    /// The version of OpenAPI.
    enum Form {
        case v2, v3

        var referencePrefix: String { self == .v2 ? "#/definitions/" : "#/components/schemas/" }
    }

    let form: Form
    /// What has been described, by its OpenAPI name.
    private(set) var definitions: [String: JSONValue] = [:]

    /// The groups and versions that the document speaks of, the core's first.
    var versions: [(group: String, version: String)] = [("", "v1")]

    init(form: Form) { self.form = form }

    /// The name that Kubernetes gives a type in its documents, such as io.k8s.api.core.v1.Pod.
    static func name(_ schema: Schema) -> String {
        let parts = schema.name.split(separator: ".", maxSplits: 1)
        guard parts.count == 2 else { return schema.name }
        switch parts[0] {
        case "meta": return "io.k8s.apimachinery.pkg.apis.meta.\(parts[1])"
        case "apiextensions": return "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.\(parts[1])"
        case "apiregistration": return "io.k8s.kube-aggregator.pkg.apis.apiregistration.\(parts[1])"
        case "version": return "io.k8s.apimachinery.pkg.\(schema.name)"
        default: return "io.k8s.api.\(schema.name)"
        }
    }

    /// A reference to a type, which is described along with all it refers to.
    mutating func reference(_ schema: Schema) -> JSONValue {
        let name = Self.name(schema)
        if definitions[name] == nil {
            // Known before its fields are, since types refer to each other in circles.
            definitions[name] = .null
            definitions[name] = describe(schema)
        }
        return reference(name)
    }

    private func reference(_ name: String) -> JSONValue { ["$ref": .string(form.referencePrefix + name)] }

    private mutating func describe(_ schema: Schema) -> JSONValue {
        var properties = JSONObject()
        for field in schema.fields.sorted(by: { $0.name < $1.name }) { properties[field.name] = property(field, in: schema) }
        var result: JSONValue = ["type": "object"]
        if !properties.isEmpty { result["properties"] = .object(properties) }
        let required = schema.fields.filter(\.isRequired).map { JSONValue.string($0.name) }
        if !required.isEmpty { result["required"] = .array(required) }
        if schema.isAtomic { result["x-kubernetes-map-type"] = "atomic" }
        if ["meta.v1.DeleteOptions", "meta.v1.WatchEvent"].contains(schema.name) {
            // These are kinds of every group and version.
            let kinds = versions.map { GroupVersionKind(group: $0.group, version: $0.version, kind: schema.typeName) }
            result["x-kubernetes-group-version-kind"] = .array(kinds.map(Self.groupVersionKind))
        } else if let kind = schema.kind {
            result["x-kubernetes-group-version-kind"] = [Self.groupVersionKind(kind)]
        }
        if let union = Self.union(schema.name) { result["x-kubernetes-unions"] = [union] }
        return result
    }

    static func groupVersionKind(_ kind: GroupVersionKind) -> JSONValue {
        ["group": .string(kind.group), "kind": .string(kind.kind), "version": .string(kind.version)]
    }

    /// The types of which only one member may be set: by what member that is told, and the members.
    private static func union(_ name: String) -> JSONValue? {
        func union(_ discriminator: String?, _ members: [String]) -> JSONValue {
            var value: JSONValue = [:]
            if let discriminator { value["discriminator"] = .string(discriminator) }
            value["fields-to-discriminateBy"] = .object(
                JSONObject(members.map { ($0, .string($0.prefix(1).uppercased() + $0.dropFirst())) }))
            return value
        }
        switch name {
        case "core.v1.AppArmorProfile", "core.v1.SeccompProfile": return union("type", ["localhostProfile"])
        case "core.v1.PodSchedulingGroup": return union(nil, ["podGroupName"])
        case "flowcontrol.v1.LimitResponse": return union("type", ["queuing"])
        case "flowcontrol.v1.PriorityLevelConfigurationSpec": return union("type", ["exempt", "limited"])
        case "flowcontrol.v1.Subject": return union("kind", ["group", "serviceAccount", "user"])
        case "scheduling.v1alpha2.PodGroupSchedulingPolicy": return union(nil, ["basic", "gang"])
        case "scheduling.v1alpha2.PodGroupTemplateReference": return union(nil, ["workload"])
        default: return nil
        }
    }

    private mutating func property(_ field: Field, in schema: Schema) -> JSONValue {
        var value = field.type.item.isAny ? any(field, in: schema) : type(field.type)
        var extras = JSONObject()
        // OpenAPI v2 has no place for defaults beside a reference; v3 has, in an allOf.
        if form == .v3, let fallback = field.defaultValue { extras["default"] = fallback }
        if let listType = field.listType { extras["x-kubernetes-list-type"] = .string(listType.rawValue) }
        if !field.listMapKeys.isEmpty { extras["x-kubernetes-list-map-keys"] = .array(field.listMapKeys.map { .string($0) }) }
        if field.isAtomicMap { extras["x-kubernetes-map-type"] = "atomic" }
        if ["PersistentVolumeClaimStatus.allocatedResourceStatuses", "PersistentVolumeSpec.claimRef"].contains("\(schema.typeName).\(field.name)") {
            extras["x-kubernetes-map-type"] = "granular"
        }
        if !field.patchStrategies.isEmpty { extras["x-kubernetes-patch-strategy"] = .string(field.patchStrategies.joined(separator: ",")) }
        if let key = field.patchMergeKey { extras["x-kubernetes-patch-merge-key"] = .string(key) }
        if value["$ref"] != nil {
            if form == .v2 {
                for (key, extra) in extras { value[key] = extra }
                return value
            }
            // Fields without a description stand as bare references.
            let isBare = schema.typeName == "JSONSchemaProps" && field.type.item.isAny || schema.typeName == "IngressRule"
            if extras.isEmpty, isBare { return value }
            value = ["allOf": [value]]
        }
        for (key, extra) in extras { value[key] = extra }
        return value
    }

    private mutating func type(_ type: FieldType) -> JSONValue {
        switch type {
        case .string: return ["type": "string"]
        case .bool: return ["type": "boolean"]
        case .int32: return ["type": "integer", "format": "int32"]
        case .int64: return ["type": "integer", "format": "int64"]
        case .double: return ["type": "number", "format": "double"]
        case .bytes: return ["type": "string", "format": "byte"]
        case .quantity: return special("io.k8s.apimachinery.pkg.api.resource.Quantity", form == .v3 ? ["oneOf": [["type": "string"], ["type": "number"]]] : ["type": "string"])
        case .intOrString:
            return special(
                "io.k8s.apimachinery.pkg.util.intstr.IntOrString",
                form == .v3 ? ["format": "int-or-string", "oneOf": [["type": "integer"], ["type": "string"]]] : ["type": "string", "format": "int-or-string"])
        case .time: return special("io.k8s.apimachinery.pkg.apis.meta.v1.Time", ["type": "string", "format": "date-time"])
        case .microTime: return special("io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime", ["type": "string", "format": "date-time"])
        case .object(let schema): return reference(schema)
        case .array(let item): return ["type": "array", "items": self.type(item)]
        case .map(let element): return ["type": "object", "additionalProperties": self.type(element)]
        case .any: return ["type": "object"]
        }
    }

    /// The type of a field that holds any JSON.
    private mutating func any(_ field: Field, in schema: Schema) -> JSONValue {
        let extensions = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1."
        let type: JSONValue
        if schema.typeName == "JSONSchemaProps" {
            switch ProtobufUnion(field.name, in: schema) {
            case .schemaOrArray?: type = special(extensions + "JSONSchemaPropsOrArray", [:])
            case .schemaOrBool?: type = special(extensions + "JSONSchemaPropsOrBool", [:])
            case .schemaOrStrings?: type = special(extensions + "JSONSchemaPropsOrStringArray", [:])
            case nil: type = special(extensions + "JSON", [:])
            }
        } else if field.name == "fieldsV1" {
            type = special("io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1", ["type": "object"])
        } else {
            type = special("io.k8s.apimachinery.pkg.runtime.RawExtension", ["type": "object"])
        }
        if case .map = field.type { return ["type": "object", "additionalProperties": type] }
        return type
    }

    /// A type of meta.k8s.io of which nothing is said.
    mutating func opaque(_ name: String) -> JSONValue {
        special("io.k8s.apimachinery.pkg.apis.meta.v1.\(name)", ["type": "object"])
    }

    /// The list of a resource's objects.
    mutating func list(of resource: ResourceDescription, metadata: Schema?) -> JSONValue {
        let name = Self.name(resource.schema) + "List"
        guard definitions[name] == nil else { return reference(name) }
        let item = reference(resource.schema)
        var properties: JSONValue = [
            "apiVersion": ["type": "string"],
            "items": ["type": "array", "items": item], "kind": ["type": "string"],
        ]
        if let metadata {
            let type = reference(metadata)
            properties["metadata"] = form == .v3 ? ["allOf": [type], "default": [:]] : type
        }
        var kind = resource.groupVersionKind
        kind.kind += "List"
        definitions[name] = [
            "type": "object", "required": ["items"], "properties": properties,
            "x-kubernetes-group-version-kind": [Self.groupVersionKind(kind)],
        ]
        return reference(name)
    }

    /// What /version answers.
    mutating func versionInfo() -> JSONValue {
        let required = ["major", "minor", "gitVersion", "gitCommit", "gitTreeState", "buildDate", "goVersion", "compiler", "platform"]
        let optional = ["emulationMajor", "emulationMinor", "minCompatibilityMajor", "minCompatibilityMinor"]
        let properties = required.map { ($0, ["type": "string", "default": ""] as JSONValue) } + optional.map { ($0, ["type": "string"]) }
        return special(
            "io.k8s.apimachinery.pkg.version.Info",
            [
                "type": "object", "required": .array(required.map { .string($0) }),
                "properties": .object(JSONObject(properties.sorted { $0.0 < $1.0 })),
            ])
    }

    private mutating func special(_ name: String, _ definition: JSONValue) -> JSONValue {
        definitions[name] = definition
        return reference(name)
    }

    /// All definitions, by name.
    var document: JSONValue {
        .object(JSONObject(definitions.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }))
    }
}
