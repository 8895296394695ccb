// Made by DistillAPI out of api/; do not edit.

import APISchema
import JSON

/// The types of scheduling.k8s.io/v1alpha2.
public enum SchedulingV1alpha2 {}

extension SchedulingV1alpha2 {
    /// `v1alpha2.BasicSchedulingPolicy`.
    public struct BasicSchedulingPolicy: APIType {

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

    /// `v1alpha2.GangSchedulingPolicy`.
    public struct GangSchedulingPolicy: APIType {
        public var minCount: Int

        public init(
            minCount: Int = 0
        ) {
            self.minCount = minCount
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "minCount": self.minCount = try reader.value(or: self.minCount)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("minCount", minCount)
            writer.endObject()
        }
    }

    /// `v1alpha2.PodGroup`, the kind PodGroup of scheduling.k8s.io/v1alpha2.
    public struct PodGroup: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: SchedulingV1alpha2.PodGroupSpec
        public var status: SchedulingV1alpha2.PodGroupStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: SchedulingV1alpha2.PodGroupSpec = .init(),
            status: SchedulingV1alpha2.PodGroupStatus = .init()
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
            writer.required("kind", "PodGroup")
            writer.required("apiVersion", "scheduling.k8s.io/v1alpha2")
            writer.embedded("metadata", metadata)
            writer.required("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1alpha2.PodGroupResourceClaim`.
    public struct PodGroupResourceClaim: APIType {
        public var name: String
        public var resourceClaimName: String?
        public var resourceClaimTemplateName: String?

        public init(
            name: String = "",
            resourceClaimName: String? = nil,
            resourceClaimTemplateName: String? = nil
        ) {
            self.name = name
            self.resourceClaimName = resourceClaimName
            self.resourceClaimTemplateName = resourceClaimTemplateName
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "resourceClaimName": self.resourceClaimName = try reader.optional()
                case "resourceClaimTemplateName": self.resourceClaimTemplateName = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.optional("resourceClaimName", resourceClaimName)
            writer.optional("resourceClaimTemplateName", resourceClaimTemplateName)
            writer.endObject()
        }
    }

    /// `v1alpha2.PodGroupResourceClaimStatus`.
    public struct PodGroupResourceClaimStatus: APIType {
        public var name: String
        public var resourceClaimName: String?

        public init(
            name: String = "",
            resourceClaimName: String? = nil
        ) {
            self.name = name
            self.resourceClaimName = resourceClaimName
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "resourceClaimName": self.resourceClaimName = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.optional("resourceClaimName", resourceClaimName)
            writer.endObject()
        }
    }

    /// `v1alpha2.PodGroupSchedulingConstraints`.
    public struct PodGroupSchedulingConstraints: APIType {
        public var topology: [SchedulingV1alpha2.TopologyConstraint]

        public init(
            topology: [SchedulingV1alpha2.TopologyConstraint] = []
        ) {
            self.topology = topology
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "topology": self.topology = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("topology", topology)
            writer.endObject()
        }
    }

    /// `v1alpha2.PodGroupSchedulingPolicy`.
    public struct PodGroupSchedulingPolicy: APIType {
        @Indirect public var basic: SchedulingV1alpha2.BasicSchedulingPolicy?
        @Indirect public var gang: SchedulingV1alpha2.GangSchedulingPolicy?

        public init(
            basic: SchedulingV1alpha2.BasicSchedulingPolicy? = nil,
            gang: SchedulingV1alpha2.GangSchedulingPolicy? = nil
        ) {
            self.basic = basic
            self.gang = gang
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "basic": self.basic = try reader.optional()
                case "gang": self.gang = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("basic", basic)
            writer.optional("gang", gang)
            writer.endObject()
        }
    }

    /// `v1alpha2.PodGroupSpec`.
    public struct PodGroupSpec: APIType {
        @Indirect public var podGroupTemplateRef: SchedulingV1alpha2.PodGroupTemplateReference?
        public var schedulingPolicy: SchedulingV1alpha2.PodGroupSchedulingPolicy
        @Indirect public var schedulingConstraints: SchedulingV1alpha2.PodGroupSchedulingConstraints?
        public var resourceClaims: [SchedulingV1alpha2.PodGroupResourceClaim]
        public var disruptionMode: String?
        public var priorityClassName: String?
        public var priority: Int?

        public init(
            podGroupTemplateRef: SchedulingV1alpha2.PodGroupTemplateReference? = nil,
            schedulingPolicy: SchedulingV1alpha2.PodGroupSchedulingPolicy = .init(),
            schedulingConstraints: SchedulingV1alpha2.PodGroupSchedulingConstraints? = nil,
            resourceClaims: [SchedulingV1alpha2.PodGroupResourceClaim] = [],
            disruptionMode: String? = nil,
            priorityClassName: String? = nil,
            priority: Int? = nil
        ) {
            self.podGroupTemplateRef = podGroupTemplateRef
            self.schedulingPolicy = schedulingPolicy
            self.schedulingConstraints = schedulingConstraints
            self.resourceClaims = resourceClaims
            self.disruptionMode = disruptionMode
            self.priorityClassName = priorityClassName
            self.priority = priority
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "podGroupTemplateRef": self.podGroupTemplateRef = try reader.optional()
                case "schedulingPolicy": self.schedulingPolicy = try reader.value(or: self.schedulingPolicy)
                case "schedulingConstraints": self.schedulingConstraints = try reader.optional()
                case "resourceClaims": self.resourceClaims = try reader.readArray()
                case "disruptionMode": self.disruptionMode = try reader.optional()
                case "priorityClassName": self.priorityClassName = try reader.optional()
                case "priority": self.priority = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("podGroupTemplateRef", podGroupTemplateRef)
            writer.required("schedulingPolicy", schedulingPolicy)
            writer.optional("schedulingConstraints", schedulingConstraints)
            writer.list("resourceClaims", resourceClaims)
            writer.optional("disruptionMode", disruptionMode)
            writer.optional("priorityClassName", priorityClassName)
            writer.optional("priority", priority)
            writer.endObject()
        }
    }

    /// `v1alpha2.PodGroupStatus`.
    public struct PodGroupStatus: APIType {
        public var conditions: [MetaV1.Condition]
        public var resourceClaimStatuses: [SchedulingV1alpha2.PodGroupResourceClaimStatus]

        public init(
            conditions: [MetaV1.Condition] = [],
            resourceClaimStatuses: [SchedulingV1alpha2.PodGroupResourceClaimStatus] = []
        ) {
            self.conditions = conditions
            self.resourceClaimStatuses = resourceClaimStatuses
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "conditions": self.conditions = try reader.readArray()
                case "resourceClaimStatuses": self.resourceClaimStatuses = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("conditions", conditions)
            writer.list("resourceClaimStatuses", resourceClaimStatuses)
            writer.endObject()
        }
    }

    /// `v1alpha2.PodGroupTemplate`.
    public struct PodGroupTemplate: APIType {
        public var name: String
        public var schedulingPolicy: SchedulingV1alpha2.PodGroupSchedulingPolicy
        @Indirect public var schedulingConstraints: SchedulingV1alpha2.PodGroupSchedulingConstraints?
        public var resourceClaims: [SchedulingV1alpha2.PodGroupResourceClaim]
        public var disruptionMode: String?
        public var priorityClassName: String?
        public var priority: Int?

        public init(
            name: String = "",
            schedulingPolicy: SchedulingV1alpha2.PodGroupSchedulingPolicy = .init(),
            schedulingConstraints: SchedulingV1alpha2.PodGroupSchedulingConstraints? = nil,
            resourceClaims: [SchedulingV1alpha2.PodGroupResourceClaim] = [],
            disruptionMode: String? = nil,
            priorityClassName: String? = nil,
            priority: Int? = nil
        ) {
            self.name = name
            self.schedulingPolicy = schedulingPolicy
            self.schedulingConstraints = schedulingConstraints
            self.resourceClaims = resourceClaims
            self.disruptionMode = disruptionMode
            self.priorityClassName = priorityClassName
            self.priority = priority
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "schedulingPolicy": self.schedulingPolicy = try reader.value(or: self.schedulingPolicy)
                case "schedulingConstraints": self.schedulingConstraints = try reader.optional()
                case "resourceClaims": self.resourceClaims = try reader.readArray()
                case "disruptionMode": self.disruptionMode = try reader.optional()
                case "priorityClassName": self.priorityClassName = try reader.optional()
                case "priority": self.priority = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.required("schedulingPolicy", schedulingPolicy)
            writer.optional("schedulingConstraints", schedulingConstraints)
            writer.list("resourceClaims", resourceClaims)
            writer.optional("disruptionMode", disruptionMode)
            writer.optional("priorityClassName", priorityClassName)
            writer.optional("priority", priority)
            writer.endObject()
        }
    }

    /// `v1alpha2.PodGroupTemplateReference`.
    public struct PodGroupTemplateReference: APIType {
        @Indirect public var workload: SchedulingV1alpha2.WorkloadPodGroupTemplateReference?

        public init(
            workload: SchedulingV1alpha2.WorkloadPodGroupTemplateReference? = nil
        ) {
            self.workload = workload
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "workload": self.workload = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("workload", workload)
            writer.endObject()
        }
    }

    /// `v1alpha2.TopologyConstraint`.
    public struct TopologyConstraint: APIType {
        public var key: String

        public init(
            key: String = ""
        ) {
            self.key = key
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "key": self.key = try reader.value(or: self.key)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("key", key)
            writer.endObject()
        }
    }

    /// `v1alpha2.TypedLocalObjectReference`.
    public struct TypedLocalObjectReference: APIType {
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

    /// `v1alpha2.Workload`, the kind Workload of scheduling.k8s.io/v1alpha2.
    public struct Workload: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: SchedulingV1alpha2.WorkloadSpec

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: SchedulingV1alpha2.WorkloadSpec = .init()
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
            writer.required("kind", "Workload")
            writer.required("apiVersion", "scheduling.k8s.io/v1alpha2")
            writer.embedded("metadata", metadata)
            writer.required("spec", spec)
            writer.endObject()
        }
    }

