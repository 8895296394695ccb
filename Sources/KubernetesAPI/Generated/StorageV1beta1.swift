// Made by DistillAPI out of api/; do not edit.

import APISchema
import JSON

/// The types of storage.k8s.io/v1beta1.
public enum StorageV1beta1 {}

extension StorageV1beta1 {
    /// `v1beta1.CSIDriver`, the kind CSIDriver of storage.k8s.io/v1beta1.
    public struct CSIDriver: APIType {
        @Indirect public var metadata: MetaV1.ObjectMeta?
        @Indirect public var spec: StorageV1beta1.CSIDriverSpec?

        public init(
            metadata: MetaV1.ObjectMeta? = nil,
            spec: StorageV1beta1.CSIDriverSpec? = nil
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
            writer.required("kind", "CSIDriver")
            writer.required("apiVersion", "storage.k8s.io/v1beta1")
            writer.optional("metadata", metadata)
            writer.optional("spec", spec)
            writer.endObject()
        }
    }

    /// `v1beta1.CSIDriverSpec`.
    public struct CSIDriverSpec: APIType {
        public var attachRequired: Bool?
        public var podInfoOnMount: Bool?
        public var volumeLifecycleModes: [String]
        public var storageCapacity: Bool?
        public var fsGroupPolicy: String?
        public var tokenRequests: [StorageV1beta1.TokenRequest]
        public var requiresRepublish: Bool?
        public var seLinuxMount: Bool?
        public var nodeAllocatableUpdatePeriodSeconds: Int?
        public var serviceAccountTokenInSecrets: Bool?
        public var preventPodSchedulingIfMissing: Bool?

        public init(
            attachRequired: Bool? = nil,
            podInfoOnMount: Bool? = nil,
            volumeLifecycleModes: [String] = [],
            storageCapacity: Bool? = nil,
            fsGroupPolicy: String? = nil,
            tokenRequests: [StorageV1beta1.TokenRequest] = [],
            requiresRepublish: Bool? = nil,
            seLinuxMount: Bool? = nil,
            nodeAllocatableUpdatePeriodSeconds: Int? = nil,
            serviceAccountTokenInSecrets: Bool? = nil,
            preventPodSchedulingIfMissing: Bool? = nil
        ) {
            self.attachRequired = attachRequired
            self.podInfoOnMount = podInfoOnMount
            self.volumeLifecycleModes = volumeLifecycleModes
            self.storageCapacity = storageCapacity
            self.fsGroupPolicy = fsGroupPolicy
            self.tokenRequests = tokenRequests
            self.requiresRepublish = requiresRepublish
            self.seLinuxMount = seLinuxMount
            self.nodeAllocatableUpdatePeriodSeconds = nodeAllocatableUpdatePeriodSeconds
            self.serviceAccountTokenInSecrets = serviceAccountTokenInSecrets
            self.preventPodSchedulingIfMissing = preventPodSchedulingIfMissing
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "attachRequired": self.attachRequired = try reader.optional()
                case "podInfoOnMount": self.podInfoOnMount = try reader.optional()
                case "volumeLifecycleModes": self.volumeLifecycleModes = try reader.readArray()
                case "storageCapacity": self.storageCapacity = try reader.optional()
                case "fsGroupPolicy": self.fsGroupPolicy = try reader.optional()
                case "tokenRequests": self.tokenRequests = try reader.readArray()
                case "requiresRepublish": self.requiresRepublish = try reader.optional()
                case "seLinuxMount": self.seLinuxMount = try reader.optional()
                case "nodeAllocatableUpdatePeriodSeconds": self.nodeAllocatableUpdatePeriodSeconds = try reader.optional()
                case "serviceAccountTokenInSecrets": self.serviceAccountTokenInSecrets = try reader.optional()
                case "preventPodSchedulingIfMissing": self.preventPodSchedulingIfMissing = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("attachRequired", attachRequired)
            writer.optional("podInfoOnMount", podInfoOnMount)
            writer.list("volumeLifecycleModes", volumeLifecycleModes)
            writer.optional("storageCapacity", storageCapacity)
            writer.optional("fsGroupPolicy", fsGroupPolicy)
            writer.list("tokenRequests", tokenRequests)
            writer.optional("requiresRepublish", requiresRepublish)
            writer.optional("seLinuxMount", seLinuxMount)
            writer.optional("nodeAllocatableUpdatePeriodSeconds", nodeAllocatableUpdatePeriodSeconds)
            writer.optional("serviceAccountTokenInSecrets", serviceAccountTokenInSecrets)
            writer.optional("preventPodSchedulingIfMissing", preventPodSchedulingIfMissing)
            writer.endObject()
        }
    }

