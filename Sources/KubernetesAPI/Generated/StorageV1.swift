// Made by DistillAPI out of api/; do not edit.

import APISchema
import JSON

/// The types of storage.k8s.io/v1.
public enum StorageV1 {}

extension StorageV1 {
    /// `v1.CSIDriver`, the kind CSIDriver of storage.k8s.io/v1.
    public struct CSIDriver: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: StorageV1.CSIDriverSpec

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: StorageV1.CSIDriverSpec = .init()
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
            writer.required("kind", "CSIDriver")
            writer.required("apiVersion", "storage.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.required("spec", spec)
            writer.endObject()
        }
    }

    /// `v1.CSIDriverSpec`.
    public struct CSIDriverSpec: APIType {
        public var attachRequired: Bool?
        public var podInfoOnMount: Bool?
        public var volumeLifecycleModes: [String]
        public var storageCapacity: Bool?
        public var fsGroupPolicy: String?
        public var tokenRequests: [StorageV1.TokenRequest]
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
            tokenRequests: [StorageV1.TokenRequest] = [],
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

    /// `v1.CSINode`, the kind CSINode of storage.k8s.io/v1.
    public struct CSINode: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: StorageV1.CSINodeSpec

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: StorageV1.CSINodeSpec = .init()
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
            writer.required("kind", "CSINode")
            writer.required("apiVersion", "storage.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.required("spec", spec)
            writer.endObject()
        }
    }

    /// `v1.CSINodeDriver`.
    public struct CSINodeDriver: APIType {
        public var name: String
        public var nodeID: String
        public var topologyKeys: [String]
        @Indirect public var allocatable: StorageV1.VolumeNodeResources?

        public init(
            name: String = "",
            nodeID: String = "",
            topologyKeys: [String] = [],
            allocatable: StorageV1.VolumeNodeResources? = nil
        ) {
            self.name = name
            self.nodeID = nodeID
            self.topologyKeys = topologyKeys
            self.allocatable = allocatable
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "nodeID": self.nodeID = try reader.value(or: self.nodeID)
                case "topologyKeys": self.topologyKeys = try reader.readArray()
                case "allocatable": self.allocatable = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.required("nodeID", nodeID)
            writer.list("topologyKeys", topologyKeys)
            writer.optional("allocatable", allocatable)
            writer.endObject()
        }
    }

    /// `v1.CSINodeSpec`.
    public struct CSINodeSpec: APIType {
        public var drivers: [StorageV1.CSINodeDriver]

        public init(
            drivers: [StorageV1.CSINodeDriver] = []
        ) {
            self.drivers = drivers
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "drivers": self.drivers = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("drivers", drivers)
            writer.endObject()
        }
    }

    /// `v1.CSIStorageCapacity`, the kind CSIStorageCapacity of storage.k8s.io/v1.
    public struct CSIStorageCapacity: APIType {
        public var metadata: MetaV1.ObjectMeta
        @Indirect public var nodeTopology: MetaV1.LabelSelector?
        public var storageClassName: String
        public var capacity: Quantity?
        public var maximumVolumeSize: Quantity?

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            nodeTopology: MetaV1.LabelSelector? = nil,
            storageClassName: String = "",
            capacity: Quantity? = nil,
            maximumVolumeSize: Quantity? = nil
        ) {
            self.metadata = metadata
            self.nodeTopology = nodeTopology
            self.storageClassName = storageClassName
            self.capacity = capacity
            self.maximumVolumeSize = maximumVolumeSize
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metadata": self.metadata = try reader.value(or: self.metadata)
                case "nodeTopology": self.nodeTopology = try reader.optional()
                case "storageClassName": self.storageClassName = try reader.value(or: self.storageClassName)
                case "capacity": self.capacity = try reader.optional()
                case "maximumVolumeSize": self.maximumVolumeSize = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "CSIStorageCapacity")
            writer.required("apiVersion", "storage.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.optional("nodeTopology", nodeTopology)
            writer.required("storageClassName", storageClassName)
            writer.optional("capacity", capacity)
            writer.optional("maximumVolumeSize", maximumVolumeSize)
            writer.endObject()
        }
    }

    /// `v1.StorageClass`, the kind StorageClass of storage.k8s.io/v1.
    public struct StorageClass: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var provisioner: String
        public var parameters: [String: String]
        public var reclaimPolicy: String?
        public var mountOptions: [String]
        public var allowVolumeExpansion: Bool?
        public var volumeBindingMode: String?
        public var allowedTopologies: [CoreV1.TopologySelectorTerm]

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            provisioner: String = "",
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
                case "metadata": self.metadata = try reader.value(or: self.metadata)
                case "provisioner": self.provisioner = try reader.value(or: self.provisioner)
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
            writer.required("apiVersion", "storage.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.required("provisioner", provisioner)
            writer.map("parameters", parameters)
            writer.optional("reclaimPolicy", reclaimPolicy)
            writer.list("mountOptions", mountOptions)
            writer.optional("allowVolumeExpansion", allowVolumeExpansion)
            writer.optional("volumeBindingMode", volumeBindingMode)
            writer.list("allowedTopologies", allowedTopologies)
            writer.endObject()
        }
    }

    /// `v1.TokenRequest`.
    public struct TokenRequest: APIType {
        public var audience: String
        public var expirationSeconds: Int?

        public init(
            audience: String = "",
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
                case "audience": self.audience = try reader.value(or: self.audience)
                case "expirationSeconds": self.expirationSeconds = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("audience", audience)
            writer.optional("expirationSeconds", expirationSeconds)
            writer.endObject()
        }
    }

    /// `v1.VolumeAttachment`, the kind VolumeAttachment of storage.k8s.io/v1.
    public struct VolumeAttachment: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: StorageV1.VolumeAttachmentSpec
        public var status: StorageV1.VolumeAttachmentStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: StorageV1.VolumeAttachmentSpec = .init(),
            status: StorageV1.VolumeAttachmentStatus = .init()
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
            writer.required("kind", "VolumeAttachment")
            writer.required("apiVersion", "storage.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.required("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1.VolumeAttachmentSource`.
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

    /// `v1.VolumeAttachmentSpec`.
    public struct VolumeAttachmentSpec: APIType {
        public var attacher: String
        public var source: StorageV1.VolumeAttachmentSource
        public var nodeName: String

        public init(
            attacher: String = "",
            source: StorageV1.VolumeAttachmentSource = .init(),
            nodeName: String = ""
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
                case "attacher": self.attacher = try reader.value(or: self.attacher)
                case "source": self.source = try reader.value(or: self.source)
                case "nodeName": self.nodeName = try reader.value(or: self.nodeName)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("attacher", attacher)
            writer.required("source", source)
            writer.required("nodeName", nodeName)
            writer.endObject()
        }
    }

    /// `v1.VolumeAttachmentStatus`.
    public struct VolumeAttachmentStatus: APIType {
        public var attached: Bool
        public var attachmentMetadata: [String: String]
        @Indirect public var attachError: StorageV1.VolumeError?
        @Indirect public var detachError: StorageV1.VolumeError?

        public init(
            attached: Bool = false,
            attachmentMetadata: [String: String] = [:],
            attachError: StorageV1.VolumeError? = nil,
            detachError: StorageV1.VolumeError? = nil
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
                case "attached": self.attached = try reader.value(or: self.attached)
                case "attachmentMetadata": self.attachmentMetadata = try reader.readMap()
                case "attachError": self.attachError = try reader.optional()
                case "detachError": self.detachError = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("attached", attached)
            writer.map("attachmentMetadata", attachmentMetadata)
            writer.optional("attachError", attachError)
            writer.optional("detachError", detachError)
            writer.endObject()
        }
    }

    /// `v1.VolumeAttributesClass`, the kind VolumeAttributesClass of storage.k8s.io/v1.
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
            writer.required("apiVersion", "storage.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.required("driverName", driverName)
            writer.map("parameters", parameters)
            writer.endObject()
        }
    }

    /// `v1.VolumeError`.
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

    /// `v1.VolumeNodeResources`.
    public struct VolumeNodeResources: APIType {
        public var count: Int?

        public init(
            count: Int? = nil
        ) {
            self.count = count
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "count": self.count = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("count", count)
            writer.endObject()
        }
    }
}

extension StorageV1.CSIDriver: KubernetesObject {
    public static let resource = APIResource(
        group: "storage.k8s.io", version: "v1", kind: "CSIDriver", plural: "csidrivers", namespaced: false)
}

extension StorageV1.CSINode: KubernetesObject {
    public static let resource = APIResource(
        group: "storage.k8s.io", version: "v1", kind: "CSINode", plural: "csinodes", namespaced: false)
}

extension StorageV1.CSIStorageCapacity: KubernetesObject {
    public static let resource = APIResource(
        group: "storage.k8s.io", version: "v1", kind: "CSIStorageCapacity", plural: "csistoragecapacities", namespaced: true)
}

extension StorageV1.StorageClass: KubernetesObject {
    public static let resource = APIResource(
        group: "storage.k8s.io", version: "v1", kind: "StorageClass", plural: "storageclasses", namespaced: false)
}

extension StorageV1.VolumeAttachment: KubernetesObject {
    public static let resource = APIResource(
        group: "storage.k8s.io", version: "v1", kind: "VolumeAttachment", plural: "volumeattachments", namespaced: false)
}

extension StorageV1.VolumeAttributesClass: KubernetesObject {
    public static let resource = APIResource(
        group: "storage.k8s.io", version: "v1", kind: "VolumeAttributesClass", plural: "volumeattributesclasses", namespaced: false)
}