    /// `v1alpha2.WorkloadPodGroupTemplateReference`.
    public struct WorkloadPodGroupTemplateReference: APIType {
        public var workloadName: String
        public var podGroupTemplateName: String

        public init(
            workloadName: String = "",
            podGroupTemplateName: String = ""
        ) {
            self.workloadName = workloadName
            self.podGroupTemplateName = podGroupTemplateName
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "workloadName": self.workloadName = try reader.value(or: self.workloadName)
                case "podGroupTemplateName": self.podGroupTemplateName = try reader.value(or: self.podGroupTemplateName)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("workloadName", workloadName)
            writer.required("podGroupTemplateName", podGroupTemplateName)
            writer.endObject()
        }
    }

    /// `v1alpha2.WorkloadSpec`.
    public struct WorkloadSpec: APIType {
        @Indirect public var controllerRef: SchedulingV1alpha2.TypedLocalObjectReference?
        public var podGroupTemplates: [SchedulingV1alpha2.PodGroupTemplate]

        public init(
            controllerRef: SchedulingV1alpha2.TypedLocalObjectReference? = nil,
            podGroupTemplates: [SchedulingV1alpha2.PodGroupTemplate] = []
        ) {
            self.controllerRef = controllerRef
            self.podGroupTemplates = podGroupTemplates
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "controllerRef": self.controllerRef = try reader.optional()
                case "podGroupTemplates": self.podGroupTemplates = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("controllerRef", controllerRef)
            writer.required("podGroupTemplates", podGroupTemplates)
            writer.endObject()
        }
    }
}

extension SchedulingV1alpha2.PodGroup: KubernetesObject {
    public static let resource = APIResource(
        group: "scheduling.k8s.io", version: "v1alpha2", kind: "PodGroup", plural: "podgroups", namespaced: true)
}

extension SchedulingV1alpha2.Workload: KubernetesObject {
    public static let resource = APIResource(
        group: "scheduling.k8s.io", version: "v1alpha2", kind: "Workload", plural: "workloads", namespaced: true)
}
