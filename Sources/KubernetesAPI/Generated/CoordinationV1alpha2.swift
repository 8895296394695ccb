// Made by DistillAPI out of api/; do not edit.

import APISchema
import JSON

/// The types of coordination.k8s.io/v1alpha2.
public enum CoordinationV1alpha2 {}

extension CoordinationV1alpha2 {
    /// `v1alpha2.LeaseCandidate`, the kind LeaseCandidate of coordination.k8s.io/v1alpha2.
    public struct LeaseCandidate: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: CoordinationV1alpha2.LeaseCandidateSpec

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: CoordinationV1alpha2.LeaseCandidateSpec = .init()
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
            writer.required("apiVersion", "coordination.k8s.io/v1alpha2")
            writer.embedded("metadata", metadata)
            writer.required("spec", spec)
            writer.endObject()
        }
    }

    /// `v1alpha2.LeaseCandidateSpec`.
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
}

extension CoordinationV1alpha2.LeaseCandidate: KubernetesObject {
    public static let resource = APIResource(
        group: "coordination.k8s.io", version: "v1alpha2", kind: "LeaseCandidate", plural: "leasecandidates", namespaced: true)
}
