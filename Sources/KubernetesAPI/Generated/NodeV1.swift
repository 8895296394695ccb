// Made by DistillAPI out of api/; do not edit.

import APISchema
import JSON

/// The types of node.k8s.io/v1.
public enum NodeV1 {}

extension NodeV1 {
    /// `v1.Overhead`.
    public struct Overhead: APIType {
        public var podFixed: [String: Quantity]

        public init(
            podFixed: [String: Quantity] = [:]
        ) {
            self.podFixed = podFixed
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "podFixed": self.podFixed = try reader.readMap()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.map("podFixed", podFixed)
            writer.endObject()
        }
    }

    /// `v1.RuntimeClass`, the kind RuntimeClass of node.k8s.io/v1.
    public struct RuntimeClass: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var handler: String
        @Indirect public var overhead: NodeV1.Overhead?
        @Indirect public var scheduling: NodeV1.Scheduling?

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            handler: String = "",
            overhead: NodeV1.Overhead? = nil,
            scheduling: NodeV1.Scheduling? = nil
        ) {
            self.metadata = metadata
            self.handler = handler
            self.overhead = overhead
            self.scheduling = scheduling
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metadata": self.metadata = try reader.value(or: self.metadata)
                case "handler": self.handler = try reader.value(or: self.handler)
                case "overhead": self.overhead = try reader.optional()
                case "scheduling": self.scheduling = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "RuntimeClass")
            writer.required("apiVersion", "node.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.required("handler", handler)
            writer.optional("overhead", overhead)
            writer.optional("scheduling", scheduling)
            writer.endObject()
        }
    }

    /// `v1.Scheduling`.
    public struct Scheduling: APIType {
        public var nodeSelector: [String: String]
        public var tolerations: [CoreV1.Toleration]

        public init(
            nodeSelector: [String: String] = [:],
            tolerations: [CoreV1.Toleration] = []
        ) {
            self.nodeSelector = nodeSelector
            self.tolerations = tolerations
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "nodeSelector": self.nodeSelector = try reader.readMap()
                case "tolerations": self.tolerations = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.map("nodeSelector", nodeSelector)
            writer.list("tolerations", tolerations)
            writer.endObject()
        }
    }
}

extension NodeV1.RuntimeClass: KubernetesObject {
    public static let resource = APIResource(
        group: "node.k8s.io", version: "v1", kind: "RuntimeClass", plural: "runtimeclasses", namespaced: false)
}
