// Made by DistillAPI out of api/; do not edit.

import APISchema
import JSON

/// The types of policy/v1.
public enum PolicyV1 {}

extension PolicyV1 {
    /// `v1.Eviction`, the kind Eviction of policy/v1.
    public struct Eviction: APIType {
        public var metadata: MetaV1.ObjectMeta
        @Indirect public var deleteOptions: MetaV1.DeleteOptions?

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            deleteOptions: MetaV1.DeleteOptions? = nil
        ) {
            self.metadata = metadata
            self.deleteOptions = deleteOptions
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metadata": self.metadata = try reader.value(or: self.metadata)
                case "deleteOptions": self.deleteOptions = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "Eviction")
            writer.required("apiVersion", "policy/v1")
            writer.embedded("metadata", metadata)
            writer.optional("deleteOptions", deleteOptions)
            writer.endObject()
        }
    }

    /// `v1.PodDisruptionBudget`, the kind PodDisruptionBudget of policy/v1.
    public struct PodDisruptionBudget: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: PolicyV1.PodDisruptionBudgetSpec
        public var status: PolicyV1.PodDisruptionBudgetStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: PolicyV1.PodDisruptionBudgetSpec = .init(),
            status: PolicyV1.PodDisruptionBudgetStatus = .init()
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
            writer.required("kind", "PodDisruptionBudget")
            writer.required("apiVersion", "policy/v1")
            writer.embedded("metadata", metadata)
            writer.embedded("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1.PodDisruptionBudgetSpec`.
    public struct PodDisruptionBudgetSpec: APIType {
        public var minAvailable: IntOrString?
        @Indirect public var selector: MetaV1.LabelSelector?
        public var maxUnavailable: IntOrString?
        public var unhealthyPodEvictionPolicy: String?

        public init(
            minAvailable: IntOrString? = nil,
            selector: MetaV1.LabelSelector? = nil,
            maxUnavailable: IntOrString? = nil,
            unhealthyPodEvictionPolicy: String? = nil
        ) {
            self.minAvailable = minAvailable
            self.selector = selector
            self.maxUnavailable = maxUnavailable
            self.unhealthyPodEvictionPolicy = unhealthyPodEvictionPolicy
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "minAvailable": self.minAvailable = try reader.optional()
                case "selector": self.selector = try reader.optional()
                case "maxUnavailable": self.maxUnavailable = try reader.optional()
                case "unhealthyPodEvictionPolicy": self.unhealthyPodEvictionPolicy = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("minAvailable", minAvailable)
            writer.optional("selector", selector)
            writer.optional("maxUnavailable", maxUnavailable)
            writer.optional("unhealthyPodEvictionPolicy", unhealthyPodEvictionPolicy)
            writer.endObject()
        }
    }

    /// `v1.PodDisruptionBudgetStatus`.
    public struct PodDisruptionBudgetStatus: APIType {
        public var observedGeneration: Int?
        public var disruptedPods: [String: Time]
        public var disruptionsAllowed: Int?
        public var currentHealthy: Int?
        public var desiredHealthy: Int?
        public var expectedPods: Int?
        public var conditions: [MetaV1.Condition]

        public init(
            observedGeneration: Int? = nil,
            disruptedPods: [String: Time] = [:],
            disruptionsAllowed: Int? = nil,
            currentHealthy: Int? = nil,
            desiredHealthy: Int? = nil,
            expectedPods: Int? = nil,
            conditions: [MetaV1.Condition] = []
        ) {
            self.observedGeneration = observedGeneration
            self.disruptedPods = disruptedPods
            self.disruptionsAllowed = disruptionsAllowed
            self.currentHealthy = currentHealthy
            self.desiredHealthy = desiredHealthy
            self.expectedPods = expectedPods
            self.conditions = conditions
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "observedGeneration": self.observedGeneration = try reader.optional()
                case "disruptedPods": self.disruptedPods = try reader.readMap()
                case "disruptionsAllowed": self.disruptionsAllowed = try reader.optional()
                case "currentHealthy": self.currentHealthy = try reader.optional()
                case "desiredHealthy": self.desiredHealthy = try reader.optional()
                case "expectedPods": self.expectedPods = try reader.optional()
                case "conditions": self.conditions = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("observedGeneration", observedGeneration)
            writer.map("disruptedPods", disruptedPods)
            writer.optional("disruptionsAllowed", disruptionsAllowed)
            writer.optional("currentHealthy", currentHealthy)
            writer.optional("desiredHealthy", desiredHealthy)
            writer.optional("expectedPods", expectedPods)
            writer.list("conditions", conditions)
            writer.endObject()
        }
    }
}

extension PolicyV1.PodDisruptionBudget: KubernetesObject {
    public static let resource = APIResource(
        group: "policy", version: "v1", kind: "PodDisruptionBudget", plural: "poddisruptionbudgets", namespaced: true)
}
