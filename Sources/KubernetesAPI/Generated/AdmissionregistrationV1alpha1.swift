// Made by DistillAPI out of api/; do not edit.

import APISchema
import JSON

/// The types of admissionregistration.k8s.io/v1alpha1.
public enum AdmissionregistrationV1alpha1 {}

extension AdmissionregistrationV1alpha1 {
    /// `v1alpha1.ApplyConfiguration`.
    public struct ApplyConfiguration: APIType {
        public var expression: String?

        public init(
            expression: String? = nil
        ) {
            self.expression = expression
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "expression": self.expression = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("expression", expression)
            writer.endObject()
        }
    }

    /// `v1alpha1.JSONPatch`.
    public struct JSONPatch: APIType {
        public var expression: String?

        public init(
            expression: String? = nil
        ) {
            self.expression = expression
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "expression": self.expression = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("expression", expression)
            writer.endObject()
        }
    }

    /// `v1alpha1.MatchCondition`.
    public struct MatchCondition: APIType {
        public var name: String
        public var expression: String

        public init(
            name: String = "",
            expression: String = ""
        ) {
            self.name = name
            self.expression = expression
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "expression": self.expression = try reader.value(or: self.expression)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.required("expression", expression)
            writer.endObject()
        }
    }

    /// `v1alpha1.MatchResources`.
    public struct MatchResources: APIType {
        @Indirect public var namespaceSelector: MetaV1.LabelSelector?
        @Indirect public var objectSelector: MetaV1.LabelSelector?
        public var resourceRules: [AdmissionregistrationV1alpha1.NamedRuleWithOperations]
        public var excludeResourceRules: [AdmissionregistrationV1alpha1.NamedRuleWithOperations]
        public var matchPolicy: String?

        public init(
            namespaceSelector: MetaV1.LabelSelector? = nil,
            objectSelector: MetaV1.LabelSelector? = nil,
            resourceRules: [AdmissionregistrationV1alpha1.NamedRuleWithOperations] = [],
            excludeResourceRules: [AdmissionregistrationV1alpha1.NamedRuleWithOperations] = [],
            matchPolicy: String? = nil
        ) {
            self.namespaceSelector = namespaceSelector
            self.objectSelector = objectSelector
            self.resourceRules = resourceRules
            self.excludeResourceRules = excludeResourceRules
            self.matchPolicy = matchPolicy
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "namespaceSelector": self.namespaceSelector = try reader.optional()
                case "objectSelector": self.objectSelector = try reader.optional()
                case "resourceRules": self.resourceRules = try reader.readArray()
                case "excludeResourceRules": self.excludeResourceRules = try reader.readArray()
                case "matchPolicy": self.matchPolicy = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("namespaceSelector", namespaceSelector)
            writer.optional("objectSelector", objectSelector)
            writer.list("resourceRules", resourceRules)
            writer.list("excludeResourceRules", excludeResourceRules)
            writer.optional("matchPolicy", matchPolicy)
            writer.endObject()
        }
    }