    /// `v1beta1.StorageClass`, the kind StorageClass of storage.k8s.io/v1beta1.
    public struct StorageClass: APIType {
        @Indirect public var metadata: MetaV1.ObjectMeta?
        public var provisioner: String?
        public var parameters: [String: String]
        public var reclaimPolicy: String?
        public var mountOptions: [String]
        public var allowVolumeExpansion: Bool?
        public var volumeBindingMode: String?
        public var allowedTopologies: [CoreV1.TopologySelectorTerm]

        public init(
            metadata: MetaV1.ObjectMeta? = nil,
            provisioner: String? = nil,
            parameters: [String: String] = [:],
            reclaimPolicy: String? = nil,
            mountOptions: [String] = [],
            allowVolumeExpansion: Bool? = nil,
            volumeBindingMode: String? = nil,
            allowedTopologies: [CoreV1.TopologySelectorTerm] = []
        ) {
            self.metadata = metadata
            self.provisioner = provisioner
            self.parameters = parameters
            self.reclaimPolicy = reclaimPolicy
            self.mountOptions = mountOptions
            self.allowVolumeExpansion = allowVolumeExpansion
            self.volumeBindingMode = volumeBindingMode
            self.allowedTopologies = allowedTopologies
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metadata": self.metadata = try reader.optional()
                case "provisioner": self.provisioner = try reader.optional()
                case "parameters": self.parameters = try reader.readMap()
                case "reclaimPolicy": self.reclaimPolicy = try reader.optional()
                case "mountOptions": self.mountOptions = try reader.readArray()
                case "allowVolumeExpansion": self.allowVolumeExpansion = try reader.optional()
                case "volumeBindingMode": self.volumeBindingMode = try reader.optional()
                case "allowedTopologies": self.allowedTopologies = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "StorageClass")
            writer.required("apiVersion", "storage.k8s.io/v1beta1")
            writer.optional("metadata", metadata)
            writer.optional("provisioner", provisioner)
            writer.map("parameters", parameters)
            writer.optional("reclaimPolicy", reclaimPolicy)
            writer.list("mountOptions", mountOptions)
            writer.optional("allowVolumeExpansion", allowVolumeExpansion)
            writer.optional("volumeBindingMode", volumeBindingMode)
            writer.list("allowedTopologies", allowedTopologies)
            writer.endObject()
        }
    }

    /// `v1beta1.TokenRequest`.
    public struct TokenRequest: APIType {
        public var audience: String?
        public var expirationSeconds: Int?

        public init(
            audience: String? = nil,
            expirationSeconds: Int? = nil
        ) {
            self.audience = audience
            self.expirationSeconds = expirationSeconds
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "audience": self.audience = try reader.optional()
                case "expirationSeconds": self.expirationSeconds = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("audience", audience)
            writer.optional("expirationSeconds", expirationSeconds)
            writer.endObject()
        }
    }

    /// `v1beta1.VolumeAttachment`, the kind VolumeAttachment of storage.k8s.io/v1beta1.
    public struct VolumeAttachment: APIType {
        @Indirect public var metadata: MetaV1.ObjectMeta?
        @Indirect public var spec: StorageV1beta1.VolumeAttachmentSpec?
        @Indirect public var status: StorageV1beta1.VolumeAttachmentStatus?

        public init(
            metadata: MetaV1.ObjectMeta? = nil,
            spec: StorageV1beta1.VolumeAttachmentSpec? = nil,
            status: StorageV1beta1.VolumeAttachmentStatus? = nil
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
                case "metadata": self.metadata = try reader.optional()
                case "spec": self.spec = try reader.optional()
                case "status": self.status = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "VolumeAttachment")
            writer.required("apiVersion", "storage.k8s.io/v1beta1")
            writer.optional("metadata", metadata)
            writer.optional("spec", spec)
            writer.optional("status", status)
            writer.endObject()
        }
    }

    /// `v1beta1.VolumeAttachmentSource`.
    public struct VolumeAttachmentSource: APIType {
        public var persistentVolumeName: String?
        @Indirect public var inlineVolumeSpec: CoreV1.PersistentVolumeSpec?

        public init(
            persistentVolumeName: String? = nil,
            inlineVolumeSpec: CoreV1.PersistentVolumeSpec? = nil
        ) {
            self.persistentVolumeName = persistentVolumeName
            self.inlineVolumeSpec = inlineVolumeSpec
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "persistentVolumeName": self.persistentVolumeName = try reader.optional()
                case "inlineVolumeSpec": self.inlineVolumeSpec = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("persistentVolumeName", persistentVolumeName)
            writer.optional("inlineVolumeSpec", inlineVolumeSpec)
            writer.endObject()
        }
    }

    /// `v1beta1.VolumeAttachmentSpec`.
    public struct VolumeAttachmentSpec: APIType {
        public var attacher: String?
        @Indirect public var source: StorageV1beta1.VolumeAttachmentSource?
        public var nodeName: String?

        public init(
            attacher: String? = nil,
            source: StorageV1beta1.VolumeAttachmentSource? = nil,
            nodeName: String? = nil
        ) {
            self.attacher = attacher
            self.source = source
            self.nodeName = nodeName
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "attacher": self.attacher = try reader.optional()
                case "source": self.source = try reader.optional()
                case "nodeName": self.nodeName = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("attacher", attacher)
            writer.optional("source", source)
            writer.optional("nodeName", nodeName)
            writer.endObject()
        }
    }

    /// `v1beta1.VolumeAttachmentStatus`.
    public struct VolumeAttachmentStatus: APIType {
        public var attached: Bool?
        public var attachmentMetadata: [String: String]
        @Indirect public var attachError: StorageV1beta1.VolumeError?
        @Indirect public var detachError: StorageV1beta1.VolumeError?

        public init(
            attached: Bool? = nil,
            attachmentMetadata: [String: String] = [:],
            attachError: StorageV1beta1.VolumeError? = nil,
            detachError: StorageV1beta1.VolumeError? = nil
        ) {
            self.attached = attached
            self.attachmentMetadata = attachmentMetadata
            self.attachError = attachError
            self.detachError = detachError
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "attached": self.attached = try reader.optional()
                case "attachmentMetadata": self.attachmentMetadata = try reader.readMap()
                case "attachError": self.attachError = try reader.optional()
                case "detachError": self.detachError = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("attached", attached)
            writer.map("attachmentMetadata", attachmentMetadata)
            writer.optional("attachError", attachError)
            writer.optional("detachError", detachError)
            writer.endObject()
        }
    }

    /// `v1beta1.VolumeAttributesClass`, the kind VolumeAttributesClass of storage.k8s.io/v1beta1.
    public struct VolumeAttributesClass: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var driverName: String
        public var parameters: [String: String]

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            driverName: String = "",
            parameters: [String: String] = [:]
        ) {
            self.metadata = metadata
            self.driverName = driverName
            self.parameters = parameters
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metadata": self.metadata = try reader.value(or: self.metadata)
                case "driverName": self.driverName = try reader.value(or: self.driverName)
                case "parameters": self.parameters = try reader.readMap()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "VolumeAttributesClass")
            writer.required("apiVersion", "storage.k8s.io/v1beta1")
            writer.embedded("metadata", metadata)
            writer.required("driverName", driverName)
            writer.map("parameters", parameters)
            writer.endObject()
        }
    }

    /// `v1beta1.VolumeError`.
    public struct VolumeError: APIType {
        public var time: Time?
        public var message: String?
        public var errorCode: Int?

        public init(
            time: Time? = nil,
            message: String? = nil,
            errorCode: Int? = nil
        ) {
            self.time = time
            self.message = message
            self.errorCode = errorCode
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "time": self.time = try reader.optional()
                case "message": self.message = try reader.optional()
                case "errorCode": self.errorCode = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("time", time)
            writer.optional("message", message)
            writer.optional("errorCode", errorCode)
            writer.endObject()
        }
    }
}

extension StorageV1beta1.VolumeAttributesClass: KubernetesObject {
    public static let resource = APIResource(
        group: "storage.k8s.io", version: "v1beta1", kind: "VolumeAttributesClass", plural: "volumeattributesclasses", namespaced: false)
}
