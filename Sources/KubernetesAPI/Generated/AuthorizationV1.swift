// Made by DistillAPI out of api/; do not edit.

import APISchema
import JSON

/// The types of authorization.k8s.io/v1.
public enum AuthorizationV1 {}

extension AuthorizationV1 {
    /// `v1.FieldSelectorAttributes`.
    public struct FieldSelectorAttributes: APIType {
        public var rawSelector: String?
        public var requirements: [MetaV1.FieldSelectorRequirement]

        public init(
            rawSelector: String? = nil,
            requirements: [MetaV1.FieldSelectorRequirement] = []
        ) {
            self.rawSelector = rawSelector
            self.requirements = requirements
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "rawSelector": self.rawSelector = try reader.optional()
                case "requirements": self.requirements = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("rawSelector", rawSelector)
            writer.list("requirements", requirements)
            writer.endObject()
        }
    }

    /// `v1.LabelSelectorAttributes`.
    public struct LabelSelectorAttributes: APIType {
        public var rawSelector: String?
        public var requirements: [MetaV1.LabelSelectorRequirement]

        public init(
            rawSelector: String? = nil,
            requirements: [MetaV1.LabelSelectorRequirement] = []
        ) {
            self.rawSelector = rawSelector
            self.requirements = requirements
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "rawSelector": self.rawSelector = try reader.optional()
                case "requirements": self.requirements = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("rawSelector", rawSelector)
            writer.list("requirements", requirements)
            writer.endObject()
        }
    }