    /// `v1alpha1.MutatingAdmissionPolicy`, the kind MutatingAdmissionPolicy of admissionregistration.k8s.io/v1alpha1.
    public struct MutatingAdmissionPolicy: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: AdmissionregistrationV1alpha1.MutatingAdmissionPolicySpec

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: AdmissionregistrationV1alpha1.MutatingAdmissionPolicySpec = .init()
        ) {
            self.metadata = metadata
            self.spec = spec
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metadata": self.metadata = try reader.value(or: self.metadata)
                case "spec": self.spec = try reader.value(or: self.spec)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "MutatingAdmissionPolicy")
            writer.required("apiVersion", "admissionregistration.k8s.io/v1alpha1")
            writer.embedded("metadata", metadata)
            writer.embedded("spec", spec)
            writer.endObject()
        }
    }

    /// `v1alpha1.MutatingAdmissionPolicyBinding`, the kind MutatingAdmissionPolicyBinding of admissionregistration.k8s.io/v1alpha1.
    public struct MutatingAdmissionPolicyBinding: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: AdmissionregistrationV1alpha1.MutatingAdmissionPolicyBindingSpec

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: AdmissionregistrationV1alpha1.MutatingAdmissionPolicyBindingSpec = .init()
        ) {
            self.metadata = metadata
            self.spec = spec
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metadata": self.metadata = try reader.value(or: self.metadata)
                case "spec": self.spec = try reader.value(or: self.spec)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "MutatingAdmissionPolicyBinding")
            writer.required("apiVersion", "admissionregistration.k8s.io/v1alpha1")
            writer.embedded("metadata", metadata)
            writer.embedded("spec", spec)
            writer.endObject()
        }
    }

    /// `v1alpha1.MutatingAdmissionPolicyBindingSpec`.
    public struct MutatingAdmissionPolicyBindingSpec: APIType {
        public var policyName: String?
        @Indirect public var paramRef: AdmissionregistrationV1alpha1.ParamRef?
        @Indirect public var matchResources: AdmissionregistrationV1alpha1.MatchResources?

        public init(
            policyName: String? = nil,
            paramRef: AdmissionregistrationV1alpha1.ParamRef? = nil,
            matchResources: AdmissionregistrationV1alpha1.MatchResources? = nil
        ) {
            self.policyName = policyName
            self.paramRef = paramRef
            self.matchResources = matchResources
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "policyName": self.policyName = try reader.optional()
                case "paramRef": self.paramRef = try reader.optional()
                case "matchResources": self.matchResources = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("policyName", policyName)
            writer.optional("paramRef", paramRef)
            writer.optional("matchResources", matchResources)
            writer.endObject()
        }
    }

    /// `v1alpha1.MutatingAdmissionPolicySpec`.
    public struct MutatingAdmissionPolicySpec: APIType {
        @Indirect public var paramKind: AdmissionregistrationV1alpha1.ParamKind?
        @Indirect public var matchConstraints: AdmissionregistrationV1alpha1.MatchResources?
        public var variables: [AdmissionregistrationV1alpha1.Variable]
        public var mutations: [AdmissionregistrationV1alpha1.Mutation]
        public var failurePolicy: String?
        public var matchConditions: [AdmissionregistrationV1alpha1.MatchCondition]
        public var reinvocationPolicy: String?

        public init(
            paramKind: AdmissionregistrationV1alpha1.ParamKind? = nil,
            matchConstraints: AdmissionregistrationV1alpha1.MatchResources? = nil,
            variables: [AdmissionregistrationV1alpha1.Variable] = [],
            mutations: [AdmissionregistrationV1alpha1.Mutation] = [],
            failurePolicy: String? = nil,
            matchConditions: [AdmissionregistrationV1alpha1.MatchCondition] = [],
            reinvocationPolicy: String? = nil
        ) {
            self.paramKind = paramKind
            self.matchConstraints = matchConstraints
            self.variables = variables
            self.mutations = mutations
            self.failurePolicy = failurePolicy
            self.matchConditions = matchConditions
            self.reinvocationPolicy = reinvocationPolicy
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "paramKind": self.paramKind = try reader.optional()
                case "matchConstraints": self.matchConstraints = try reader.optional()
                case "variables": self.variables = try reader.readArray()
                case "mutations": self.mutations = try reader.readArray()
                case "failurePolicy": self.failurePolicy = try reader.optional()
                case "matchConditions": self.matchConditions = try reader.readArray()
                case "reinvocationPolicy": self.reinvocationPolicy = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("paramKind", paramKind)
            writer.optional("matchConstraints", matchConstraints)
            writer.list("variables", variables)
            writer.list("mutations", mutations)
            writer.optional("failurePolicy", failurePolicy)
            writer.list("matchConditions", matchConditions)
            writer.optional("reinvocationPolicy", reinvocationPolicy)
            writer.endObject()
        }
    }

    /// `v1alpha1.Mutation`.
    public struct Mutation: APIType {
        public var patchType: String
        @Indirect public var applyConfiguration: AdmissionregistrationV1alpha1.ApplyConfiguration?
        @Indirect public var jsonPatch: AdmissionregistrationV1alpha1.JSONPatch?

        public init(
            patchType: String = "",
            applyConfiguration: AdmissionregistrationV1alpha1.ApplyConfiguration? = nil,
            jsonPatch: AdmissionregistrationV1alpha1.JSONPatch? = nil
        ) {
            self.patchType = patchType
            self.applyConfiguration = applyConfiguration
            self.jsonPatch = jsonPatch
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "patchType": self.patchType = try reader.value(or: self.patchType)
                case "applyConfiguration": self.applyConfiguration = try reader.optional()
                case "jsonPatch": self.jsonPatch = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("patchType", patchType)
            writer.optional("applyConfiguration", applyConfiguration)
            writer.optional("jsonPatch", jsonPatch)
            writer.endObject()
        }
    }

    /// `v1alpha1.NamedRuleWithOperations`.
    public struct NamedRuleWithOperations: APIType {
        public var resourceNames: [String]
        public var operations: [String]
        public var apiGroups: [String]
        public var apiVersions: [String]
        public var resources: [String]
        public var scope: String?

        public init(
            resourceNames: [String] = [],
            operations: [String] = [],
            apiGroups: [String] = [],
            apiVersions: [String] = [],
            resources: [String] = [],
            scope: String? = nil
        ) {
            self.resourceNames = resourceNames
            self.operations = operations
            self.apiGroups = apiGroups
            self.apiVersions = apiVersions
            self.resources = resources
            self.scope = scope
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "resourceNames": self.resourceNames = try reader.readArray()
                case "operations": self.operations = try reader.readArray()
                case "apiGroups": self.apiGroups = try reader.readArray()
                case "apiVersions": self.apiVersions = try reader.readArray()
                case "resources": self.resources = try reader.readArray()
                case "scope": self.scope = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("resourceNames", resourceNames)
            writer.list("operations", operations)
            writer.list("apiGroups", apiGroups)
            writer.list("apiVersions", apiVersions)
            writer.list("resources", resources)
            writer.optional("scope", scope)
            writer.endObject()
        }
    }

    /// `v1alpha1.ParamKind`.
    public struct ParamKind: APIType {
        public var apiVersion: String?
        public var kind: String?

        public init(
            apiVersion: String? = nil,
            kind: String? = nil
        ) {
            self.apiVersion = apiVersion
            self.kind = kind
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "apiVersion": self.apiVersion = try reader.optional()
                case "kind": self.kind = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("apiVersion", apiVersion)
            writer.optional("kind", kind)
            writer.endObject()
        }
    }

    /// `v1alpha1.ParamRef`.
    public struct ParamRef: APIType {
        public var name: String?
        public var namespace: String?
        @Indirect public var selector: MetaV1.LabelSelector?
        public var parameterNotFoundAction: String?

        public init(
            name: String? = nil,
            namespace: String? = nil,
            selector: MetaV1.LabelSelector? = nil,
            parameterNotFoundAction: String? = nil
        ) {
            self.name = name
            self.namespace = namespace
            self.selector = selector
            self.parameterNotFoundAction = parameterNotFoundAction
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.optional()
                case "namespace": self.namespace = try reader.optional()
                case "selector": self.selector = try reader.optional()
                case "parameterNotFoundAction": self.parameterNotFoundAction = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("name", name)
            writer.optional("namespace", namespace)
            writer.optional("selector", selector)
            writer.optional("parameterNotFoundAction", parameterNotFoundAction)
            writer.endObject()
        }
    }

    /// `v1alpha1.Variable`.
    public struct Variable: APIType {
        public var name: String
        public var expression: String

        public init(
            name: String = "",
            expression: String = ""
        ) {
            self.name = name
            self.expression = expression
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "expression": self.expression = try reader.value(or: self.expression)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.required("expression", expression)
            writer.endObject()
        }
    }
}

extension AdmissionregistrationV1alpha1.MutatingAdmissionPolicy: KubernetesObject {
    public static let resource = APIResource(
        group: "admissionregistration.k8s.io", version: "v1alpha1", kind: "MutatingAdmissionPolicy", plural: "mutatingadmissionpolicies", namespaced: false)
}

extension AdmissionregistrationV1alpha1.MutatingAdmissionPolicyBinding: KubernetesObject {
    public static let resource = APIResource(
        group: "admissionregistration.k8s.io", version: "v1alpha1", kind: "MutatingAdmissionPolicyBinding", plural: "mutatingadmissionpolicybindings", namespaced: false)
}
