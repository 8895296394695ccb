// Made by DistillAPI out of api/; do not edit.

import APISchema
import JSON

/// The types of storagemigration.k8s.io/v1beta1.
public enum StoragemigrationV1beta1 {}

extension StoragemigrationV1beta1 {
    /// `v1beta1.StorageVersionMigration`, the kind StorageVersionMigration of storagemigration.k8s.io/v1beta1.
    public struct StorageVersionMigration: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: StoragemigrationV1beta1.StorageVersionMigrationSpec
        public var status: StoragemigrationV1beta1.StorageVersionMigrationStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: StoragemigrationV1beta1.StorageVersionMigrationSpec = .init(),
            status: StoragemigrationV1beta1.StorageVersionMigrationStatus = .init()
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
            writer.required("kind", "StorageVersionMigration")
            writer.required("apiVersion", "storagemigration.k8s.io/v1beta1")
            writer.embedded("metadata", metadata)
            writer.embedded("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1beta1.StorageVersionMigrationSpec`.
    public struct StorageVersionMigrationSpec: APIType {
        public var resource: MetaV1.GroupResource

        public init(
            resource: MetaV1.GroupResource = .init()
        ) {
            self.resource = resource
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "resource": self.resource = try reader.value(or: self.resource)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("resource", resource)
            writer.endObject()
        }
    }

    /// `v1beta1.StorageVersionMigrationStatus`.
    public struct StorageVersionMigrationStatus: APIType {
        public var conditions: [MetaV1.Condition]
        public var resourceVersion: String?

        public init(
            conditions: [MetaV1.Condition] = [],
            resourceVersion: String? = nil
        ) {
            self.conditions = conditions
            self.resourceVersion = resourceVersion
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "conditions": self.conditions = try reader.readArray()
                case "resourceVersion": self.resourceVersion = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("conditions", conditions)
            writer.optional("resourceVersion", resourceVersion)
            writer.endObject()
        }
    }
}

extension StoragemigrationV1beta1.StorageVersionMigration: KubernetesObject {
    public static let resource = APIResource(
        group: "storagemigration.k8s.io", version: "v1beta1", kind: "StorageVersionMigration", plural: "storageversionmigrations", namespaced: false)
}
