// Made by DistillAPI out of api/; do not edit.

import APISchema
import JSON

/// The types of admissionregistration.k8s.io/v1.
public enum AdmissionregistrationV1 {}

extension AdmissionregistrationV1 {
    /// `v1.ApplyConfiguration`.
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

    /// `v1.AuditAnnotation`.
    public struct AuditAnnotation: APIType {
        public var key: String
        public var valueExpression: String

        public init(
            key: String = "",
            valueExpression: String = ""
        ) {
            self.key = key
            self.valueExpression = valueExpression
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "key": self.key = try reader.value(or: self.key)
                case "valueExpression": self.valueExpression = try reader.value(or: self.valueExpression)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("key", key)
            writer.required("valueExpression", valueExpression)
            writer.endObject()
        }
    }

    /// `v1.ExpressionWarning`.
    public struct ExpressionWarning: APIType {
        public var fieldRef: String
        public var warning: String

        public init(
            fieldRef: String = "",
            warning: String = ""
        ) {
            self.fieldRef = fieldRef
            self.warning = warning
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "fieldRef": self.fieldRef = try reader.value(or: self.fieldRef)
                case "warning": self.warning = try reader.value(or: self.warning)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("fieldRef", fieldRef)
            writer.required("warning", warning)
            writer.endObject()
        }
    }

    /// `v1.JSONPatch`.
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

    /// `v1.MatchCondition`.
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

    /// `v1.MatchResources`.
    public struct MatchResources: APIType {
        @Indirect public var namespaceSelector: MetaV1.LabelSelector?
        @Indirect public var objectSelector: MetaV1.LabelSelector?
        public var resourceRules: [AdmissionregistrationV1.NamedRuleWithOperations]
        public var excludeResourceRules: [AdmissionregistrationV1.NamedRuleWithOperations]
        public var matchPolicy: String?

        public init(
            namespaceSelector: MetaV1.LabelSelector? = nil,
            objectSelector: MetaV1.LabelSelector? = nil,
            resourceRules: [AdmissionregistrationV1.NamedRuleWithOperations] = [],
            excludeResourceRules: [AdmissionregistrationV1.NamedRuleWithOperations] = [],
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

    /// `v1.MutatingAdmissionPolicy`, the kind MutatingAdmissionPolicy of admissionregistration.k8s.io/v1.
    public struct MutatingAdmissionPolicy: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: AdmissionregistrationV1.MutatingAdmissionPolicySpec

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: AdmissionregistrationV1.MutatingAdmissionPolicySpec = .init()
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
            writer.required("apiVersion", "admissionregistration.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.embedded("spec", spec)
            writer.endObject()
        }
    }

    /// `v1.MutatingAdmissionPolicyBinding`, the kind MutatingAdmissionPolicyBinding of admissionregistration.k8s.io/v1.
    public struct MutatingAdmissionPolicyBinding: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: AdmissionregistrationV1.MutatingAdmissionPolicyBindingSpec

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: AdmissionregistrationV1.MutatingAdmissionPolicyBindingSpec = .init()
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
            writer.required("apiVersion", "admissionregistration.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.embedded("spec", spec)
            writer.endObject()
        }
    }

    /// `v1.MutatingAdmissionPolicyBindingSpec`.
    public struct MutatingAdmissionPolicyBindingSpec: APIType {
        public var policyName: String?
        @Indirect public var paramRef: AdmissionregistrationV1.ParamRef?
        @Indirect public var matchResources: AdmissionregistrationV1.MatchResources?

