// Made by DistillAPI out of api/; do not edit.

import APISchema
import JSON

/// The types of apiextensions.k8s.io/v1.
public enum ApiextensionsV1 {}

extension ApiextensionsV1 {
    /// `v1.CustomResourceColumnDefinition`.
    public struct CustomResourceColumnDefinition: APIType {
        public var name: String
        public var type: String
        public var format: String?
        public var description: String?
        public var priority: Int?
        public var jsonPath: String

        public init(
            name: String = "",
            type: String = "",
            format: String? = nil,
            description: String? = nil,
            priority: Int? = nil,
            jsonPath: String = ""
        ) {
            self.name = name
            self.type = type
            self.format = format
            self.description = description
            self.priority = priority
            self.jsonPath = jsonPath
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "type": self.type = try reader.value(or: self.type)
                case "format": self.format = try reader.optional()
                case "description": self.description = try reader.optional()
                case "priority": self.priority = try reader.optional()
                case "jsonPath": self.jsonPath = try reader.value(or: self.jsonPath)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.required("type", type)
            writer.optional("format", format)
            writer.optional("description", description)
            writer.optional("priority", priority)
            writer.required("jsonPath", jsonPath)
            writer.endObject()
        }
    }

    /// `v1.CustomResourceConversion`.
    public struct CustomResourceConversion: APIType {
        public var strategy: String
        @Indirect public var webhook: ApiextensionsV1.WebhookConversion?

        public init(
            strategy: String = "",
            webhook: ApiextensionsV1.WebhookConversion? = nil
        ) {
            self.strategy = strategy
            self.webhook = webhook
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "strategy": self.strategy = try reader.value(or: self.strategy)
                case "webhook": self.webhook = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("strategy", strategy)
            writer.optional("webhook", webhook)
            writer.endObject()
        }
    }

