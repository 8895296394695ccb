// Made by DistillAPI out of api/; do not edit.

import APISchema
import JSON

/// The types of scheduling.k8s.io/v1.
public enum SchedulingV1 {}

extension SchedulingV1 {
    /// `v1.PriorityClass`, the kind PriorityClass of scheduling.k8s.io/v1.
    public struct PriorityClass: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var value: Int?
        public var globalDefault: Bool?
        public var description: String?
        public var preemptionPolicy: String?

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            value: Int? = nil,
            globalDefault: Bool? = nil,
            description: String? = nil,
            preemptionPolicy: String? = nil
        ) {
            self.metadata = metadata
            self.value = value
            self.globalDefault = globalDefault
            self.description = description
            self.preemptionPolicy = preemptionPolicy
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metadata": self.metadata = try reader.value(or: self.metadata)
                case "value": self.value = try reader.optional()
                case "globalDefault": self.globalDefault = try reader.optional()
                case "description": self.description = try reader.optional()
                case "preemptionPolicy": self.preemptionPolicy = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "PriorityClass")
            writer.required("apiVersion", "scheduling.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.optional("value", value)
            writer.optional("globalDefault", globalDefault)
            writer.optional("description", description)
            writer.optional("preemptionPolicy", preemptionPolicy)
            writer.endObject()
        }
    }
}

extension SchedulingV1.PriorityClass: KubernetesObject {
    public static let resource = APIResource(
        group: "scheduling.k8s.io", version: "v1", kind: "PriorityClass", plural: "priorityclasses", namespaced: false)
}
