// Made by DistillAPI out of api/; do not edit.

import APISchema
import JSON

/// The types of flowcontrol.apiserver.k8s.io/v1.
public enum FlowcontrolV1 {}

extension FlowcontrolV1 {
    /// `v1.ExemptPriorityLevelConfiguration`.
    public struct ExemptPriorityLevelConfiguration: APIType {
        public var nominalConcurrencyShares: Int?
        public var lendablePercent: Int?

        public init(
            nominalConcurrencyShares: Int? = nil,
            lendablePercent: Int? = nil
        ) {
            self.nominalConcurrencyShares = nominalConcurrencyShares
            self.lendablePercent = lendablePercent
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "nominalConcurrencyShares": self.nominalConcurrencyShares = try reader.optional()
                case "lendablePercent": self.lendablePercent = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("nominalConcurrencyShares", nominalConcurrencyShares)
            writer.optional("lendablePercent", lendablePercent)
            writer.endObject()
        }
    }

    /// `v1.FlowDistinguisherMethod`.
    public struct FlowDistinguisherMethod: APIType {
        public var type: String

        public init(
            type: String = ""
        ) {
            self.type = type
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "type": self.type = try reader.value(or: self.type)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("type", type)
            writer.endObject()
        }
    }

    /// `v1.FlowSchema`, the kind FlowSchema of flowcontrol.apiserver.k8s.io/v1.
    public struct FlowSchema: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: FlowcontrolV1.FlowSchemaSpec
        public var status: FlowcontrolV1.FlowSchemaStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: FlowcontrolV1.FlowSchemaSpec = .init(),
            status: FlowcontrolV1.FlowSchemaStatus = .init()
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
            writer.required("kind", "FlowSchema")
            writer.required("apiVersion", "flowcontrol.apiserver.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.embedded("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1.FlowSchemaCondition`.
    public struct FlowSchemaCondition: APIType {
        public var type: String?
        public var status: String?
        public var lastTransitionTime: Time?
        public var reason: String?
        public var message: String?

        public init(
            type: String? = nil,
            status: String? = nil,
            lastTransitionTime: Time? = nil,
            reason: String? = nil,
            message: String? = nil
        ) {
            self.type = type
            self.status = status
            self.lastTransitionTime = lastTransitionTime
            self.reason = reason
            self.message = message
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "type": self.type = try reader.optional()
                case "status": self.status = try reader.optional()
                case "lastTransitionTime": self.lastTransitionTime = try reader.optional()
                case "reason": self.reason = try reader.optional()
                case "message": self.message = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("type", type)
            writer.optional("status", status)
            writer.optional("lastTransitionTime", lastTransitionTime)
            writer.optional("reason", reason)
            writer.optional("message", message)
            writer.endObject()
        }
    }

    /// `v1.FlowSchemaSpec`.
    public struct FlowSchemaSpec: APIType {
        public var priorityLevelConfiguration: FlowcontrolV1.PriorityLevelConfigurationReference
        public var matchingPrecedence: Int?
        @Indirect public var distinguisherMethod: FlowcontrolV1.FlowDistinguisherMethod?
        public var rules: [FlowcontrolV1.PolicyRulesWithSubjects]

        public init(
            priorityLevelConfiguration: FlowcontrolV1.PriorityLevelConfigurationReference = .init(),
            matchingPrecedence: Int? = nil,
            distinguisherMethod: FlowcontrolV1.FlowDistinguisherMethod? = nil,
            rules: [FlowcontrolV1.PolicyRulesWithSubjects] = []
        ) {
            self.priorityLevelConfiguration = priorityLevelConfiguration
            self.matchingPrecedence = matchingPrecedence
            self.distinguisherMethod = distinguisherMethod
            self.rules = rules
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "priorityLevelConfiguration": self.priorityLevelConfiguration = try reader.value(or: self.priorityLevelConfiguration)
                case "matchingPrecedence": self.matchingPrecedence = try reader.optional()
                case "distinguisherMethod": self.distinguisherMethod = try reader.optional()
                case "rules": self.rules = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("priorityLevelConfiguration", priorityLevelConfiguration)
            writer.optional("matchingPrecedence", matchingPrecedence)
            writer.optional("distinguisherMethod", distinguisherMethod)
            writer.list("rules", rules)
            writer.endObject()
        }
    }

    /// `v1.FlowSchemaStatus`.
    public struct FlowSchemaStatus: APIType {
        public var conditions: [FlowcontrolV1.FlowSchemaCondition]

        public init(
            conditions: [FlowcontrolV1.FlowSchemaCondition] = []
        ) {
            self.conditions = conditions
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "conditions": self.conditions = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("conditions", conditions)
            writer.endObject()
        }
    }

    /// `v1.GroupSubject`.
    public struct GroupSubject: APIType {
        public var name: String

        public init(
            name: String = ""
        ) {
            self.name = name
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.endObject()
        }
    }

    /// `v1.LimitResponse`.
    public struct LimitResponse: APIType {
        public var type: String
        @Indirect public var queuing: FlowcontrolV1.QueuingConfiguration?

        public init(
            type: String = "",
            queuing: FlowcontrolV1.QueuingConfiguration? = nil
        ) {
            self.type = type
            self.queuing = queuing
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "type": self.type = try reader.value(or: self.type)
                case "queuing": self.queuing = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("type", type)
            writer.optional("queuing", queuing)
            writer.endObject()
        }
    }

    /// `v1.LimitedPriorityLevelConfiguration`.
    public struct LimitedPriorityLevelConfiguration: APIType {
        public var nominalConcurrencyShares: Int?
        public var limitResponse: FlowcontrolV1.LimitResponse
        public var lendablePercent: Int?
        public var borrowingLimitPercent: Int?

        public init(
            nominalConcurrencyShares: Int? = nil,
            limitResponse: FlowcontrolV1.LimitResponse = .init(),
            lendablePercent: Int? = nil,
            borrowingLimitPercent: Int? = nil
        ) {
            self.nominalConcurrencyShares = nominalConcurrencyShares
            self.limitResponse = limitResponse
            self.lendablePercent = lendablePercent
            self.borrowingLimitPercent = borrowingLimitPercent
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "nominalConcurrencyShares": self.nominalConcurrencyShares = try reader.optional()
                case "limitResponse": self.limitResponse = try reader.value(or: self.limitResponse)
                case "lendablePercent": self.lendablePercent = try reader.optional()
                case "borrowingLimitPercent": self.borrowingLimitPercent = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("nominalConcurrencyShares", nominalConcurrencyShares)
            writer.embedded("limitResponse", limitResponse)
            writer.optional("lendablePercent", lendablePercent)
            writer.optional("borrowingLimitPercent", borrowingLimitPercent)
            writer.endObject()
        }
    }

    /// `v1.NonResourcePolicyRule`.
    public struct NonResourcePolicyRule: APIType {
        public var verbs: [String]
        public var nonResourceURLs: [String]

        public init(
            verbs: [String] = [],
            nonResourceURLs: [String] = []
        ) {
            self.verbs = verbs
            self.nonResourceURLs = nonResourceURLs
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "verbs": self.verbs = try reader.readArray()
                case "nonResourceURLs": self.nonResourceURLs = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("verbs", verbs)
            writer.required("nonResourceURLs", nonResourceURLs)
            writer.endObject()
        }
    }

    /// `v1.PolicyRulesWithSubjects`.
    public struct PolicyRulesWithSubjects: APIType {
        public var subjects: [FlowcontrolV1.Subject]
        public var resourceRules: [FlowcontrolV1.ResourcePolicyRule]
        public var nonResourceRules: [FlowcontrolV1.NonResourcePolicyRule]

        public init(
            subjects: [FlowcontrolV1.Subject] = [],
            resourceRules: [FlowcontrolV1.ResourcePolicyRule] = [],
            nonResourceRules: [FlowcontrolV1.NonResourcePolicyRule] = []
        ) {
            self.subjects = subjects
            self.resourceRules = resourceRules
            self.nonResourceRules = nonResourceRules
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "subjects": self.subjects = try reader.readArray()
                case "resourceRules": self.resourceRules = try reader.readArray()
                case "nonResourceRules": self.nonResourceRules = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("subjects", subjects)
            writer.list("resourceRules", resourceRules)
            writer.list("nonResourceRules", nonResourceRules)
            writer.endObject()
        }
    }

    /// `v1.PriorityLevelConfiguration`, the kind PriorityLevelConfiguration of flowcontrol.apiserver.k8s.io/v1.
    public struct PriorityLevelConfiguration: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: FlowcontrolV1.PriorityLevelConfigurationSpec
        public var status: FlowcontrolV1.PriorityLevelConfigurationStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: FlowcontrolV1.PriorityLevelConfigurationSpec = .init(),
            status: FlowcontrolV1.PriorityLevelConfigurationStatus = .init()
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
            writer.required("kind", "PriorityLevelConfiguration")
            writer.required("apiVersion", "flowcontrol.apiserver.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.embedded("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1.PriorityLevelConfigurationCondition`.
    public struct PriorityLevelConfigurationCondition: APIType {
        public var type: String?
        public var status: String?
        public var lastTransitionTime: Time?
        public var reason: String?
        public var message: String?

        public init(
            type: String? = nil,
            status: String? = nil,
            lastTransitionTime: Time? = nil,
            reason: String? = nil,
            message: String? = nil
        ) {
            self.type = type
            self.status = status
            self.lastTransitionTime = lastTransitionTime
            self.reason = reason
            self.message = message
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "type": self.type = try reader.optional()
                case "status": self.status = try reader.optional()
                case "lastTransitionTime": self.lastTransitionTime = try reader.optional()
                case "reason": self.reason = try reader.optional()
                case "message": self.message = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("type", type)
            writer.optional("status", status)
            writer.optional("lastTransitionTime", lastTransitionTime)
            writer.optional("reason", reason)
            writer.optional("message", message)
            writer.endObject()
        }
    }

    /// `v1.PriorityLevelConfigurationReference`.
    public struct PriorityLevelConfigurationReference: APIType {
        public var name: String

        public init(
            name: String = ""
        ) {
            self.name = name
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.endObject()
        }
    }

    /// `v1.PriorityLevelConfigurationSpec`.
    public struct PriorityLevelConfigurationSpec: APIType {
        public var type: String
        @Indirect public var limited: FlowcontrolV1.LimitedPriorityLevelConfiguration?
        @Indirect public var exempt: FlowcontrolV1.ExemptPriorityLevelConfiguration?

        public init(
            type: String = "",
            limited: FlowcontrolV1.LimitedPriorityLevelConfiguration? = nil,
            exempt: FlowcontrolV1.ExemptPriorityLevelConfiguration? = nil
        ) {
            self.type = type
            self.limited = limited
            self.exempt = exempt
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "type": self.type = try reader.value(or: self.type)
                case "limited": self.limited = try reader.optional()
                case "exempt": self.exempt = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("type", type)
            writer.optional("limited", limited)
            writer.optional("exempt", exempt)
            writer.endObject()
        }
    }

    /// `v1.PriorityLevelConfigurationStatus`.
    public struct PriorityLevelConfigurationStatus: APIType {
        public var conditions: [FlowcontrolV1.PriorityLevelConfigurationCondition]

        public init(
            conditions: [FlowcontrolV1.PriorityLevelConfigurationCondition] = []
        ) {
            self.conditions = conditions
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "conditions": self.conditions = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("conditions", conditions)
            writer.endObject()
        }
    }

    /// `v1.QueuingConfiguration`.
    public struct QueuingConfiguration: APIType {
        public var queues: Int?
        public var handSize: Int?
        public var queueLengthLimit: Int?

        public init(
            queues: Int? = nil,
            handSize: Int? = nil,
            queueLengthLimit: Int? = nil
        ) {
            self.queues = queues
            self.handSize = handSize
            self.queueLengthLimit = queueLengthLimit
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "queues": self.queues = try reader.optional()
                case "handSize": self.handSize = try reader.optional()
                case "queueLengthLimit": self.queueLengthLimit = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("queues", queues)
            writer.optional("handSize", handSize)
            writer.optional("queueLengthLimit", queueLengthLimit)
            writer.endObject()
        }
    }

    /// `v1.ResourcePolicyRule`.
    public struct ResourcePolicyRule: APIType {
        public var verbs: [String]
        public var apiGroups: [String]
        public var resources: [String]
        public var clusterScope: Bool?
        public var namespaces: [String]

        public init(
            verbs: [String] = [],
            apiGroups: [String] = [],
            resources: [String] = [],
            clusterScope: Bool? = nil,
            namespaces: [String] = []
        ) {
            self.verbs = verbs
            self.apiGroups = apiGroups
            self.resources = resources
            self.clusterScope = clusterScope
            self.namespaces = namespaces
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "verbs": self.verbs = try reader.readArray()
                case "apiGroups": self.apiGroups = try reader.readArray()
                case "resources": self.resources = try reader.readArray()
                case "clusterScope": self.clusterScope = try reader.optional()
                case "namespaces": self.namespaces = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("verbs", verbs)
            writer.required("apiGroups", apiGroups)
            writer.required("resources", resources)
            writer.optional("clusterScope", clusterScope)
            writer.list("namespaces", namespaces)
            writer.endObject()
        }
    }

    /// `v1.ServiceAccountSubject`.
    public struct ServiceAccountSubject: APIType {
        public var namespace: String
        public var name: String

        public init(
            namespace: String = "",
            name: String = ""
        ) {
            self.namespace = namespace
            self.name = name
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "namespace": self.namespace = try reader.value(or: self.namespace)
                case "name": self.name = try reader.value(or: self.name)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("namespace", namespace)
            writer.required("name", name)
            writer.endObject()
        }
    }

    /// `v1.Subject`.
    public struct Subject: APIType {
        public var kind: String
        @Indirect public var user: FlowcontrolV1.UserSubject?
        @Indirect public var group: FlowcontrolV1.GroupSubject?
        @Indirect public var serviceAccount: FlowcontrolV1.ServiceAccountSubject?

        public init(
            kind: String = "",
            user: FlowcontrolV1.UserSubject? = nil,
            group: FlowcontrolV1.GroupSubject? = nil,
            serviceAccount: FlowcontrolV1.ServiceAccountSubject? = nil
        ) {
            self.kind = kind
            self.user = user
            self.group = group
            self.serviceAccount = serviceAccount
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "kind": self.kind = try reader.value(or: self.kind)
                case "user": self.user = try reader.optional()
                case "group": self.group = try reader.optional()
                case "serviceAccount": self.serviceAccount = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", kind)
            writer.optional("user", user)
            writer.optional("group", group)
            writer.optional("serviceAccount", serviceAccount)
            writer.endObject()
        }
    }

    /// `v1.UserSubject`.
    public struct UserSubject: APIType {
        public var name: String

        public init(
            name: String = ""
        ) {
            self.name = name
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.endObject()
        }
    }
}

extension FlowcontrolV1.FlowSchema: KubernetesObject {
    public static let resource = APIResource(
        group: "flowcontrol.apiserver.k8s.io", version: "v1", kind: "FlowSchema", plural: "flowschemas", namespaced: false)
}

extension FlowcontrolV1.PriorityLevelConfiguration: KubernetesObject {
    public static let resource = APIResource(
        group: "flowcontrol.apiserver.k8s.io", version: "v1", kind: "PriorityLevelConfiguration", plural: "prioritylevelconfigurations", namespaced: false)
}
