// Made by DistillAPI out of api/; do not edit.

import APISchema
import JSON

/// The types of internal.apiserver.k8s.io/v1alpha1.
public enum ApiserverinternalV1alpha1 {}

extension ApiserverinternalV1alpha1 {
    /// `v1alpha1.ServerStorageVersion`.
    public struct ServerStorageVersion: APIType {
        public var apiServerID: String
        public var encodingVersion: String
        public var decodableVersions: [String]
        public var servedVersions: [String]

        public init(
            apiServerID: String = "",
            encodingVersion: String = "",
            decodableVersions: [String] = [],
            servedVersions: [String] = []
        ) {
            self.apiServerID = apiServerID
            self.encodingVersion = encodingVersion
            self.decodableVersions = decodableVersions
            self.servedVersions = servedVersions
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "apiServerID": self.apiServerID = try reader.value(or: self.apiServerID)
                case "encodingVersion": self.encodingVersion = try reader.value(or: self.encodingVersion)
                case "decodableVersions": self.decodableVersions = try reader.readArray()
                case "servedVersions": self.servedVersions = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("apiServerID", apiServerID)
            writer.required("encodingVersion", encodingVersion)
            writer.required("decodableVersions", decodableVersions)
            writer.list("servedVersions", servedVersions)
            writer.endObject()
        }
    }

    /// `v1alpha1.StorageVersion`, the kind StorageVersion of internal.apiserver.k8s.io/v1alpha1.
    public struct StorageVersion: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: ApiserverinternalV1alpha1.StorageVersionSpec
        public var status: ApiserverinternalV1alpha1.StorageVersionStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: ApiserverinternalV1alpha1.StorageVersionSpec = .init(),
            status: ApiserverinternalV1alpha1.StorageVersionStatus = .init()
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
            writer.required("kind", "StorageVersion")
            writer.required("apiVersion", "internal.apiserver.k8s.io/v1alpha1")
            writer.required("metadata", metadata)
            writer.required("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1alpha1.StorageVersionCondition`.
    public struct StorageVersionCondition: APIType {
        public var type: String
        public var status: String
        public var observedGeneration: Int?
        public var lastTransitionTime: Time?
        public var reason: String
        public var message: String

        public init(
            type: String = "",
            status: String = "",
            observedGeneration: Int? = nil,
            lastTransitionTime: Time? = nil,
            reason: String = "",
            message: String = ""
        ) {
            self.type = type
            self.status = status
            self.observedGeneration = observedGeneration
            self.lastTransitionTime = lastTransitionTime
            self.reason = reason
            self.message = message
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "type": self.type = try reader.value(or: self.type)
                case "status": self.status = try reader.value(or: self.status)
                case "observedGeneration": self.observedGeneration = try reader.optional()
                case "lastTransitionTime": self.lastTransitionTime = try reader.optional()
                case "reason": self.reason = try reader.value(or: self.reason)
                case "message": self.message = try reader.value(or: self.message)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("type", type)
            writer.required("status", status)
            writer.optional("observedGeneration", observedGeneration)
            writer.optional("lastTransitionTime", lastTransitionTime)
            writer.required("reason", reason)
            writer.required("message", message)
            writer.endObject()
        }
    }

    /// `v1alpha1.StorageVersionSpec`.
    public struct StorageVersionSpec: APIType {

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

    /// `v1alpha1.StorageVersionStatus`.
    public struct StorageVersionStatus: APIType {
        public var storageVersions: [ApiserverinternalV1alpha1.ServerStorageVersion]
        public var commonEncodingVersion: String?
        public var conditions: [ApiserverinternalV1alpha1.StorageVersionCondition]

        public init(
            storageVersions: [ApiserverinternalV1alpha1.ServerStorageVersion] = [],
            commonEncodingVersion: String? = nil,
            conditions: [ApiserverinternalV1alpha1.StorageVersionCondition] = []
        ) {
            self.storageVersions = storageVersions
            self.commonEncodingVersion = commonEncodingVersion
            self.conditions = conditions
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "storageVersions": self.storageVersions = try reader.readArray()
                case "commonEncodingVersion": self.commonEncodingVersion = try reader.optional()
                case "conditions": self.conditions = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("storageVersions", storageVersions)
            writer.optional("commonEncodingVersion", commonEncodingVersion)
            writer.list("conditions", conditions)
            writer.endObject()
        }
    }
}

extension ApiserverinternalV1alpha1.StorageVersion: KubernetesObject {
    public static let resource = APIResource(
        group: "internal.apiserver.k8s.io", version: "v1alpha1", kind: "StorageVersion", plural: "storageversions", namespaced: false)
}