    /// `v1.LocalSubjectAccessReview`, the kind LocalSubjectAccessReview of authorization.k8s.io/v1.
    public struct LocalSubjectAccessReview: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: AuthorizationV1.SubjectAccessReviewSpec
        public var status: AuthorizationV1.SubjectAccessReviewStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: AuthorizationV1.SubjectAccessReviewSpec = .init(),
            status: AuthorizationV1.SubjectAccessReviewStatus = .init()
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
            writer.required("kind", "LocalSubjectAccessReview")
            writer.required("apiVersion", "authorization.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.required("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1.NonResourceAttributes`.
    public struct NonResourceAttributes: APIType {
        public var path: String?
        public var verb: String?

        public init(
            path: String? = nil,
            verb: String? = nil
        ) {
            self.path = path
            self.verb = verb
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "path": self.path = try reader.optional()
                case "verb": self.verb = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("path", path)
            writer.optional("verb", verb)
            writer.endObject()
        }
    }

    /// `v1.NonResourceRule`.
    public struct NonResourceRule: APIType {
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
            writer.list("nonResourceURLs", nonResourceURLs)
            writer.endObject()
        }
    }

    /// `v1.ResourceAttributes`.
    public struct ResourceAttributes: APIType {
        public var namespace: String?
        public var verb: String?
        public var group: String?
        public var version: String?
        public var resource: String?
        public var subresource: String?
        public var name: String?
        @Indirect public var fieldSelector: AuthorizationV1.FieldSelectorAttributes?
        @Indirect public var labelSelector: AuthorizationV1.LabelSelectorAttributes?

        public init(
            namespace: String? = nil,
            verb: String? = nil,
            group: String? = nil,
            version: String? = nil,
            resource: String? = nil,
            subresource: String? = nil,
            name: String? = nil,
            fieldSelector: AuthorizationV1.FieldSelectorAttributes? = nil,
            labelSelector: AuthorizationV1.LabelSelectorAttributes? = nil
        ) {
            self.namespace = namespace
            self.verb = verb
            self.group = group
            self.version = version
            self.resource = resource
            self.subresource = subresource
            self.name = name
            self.fieldSelector = fieldSelector
            self.labelSelector = labelSelector
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "namespace": self.namespace = try reader.optional()
                case "verb": self.verb = try reader.optional()
                case "group": self.group = try reader.optional()
                case "version": self.version = try reader.optional()
                case "resource": self.resource = try reader.optional()
                case "subresource": self.subresource = try reader.optional()
                case "name": self.name = try reader.optional()
                case "fieldSelector": self.fieldSelector = try reader.optional()
                case "labelSelector": self.labelSelector = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("namespace", namespace)
            writer.optional("verb", verb)
            writer.optional("group", group)
            writer.optional("version", version)
            writer.optional("resource", resource)
            writer.optional("subresource", subresource)
            writer.optional("name", name)
            writer.optional("fieldSelector", fieldSelector)
            writer.optional("labelSelector", labelSelector)
            writer.endObject()
        }
    }

    /// `v1.ResourceRule`.
    public struct ResourceRule: APIType {
        public var verbs: [String]
        public var apiGroups: [String]
        public var resources: [String]
        public var resourceNames: [String]

        public init(
            verbs: [String] = [],
            apiGroups: [String] = [],
            resources: [String] = [],
            resourceNames: [String] = []
        ) {
            self.verbs = verbs
            self.apiGroups = apiGroups
            self.resources = resources
            self.resourceNames = resourceNames
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
            writer.endObject()
        }
    }

    /// `v1.SelfSubjectAccessReview`, the kind SelfSubjectAccessReview of authorization.k8s.io/v1.
    public struct SelfSubjectAccessReview: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: AuthorizationV1.SelfSubjectAccessReviewSpec
        public var status: AuthorizationV1.SubjectAccessReviewStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: AuthorizationV1.SelfSubjectAccessReviewSpec = .init(),
            status: AuthorizationV1.SubjectAccessReviewStatus = .init()
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
            writer.required("kind", "SelfSubjectAccessReview")
            writer.required("apiVersion", "authorization.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.required("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1.SelfSubjectAccessReviewSpec`.
    public struct SelfSubjectAccessReviewSpec: APIType {
        @Indirect public var resourceAttributes: AuthorizationV1.ResourceAttributes?
        @Indirect public var nonResourceAttributes: AuthorizationV1.NonResourceAttributes?

        public init(
            resourceAttributes: AuthorizationV1.ResourceAttributes? = nil,
            nonResourceAttributes: AuthorizationV1.NonResourceAttributes? = nil
        ) {
            self.resourceAttributes = resourceAttributes
            self.nonResourceAttributes = nonResourceAttributes
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "resourceAttributes": self.resourceAttributes = try reader.optional()
                case "nonResourceAttributes": self.nonResourceAttributes = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("resourceAttributes", resourceAttributes)
            writer.optional("nonResourceAttributes", nonResourceAttributes)
            writer.endObject()
        }
    }

    /// `v1.SelfSubjectRulesReview`, the kind SelfSubjectRulesReview of authorization.k8s.io/v1.
    public struct SelfSubjectRulesReview: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: AuthorizationV1.SelfSubjectRulesReviewSpec
        public var status: AuthorizationV1.SubjectRulesReviewStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: AuthorizationV1.SelfSubjectRulesReviewSpec = .init(),
            status: AuthorizationV1.SubjectRulesReviewStatus = .init()
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
            writer.required("kind", "SelfSubjectRulesReview")
            writer.required("apiVersion", "authorization.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.required("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1.SelfSubjectRulesReviewSpec`.
    public struct SelfSubjectRulesReviewSpec: APIType {
        public var namespace: String?

        public init(
            namespace: String? = nil
        ) {
            self.namespace = namespace
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "namespace": self.namespace = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("namespace", namespace)
            writer.endObject()
        }
    }

    /// `v1.SubjectAccessReview`, the kind SubjectAccessReview of authorization.k8s.io/v1.
    public struct SubjectAccessReview: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: AuthorizationV1.SubjectAccessReviewSpec
        public var status: AuthorizationV1.SubjectAccessReviewStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: AuthorizationV1.SubjectAccessReviewSpec = .init(),
            status: AuthorizationV1.SubjectAccessReviewStatus = .init()
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
            writer.required("kind", "SubjectAccessReview")
            writer.required("apiVersion", "authorization.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.required("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1.SubjectAccessReviewSpec`.
    public struct SubjectAccessReviewSpec: APIType {
        @Indirect public var resourceAttributes: AuthorizationV1.ResourceAttributes?
        @Indirect public var nonResourceAttributes: AuthorizationV1.NonResourceAttributes?
        public var user: String?
        public var groups: [String]
        public var extra: [String: [String]]
        public var uid: String?

        public init(
            resourceAttributes: AuthorizationV1.ResourceAttributes? = nil,
            nonResourceAttributes: AuthorizationV1.NonResourceAttributes? = nil,
            user: String? = nil,
            groups: [String] = [],
            extra: [String: [String]] = [:],
            uid: String? = nil
        ) {
            self.resourceAttributes = resourceAttributes
            self.nonResourceAttributes = nonResourceAttributes
            self.user = user
            self.groups = groups
            self.extra = extra
            self.uid = uid
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "resourceAttributes": self.resourceAttributes = try reader.optional()
                case "nonResourceAttributes": self.nonResourceAttributes = try reader.optional()
                case "user": self.user = try reader.optional()
                case "groups": self.groups = try reader.readArray()
                case "extra": self.extra = try reader.readMap()
                case "uid": self.uid = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("resourceAttributes", resourceAttributes)
            writer.optional("nonResourceAttributes", nonResourceAttributes)
            writer.optional("user", user)
            writer.list("groups", groups)
            writer.map("extra", extra)
            writer.optional("uid", uid)
            writer.endObject()
        }
    }

    /// `v1.SubjectAccessReviewStatus`.
    public struct SubjectAccessReviewStatus: APIType {
        public var allowed: Bool
        public var denied: Bool?
        public var reason: String?
        public var evaluationError: String?

        public init(
            allowed: Bool = false,
            denied: Bool? = nil,
            reason: String? = nil,
            evaluationError: String? = nil
        ) {
            self.allowed = allowed
            self.denied = denied
            self.reason = reason
            self.evaluationError = evaluationError
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "allowed": self.allowed = try reader.value(or: self.allowed)
                case "denied": self.denied = try reader.optional()
                case "reason": self.reason = try reader.optional()
                case "evaluationError": self.evaluationError = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("allowed", allowed)
            writer.optional("denied", denied)
            writer.optional("reason", reason)
            writer.optional("evaluationError", evaluationError)
            writer.endObject()
        }
    }

    /// `v1.SubjectRulesReviewStatus`.
    public struct SubjectRulesReviewStatus: APIType {
        public var resourceRules: [AuthorizationV1.ResourceRule]
        public var nonResourceRules: [AuthorizationV1.NonResourceRule]
        public var incomplete: Bool
        public var evaluationError: String?

        public init(
            resourceRules: [AuthorizationV1.ResourceRule] = [],
            nonResourceRules: [AuthorizationV1.NonResourceRule] = [],
            incomplete: Bool = false,
            evaluationError: String? = nil
        ) {
            self.resourceRules = resourceRules
            self.nonResourceRules = nonResourceRules
            self.incomplete = incomplete
            self.evaluationError = evaluationError
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "resourceRules": self.resourceRules = try reader.readArray()
                case "nonResourceRules": self.nonResourceRules = try reader.readArray()
                case "incomplete": self.incomplete = try reader.value(or: self.incomplete)
                case "evaluationError": self.evaluationError = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("resourceRules", resourceRules)
            writer.required("nonResourceRules", nonResourceRules)
            writer.required("incomplete", incomplete)
            writer.optional("evaluationError", evaluationError)
            writer.endObject()
        }
    }
}

extension AuthorizationV1.LocalSubjectAccessReview: KubernetesObject {
    public static let resource = APIResource(
        group: "authorization.k8s.io", version: "v1", kind: "LocalSubjectAccessReview", plural: "localsubjectaccessreviews", namespaced: true)
}

extension AuthorizationV1.SelfSubjectAccessReview: KubernetesObject {
    public static let resource = APIResource(
        group: "authorization.k8s.io", version: "v1", kind: "SelfSubjectAccessReview", plural: "selfsubjectaccessreviews", namespaced: false)
}

extension AuthorizationV1.SelfSubjectRulesReview: KubernetesObject {
    public static let resource = APIResource(
        group: "authorization.k8s.io", version: "v1", kind: "SelfSubjectRulesReview", plural: "selfsubjectrulesreviews", namespaced: false)
}

extension AuthorizationV1.SubjectAccessReview: KubernetesObject {
    public static let resource = APIResource(
        group: "authorization.k8s.io", version: "v1", kind: "SubjectAccessReview", plural: "subjectaccessreviews", namespaced: false)
}