        public init(
            policyName: String? = nil,
            paramRef: AdmissionregistrationV1.ParamRef? = nil,
            matchResources: AdmissionregistrationV1.MatchResources? = nil
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

    /// `v1.MutatingAdmissionPolicySpec`.
    public struct MutatingAdmissionPolicySpec: APIType {
        @Indirect public var paramKind: AdmissionregistrationV1.ParamKind?
        @Indirect public var matchConstraints: AdmissionregistrationV1.MatchResources?
        public var variables: [AdmissionregistrationV1.Variable]
        public var mutations: [AdmissionregistrationV1.Mutation]
        public var failurePolicy: String?
        public var matchConditions: [AdmissionregistrationV1.MatchCondition]
        public var reinvocationPolicy: String?

        public init(
            paramKind: AdmissionregistrationV1.ParamKind? = nil,
            matchConstraints: AdmissionregistrationV1.MatchResources? = nil,
            variables: [AdmissionregistrationV1.Variable] = [],
            mutations: [AdmissionregistrationV1.Mutation] = [],
            failurePolicy: String? = nil,
            matchConditions: [AdmissionregistrationV1.MatchCondition] = [],
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

    /// `v1.MutatingWebhook`.
    public struct MutatingWebhook: APIType {
        public var name: String
        public var clientConfig: AdmissionregistrationV1.WebhookClientConfig
        public var rules: [AdmissionregistrationV1.RuleWithOperations]
        public var failurePolicy: String?
        public var matchPolicy: String?
        @Indirect public var namespaceSelector: MetaV1.LabelSelector?
        @Indirect public var objectSelector: MetaV1.LabelSelector?
        public var sideEffects: String
        public var timeoutSeconds: Int?
        public var admissionReviewVersions: [String]
        public var reinvocationPolicy: String?
        public var matchConditions: [AdmissionregistrationV1.MatchCondition]

        public init(
            name: String = "",
            clientConfig: AdmissionregistrationV1.WebhookClientConfig = .init(),
            rules: [AdmissionregistrationV1.RuleWithOperations] = [],
            failurePolicy: String? = nil,
            matchPolicy: String? = nil,
            namespaceSelector: MetaV1.LabelSelector? = nil,
            objectSelector: MetaV1.LabelSelector? = nil,
            sideEffects: String = "",
            timeoutSeconds: Int? = nil,
            admissionReviewVersions: [String] = [],
            reinvocationPolicy: String? = nil,
            matchConditions: [AdmissionregistrationV1.MatchCondition] = []
        ) {
            self.name = name
            self.clientConfig = clientConfig
            self.rules = rules
            self.failurePolicy = failurePolicy
            self.matchPolicy = matchPolicy
            self.namespaceSelector = namespaceSelector
            self.objectSelector = objectSelector
            self.sideEffects = sideEffects
            self.timeoutSeconds = timeoutSeconds
            self.admissionReviewVersions = admissionReviewVersions
            self.reinvocationPolicy = reinvocationPolicy
            self.matchConditions = matchConditions
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "clientConfig": self.clientConfig = try reader.value(or: self.clientConfig)
                case "rules": self.rules = try reader.readArray()
                case "failurePolicy": self.failurePolicy = try reader.optional()
                case "matchPolicy": self.matchPolicy = try reader.optional()
                case "namespaceSelector": self.namespaceSelector = try reader.optional()
                case "objectSelector": self.objectSelector = try reader.optional()
                case "sideEffects": self.sideEffects = try reader.value(or: self.sideEffects)
                case "timeoutSeconds": self.timeoutSeconds = try reader.optional()
                case "admissionReviewVersions": self.admissionReviewVersions = try reader.readArray()
                case "reinvocationPolicy": self.reinvocationPolicy = try reader.optional()
                case "matchConditions": self.matchConditions = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.required("clientConfig", clientConfig)
            writer.list("rules", rules)
            writer.optional("failurePolicy", failurePolicy)
            writer.optional("matchPolicy", matchPolicy)
            writer.optional("namespaceSelector", namespaceSelector)
            writer.optional("objectSelector", objectSelector)
            writer.required("sideEffects", sideEffects)
            writer.optional("timeoutSeconds", timeoutSeconds)
            writer.required("admissionReviewVersions", admissionReviewVersions)
            writer.optional("reinvocationPolicy", reinvocationPolicy)
            writer.list("matchConditions", matchConditions)
            writer.endObject()
        }
    }

    /// `v1.MutatingWebhookConfiguration`, the kind MutatingWebhookConfiguration of admissionregistration.k8s.io/v1.
    public struct MutatingWebhookConfiguration: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var webhooks: [AdmissionregistrationV1.MutatingWebhook]

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            webhooks: [AdmissionregistrationV1.MutatingWebhook] = []
        ) {
            self.metadata = metadata
            self.webhooks = webhooks
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metadata": self.metadata = try reader.value(or: self.metadata)
                case "webhooks": self.webhooks = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "MutatingWebhookConfiguration")
            writer.required("apiVersion", "admissionregistration.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.list("webhooks", webhooks)
            writer.endObject()
        }
    }

    /// `v1.Mutation`.
    public struct Mutation: APIType {
        public var patchType: String
        @Indirect public var applyConfiguration: AdmissionregistrationV1.ApplyConfiguration?
        @Indirect public var jsonPatch: AdmissionregistrationV1.JSONPatch?

        public init(
            patchType: String = "",
            applyConfiguration: AdmissionregistrationV1.ApplyConfiguration? = nil,
            jsonPatch: AdmissionregistrationV1.JSONPatch? = nil
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

    /// `v1.NamedRuleWithOperations`.
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

    /// `v1.ParamKind`.
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

    /// `v1.ParamRef`.
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

    /// `v1.RuleWithOperations`.
    public struct RuleWithOperations: APIType {
        public var operations: [String]
        public var apiGroups: [String]
        public var apiVersions: [String]
        public var resources: [String]
        public var scope: String?

        public init(
            operations: [String] = [],
            apiGroups: [String] = [],
            apiVersions: [String] = [],
            resources: [String] = [],
            scope: String? = nil
        ) {
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
            writer.list("operations", operations)
            writer.list("apiGroups", apiGroups)
            writer.list("apiVersions", apiVersions)
            writer.list("resources", resources)
            writer.optional("scope", scope)
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

    /// `v1.TypeChecking`.
    public struct TypeChecking: APIType {
        public var expressionWarnings: [AdmissionregistrationV1.ExpressionWarning]

        public init(
            expressionWarnings: [AdmissionregistrationV1.ExpressionWarning] = []
        ) {
            self.expressionWarnings = expressionWarnings
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "expressionWarnings": self.expressionWarnings = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("expressionWarnings", expressionWarnings)
            writer.endObject()
        }
    }

    /// `v1.ValidatingAdmissionPolicy`, the kind ValidatingAdmissionPolicy of admissionregistration.k8s.io/v1.
    public struct ValidatingAdmissionPolicy: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: AdmissionregistrationV1.ValidatingAdmissionPolicySpec
        public var status: AdmissionregistrationV1.ValidatingAdmissionPolicyStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: AdmissionregistrationV1.ValidatingAdmissionPolicySpec = .init(),
            status: AdmissionregistrationV1.ValidatingAdmissionPolicyStatus = .init()
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
            writer.required("kind", "ValidatingAdmissionPolicy")
            writer.required("apiVersion", "admissionregistration.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.embedded("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1.ValidatingAdmissionPolicyBinding`, the kind ValidatingAdmissionPolicyBinding of admissionregistration.k8s.io/v1.
    public struct ValidatingAdmissionPolicyBinding: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: AdmissionregistrationV1.ValidatingAdmissionPolicyBindingSpec

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: AdmissionregistrationV1.ValidatingAdmissionPolicyBindingSpec = .init()
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
            writer.required("kind", "ValidatingAdmissionPolicyBinding")
            writer.required("apiVersion", "admissionregistration.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.required("spec", spec)
            writer.endObject()
        }
    }

    /// `v1.ValidatingAdmissionPolicyBindingSpec`.
    public struct ValidatingAdmissionPolicyBindingSpec: APIType {
        public var policyName: String
        @Indirect public var paramRef: AdmissionregistrationV1.ParamRef?
        @Indirect public var matchResources: AdmissionregistrationV1.MatchResources?
        public var validationActions: [String]

        public init(
            policyName: String = "",
            paramRef: AdmissionregistrationV1.ParamRef? = nil,
            matchResources: AdmissionregistrationV1.MatchResources? = nil,
            validationActions: [String] = []
        ) {
            self.policyName = policyName
            self.paramRef = paramRef
            self.matchResources = matchResources
            self.validationActions = validationActions
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "policyName": self.policyName = try reader.value(or: self.policyName)
                case "paramRef": self.paramRef = try reader.optional()
                case "matchResources": self.matchResources = try reader.optional()
                case "validationActions": self.validationActions = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("policyName", policyName)
            writer.optional("paramRef", paramRef)
            writer.optional("matchResources", matchResources)
            writer.required("validationActions", validationActions)
            writer.endObject()
        }
    }

    /// `v1.ValidatingAdmissionPolicySpec`.
    public struct ValidatingAdmissionPolicySpec: APIType {
        @Indirect public var paramKind: AdmissionregistrationV1.ParamKind?
        @Indirect public var matchConstraints: AdmissionregistrationV1.MatchResources?
        public var validations: [AdmissionregistrationV1.Validation]
        public var failurePolicy: String?
        public var auditAnnotations: [AdmissionregistrationV1.AuditAnnotation]
        public var matchConditions: [AdmissionregistrationV1.MatchCondition]
        public var variables: [AdmissionregistrationV1.Variable]

        public init(
            paramKind: AdmissionregistrationV1.ParamKind? = nil,
            matchConstraints: AdmissionregistrationV1.MatchResources? = nil,
            validations: [AdmissionregistrationV1.Validation] = [],
            failurePolicy: String? = nil,
            auditAnnotations: [AdmissionregistrationV1.AuditAnnotation] = [],
            matchConditions: [AdmissionregistrationV1.MatchCondition] = [],
            variables: [AdmissionregistrationV1.Variable] = []
        ) {
            self.paramKind = paramKind
            self.matchConstraints = matchConstraints
            self.validations = validations
            self.failurePolicy = failurePolicy
            self.auditAnnotations = auditAnnotations
            self.matchConditions = matchConditions
            self.variables = variables
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "paramKind": self.paramKind = try reader.optional()
                case "matchConstraints": self.matchConstraints = try reader.optional()
                case "validations": self.validations = try reader.readArray()
                case "failurePolicy": self.failurePolicy = try reader.optional()
                case "auditAnnotations": self.auditAnnotations = try reader.readArray()
                case "matchConditions": self.matchConditions = try reader.readArray()
                case "variables": self.variables = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("paramKind", paramKind)
            writer.optional("matchConstraints", matchConstraints)
            writer.list("validations", validations)
            writer.optional("failurePolicy", failurePolicy)
            writer.list("auditAnnotations", auditAnnotations)
            writer.list("matchConditions", matchConditions)
            writer.list("variables", variables)
            writer.endObject()
        }
    }

    /// `v1.ValidatingAdmissionPolicyStatus`.
    public struct ValidatingAdmissionPolicyStatus: APIType {
        public var observedGeneration: Int?
        @Indirect public var typeChecking: AdmissionregistrationV1.TypeChecking?
        public var conditions: [MetaV1.Condition]

        public init(
            observedGeneration: Int? = nil,
            typeChecking: AdmissionregistrationV1.TypeChecking? = nil,
            conditions: [MetaV1.Condition] = []
        ) {
            self.observedGeneration = observedGeneration
            self.typeChecking = typeChecking
            self.conditions = conditions
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "observedGeneration": self.observedGeneration = try reader.optional()
                case "typeChecking": self.typeChecking = try reader.optional()
                case "conditions": self.conditions = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("observedGeneration", observedGeneration)
            writer.optional("typeChecking", typeChecking)
            writer.list("conditions", conditions)
            writer.endObject()
        }
    }

    /// `v1.ValidatingWebhook`.
    public struct ValidatingWebhook: APIType {
        public var name: String
        public var clientConfig: AdmissionregistrationV1.WebhookClientConfig
        public var rules: [AdmissionregistrationV1.RuleWithOperations]
        public var failurePolicy: String?
        public var matchPolicy: String?
        @Indirect public var namespaceSelector: MetaV1.LabelSelector?
        @Indirect public var objectSelector: MetaV1.LabelSelector?
        public var sideEffects: String
        public var timeoutSeconds: Int?
        public var admissionReviewVersions: [String]
        public var matchConditions: [AdmissionregistrationV1.MatchCondition]

        public init(
            name: String = "",
            clientConfig: AdmissionregistrationV1.WebhookClientConfig = .init(),
            rules: [AdmissionregistrationV1.RuleWithOperations] = [],
            failurePolicy: String? = nil,
            matchPolicy: String? = nil,
            namespaceSelector: MetaV1.LabelSelector? = nil,
            objectSelector: MetaV1.LabelSelector? = nil,
            sideEffects: String = "",
            timeoutSeconds: Int? = nil,
            admissionReviewVersions: [String] = [],
            matchConditions: [AdmissionregistrationV1.MatchCondition] = []
        ) {
            self.name = name
            self.clientConfig = clientConfig
            self.rules = rules
            self.failurePolicy = failurePolicy
            self.matchPolicy = matchPolicy
            self.namespaceSelector = namespaceSelector
            self.objectSelector = objectSelector
            self.sideEffects = sideEffects
            self.timeoutSeconds = timeoutSeconds
            self.admissionReviewVersions = admissionReviewVersions
            self.matchConditions = matchConditions
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "clientConfig": self.clientConfig = try reader.value(or: self.clientConfig)
                case "rules": self.rules = try reader.readArray()
                case "failurePolicy": self.failurePolicy = try reader.optional()
                case "matchPolicy": self.matchPolicy = try reader.optional()
                case "namespaceSelector": self.namespaceSelector = try reader.optional()
                case "objectSelector": self.objectSelector = try reader.optional()
                case "sideEffects": self.sideEffects = try reader.value(or: self.sideEffects)
                case "timeoutSeconds": self.timeoutSeconds = try reader.optional()
                case "admissionReviewVersions": self.admissionReviewVersions = try reader.readArray()
                case "matchConditions": self.matchConditions = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.required("clientConfig", clientConfig)
            writer.list("rules", rules)
            writer.optional("failurePolicy", failurePolicy)
            writer.optional("matchPolicy", matchPolicy)
            writer.optional("namespaceSelector", namespaceSelector)
            writer.optional("objectSelector", objectSelector)
            writer.required("sideEffects", sideEffects)
            writer.optional("timeoutSeconds", timeoutSeconds)
            writer.required("admissionReviewVersions", admissionReviewVersions)
            writer.list("matchConditions", matchConditions)
            writer.endObject()
        }
    }

    /// `v1.ValidatingWebhookConfiguration`, the kind ValidatingWebhookConfiguration of admissionregistration.k8s.io/v1.
    public struct ValidatingWebhookConfiguration: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var webhooks: [AdmissionregistrationV1.ValidatingWebhook]

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            webhooks: [AdmissionregistrationV1.ValidatingWebhook] = []
        ) {
            self.metadata = metadata
            self.webhooks = webhooks
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metadata": self.metadata = try reader.value(or: self.metadata)
                case "webhooks": self.webhooks = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "ValidatingWebhookConfiguration")
            writer.required("apiVersion", "admissionregistration.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.list("webhooks", webhooks)
            writer.endObject()
        }
    }

    /// `v1.Validation`.
    public struct Validation: APIType {
        public var expression: String
        public var message: String?
        public var reason: String?
        public var messageExpression: String?

        public init(
            expression: String = "",
            message: String? = nil,
            reason: String? = nil,
            messageExpression: String? = nil
        ) {
            self.expression = expression
            self.message = message
            self.reason = reason
            self.messageExpression = messageExpression
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "expression": self.expression = try reader.value(or: self.expression)
                case "message": self.message = try reader.optional()
                case "reason": self.reason = try reader.optional()
                case "messageExpression": self.messageExpression = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("expression", expression)
            writer.optional("message", message)
            writer.optional("reason", reason)
            writer.optional("messageExpression", messageExpression)
            writer.endObject()
        }
    }

    /// `v1.Variable`.
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

    /// `v1.WebhookClientConfig`.
    public struct WebhookClientConfig: APIType {
        public var url: String?
        @Indirect public var service: AdmissionregistrationV1.ServiceReference?
        public var caBundle: [UInt8]

        public init(
            url: String? = nil,
            service: AdmissionregistrationV1.ServiceReference? = nil,
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
}

extension AdmissionregistrationV1.MutatingAdmissionPolicy: KubernetesObject {
    public static let resource = APIResource(
        group: "admissionregistration.k8s.io", version: "v1", kind: "MutatingAdmissionPolicy", plural: "mutatingadmissionpolicies", namespaced: false)
}

extension AdmissionregistrationV1.MutatingAdmissionPolicyBinding: KubernetesObject {
    public static let resource = APIResource(
        group: "admissionregistration.k8s.io", version: "v1", kind: "MutatingAdmissionPolicyBinding", plural: "mutatingadmissionpolicybindings", namespaced: false)
}

extension AdmissionregistrationV1.MutatingWebhookConfiguration: KubernetesObject {
    public static let resource = APIResource(
        group: "admissionregistration.k8s.io", version: "v1", kind: "MutatingWebhookConfiguration", plural: "mutatingwebhookconfigurations", namespaced: false)
}

extension AdmissionregistrationV1.ValidatingAdmissionPolicy: KubernetesObject {
    public static let resource = APIResource(
        group: "admissionregistration.k8s.io", version: "v1", kind: "ValidatingAdmissionPolicy", plural: "validatingadmissionpolicies", namespaced: false)
}

extension AdmissionregistrationV1.ValidatingAdmissionPolicyBinding: KubernetesObject {
    public static let resource = APIResource(
        group: "admissionregistration.k8s.io", version: "v1", kind: "ValidatingAdmissionPolicyBinding", plural: "validatingadmissionpolicybindings", namespaced: false)
}

extension AdmissionregistrationV1.ValidatingWebhookConfiguration: KubernetesObject {
    public static let resource = APIResource(
        group: "admissionregistration.k8s.io", version: "v1", kind: "ValidatingWebhookConfiguration", plural: "validatingwebhookconfigurations", namespaced: false)
}
