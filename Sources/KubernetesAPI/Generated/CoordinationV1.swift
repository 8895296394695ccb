// Made by DistillAPI out of api/; do not edit.

import APISchema
import JSON

/// The types of coordination.k8s.io/v1.
public enum CoordinationV1 {}

extension CoordinationV1 {
    /// `v1.Lease`, the kind Lease of coordination.k8s.io/v1.
    public struct Lease: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: CoordinationV1.LeaseSpec

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: CoordinationV1.LeaseSpec = .init()
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
            writer.required("kind", "Lease")
            writer.required("apiVersion", "coordination.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.embedded("spec", spec)
            writer.endObject()
        }
    }

    /// `v1.LeaseSpec`.
    public struct LeaseSpec: APIType {
        public var holderIdentity: String?
        public var leaseDurationSeconds: Int?
        public var acquireTime: MicroTime?
        public var renewTime: MicroTime?
        public var leaseTransitions: Int?
        public var strategy: String?
        public var preferredHolder: String?

        public init(
            holderIdentity: String? = nil,
            leaseDurationSeconds: Int? = nil,
            acquireTime: MicroTime? = nil,
            renewTime: MicroTime? = nil,
            leaseTransitions: Int? = nil,
            strategy: String? = nil,
            preferredHolder: String? = nil
        ) {
            self.holderIdentity = holderIdentity
            self.leaseDurationSeconds = leaseDurationSeconds
            self.acquireTime = acquireTime
            self.renewTime = renewTime
            self.leaseTransitions = leaseTransitions
            self.strategy = strategy
            self.preferredHolder = preferredHolder
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "holderIdentity": self.holderIdentity = try reader.optional()
                case "leaseDurationSeconds": self.leaseDurationSeconds = try reader.optional()
                case "acquireTime": self.acquireTime = try reader.optional()
                case "renewTime": self.renewTime = try reader.optional()
                case "leaseTransitions": self.leaseTransitions = try reader.optional()
                case "strategy": self.strategy = try reader.optional()
                case "preferredHolder": self.preferredHolder = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("holderIdentity", holderIdentity)
            writer.optional("leaseDurationSeconds", leaseDurationSeconds)
            writer.optional("acquireTime", acquireTime)
            writer.optional("renewTime", renewTime)
            writer.optional("leaseTransitions", leaseTransitions)
            writer.optional("strategy", strategy)
            writer.optional("preferredHolder", preferredHolder)
            writer.endObject()
        }
    }
}

extension CoordinationV1.Lease: KubernetesObject {
    public static let resource = APIResource(
        group: "coordination.k8s.io", version: "v1", kind: "Lease", plural: "leases", namespaced: true)
}
