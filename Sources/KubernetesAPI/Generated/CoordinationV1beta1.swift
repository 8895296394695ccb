// Made by DistillAPI out of api/; do not edit.

import APISchema
import JSON

/// The types of coordination.k8s.io/v1beta1.
public enum CoordinationV1beta1 {}

extension CoordinationV1beta1 {
    /// `v1beta1.Lease`, the kind Lease of coordination.k8s.io/v1beta1.
    public struct Lease: APIType {
        @Indirect public var metadata: MetaV1.ObjectMeta?
        @Indirect public var spec: CoordinationV1beta1.LeaseSpec?

        public init(
            metadata: MetaV1.ObjectMeta? = nil,
            spec: CoordinationV1beta1.LeaseSpec? = nil
        ) {
            self.metadata = metadata
            self.spec = spec
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metadata": self.metadata = try reader.optional()
                case "spec": self.spec = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "Lease")
            writer.required("apiVersion", "coordination.k8s.io/v1beta1")
            writer.optional("metadata", metadata)
            writer.optional("spec", spec)
            writer.endObject()
        }
    }

    /// `v1beta1.LeaseCandidate`, the kind LeaseCandidate of coordination.k8s.io/v1beta1.
    public struct LeaseCandidate: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: CoordinationV1beta1.LeaseCandidateSpec

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: CoordinationV1beta1.LeaseCandidateSpec = .init()
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
            writer.required("kind", "LeaseCandidate")
            writer.required("apiVersion", "coordination.k8s.io/v1beta1")
            writer.embedded("metadata", metadata)
            writer.required("spec", spec)
            writer.endObject()
        }
    }

    /// `v1beta1.LeaseCandidateSpec`.
    public struct LeaseCandidateSpec: APIType {
        public var leaseName: String
        public var pingTime: MicroTime?
        public var renewTime: MicroTime?
        public var binaryVersion: String
        public var emulationVersion: String?
        public var strategy: String

        public init(
            leaseName: String = "",
            pingTime: MicroTime? = nil,
            renewTime: MicroTime? = nil,
            binaryVersion: String = "",
            emulationVersion: String? = nil,
            strategy: String = ""
        ) {
            self.leaseName = leaseName
            self.pingTime = pingTime
            self.renewTime = renewTime
            self.binaryVersion = binaryVersion
            self.emulationVersion = emulationVersion
            self.strategy = strategy
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "leaseName": self.leaseName = try reader.value(or: self.leaseName)
                case "pingTime": self.pingTime = try reader.optional()
                case "renewTime": self.renewTime = try reader.optional()
                case "binaryVersion": self.binaryVersion = try reader.value(or: self.binaryVersion)
                case "emulationVersion": self.emulationVersion = try reader.optional()
                case "strategy": self.strategy = try reader.value(or: self.strategy)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("leaseName", leaseName)
            writer.optional("pingTime", pingTime)
            writer.optional("renewTime", renewTime)
            writer.required("binaryVersion", binaryVersion)
            writer.optional("emulationVersion", emulationVersion)
            writer.required("strategy", strategy)
            writer.endObject()
        }
    }

    /// `v1beta1.LeaseSpec`.
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

extension CoordinationV1beta1.LeaseCandidate: KubernetesObject {
    public static let resource = APIResource(
        group: "coordination.k8s.io", version: "v1beta1", kind: "LeaseCandidate", plural: "leasecandidates", namespaced: true)
}
