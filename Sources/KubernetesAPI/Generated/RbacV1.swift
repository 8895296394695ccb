// Made by DistillAPI out of api/; do not edit.

import APISchema
import JSON

/// The types of rbac.authorization.k8s.io/v1.
public enum RbacV1 {}

extension RbacV1 {
    /// `v1.AggregationRule`.
    public struct AggregationRule: APIType {
        public var clusterRoleSelectors: [MetaV1.LabelSelector]

        public init(
            clusterRoleSelectors: [MetaV1.LabelSelector] = []
        ) {
            self.clusterRoleSelectors = clusterRoleSelectors
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "clusterRoleSelectors": self.clusterRoleSelectors = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("clusterRoleSelectors", clusterRoleSelectors)
            writer.endObject()
        }
    }

    /// `v1.ClusterRole`, the kind ClusterRole of rbac.authorization.k8s.io/v1.
    public struct ClusterRole: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var rules: [RbacV1.PolicyRule]
        @Indirect public var aggregationRule: RbacV1.AggregationRule?

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            rules: [RbacV1.PolicyRule] = [],
            aggregationRule: RbacV1.AggregationRule? = nil
        ) {
            self.metadata = metadata
            self.rules = rules
            self.aggregationRule = aggregationRule
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metadata": self.metadata = try reader.value(or: self.metadata)
                case "rules": self.rules = try reader.readArray()
                case "aggregationRule": self.aggregationRule = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "ClusterRole")
            writer.required("apiVersion", "rbac.authorization.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.list("rules", rules)
            writer.optional("aggregationRule", aggregationRule)
            writer.endObject()
        }
    }

    /// `v1.ClusterRoleBinding`, the kind ClusterRoleBinding of rbac.authorization.k8s.io/v1.
    public struct ClusterRoleBinding: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var subjects: [RbacV1.Subject]
        public var roleRef: RbacV1.RoleRef

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            subjects: [RbacV1.Subject] = [],
            roleRef: RbacV1.RoleRef = .init()
        ) {
            self.metadata = metadata
            self.subjects = subjects
            self.roleRef = roleRef
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metadata": self.metadata = try reader.value(or: self.metadata)
                case "subjects": self.subjects = try reader.readArray()
                case "roleRef": self.roleRef = try reader.value(or: self.roleRef)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "ClusterRoleBinding")
            writer.required("apiVersion", "rbac.authorization.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.list("subjects", subjects)
            writer.required("roleRef", roleRef)
            writer.endObject()
        }
    }

    /// `v1.PolicyRule`.
    public struct PolicyRule: APIType {
        public var verbs: [String]
        public var apiGroups: [String]
        public var resources: [String]
        public var resourceNames: [String]
        public var nonResourceURLs: [String]

        public init(
            verbs: [String] = [],
            apiGroups: [String] = [],
            resources: [String] = [],
            resourceNames: [String] = [],
            nonResourceURLs: [String] = []
        ) {
            self.verbs = verbs
            self.apiGroups = apiGroups
            self.resources = resources
            self.resourceNames = resourceNames
            self.nonResourceURLs = nonResourceURLs
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "verbs": self.verbs = try reader.readArray()
                case "apiGroups": self.apiGroups = try reader.readArray()
                case "resources": self.resources = try reader.readArray()
                case "resourceNames": self.resourceNames = try reader.readArray()
                case "nonResourceURLs": self.nonResourceURLs = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("verbs", verbs)
            writer.list("apiGroups", apiGroups)
            writer.list("resources", resources)
            writer.list("resourceNames", resourceNames)
            writer.list("nonResourceURLs", nonResourceURLs)
            writer.endObject()
        }
    }

    /// `v1.Role`, the kind Role of rbac.authorization.k8s.io/v1.
    public struct Role: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var rules: [RbacV1.PolicyRule]

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            rules: [RbacV1.PolicyRule] = []
        ) {
            self.metadata = metadata
            self.rules = rules
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metadata": self.metadata = try reader.value(or: self.metadata)
                case "rules": self.rules = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "Role")
            writer.required("apiVersion", "rbac.authorization.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.list("rules", rules)
            writer.endObject()
        }
    }

    /// `v1.RoleBinding`, the kind RoleBinding of rbac.authorization.k8s.io/v1.
    public struct RoleBinding: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var subjects: [RbacV1.Subject]
        public var roleRef: RbacV1.RoleRef

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            subjects: [RbacV1.Subject] = [],
            roleRef: RbacV1.RoleRef = .init()
        ) {
            self.metadata = metadata
            self.subjects = subjects
            self.roleRef = roleRef
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metadata": self.metadata = try reader.value(or: self.metadata)
                case "subjects": self.subjects = try reader.readArray()
                case "roleRef": self.roleRef = try reader.value(or: self.roleRef)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "RoleBinding")
            writer.required("apiVersion", "rbac.authorization.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.list("subjects", subjects)
            writer.required("roleRef", roleRef)
            writer.endObject()
        }
    }

    /// `v1.RoleRef`.
    public struct RoleRef: APIType {
        public var apiGroup: String?
        public var kind: String
        public var name: String

        public init(
            apiGroup: String? = nil,
            kind: String = "",
            name: String = ""
        ) {
            self.apiGroup = apiGroup
            self.kind = kind
            self.name = name
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "apiGroup": self.apiGroup = try reader.optional()
                case "kind": self.kind = try reader.value(or: self.kind)
                case "name": self.name = try reader.value(or: self.name)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("apiGroup", apiGroup)
            writer.required("kind", kind)
            writer.required("name", name)
            writer.endObject()
        }
    }

    /// `v1.Subject`.
    public struct Subject: APIType {
        public var kind: String
        public var apiGroup: String?
        public var name: String
        public var namespace: String?

        public init(
            kind: String = "",
            apiGroup: String? = nil,
            name: String = "",
            namespace: String? = nil
        ) {
            self.kind = kind
            self.apiGroup = apiGroup
            self.name = name
            self.namespace = namespace
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "kind": self.kind = try reader.value(or: self.kind)
                case "apiGroup": self.apiGroup = try reader.optional()
                case "name": self.name = try reader.value(or: self.name)
                case "namespace": self.namespace = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", kind)
            writer.optional("apiGroup", apiGroup)
            writer.required("name", name)
            writer.optional("namespace", namespace)
            writer.endObject()
        }
    }
}

extension RbacV1.ClusterRoleBinding: KubernetesObject {
    public static let resource = APIResource(
        group: "rbac.authorization.k8s.io", version: "v1", kind: "ClusterRoleBinding", plural: "clusterrolebindings", namespaced: false)
}

extension RbacV1.ClusterRole: KubernetesObject {
    public static let resource = APIResource(
        group: "rbac.authorization.k8s.io", version: "v1", kind: "ClusterRole", plural: "clusterroles", namespaced: false)
}

extension RbacV1.RoleBinding: KubernetesObject {
    public static let resource = APIResource(
        group: "rbac.authorization.k8s.io", version: "v1", kind: "RoleBinding", plural: "rolebindings", namespaced: true)
}

extension RbacV1.Role: KubernetesObject {
    public static let resource = APIResource(
        group: "rbac.authorization.k8s.io", version: "v1", kind: "Role", plural: "roles", namespaced: true)
}