    /// `v1.CustomResourceDefinition`, the kind CustomResourceDefinition of apiextensions.k8s.io/v1.
    public struct CustomResourceDefinition: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: ApiextensionsV1.CustomResourceDefinitionSpec
        public var status: ApiextensionsV1.CustomResourceDefinitionStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: ApiextensionsV1.CustomResourceDefinitionSpec = .init(),
            status: ApiextensionsV1.CustomResourceDefinitionStatus = .init()
        ) {
            self.metadata = metadata
            self.spec = spec
            self.status = status
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metadata": self.metadata = try reader.value(or: self.metadata)
                case "spec": self.spec = try reader.value(or: self.spec)
                case "status": self.status = try reader.value(or: self.status)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "CustomResourceDefinition")
            writer.required("apiVersion", "apiextensions.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.required("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1.CustomResourceDefinitionCondition`.
    public struct CustomResourceDefinitionCondition: APIType {
        public var type: String
        public var status: String
        public var lastTransitionTime: Time?
        public var reason: String?
        public var message: String?
        public var observedGeneration: Int?

        public init(
            type: String = "",
            status: String = "",
            lastTransitionTime: Time? = nil,
            reason: String? = nil,
            message: String? = nil,
            observedGeneration: Int? = nil
        ) {
            self.type = type
            self.status = status
            self.lastTransitionTime = lastTransitionTime
            self.reason = reason
            self.message = message
            self.observedGeneration = observedGeneration
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "type": self.type = try reader.value(or: self.type)
                case "status": self.status = try reader.value(or: self.status)
                case "lastTransitionTime": self.lastTransitionTime = try reader.optional()
                case "reason": self.reason = try reader.optional()
                case "message": self.message = try reader.optional()
                case "observedGeneration": self.observedGeneration = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("type", type)
            writer.required("status", status)
            writer.optional("lastTransitionTime", lastTransitionTime)
            writer.optional("reason", reason)
            writer.optional("message", message)
            writer.optional("observedGeneration", observedGeneration)
            writer.endObject()
        }
    }

    /// `v1.CustomResourceDefinitionNames`.
    public struct CustomResourceDefinitionNames: APIType {
        public var plural: String
        public var singular: String?
        public var shortNames: [String]
        public var kind: String
        public var listKind: String?
        public var categories: [String]

        public init(
            plural: String = "",
            singular: String? = nil,
            shortNames: [String] = [],
            kind: String = "",
            listKind: String? = nil,
            categories: [String] = []
        ) {
            self.plural = plural
            self.singular = singular
            self.shortNames = shortNames
            self.kind = kind
            self.listKind = listKind
            self.categories = categories
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "plural": self.plural = try reader.value(or: self.plural)
                case "singular": self.singular = try reader.optional()
                case "shortNames": self.shortNames = try reader.readArray()
                case "kind": self.kind = try reader.value(or: self.kind)
                case "listKind": self.listKind = try reader.optional()
                case "categories": self.categories = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("plural", plural)
            writer.optional("singular", singular)
            writer.list("shortNames", shortNames)
            writer.required("kind", kind)
            writer.optional("listKind", listKind)
            writer.list("categories", categories)
            writer.endObject()
        }
    }

    /// `v1.CustomResourceDefinitionSpec`.
    public struct CustomResourceDefinitionSpec: APIType {
        public var group: String
        public var names: ApiextensionsV1.CustomResourceDefinitionNames
        public var scope: String
        public var versions: [ApiextensionsV1.CustomResourceDefinitionVersion]
        @Indirect public var conversion: ApiextensionsV1.CustomResourceConversion?
        public var preserveUnknownFields: Bool?

        public init(
            group: String = "",
            names: ApiextensionsV1.CustomResourceDefinitionNames = .init(),
            scope: String = "",
            versions: [ApiextensionsV1.CustomResourceDefinitionVersion] = [],
            conversion: ApiextensionsV1.CustomResourceConversion? = nil,
            preserveUnknownFields: Bool? = nil
        ) {
            self.group = group
            self.names = names
            self.scope = scope
            self.versions = versions
            self.conversion = conversion
            self.preserveUnknownFields = preserveUnknownFields
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "group": self.group = try reader.value(or: self.group)
                case "names": self.names = try reader.value(or: self.names)
                case "scope": self.scope = try reader.value(or: self.scope)
                case "versions": self.versions = try reader.readArray()
                case "conversion": self.conversion = try reader.optional()
                case "preserveUnknownFields": self.preserveUnknownFields = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("group", group)
            writer.required("names", names)
            writer.required("scope", scope)
            writer.required("versions", versions)
            writer.optional("conversion", conversion)
            writer.optional("preserveUnknownFields", preserveUnknownFields)
            writer.endObject()
        }
    }

    /// `v1.CustomResourceDefinitionStatus`.
    public struct CustomResourceDefinitionStatus: APIType {
        public var conditions: [ApiextensionsV1.CustomResourceDefinitionCondition]
        public var acceptedNames: ApiextensionsV1.CustomResourceDefinitionNames
        public var storedVersions: [String]
        public var observedGeneration: Int?

        public init(
            conditions: [ApiextensionsV1.CustomResourceDefinitionCondition] = [],
            acceptedNames: ApiextensionsV1.CustomResourceDefinitionNames = .init(),
            storedVersions: [String] = [],
            observedGeneration: Int? = nil
        ) {
            self.conditions = conditions
            self.acceptedNames = acceptedNames
            self.storedVersions = storedVersions
            self.observedGeneration = observedGeneration
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "conditions": self.conditions = try reader.readArray()
                case "acceptedNames": self.acceptedNames = try reader.value(or: self.acceptedNames)
                case "storedVersions": self.storedVersions = try reader.readArray()
                case "observedGeneration": self.observedGeneration = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("conditions", conditions)
            writer.embedded("acceptedNames", acceptedNames)
            writer.list("storedVersions", storedVersions)
            writer.optional("observedGeneration", observedGeneration)
            writer.endObject()
        }
    }

    /// `v1.CustomResourceDefinitionVersion`.
    public struct CustomResourceDefinitionVersion: APIType {
        public var name: String
        public var served: Bool
        public var storage: Bool
        public var deprecated: Bool?
        public var deprecationWarning: String?
        @Indirect public var schema: ApiextensionsV1.CustomResourceValidation?
        @Indirect public var subresources: ApiextensionsV1.CustomResourceSubresources?
        public var additionalPrinterColumns: [ApiextensionsV1.CustomResourceColumnDefinition]
        public var selectableFields: [ApiextensionsV1.SelectableField]

        public init(
            name: String = "",
            served: Bool = false,
            storage: Bool = false,
            deprecated: Bool? = nil,
            deprecationWarning: String? = nil,
            schema: ApiextensionsV1.CustomResourceValidation? = nil,
            subresources: ApiextensionsV1.CustomResourceSubresources? = nil,
            additionalPrinterColumns: [ApiextensionsV1.CustomResourceColumnDefinition] = [],
            selectableFields: [ApiextensionsV1.SelectableField] = []
        ) {
            self.name = name
            self.served = served
            self.storage = storage
            self.deprecated = deprecated
            self.deprecationWarning = deprecationWarning
            self.schema = schema
            self.subresources = subresources
            self.additionalPrinterColumns = additionalPrinterColumns
            self.selectableFields = selectableFields
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "served": self.served = try reader.value(or: self.served)
                case "storage": self.storage = try reader.value(or: self.storage)
                case "deprecated": self.deprecated = try reader.optional()
                case "deprecationWarning": self.deprecationWarning = try reader.optional()
                case "schema": self.schema = try reader.optional()
                case "subresources": self.subresources = try reader.optional()
                case "additionalPrinterColumns": self.additionalPrinterColumns = try reader.readArray()
                case "selectableFields": self.selectableFields = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.required("served", served)
            writer.required("storage", storage)
            writer.optional("deprecated", deprecated)
            writer.optional("deprecationWarning", deprecationWarning)
            writer.optional("schema", schema)
            writer.optional("subresources", subresources)
            writer.list("additionalPrinterColumns", additionalPrinterColumns)
            writer.list("selectableFields", selectableFields)
            writer.endObject()
        }
    }

    /// `v1.CustomResourceSubresourceScale`.
    public struct CustomResourceSubresourceScale: APIType {
        public var specReplicasPath: String
        public var statusReplicasPath: String
        public var labelSelectorPath: String?

        public init(
            specReplicasPath: String = "",
            statusReplicasPath: String = "",
            labelSelectorPath: String? = nil
        ) {
            self.specReplicasPath = specReplicasPath
            self.statusReplicasPath = statusReplicasPath
            self.labelSelectorPath = labelSelectorPath
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "specReplicasPath": self.specReplicasPath = try reader.value(or: self.specReplicasPath)
                case "statusReplicasPath": self.statusReplicasPath = try reader.value(or: self.statusReplicasPath)
                case "labelSelectorPath": self.labelSelectorPath = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("specReplicasPath", specReplicasPath)
            writer.required("statusReplicasPath", statusReplicasPath)
            writer.optional("labelSelectorPath", labelSelectorPath)
            writer.endObject()
        }
    }

    /// `v1.CustomResourceSubresourceStatus`.
    public struct CustomResourceSubresourceStatus: APIType {

        public init() {}

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                _ = key
                try reader.skipValue()
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.endObject()
        }
    }

    /// `v1.CustomResourceSubresources`.
    public struct CustomResourceSubresources: APIType {
        @Indirect public var status: ApiextensionsV1.CustomResourceSubresourceStatus?
        @Indirect public var scale: ApiextensionsV1.CustomResourceSubresourceScale?

        public init(
            status: ApiextensionsV1.CustomResourceSubresourceStatus? = nil,
            scale: ApiextensionsV1.CustomResourceSubresourceScale? = nil
        ) {
            self.status = status
            self.scale = scale
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "status": self.status = try reader.optional()
                case "scale": self.scale = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("status", status)
            writer.optional("scale", scale)
            writer.endObject()
        }
    }

    /// `v1.CustomResourceValidation`.
    public struct CustomResourceValidation: APIType {
        @Indirect public var openAPIV3Schema: ApiextensionsV1.JSONSchemaProps?

        public init(
            openAPIV3Schema: ApiextensionsV1.JSONSchemaProps? = nil
        ) {
            self.openAPIV3Schema = openAPIV3Schema
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "openAPIV3Schema": self.openAPIV3Schema = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("openAPIV3Schema", openAPIV3Schema)
            writer.endObject()
        }
    }

    /// `v1.ExternalDocumentation`.
    public struct ExternalDocumentation: APIType {
        public var description: String?
        public var url: String?

        public init(
            description: String? = nil,
            url: String? = nil
        ) {
            self.description = description
            self.url = url
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "description": self.description = try reader.optional()
                case "url": self.url = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("description", description)
            writer.optional("url", url)
            writer.endObject()
        }
    }

    /// `v1.JSONSchemaProps`.
    public struct JSONSchemaProps: APIType {
        public var id: String?
        public var schema: String?
        public var ref: String?
        public var description: String?
        public var type: String?
        public var format: String?
        public var title: String?
        public var `default`: JSONValue?
        public var maximum: Double?
        public var exclusiveMaximum: Bool?
        public var minimum: Double?
        public var exclusiveMinimum: Bool?
        public var maxLength: Int?
        public var minLength: Int?
        public var pattern: String?
        public var maxItems: Int?
        public var minItems: Int?
        public var uniqueItems: Bool?
        public var multipleOf: Double?
        public var `enum`: [JSONValue]
        public var maxProperties: Int?
        public var minProperties: Int?
        public var required: [String]
        public var items: JSONValue?
        public var allOf: [ApiextensionsV1.JSONSchemaProps]
        public var oneOf: [ApiextensionsV1.JSONSchemaProps]
        public var anyOf: [ApiextensionsV1.JSONSchemaProps]
        @Indirect public var not: ApiextensionsV1.JSONSchemaProps?
        public var properties: [String: ApiextensionsV1.JSONSchemaProps]
        public var additionalProperties: JSONValue?
        public var patternProperties: [String: ApiextensionsV1.JSONSchemaProps]
        public var dependencies: [String: JSONValue]
        public var additionalItems: JSONValue?
        public var definitions: [String: ApiextensionsV1.JSONSchemaProps]
        @Indirect public var externalDocs: ApiextensionsV1.ExternalDocumentation?
        public var example: JSONValue?
        public var nullable: Bool?
        public var xKubernetesPreserveUnknownFields: Bool?
        public var xKubernetesEmbeddedResource: Bool?
        public var xKubernetesIntOrString: Bool?
        public var xKubernetesListMapKeys: [String]
        public var xKubernetesListType: String?
        public var xKubernetesMapType: String?
        public var xKubernetesValidations: [ApiextensionsV1.ValidationRule]

        public init(
            id: String? = nil,
            schema: String? = nil,
            ref: String? = nil,
            description: String? = nil,
            type: String? = nil,
            format: String? = nil,
            title: String? = nil,
            `default`: JSONValue? = nil,
            maximum: Double? = nil,
            exclusiveMaximum: Bool? = nil,
            minimum: Double? = nil,
            exclusiveMinimum: Bool? = nil,
            maxLength: Int? = nil,
            minLength: Int? = nil,
            pattern: String? = nil,
            maxItems: Int? = nil,
            minItems: Int? = nil,
            uniqueItems: Bool? = nil,
            multipleOf: Double? = nil,
            `enum`: [JSONValue] = [],
            maxProperties: Int? = nil,
            minProperties: Int? = nil,
            required: [String] = [],
            items: JSONValue? = nil,
            allOf: [ApiextensionsV1.JSONSchemaProps] = [],
            oneOf: [ApiextensionsV1.JSONSchemaProps] = [],
            anyOf: [ApiextensionsV1.JSONSchemaProps] = [],
            not: ApiextensionsV1.JSONSchemaProps? = nil,
            properties: [String: ApiextensionsV1.JSONSchemaProps] = [:],
            additionalProperties: JSONValue? = nil,
            patternProperties: [String: ApiextensionsV1.JSONSchemaProps] = [:],
            dependencies: [String: JSONValue] = [:],
            additionalItems: JSONValue? = nil,
            definitions: [String: ApiextensionsV1.JSONSchemaProps] = [:],
            externalDocs: ApiextensionsV1.ExternalDocumentation? = nil,
            example: JSONValue? = nil,
            nullable: Bool? = nil,
            xKubernetesPreserveUnknownFields: Bool? = nil,
            xKubernetesEmbeddedResource: Bool? = nil,
            xKubernetesIntOrString: Bool? = nil,
            xKubernetesListMapKeys: [String] = [],
            xKubernetesListType: String? = nil,
            xKubernetesMapType: String? = nil,
            xKubernetesValidations: [ApiextensionsV1.ValidationRule] = []
        ) {
            self.id = id
            self.schema = schema
            self.ref = ref
            self.description = description
            self.type = type
            self.format = format
            self.title = title
            self.`default` = `default`
            self.maximum = maximum
            self.exclusiveMaximum = exclusiveMaximum
            self.minimum = minimum
            self.exclusiveMinimum = exclusiveMinimum
            self.maxLength = maxLength
            self.minLength = minLength
            self.pattern = pattern
            self.maxItems = maxItems
            self.minItems = minItems
            self.uniqueItems = uniqueItems
            self.multipleOf = multipleOf
            self.`enum` = `enum`
            self.maxProperties = maxProperties
            self.minProperties = minProperties
            self.required = required
            self.items = items
            self.allOf = allOf
            self.oneOf = oneOf
            self.anyOf = anyOf
            self.not = not
            self.properties = properties
            self.additionalProperties = additionalProperties
            self.patternProperties = patternProperties
            self.dependencies = dependencies
            self.additionalItems = additionalItems
            self.definitions = definitions
            self.externalDocs = externalDocs
            self.example = example
            self.nullable = nullable
            self.xKubernetesPreserveUnknownFields = xKubernetesPreserveUnknownFields
            self.xKubernetesEmbeddedResource = xKubernetesEmbeddedResource
            self.xKubernetesIntOrString = xKubernetesIntOrString
            self.xKubernetesListMapKeys = xKubernetesListMapKeys
            self.xKubernetesListType = xKubernetesListType
            self.xKubernetesMapType = xKubernetesMapType
            self.xKubernetesValidations = xKubernetesValidations
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "id": self.id = try reader.optional()
                case "$schema": self.schema = try reader.optional()
                case "$ref": self.ref = try reader.optional()
                case "description": self.description = try reader.optional()
                case "type": self.type = try reader.optional()
                case "format": self.format = try reader.optional()
                case "title": self.title = try reader.optional()
                case "default": self.`default` = try reader.optional()
                case "maximum": self.maximum = try reader.optional()
                case "exclusiveMaximum": self.exclusiveMaximum = try reader.optional()
                case "minimum": self.minimum = try reader.optional()
                case "exclusiveMinimum": self.exclusiveMinimum = try reader.optional()
                case "maxLength": self.maxLength = try reader.optional()
                case "minLength": self.minLength = try reader.optional()
                case "pattern": self.pattern = try reader.optional()
                case "maxItems": self.maxItems = try reader.optional()
                case "minItems": self.minItems = try reader.optional()
                case "uniqueItems": self.uniqueItems = try reader.optional()
                case "multipleOf": self.multipleOf = try reader.optional()
                case "enum": self.`enum` = try reader.readArray()
                case "maxProperties": self.maxProperties = try reader.optional()
                case "minProperties": self.minProperties = try reader.optional()
                case "required": self.required = try reader.readArray()
                case "items": self.items = try reader.optional()
                case "allOf": self.allOf = try reader.readArray()
                case "oneOf": self.oneOf = try reader.readArray()
                case "anyOf": self.anyOf = try reader.readArray()
                case "not": self.not = try reader.optional()
                case "properties": self.properties = try reader.readMap()
                case "additionalProperties": self.additionalProperties = try reader.optional()
                case "patternProperties": self.patternProperties = try reader.readMap()
                case "dependencies": self.dependencies = try reader.readMap()
                case "additionalItems": self.additionalItems = try reader.optional()
                case "definitions": self.definitions = try reader.readMap()
                case "externalDocs": self.externalDocs = try reader.optional()
                case "example": self.example = try reader.optional()
                case "nullable": self.nullable = try reader.optional()
                case "x-kubernetes-preserve-unknown-fields": self.xKubernetesPreserveUnknownFields = try reader.optional()
                case "x-kubernetes-embedded-resource": self.xKubernetesEmbeddedResource = try reader.optional()
                case "x-kubernetes-int-or-string": self.xKubernetesIntOrString = try reader.optional()
                case "x-kubernetes-list-map-keys": self.xKubernetesListMapKeys = try reader.readArray()
                case "x-kubernetes-list-type": self.xKubernetesListType = try reader.optional()
                case "x-kubernetes-map-type": self.xKubernetesMapType = try reader.optional()
                case "x-kubernetes-validations": self.xKubernetesValidations = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("id", id)
            writer.optional("$schema", schema)
            writer.optional("$ref", ref)
            writer.optional("description", description)
            writer.optional("type", type)
            writer.optional("format", format)
            writer.optional("title", title)
            writer.optional("default", `default`)
            writer.optional("maximum", maximum)
            writer.optional("exclusiveMaximum", exclusiveMaximum)
            writer.optional("minimum", minimum)
            writer.optional("exclusiveMinimum", exclusiveMinimum)
            writer.optional("maxLength", maxLength)
            writer.optional("minLength", minLength)
            writer.optional("pattern", pattern)
            writer.optional("maxItems", maxItems)
            writer.optional("minItems", minItems)
            writer.optional("uniqueItems", uniqueItems)
            writer.optional("multipleOf", multipleOf)
            writer.list("enum", `enum`)
            writer.optional("maxProperties", maxProperties)
            writer.optional("minProperties", minProperties)
            writer.list("required", required)
            writer.optional("items", items)
            writer.list("allOf", allOf)
            writer.list("oneOf", oneOf)
            writer.list("anyOf", anyOf)
            writer.optional("not", not)
            writer.map("properties", properties)
            writer.optional("additionalProperties", additionalProperties)
            writer.map("patternProperties", patternProperties)
            writer.map("dependencies", dependencies)
            writer.optional("additionalItems", additionalItems)
            writer.map("definitions", definitions)
            writer.optional("externalDocs", externalDocs)
            writer.optional("example", example)
            writer.optional("nullable", nullable)
            writer.optional("x-kubernetes-preserve-unknown-fields", xKubernetesPreserveUnknownFields)
            writer.optional("x-kubernetes-embedded-resource", xKubernetesEmbeddedResource)
            writer.optional("x-kubernetes-int-or-string", xKubernetesIntOrString)
            writer.list("x-kubernetes-list-map-keys", xKubernetesListMapKeys)
            writer.optional("x-kubernetes-list-type", xKubernetesListType)
            writer.optional("x-kubernetes-map-type", xKubernetesMapType)
            writer.list("x-kubernetes-validations", xKubernetesValidations)
            writer.endObject()
        }
    }

    /// `v1.SelectableField`.
    public struct SelectableField: APIType {
        public var jsonPath: String

        public init(
            jsonPath: String = ""
        ) {
            self.jsonPath = jsonPath
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "jsonPath": self.jsonPath = try reader.value(or: self.jsonPath)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("jsonPath", jsonPath)
            writer.endObject()
        }
    }

    /// `v1.ServiceReference`.
    public struct ServiceReference: APIType {
        public var namespace: String
        public var name: String
        public var path: String?
        public var port: Int?

        public init(
            namespace: String = "",
            name: String = "",
            path: String? = nil,
            port: Int? = nil
        ) {
            self.namespace = namespace
            self.name = name
            self.path = path
            self.port = port
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "namespace": self.namespace = try reader.value(or: self.namespace)
                case "name": self.name = try reader.value(or: self.name)
                case "path": self.path = try reader.optional()
                case "port": self.port = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("namespace", namespace)
            writer.required("name", name)
            writer.optional("path", path)
            writer.optional("port", port)
            writer.endObject()
        }
    }

    /// `v1.ValidationRule`.
    public struct ValidationRule: APIType {
        public var rule: String
        public var message: String?
        public var messageExpression: String?
        public var reason: String?
        public var fieldPath: String?
        public var optionalOldSelf: Bool?

        public init(
            rule: String = "",
            message: String? = nil,
            messageExpression: String? = nil,
            reason: String? = nil,
            fieldPath: String? = nil,
            optionalOldSelf: Bool? = nil
        ) {
            self.rule = rule
            self.message = message
            self.messageExpression = messageExpression
            self.reason = reason
            self.fieldPath = fieldPath
            self.optionalOldSelf = optionalOldSelf
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "rule": self.rule = try reader.value(or: self.rule)
                case "message": self.message = try reader.optional()
                case "messageExpression": self.messageExpression = try reader.optional()
                case "reason": self.reason = try reader.optional()
                case "fieldPath": self.fieldPath = try reader.optional()
                case "optionalOldSelf": self.optionalOldSelf = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("rule", rule)
            writer.optional("message", message)
            writer.optional("messageExpression", messageExpression)
            writer.optional("reason", reason)
            writer.optional("fieldPath", fieldPath)
            writer.optional("optionalOldSelf", optionalOldSelf)
            writer.endObject()
        }
    }

    /// `v1.WebhookClientConfig`.
    public struct WebhookClientConfig: APIType {
        public var url: String?
        @Indirect public var service: ApiextensionsV1.ServiceReference?
        public var caBundle: [UInt8]

        public init(
            url: String? = nil,
            service: ApiextensionsV1.ServiceReference? = nil,
            caBundle: [UInt8] = []
        ) {
            self.url = url
            self.service = service
            self.caBundle = caBundle
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "url": self.url = try reader.optional()
                case "service": self.service = try reader.optional()
                case "caBundle": self.caBundle = try reader.readBytes()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("url", url)
            writer.optional("service", service)
            writer.bytes("caBundle", caBundle)
            writer.endObject()
        }
    }

    /// `v1.WebhookConversion`.
    public struct WebhookConversion: APIType {
        @Indirect public var clientConfig: ApiextensionsV1.WebhookClientConfig?
        public var conversionReviewVersions: [String]

        public init(
            clientConfig: ApiextensionsV1.WebhookClientConfig? = nil,
            conversionReviewVersions: [String] = []
        ) {
            self.clientConfig = clientConfig
            self.conversionReviewVersions = conversionReviewVersions
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "clientConfig": self.clientConfig = try reader.optional()
                case "conversionReviewVersions": self.conversionReviewVersions = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("clientConfig", clientConfig)
            writer.required("conversionReviewVersions", conversionReviewVersions)
            writer.endObject()
        }
    }
}

extension ApiextensionsV1.CustomResourceDefinition: KubernetesObject {
    public static let resource = APIResource(
        group: "apiextensions.k8s.io", version: "v1", kind: "CustomResourceDefinition", plural: "customresourcedefinitions", namespaced: false)
}
