// Made by DistillAPI out of api/; do not edit.

import APISchema
import JSON

/// The types of v1.
public enum CoreV1 {}

extension CoreV1 {
    /// `v1.AWSElasticBlockStoreVolumeSource`.
    public struct AWSElasticBlockStoreVolumeSource: APIType {
        public var volumeID: String
        public var fsType: String?
        public var partition: Int?
        public var readOnly: Bool?

        public init(
            volumeID: String = "",
            fsType: String? = nil,
            partition: Int? = nil,
            readOnly: Bool? = nil
        ) {
            self.volumeID = volumeID
            self.fsType = fsType
            self.partition = partition
            self.readOnly = readOnly
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "volumeID": self.volumeID = try reader.value(or: self.volumeID)
                case "fsType": self.fsType = try reader.optional()
                case "partition": self.partition = try reader.optional()
                case "readOnly": self.readOnly = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("volumeID", volumeID)
            writer.optional("fsType", fsType)
            writer.optional("partition", partition)
            writer.optional("readOnly", readOnly)
            writer.endObject()
        }
    }

    /// `v1.Affinity`.
    public struct Affinity: APIType {
        @Indirect public var nodeAffinity: CoreV1.NodeAffinity?
        @Indirect public var podAffinity: CoreV1.PodAffinity?
        @Indirect public var podAntiAffinity: CoreV1.PodAntiAffinity?

        public init(
            nodeAffinity: CoreV1.NodeAffinity? = nil,
            podAffinity: CoreV1.PodAffinity? = nil,
            podAntiAffinity: CoreV1.PodAntiAffinity? = nil
        ) {
            self.nodeAffinity = nodeAffinity
            self.podAffinity = podAffinity
            self.podAntiAffinity = podAntiAffinity
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "nodeAffinity": self.nodeAffinity = try reader.optional()
                case "podAffinity": self.podAffinity = try reader.optional()
                case "podAntiAffinity": self.podAntiAffinity = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("nodeAffinity", nodeAffinity)
            writer.optional("podAffinity", podAffinity)
            writer.optional("podAntiAffinity", podAntiAffinity)
            writer.endObject()
        }
    }

    /// `v1.AppArmorProfile`.
    public struct AppArmorProfile: APIType {
        public var type: String
        public var localhostProfile: String?

        public init(
            type: String = "",
            localhostProfile: String? = nil
        ) {
            self.type = type
            self.localhostProfile = localhostProfile
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "type": self.type = try reader.value(or: self.type)
                case "localhostProfile": self.localhostProfile = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("type", type)
            writer.optional("localhostProfile", localhostProfile)
            writer.endObject()
        }
    }

    /// `v1.AttachedVolume`.
    public struct AttachedVolume: APIType {
        public var name: String
        public var devicePath: String

        public init(
            name: String = "",
            devicePath: String = ""
        ) {
            self.name = name
            self.devicePath = devicePath
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "devicePath": self.devicePath = try reader.value(or: self.devicePath)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.required("devicePath", devicePath)
            writer.endObject()
        }
    }

    /// `v1.AzureDiskVolumeSource`.
    public struct AzureDiskVolumeSource: APIType {
        public var diskName: String
        public var diskURI: String
        public var cachingMode: String?
        public var fsType: String?
        public var readOnly: Bool?
        public var kind: String?

        public init(
            diskName: String = "",
            diskURI: String = "",
            cachingMode: String? = nil,
            fsType: String? = nil,
            readOnly: Bool? = nil,
            kind: String? = nil
        ) {
            self.diskName = diskName
            self.diskURI = diskURI
            self.cachingMode = cachingMode
            self.fsType = fsType
            self.readOnly = readOnly
            self.kind = kind
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "diskName": self.diskName = try reader.value(or: self.diskName)
                case "diskURI": self.diskURI = try reader.value(or: self.diskURI)
                case "cachingMode": self.cachingMode = try reader.optional()
                case "fsType": self.fsType = try reader.optional()
                case "readOnly": self.readOnly = try reader.optional()
                case "kind": self.kind = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("diskName", diskName)
            writer.required("diskURI", diskURI)
            writer.optional("cachingMode", cachingMode)
            writer.optional("fsType", fsType)
            writer.optional("readOnly", readOnly)
            writer.optional("kind", kind)
            writer.endObject()
        }
    }

    /// `v1.AzureFilePersistentVolumeSource`.
    public struct AzureFilePersistentVolumeSource: APIType {
        public var secretName: String
        public var shareName: String
        public var readOnly: Bool?
        public var secretNamespace: String?

        public init(
            secretName: String = "",
            shareName: String = "",
            readOnly: Bool? = nil,
            secretNamespace: String? = nil
        ) {
            self.secretName = secretName
            self.shareName = shareName
            self.readOnly = readOnly
            self.secretNamespace = secretNamespace
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "secretName": self.secretName = try reader.value(or: self.secretName)
                case "shareName": self.shareName = try reader.value(or: self.shareName)
                case "readOnly": self.readOnly = try reader.optional()
                case "secretNamespace": self.secretNamespace = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("secretName", secretName)
            writer.required("shareName", shareName)
            writer.optional("readOnly", readOnly)
            writer.optional("secretNamespace", secretNamespace)
            writer.endObject()
        }
    }

    /// `v1.AzureFileVolumeSource`.
    public struct AzureFileVolumeSource: APIType {
        public var secretName: String
        public var shareName: String
        public var readOnly: Bool?

        public init(
            secretName: String = "",
            shareName: String = "",
            readOnly: Bool? = nil
        ) {
            self.secretName = secretName
            self.shareName = shareName
            self.readOnly = readOnly
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "secretName": self.secretName = try reader.value(or: self.secretName)
                case "shareName": self.shareName = try reader.value(or: self.shareName)
                case "readOnly": self.readOnly = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("secretName", secretName)
            writer.required("shareName", shareName)
            writer.optional("readOnly", readOnly)
            writer.endObject()
        }
    }

    /// `v1.Binding`, the kind Binding of v1.
    public struct Binding: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var target: CoreV1.ObjectReference

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            target: CoreV1.ObjectReference = .init()
        ) {
            self.metadata = metadata
            self.target = target
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metadata": self.metadata = try reader.value(or: self.metadata)
                case "target": self.target = try reader.value(or: self.target)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "Binding")
            writer.required("apiVersion", "v1")
            writer.embedded("metadata", metadata)
            writer.required("target", target)
            writer.endObject()
        }
    }

    /// `v1.CSIPersistentVolumeSource`.
    public struct CSIPersistentVolumeSource: APIType {
        public var driver: String
        public var volumeHandle: String
        public var readOnly: Bool?
        public var fsType: String?
        public var volumeAttributes: [String: String]
        @Indirect public var controllerPublishSecretRef: CoreV1.SecretReference?
        @Indirect public var nodeStageSecretRef: CoreV1.SecretReference?
        @Indirect public var nodePublishSecretRef: CoreV1.SecretReference?
        @Indirect public var controllerExpandSecretRef: CoreV1.SecretReference?
        @Indirect public var nodeExpandSecretRef: CoreV1.SecretReference?

        public init(
            driver: String = "",
            volumeHandle: String = "",
            readOnly: Bool? = nil,
            fsType: String? = nil,
            volumeAttributes: [String: String] = [:],
            controllerPublishSecretRef: CoreV1.SecretReference? = nil,
            nodeStageSecretRef: CoreV1.SecretReference? = nil,
            nodePublishSecretRef: CoreV1.SecretReference? = nil,
            controllerExpandSecretRef: CoreV1.SecretReference? = nil,
            nodeExpandSecretRef: CoreV1.SecretReference? = nil
        ) {
            self.driver = driver
            self.volumeHandle = volumeHandle
            self.readOnly = readOnly
            self.fsType = fsType
            self.volumeAttributes = volumeAttributes
            self.controllerPublishSecretRef = controllerPublishSecretRef
            self.nodeStageSecretRef = nodeStageSecretRef
            self.nodePublishSecretRef = nodePublishSecretRef
            self.controllerExpandSecretRef = controllerExpandSecretRef
            self.nodeExpandSecretRef = nodeExpandSecretRef
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "driver": self.driver = try reader.value(or: self.driver)
                case "volumeHandle": self.volumeHandle = try reader.value(or: self.volumeHandle)
                case "readOnly": self.readOnly = try reader.optional()
                case "fsType": self.fsType = try reader.optional()
                case "volumeAttributes": self.volumeAttributes = try reader.readMap()
                case "controllerPublishSecretRef": self.controllerPublishSecretRef = try reader.optional()
                case "nodeStageSecretRef": self.nodeStageSecretRef = try reader.optional()
                case "nodePublishSecretRef": self.nodePublishSecretRef = try reader.optional()
                case "controllerExpandSecretRef": self.controllerExpandSecretRef = try reader.optional()
                case "nodeExpandSecretRef": self.nodeExpandSecretRef = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("driver", driver)
            writer.required("volumeHandle", volumeHandle)
            writer.optional("readOnly", readOnly)
            writer.optional("fsType", fsType)
            writer.map("volumeAttributes", volumeAttributes)
            writer.optional("controllerPublishSecretRef", controllerPublishSecretRef)
            writer.optional("nodeStageSecretRef", nodeStageSecretRef)
            writer.optional("nodePublishSecretRef", nodePublishSecretRef)
            writer.optional("controllerExpandSecretRef", controllerExpandSecretRef)
            writer.optional("nodeExpandSecretRef", nodeExpandSecretRef)
            writer.endObject()
        }
    }

    /// `v1.CSIVolumeSource`.
    public struct CSIVolumeSource: APIType {
        public var driver: String
        public var readOnly: Bool?
        public var fsType: String?
        public var volumeAttributes: [String: String]
        @Indirect public var nodePublishSecretRef: CoreV1.LocalObjectReference?

        public init(
            driver: String = "",
            readOnly: Bool? = nil,
            fsType: String? = nil,
            volumeAttributes: [String: String] = [:],
            nodePublishSecretRef: CoreV1.LocalObjectReference? = nil
        ) {
            self.driver = driver
            self.readOnly = readOnly
            self.fsType = fsType
            self.volumeAttributes = volumeAttributes
            self.nodePublishSecretRef = nodePublishSecretRef
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "driver": self.driver = try reader.value(or: self.driver)
                case "readOnly": self.readOnly = try reader.optional()
                case "fsType": self.fsType = try reader.optional()
                case "volumeAttributes": self.volumeAttributes = try reader.readMap()
                case "nodePublishSecretRef": self.nodePublishSecretRef = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("driver", driver)
            writer.optional("readOnly", readOnly)
            writer.optional("fsType", fsType)
            writer.map("volumeAttributes", volumeAttributes)
            writer.optional("nodePublishSecretRef", nodePublishSecretRef)
            writer.endObject()
        }
    }

    /// `v1.Capabilities`.
    public struct Capabilities: APIType {
        public var add: [String]
        public var drop: [String]

        public init(
            add: [String] = [],
            drop: [String] = []
        ) {
            self.add = add
            self.drop = drop
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "add": self.add = try reader.readArray()
                case "drop": self.drop = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("add", add)
            writer.list("drop", drop)
            writer.endObject()
        }
    }

    /// `v1.CephFSPersistentVolumeSource`.
    public struct CephFSPersistentVolumeSource: APIType {
        public var monitors: [String]
        public var path: String?
        public var user: String?
        public var secretFile: String?
        @Indirect public var secretRef: CoreV1.SecretReference?
        public var readOnly: Bool?

        public init(
            monitors: [String] = [],
            path: String? = nil,
            user: String? = nil,
            secretFile: String? = nil,
            secretRef: CoreV1.SecretReference? = nil,
            readOnly: Bool? = nil
        ) {
            self.monitors = monitors
            self.path = path
            self.user = user
            self.secretFile = secretFile
            self.secretRef = secretRef
            self.readOnly = readOnly
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "monitors": self.monitors = try reader.readArray()
                case "path": self.path = try reader.optional()
                case "user": self.user = try reader.optional()
                case "secretFile": self.secretFile = try reader.optional()
                case "secretRef": self.secretRef = try reader.optional()
                case "readOnly": self.readOnly = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("monitors", monitors)
            writer.optional("path", path)
            writer.optional("user", user)
            writer.optional("secretFile", secretFile)
            writer.optional("secretRef", secretRef)
            writer.optional("readOnly", readOnly)
            writer.endObject()
        }
    }

    /// `v1.CephFSVolumeSource`.
    public struct CephFSVolumeSource: APIType {
        public var monitors: [String]
        public var path: String?
        public var user: String?
        public var secretFile: String?
        @Indirect public var secretRef: CoreV1.LocalObjectReference?
        public var readOnly: Bool?

        public init(
            monitors: [String] = [],
            path: String? = nil,
            user: String? = nil,
            secretFile: String? = nil,
            secretRef: CoreV1.LocalObjectReference? = nil,
            readOnly: Bool? = nil
        ) {
            self.monitors = monitors
            self.path = path
            self.user = user
            self.secretFile = secretFile
            self.secretRef = secretRef
            self.readOnly = readOnly
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "monitors": self.monitors = try reader.readArray()
                case "path": self.path = try reader.optional()
                case "user": self.user = try reader.optional()
                case "secretFile": self.secretFile = try reader.optional()
                case "secretRef": self.secretRef = try reader.optional()
                case "readOnly": self.readOnly = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("monitors", monitors)
            writer.optional("path", path)
            writer.optional("user", user)
            writer.optional("secretFile", secretFile)
            writer.optional("secretRef", secretRef)
            writer.optional("readOnly", readOnly)
            writer.endObject()
        }
    }

    /// `v1.CinderPersistentVolumeSource`.
    public struct CinderPersistentVolumeSource: APIType {
        public var volumeID: String
        public var fsType: String?
        public var readOnly: Bool?
        @Indirect public var secretRef: CoreV1.SecretReference?

        public init(
            volumeID: String = "",
            fsType: String? = nil,
            readOnly: Bool? = nil,
            secretRef: CoreV1.SecretReference? = nil
        ) {
            self.volumeID = volumeID
            self.fsType = fsType
            self.readOnly = readOnly
            self.secretRef = secretRef
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "volumeID": self.volumeID = try reader.value(or: self.volumeID)
                case "fsType": self.fsType = try reader.optional()
                case "readOnly": self.readOnly = try reader.optional()
                case "secretRef": self.secretRef = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("volumeID", volumeID)
            writer.optional("fsType", fsType)
            writer.optional("readOnly", readOnly)
            writer.optional("secretRef", secretRef)
            writer.endObject()
        }
    }

    /// `v1.CinderVolumeSource`.
    public struct CinderVolumeSource: APIType {
        public var volumeID: String
        public var fsType: String?
        public var readOnly: Bool?
        @Indirect public var secretRef: CoreV1.LocalObjectReference?

        public init(
            volumeID: String = "",
            fsType: String? = nil,
            readOnly: Bool? = nil,
            secretRef: CoreV1.LocalObjectReference? = nil
        ) {
            self.volumeID = volumeID
            self.fsType = fsType
            self.readOnly = readOnly
            self.secretRef = secretRef
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "volumeID": self.volumeID = try reader.value(or: self.volumeID)
                case "fsType": self.fsType = try reader.optional()
                case "readOnly": self.readOnly = try reader.optional()
                case "secretRef": self.secretRef = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("volumeID", volumeID)
            writer.optional("fsType", fsType)
            writer.optional("readOnly", readOnly)
            writer.optional("secretRef", secretRef)
            writer.endObject()
        }
    }

    /// `v1.ClientIPConfig`.
    public struct ClientIPConfig: APIType {
        public var timeoutSeconds: Int?

        public init(
            timeoutSeconds: Int? = nil
        ) {
            self.timeoutSeconds = timeoutSeconds
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "timeoutSeconds": self.timeoutSeconds = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("timeoutSeconds", timeoutSeconds)
            writer.endObject()
        }
    }

    /// `v1.ClusterTrustBundleProjection`.
    public struct ClusterTrustBundleProjection: APIType {
        public var name: String?
        public var signerName: String?
        @Indirect public var labelSelector: MetaV1.LabelSelector?
        public var optional: Bool?
        public var path: String

        public init(
            name: String? = nil,
            signerName: String? = nil,
            labelSelector: MetaV1.LabelSelector? = nil,
            optional: Bool? = nil,
            path: String = ""
        ) {
            self.name = name
            self.signerName = signerName
            self.labelSelector = labelSelector
            self.optional = optional
            self.path = path
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.optional()
                case "signerName": self.signerName = try reader.optional()
                case "labelSelector": self.labelSelector = try reader.optional()
                case "optional": self.optional = try reader.optional()
                case "path": self.path = try reader.value(or: self.path)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("name", name)
            writer.optional("signerName", signerName)
            writer.optional("labelSelector", labelSelector)
            writer.optional("optional", optional)
            writer.required("path", path)
            writer.endObject()
        }
    }

    /// `v1.ComponentCondition`.
    public struct ComponentCondition: APIType {
        public var type: String
        public var status: String
        public var message: String?
        public var error: String?

        public init(
            type: String = "",
            status: String = "",
            message: String? = nil,
            error: String? = nil
        ) {
            self.type = type
            self.status = status
            self.message = message
            self.error = error
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "type": self.type = try reader.value(or: self.type)
                case "status": self.status = try reader.value(or: self.status)
                case "message": self.message = try reader.optional()
                case "error": self.error = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("type", type)
            writer.required("status", status)
            writer.optional("message", message)
            writer.optional("error", error)
            writer.endObject()
        }
    }

    /// `v1.ComponentStatus`, the kind ComponentStatus of v1.
    public struct ComponentStatus: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var conditions: [CoreV1.ComponentCondition]

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            conditions: [CoreV1.ComponentCondition] = []
        ) {
            self.metadata = metadata
            self.conditions = conditions
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metadata": self.metadata = try reader.value(or: self.metadata)
                case "conditions": self.conditions = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "ComponentStatus")
            writer.required("apiVersion", "v1")
            writer.embedded("metadata", metadata)
            writer.list("conditions", conditions)
            writer.endObject()
        }
    }

    /// `v1.ConfigMap`, the kind ConfigMap of v1.
    public struct ConfigMap: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var immutable: Bool?
        public var data: [String: String]
        public var binaryData: [String: [UInt8]]

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            immutable: Bool? = nil,
            data: [String: String] = [:],
            binaryData: [String: [UInt8]] = [:]
        ) {
            self.metadata = metadata
            self.immutable = immutable
            self.data = data
            self.binaryData = binaryData
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metadata": self.metadata = try reader.value(or: self.metadata)
                case "immutable": self.immutable = try reader.optional()
                case "data": self.data = try reader.readMap()
                case "binaryData": self.binaryData = try reader.readBytesMap()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "ConfigMap")
            writer.required("apiVersion", "v1")
            writer.embedded("metadata", metadata)
            writer.optional("immutable", immutable)
            writer.map("data", data)
            writer.bytesMap("binaryData", binaryData)
            writer.endObject()
        }
    }

    /// `v1.ConfigMapEnvSource`.
    public struct ConfigMapEnvSource: APIType {
        public var name: String?
        public var optional: Bool?

        public init(
            name: String? = nil,
            optional: Bool? = nil
        ) {
            self.name = name
            self.optional = optional
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.optional()
                case "optional": self.optional = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("name", name)
            writer.optional("optional", optional)
            writer.endObject()
        }
    }

    /// `v1.ConfigMapKeySelector`.
    public struct ConfigMapKeySelector: APIType {
        public var name: String?
        public var key: String
        public var optional: Bool?

        public init(
            name: String? = nil,
            key: String = "",
            optional: Bool? = nil
        ) {
            self.name = name
            self.key = key
            self.optional = optional
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.optional()
                case "key": self.key = try reader.value(or: self.key)
                case "optional": self.optional = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("name", name)
            writer.required("key", key)
            writer.optional("optional", optional)
            writer.endObject()
        }
    }

    /// `v1.ConfigMapNodeConfigSource`.
    public struct ConfigMapNodeConfigSource: APIType {
        public var namespace: String
        public var name: String
        public var uid: String?
        public var resourceVersion: String?
        public var kubeletConfigKey: String

        public init(
            namespace: String = "",
            name: String = "",
            uid: String? = nil,
            resourceVersion: String? = nil,
            kubeletConfigKey: String = ""
        ) {
            self.namespace = namespace
            self.name = name
            self.uid = uid
            self.resourceVersion = resourceVersion
            self.kubeletConfigKey = kubeletConfigKey
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "namespace": self.namespace = try reader.value(or: self.namespace)
                case "name": self.name = try reader.value(or: self.name)
                case "uid": self.uid = try reader.optional()
                case "resourceVersion": self.resourceVersion = try reader.optional()
                case "kubeletConfigKey": self.kubeletConfigKey = try reader.value(or: self.kubeletConfigKey)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("namespace", namespace)
            writer.required("name", name)
            writer.optional("uid", uid)
            writer.optional("resourceVersion", resourceVersion)
            writer.required("kubeletConfigKey", kubeletConfigKey)
            writer.endObject()
        }
    }

    /// `v1.ConfigMapProjection`.
    public struct ConfigMapProjection: APIType {
        public var name: String?
        public var items: [CoreV1.KeyToPath]
        public var optional: Bool?

        public init(
            name: String? = nil,
            items: [CoreV1.KeyToPath] = [],
            optional: Bool? = nil
        ) {
            self.name = name
            self.items = items
            self.optional = optional
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.optional()
                case "items": self.items = try reader.readArray()
                case "optional": self.optional = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("name", name)
            writer.list("items", items)
            writer.optional("optional", optional)
            writer.endObject()
        }
    }

    /// `v1.ConfigMapVolumeSource`.
    public struct ConfigMapVolumeSource: APIType {
        public var name: String?
        public var items: [CoreV1.KeyToPath]
        public var defaultMode: Int?
        public var optional: Bool?

        public init(
            name: String? = nil,
            items: [CoreV1.KeyToPath] = [],
            defaultMode: Int? = nil,
            optional: Bool? = nil
        ) {
            self.name = name
            self.items = items
            self.defaultMode = defaultMode
            self.optional = optional
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.optional()
                case "items": self.items = try reader.readArray()
                case "defaultMode": self.defaultMode = try reader.optional()
                case "optional": self.optional = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("name", name)
            writer.list("items", items)
            writer.optional("defaultMode", defaultMode)
            writer.optional("optional", optional)
            writer.endObject()
        }
    }

    /// `v1.Container`.
    public struct Container: APIType {
        public var name: String
        public var image: String?
        public var command: [String]
        public var args: [String]
        public var workingDir: String?
        public var ports: [CoreV1.ContainerPort]
        public var envFrom: [CoreV1.EnvFromSource]
        public var env: [CoreV1.EnvVar]
        public var resources: CoreV1.ResourceRequirements
        public var resizePolicy: [CoreV1.ContainerResizePolicy]
        public var restartPolicy: String?
        public var restartPolicyRules: [CoreV1.ContainerRestartRule]
        public var volumeMounts: [CoreV1.VolumeMount]
        public var volumeDevices: [CoreV1.VolumeDevice]
        @Indirect public var livenessProbe: CoreV1.Probe?
        @Indirect public var readinessProbe: CoreV1.Probe?
        @Indirect public var startupProbe: CoreV1.Probe?
        @Indirect public var lifecycle: CoreV1.Lifecycle?
        public var terminationMessagePath: String?
        public var terminationMessagePolicy: String?
        public var imagePullPolicy: String?
        @Indirect public var securityContext: CoreV1.SecurityContext?
        public var stdin: Bool?
        public var stdinOnce: Bool?
        public var tty: Bool?

        public init(
            name: String = "",
            image: String? = nil,
            command: [String] = [],
            args: [String] = [],
            workingDir: String? = nil,
            ports: [CoreV1.ContainerPort] = [],
            envFrom: [CoreV1.EnvFromSource] = [],
            env: [CoreV1.EnvVar] = [],
            resources: CoreV1.ResourceRequirements = .init(),
            resizePolicy: [CoreV1.ContainerResizePolicy] = [],
            restartPolicy: String? = nil,
            restartPolicyRules: [CoreV1.ContainerRestartRule] = [],
            volumeMounts: [CoreV1.VolumeMount] = [],
            volumeDevices: [CoreV1.VolumeDevice] = [],
            livenessProbe: CoreV1.Probe? = nil,
            readinessProbe: CoreV1.Probe? = nil,
            startupProbe: CoreV1.Probe? = nil,
            lifecycle: CoreV1.Lifecycle? = nil,
            terminationMessagePath: String? = nil,
            terminationMessagePolicy: String? = nil,
            imagePullPolicy: String? = nil,
            securityContext: CoreV1.SecurityContext? = nil,
            stdin: Bool? = nil,
            stdinOnce: Bool? = nil,
            tty: Bool? = nil
        ) {
            self.name = name
            self.image = image
            self.command = command
            self.args = args
            self.workingDir = workingDir
            self.ports = ports
            self.envFrom = envFrom
            self.env = env
            self.resources = resources
            self.resizePolicy = resizePolicy
            self.restartPolicy = restartPolicy
            self.restartPolicyRules = restartPolicyRules
            self.volumeMounts = volumeMounts
            self.volumeDevices = volumeDevices
            self.livenessProbe = livenessProbe
            self.readinessProbe = readinessProbe
            self.startupProbe = startupProbe
            self.lifecycle = lifecycle
            self.terminationMessagePath = terminationMessagePath
            self.terminationMessagePolicy = terminationMessagePolicy
            self.imagePullPolicy = imagePullPolicy
            self.securityContext = securityContext
            self.stdin = stdin
            self.stdinOnce = stdinOnce
            self.tty = tty
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "image": self.image = try reader.optional()
                case "command": self.command = try reader.readArray()
                case "args": self.args = try reader.readArray()
                case "workingDir": self.workingDir = try reader.optional()
                case "ports": self.ports = try reader.readArray()
                case "envFrom": self.envFrom = try reader.readArray()
                case "env": self.env = try reader.readArray()
                case "resources": self.resources = try reader.value(or: self.resources)
                case "resizePolicy": self.resizePolicy = try reader.readArray()
                case "restartPolicy": self.restartPolicy = try reader.optional()
                case "restartPolicyRules": self.restartPolicyRules = try reader.readArray()
                case "volumeMounts": self.volumeMounts = try reader.readArray()
                case "volumeDevices": self.volumeDevices = try reader.readArray()
                case "livenessProbe": self.livenessProbe = try reader.optional()
                case "readinessProbe": self.readinessProbe = try reader.optional()
                case "startupProbe": self.startupProbe = try reader.optional()
                case "lifecycle": self.lifecycle = try reader.optional()
                case "terminationMessagePath": self.terminationMessagePath = try reader.optional()
                case "terminationMessagePolicy": self.terminationMessagePolicy = try reader.optional()
                case "imagePullPolicy": self.imagePullPolicy = try reader.optional()
                case "securityContext": self.securityContext = try reader.optional()
                case "stdin": self.stdin = try reader.optional()
                case "stdinOnce": self.stdinOnce = try reader.optional()
                case "tty": self.tty = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.optional("image", image)
            writer.list("command", command)
            writer.list("args", args)
            writer.optional("workingDir", workingDir)
            writer.list("ports", ports)
            writer.list("envFrom", envFrom)
            writer.list("env", env)
            writer.embedded("resources", resources)
            writer.list("resizePolicy", resizePolicy)
            writer.optional("restartPolicy", restartPolicy)
            writer.list("restartPolicyRules", restartPolicyRules)
            writer.list("volumeMounts", volumeMounts)
            writer.list("volumeDevices", volumeDevices)
            writer.optional("livenessProbe", livenessProbe)
            writer.optional("readinessProbe", readinessProbe)
            writer.optional("startupProbe", startupProbe)
            writer.optional("lifecycle", lifecycle)
            writer.optional("terminationMessagePath", terminationMessagePath)
            writer.optional("terminationMessagePolicy", terminationMessagePolicy)
            writer.optional("imagePullPolicy", imagePullPolicy)
            writer.optional("securityContext", securityContext)
            writer.optional("stdin", stdin)
            writer.optional("stdinOnce", stdinOnce)
            writer.optional("tty", tty)
            writer.endObject()
        }
    }

    /// `v1.ContainerExtendedResourceRequest`.
    public struct ContainerExtendedResourceRequest: APIType {
        public var containerName: String
        public var resourceName: String
        public var requestName: String

        public init(
            containerName: String = "",
            resourceName: String = "",
            requestName: String = ""
        ) {
            self.containerName = containerName
            self.resourceName = resourceName
            self.requestName = requestName
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "containerName": self.containerName = try reader.value(or: self.containerName)
                case "resourceName": self.resourceName = try reader.value(or: self.resourceName)
                case "requestName": self.requestName = try reader.value(or: self.requestName)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("containerName", containerName)
            writer.required("resourceName", resourceName)
            writer.required("requestName", requestName)
            writer.endObject()
        }
    }

    /// `v1.ContainerImage`.
    public struct ContainerImage: APIType {
        public var names: [String]
        public var sizeBytes: Int?

        public init(
            names: [String] = [],
            sizeBytes: Int? = nil
        ) {
            self.names = names
            self.sizeBytes = sizeBytes
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "names": self.names = try reader.readArray()
                case "sizeBytes": self.sizeBytes = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("names", names)
            writer.optional("sizeBytes", sizeBytes)
            writer.endObject()
        }
    }

    /// `v1.ContainerPort`.
    public struct ContainerPort: APIType {
        public var name: String?
        public var hostPort: Int?
        public var containerPort: Int
        public var `protocol`: String?
        public var hostIP: String?

        public init(
            name: String? = nil,
            hostPort: Int? = nil,
            containerPort: Int = 0,
            `protocol`: String? = nil,
            hostIP: String? = nil
        ) {
            self.name = name
            self.hostPort = hostPort
            self.containerPort = containerPort
            self.`protocol` = `protocol`
            self.hostIP = hostIP
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.optional()
                case "hostPort": self.hostPort = try reader.optional()
                case "containerPort": self.containerPort = try reader.value(or: self.containerPort)
                case "protocol": self.`protocol` = try reader.optional()
                case "hostIP": self.hostIP = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("name", name)
            writer.optional("hostPort", hostPort)
            writer.required("containerPort", containerPort)
            writer.optional("protocol", `protocol`)
            writer.optional("hostIP", hostIP)
            writer.endObject()
        }
    }

    /// `v1.ContainerResizePolicy`.
    public struct ContainerResizePolicy: APIType {
        public var resourceName: String
        public var restartPolicy: String

        public init(
            resourceName: String = "",
            restartPolicy: String = ""
        ) {
            self.resourceName = resourceName
            self.restartPolicy = restartPolicy
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "resourceName": self.resourceName = try reader.value(or: self.resourceName)
                case "restartPolicy": self.restartPolicy = try reader.value(or: self.restartPolicy)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("resourceName", resourceName)
            writer.required("restartPolicy", restartPolicy)
            writer.endObject()
        }
    }

    /// `v1.ContainerRestartRule`.
    public struct ContainerRestartRule: APIType {
        public var action: String
        @Indirect public var exitCodes: CoreV1.ContainerRestartRuleOnExitCodes?

        public init(
            action: String = "",
            exitCodes: CoreV1.ContainerRestartRuleOnExitCodes? = nil
        ) {
            self.action = action
            self.exitCodes = exitCodes
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "action": self.action = try reader.value(or: self.action)
                case "exitCodes": self.exitCodes = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("action", action)
            writer.optional("exitCodes", exitCodes)
            writer.endObject()
        }
    }

    /// `v1.ContainerRestartRuleOnExitCodes`.
    public struct ContainerRestartRuleOnExitCodes: APIType {
        public var `operator`: String
        public var values: [Int]

        public init(
            `operator`: String = "",
            values: [Int] = []
        ) {
            self.`operator` = `operator`
            self.values = values
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "operator": self.`operator` = try reader.value(or: self.`operator`)
                case "values": self.values = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("operator", `operator`)
            writer.list("values", values)
            writer.endObject()
        }
    }

    /// `v1.ContainerState`.
    public struct ContainerState: APIType {
        @Indirect public var waiting: CoreV1.ContainerStateWaiting?
        @Indirect public var running: CoreV1.ContainerStateRunning?
        @Indirect public var terminated: CoreV1.ContainerStateTerminated?

        public init(
            waiting: CoreV1.ContainerStateWaiting? = nil,
            running: CoreV1.ContainerStateRunning? = nil,
            terminated: CoreV1.ContainerStateTerminated? = nil
        ) {
            self.waiting = waiting
            self.running = running
            self.terminated = terminated
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "waiting": self.waiting = try reader.optional()
                case "running": self.running = try reader.optional()
                case "terminated": self.terminated = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("waiting", waiting)
            writer.optional("running", running)
            writer.optional("terminated", terminated)
            writer.endObject()
        }
    }

    /// `v1.ContainerStateRunning`.
    public struct ContainerStateRunning: APIType {
        public var startedAt: Time?

        public init(
            startedAt: Time? = nil
        ) {
            self.startedAt = startedAt
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "startedAt": self.startedAt = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("startedAt", startedAt)
            writer.endObject()
        }
    }

    /// `v1.ContainerStateTerminated`.
    public struct ContainerStateTerminated: APIType {
        public var exitCode: Int
        public var signal: Int?
        public var reason: String?
        public var message: String?
        public var startedAt: Time?
        public var finishedAt: Time?
        public var containerID: String?

        public init(
            exitCode: Int = 0,
            signal: Int? = nil,
            reason: String? = nil,
            message: String? = nil,
            startedAt: Time? = nil,
            finishedAt: Time? = nil,
            containerID: String? = nil
        ) {
            self.exitCode = exitCode
            self.signal = signal
            self.reason = reason
            self.message = message
            self.startedAt = startedAt
            self.finishedAt = finishedAt
            self.containerID = containerID
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "exitCode": self.exitCode = try reader.value(or: self.exitCode)
                case "signal": self.signal = try reader.optional()
                case "reason": self.reason = try reader.optional()
                case "message": self.message = try reader.optional()
                case "startedAt": self.startedAt = try reader.optional()
                case "finishedAt": self.finishedAt = try reader.optional()
                case "containerID": self.containerID = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("exitCode", exitCode)
            writer.optional("signal", signal)
            writer.optional("reason", reason)
            writer.optional("message", message)
            writer.optional("startedAt", startedAt)
            writer.optional("finishedAt", finishedAt)
            writer.optional("containerID", containerID)
            writer.endObject()
        }
    }

    /// `v1.ContainerStateWaiting`.
    public struct ContainerStateWaiting: APIType {
        public var reason: String?
        public var message: String?

        public init(
            reason: String? = nil,
            message: String? = nil
        ) {
            self.reason = reason
            self.message = message
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "reason": self.reason = try reader.optional()
                case "message": self.message = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("reason", reason)
            writer.optional("message", message)
            writer.endObject()
        }
    }

    /// `v1.ContainerStatus`.
    public struct ContainerStatus: APIType {
        public var name: String
        public var state: CoreV1.ContainerState
        public var lastState: CoreV1.ContainerState
        public var ready: Bool
        public var restartCount: Int
        public var image: String
        public var imageID: String
        public var containerID: String?
        public var started: Bool?
        public var allocatedResources: [String: Quantity]
        @Indirect public var resources: CoreV1.ResourceRequirements?
        public var volumeMounts: [CoreV1.VolumeMountStatus]
        @Indirect public var user: CoreV1.ContainerUser?
        public var allocatedResourcesStatus: [CoreV1.ResourceStatus]
        public var stopSignal: String?

        public init(
            name: String = "",
            state: CoreV1.ContainerState = .init(),
            lastState: CoreV1.ContainerState = .init(),
            ready: Bool = false,
            restartCount: Int = 0,
            image: String = "",
            imageID: String = "",
            containerID: String? = nil,
            started: Bool? = nil,
            allocatedResources: [String: Quantity] = [:],
            resources: CoreV1.ResourceRequirements? = nil,
            volumeMounts: [CoreV1.VolumeMountStatus] = [],
            user: CoreV1.ContainerUser? = nil,
            allocatedResourcesStatus: [CoreV1.ResourceStatus] = [],
            stopSignal: String? = nil
        ) {
            self.name = name
            self.state = state
            self.lastState = lastState
            self.ready = ready
            self.restartCount = restartCount
            self.image = image
            self.imageID = imageID
            self.containerID = containerID
            self.started = started
            self.allocatedResources = allocatedResources
            self.resources = resources
            self.volumeMounts = volumeMounts
            self.user = user
            self.allocatedResourcesStatus = allocatedResourcesStatus
            self.stopSignal = stopSignal
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "state": self.state = try reader.value(or: self.state)
                case "lastState": self.lastState = try reader.value(or: self.lastState)
                case "ready": self.ready = try reader.value(or: self.ready)
                case "restartCount": self.restartCount = try reader.value(or: self.restartCount)
                case "image": self.image = try reader.value(or: self.image)
                case "imageID": self.imageID = try reader.value(or: self.imageID)
                case "containerID": self.containerID = try reader.optional()
                case "started": self.started = try reader.optional()
                case "allocatedResources": self.allocatedResources = try reader.readMap()
                case "resources": self.resources = try reader.optional()
                case "volumeMounts": self.volumeMounts = try reader.readArray()
                case "user": self.user = try reader.optional()
                case "allocatedResourcesStatus": self.allocatedResourcesStatus = try reader.readArray()
                case "stopSignal": self.stopSignal = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.embedded("state", state)
            writer.embedded("lastState", lastState)
            writer.required("ready", ready)
            writer.required("restartCount", restartCount)
            writer.required("image", image)
            writer.required("imageID", imageID)
            writer.optional("containerID", containerID)
            writer.optional("started", started)
            writer.map("allocatedResources", allocatedResources)
            writer.optional("resources", resources)
            writer.list("volumeMounts", volumeMounts)
            writer.optional("user", user)
            writer.list("allocatedResourcesStatus", allocatedResourcesStatus)
            writer.optional("stopSignal", stopSignal)
            writer.endObject()
        }
    }

    /// `v1.ContainerUser`.
    public struct ContainerUser: APIType {
        @Indirect public var linux: CoreV1.LinuxContainerUser?

        public init(
            linux: CoreV1.LinuxContainerUser? = nil
        ) {
            self.linux = linux
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "linux": self.linux = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("linux", linux)
            writer.endObject()
        }
    }

    /// `v1.DaemonEndpoint`.
    public struct DaemonEndpoint: APIType {
        public var Port: Int

        public init(
            Port: Int = 0
        ) {
            self.Port = Port
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "Port": self.Port = try reader.value(or: self.Port)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("Port", Port)
            writer.endObject()
        }
    }

    /// `v1.DownwardAPIProjection`.
    public struct DownwardAPIProjection: APIType {
        public var items: [CoreV1.DownwardAPIVolumeFile]

        public init(
            items: [CoreV1.DownwardAPIVolumeFile] = []
        ) {
            self.items = items
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "items": self.items = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("items", items)
            writer.endObject()
        }
    }

    /// `v1.DownwardAPIVolumeFile`.
    public struct DownwardAPIVolumeFile: APIType {
        public var path: String
        @Indirect public var fieldRef: CoreV1.ObjectFieldSelector?
        @Indirect public var resourceFieldRef: CoreV1.ResourceFieldSelector?
        public var mode: Int?

        public init(
            path: String = "",
            fieldRef: CoreV1.ObjectFieldSelector? = nil,
            resourceFieldRef: CoreV1.ResourceFieldSelector? = nil,
            mode: Int? = nil
        ) {
            self.path = path
            self.fieldRef = fieldRef
            self.resourceFieldRef = resourceFieldRef
            self.mode = mode
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "path": self.path = try reader.value(or: self.path)
                case "fieldRef": self.fieldRef = try reader.optional()
                case "resourceFieldRef": self.resourceFieldRef = try reader.optional()
                case "mode": self.mode = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("path", path)
            writer.optional("fieldRef", fieldRef)
            writer.optional("resourceFieldRef", resourceFieldRef)
            writer.optional("mode", mode)
            writer.endObject()
        }
    }

    /// `v1.DownwardAPIVolumeSource`.
    public struct DownwardAPIVolumeSource: APIType {
        public var items: [CoreV1.DownwardAPIVolumeFile]
        public var defaultMode: Int?

        public init(
            items: [CoreV1.DownwardAPIVolumeFile] = [],
            defaultMode: Int? = nil
        ) {
            self.items = items
            self.defaultMode = defaultMode
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "items": self.items = try reader.readArray()
                case "defaultMode": self.defaultMode = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("items", items)
            writer.optional("defaultMode", defaultMode)
            writer.endObject()
        }
    }

    /// `v1.EmptyDirVolumeSource`.
    public struct EmptyDirVolumeSource: APIType {
        public var medium: String?
        public var sizeLimit: Quantity?

        public init(
            medium: String? = nil,
            sizeLimit: Quantity? = nil
        ) {
            self.medium = medium
            self.sizeLimit = sizeLimit
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "medium": self.medium = try reader.optional()
                case "sizeLimit": self.sizeLimit = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("medium", medium)
            writer.optional("sizeLimit", sizeLimit)
            writer.endObject()
        }
    }

    /// `v1.EndpointAddress`.
    public struct EndpointAddress: APIType {
        public var ip: String
        public var hostname: String?
        public var nodeName: String?
        @Indirect public var targetRef: CoreV1.ObjectReference?

        public init(
            ip: String = "",
            hostname: String? = nil,
            nodeName: String? = nil,
            targetRef: CoreV1.ObjectReference? = nil
        ) {
            self.ip = ip
            self.hostname = hostname
            self.nodeName = nodeName
            self.targetRef = targetRef
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "ip": self.ip = try reader.value(or: self.ip)
                case "hostname": self.hostname = try reader.optional()
                case "nodeName": self.nodeName = try reader.optional()
                case "targetRef": self.targetRef = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("ip", ip)
            writer.optional("hostname", hostname)
            writer.optional("nodeName", nodeName)
            writer.optional("targetRef", targetRef)
            writer.endObject()
        }
    }

    /// `v1.EndpointPort`.
    public struct EndpointPort: APIType {
        public var name: String?
        public var port: Int
        public var `protocol`: String?
        public var appProtocol: String?

        public init(
            name: String? = nil,
            port: Int = 0,
            `protocol`: String? = nil,
            appProtocol: String? = nil
        ) {
            self.name = name
            self.port = port
            self.`protocol` = `protocol`
            self.appProtocol = appProtocol
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.optional()
                case "port": self.port = try reader.value(or: self.port)
                case "protocol": self.`protocol` = try reader.optional()
                case "appProtocol": self.appProtocol = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("name", name)
            writer.required("port", port)
            writer.optional("protocol", `protocol`)
            writer.optional("appProtocol", appProtocol)
            writer.endObject()
        }
    }

    /// `v1.EndpointSubset`.
    public struct EndpointSubset: APIType {
        public var addresses: [CoreV1.EndpointAddress]
        public var notReadyAddresses: [CoreV1.EndpointAddress]
        public var ports: [CoreV1.EndpointPort]

        public init(
            addresses: [CoreV1.EndpointAddress] = [],
            notReadyAddresses: [CoreV1.EndpointAddress] = [],
            ports: [CoreV1.EndpointPort] = []
        ) {
            self.addresses = addresses
            self.notReadyAddresses = notReadyAddresses
            self.ports = ports
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "addresses": self.addresses = try reader.readArray()
                case "notReadyAddresses": self.notReadyAddresses = try reader.readArray()
                case "ports": self.ports = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("addresses", addresses)
            writer.list("notReadyAddresses", notReadyAddresses)
            writer.list("ports", ports)
            writer.endObject()
        }
    }

    /// `v1.Endpoints`, the kind Endpoints of v1.
    public struct Endpoints: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var subsets: [CoreV1.EndpointSubset]

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            subsets: [CoreV1.EndpointSubset] = []
        ) {
            self.metadata = metadata
            self.subsets = subsets
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metadata": self.metadata = try reader.value(or: self.metadata)
                case "subsets": self.subsets = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "Endpoints")
            writer.required("apiVersion", "v1")
            writer.embedded("metadata", metadata)
            writer.list("subsets", subsets)
            writer.endObject()
        }
    }

    /// `v1.EnvFromSource`.
    public struct EnvFromSource: APIType {
        public var prefix: String?
        @Indirect public var configMapRef: CoreV1.ConfigMapEnvSource?
        @Indirect public var secretRef: CoreV1.SecretEnvSource?

        public init(
            prefix: String? = nil,
            configMapRef: CoreV1.ConfigMapEnvSource? = nil,
            secretRef: CoreV1.SecretEnvSource? = nil
        ) {
            self.prefix = prefix
            self.configMapRef = configMapRef
            self.secretRef = secretRef
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "prefix": self.prefix = try reader.optional()
                case "configMapRef": self.configMapRef = try reader.optional()
                case "secretRef": self.secretRef = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("prefix", prefix)
            writer.optional("configMapRef", configMapRef)
            writer.optional("secretRef", secretRef)
            writer.endObject()
        }
    }

    /// `v1.EnvVar`.
    public struct EnvVar: APIType {
        public var name: String
        public var value: String?
        @Indirect public var valueFrom: CoreV1.EnvVarSource?

        public init(
            name: String = "",
            value: String? = nil,
            valueFrom: CoreV1.EnvVarSource? = nil
        ) {
            self.name = name
            self.value = value
            self.valueFrom = valueFrom
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "value": self.value = try reader.optional()
                case "valueFrom": self.valueFrom = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.optional("value", value)
            writer.optional("valueFrom", valueFrom)
            writer.endObject()
        }
    }

    /// `v1.EnvVarSource`.
    public struct EnvVarSource: APIType {
        @Indirect public var fieldRef: CoreV1.ObjectFieldSelector?
        @Indirect public var resourceFieldRef: CoreV1.ResourceFieldSelector?
        @Indirect public var configMapKeyRef: CoreV1.ConfigMapKeySelector?
        @Indirect public var secretKeyRef: CoreV1.SecretKeySelector?
        @Indirect public var fileKeyRef: CoreV1.FileKeySelector?

        public init(
            fieldRef: CoreV1.ObjectFieldSelector? = nil,
            resourceFieldRef: CoreV1.ResourceFieldSelector? = nil,
            configMapKeyRef: CoreV1.ConfigMapKeySelector? = nil,
            secretKeyRef: CoreV1.SecretKeySelector? = nil,
            fileKeyRef: CoreV1.FileKeySelector? = nil
        ) {
            self.fieldRef = fieldRef
            self.resourceFieldRef = resourceFieldRef
            self.configMapKeyRef = configMapKeyRef
            self.secretKeyRef = secretKeyRef
            self.fileKeyRef = fileKeyRef
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "fieldRef": self.fieldRef = try reader.optional()
                case "resourceFieldRef": self.resourceFieldRef = try reader.optional()
                case "configMapKeyRef": self.configMapKeyRef = try reader.optional()
                case "secretKeyRef": self.secretKeyRef = try reader.optional()
                case "fileKeyRef": self.fileKeyRef = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("fieldRef", fieldRef)
            writer.optional("resourceFieldRef", resourceFieldRef)
            writer.optional("configMapKeyRef", configMapKeyRef)
            writer.optional("secretKeyRef", secretKeyRef)
            writer.optional("fileKeyRef", fileKeyRef)
            writer.endObject()
        }
    }

    /// `v1.EphemeralContainer`.
    public struct EphemeralContainer: APIType {
        public var name: String
        public var image: String?
        public var command: [String]
        public var args: [String]
        public var workingDir: String?
        public var ports: [CoreV1.ContainerPort]
        public var envFrom: [CoreV1.EnvFromSource]
        public var env: [CoreV1.EnvVar]
        public var resources: CoreV1.ResourceRequirements
        public var resizePolicy: [CoreV1.ContainerResizePolicy]
        public var restartPolicy: String?
        public var restartPolicyRules: [CoreV1.ContainerRestartRule]
        public var volumeMounts: [CoreV1.VolumeMount]
        public var volumeDevices: [CoreV1.VolumeDevice]
        @Indirect public var livenessProbe: CoreV1.Probe?
        @Indirect public var readinessProbe: CoreV1.Probe?
        @Indirect public var startupProbe: CoreV1.Probe?
        @Indirect public var lifecycle: CoreV1.Lifecycle?
        public var terminationMessagePath: String?
        public var terminationMessagePolicy: String?
        public var imagePullPolicy: String?
        @Indirect public var securityContext: CoreV1.SecurityContext?
        public var stdin: Bool?
        public var stdinOnce: Bool?
        public var tty: Bool?
        public var targetContainerName: String?

        public init(
            name: String = "",
            image: String? = nil,
            command: [String] = [],
            args: [String] = [],
            workingDir: String? = nil,
            ports: [CoreV1.ContainerPort] = [],
            envFrom: [CoreV1.EnvFromSource] = [],
            env: [CoreV1.EnvVar] = [],
            resources: CoreV1.ResourceRequirements = .init(),
            resizePolicy: [CoreV1.ContainerResizePolicy] = [],
            restartPolicy: String? = nil,
            restartPolicyRules: [CoreV1.ContainerRestartRule] = [],
            volumeMounts: [CoreV1.VolumeMount] = [],
            volumeDevices: [CoreV1.VolumeDevice] = [],
            livenessProbe: CoreV1.Probe? = nil,
            readinessProbe: CoreV1.Probe? = nil,
            startupProbe: CoreV1.Probe? = nil,
            lifecycle: CoreV1.Lifecycle? = nil,
            terminationMessagePath: String? = nil,
            terminationMessagePolicy: String? = nil,
            imagePullPolicy: String? = nil,
            securityContext: CoreV1.SecurityContext? = nil,
            stdin: Bool? = nil,
            stdinOnce: Bool? = nil,
            tty: Bool? = nil,
            targetContainerName: String? = nil
        ) {
            self.name = name
            self.image = image
            self.command = command
            self.args = args
            self.workingDir = workingDir
            self.ports = ports
            self.envFrom = envFrom
            self.env = env
            self.resources = resources
            self.resizePolicy = resizePolicy
            self.restartPolicy = restartPolicy
            self.restartPolicyRules = restartPolicyRules
            self.volumeMounts = volumeMounts
            self.volumeDevices = volumeDevices
            self.livenessProbe = livenessProbe
            self.readinessProbe = readinessProbe
            self.startupProbe = startupProbe
            self.lifecycle = lifecycle
            self.terminationMessagePath = terminationMessagePath
            self.terminationMessagePolicy = terminationMessagePolicy
            self.imagePullPolicy = imagePullPolicy
            self.securityContext = securityContext
            self.stdin = stdin
            self.stdinOnce = stdinOnce
            self.tty = tty
            self.targetContainerName = targetContainerName
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "image": self.image = try reader.optional()
                case "command": self.command = try reader.readArray()
                case "args": self.args = try reader.readArray()
                case "workingDir": self.workingDir = try reader.optional()
                case "ports": self.ports = try reader.readArray()
                case "envFrom": self.envFrom = try reader.readArray()
                case "env": self.env = try reader.readArray()
                case "resources": self.resources = try reader.value(or: self.resources)
                case "resizePolicy": self.resizePolicy = try reader.readArray()
                case "restartPolicy": self.restartPolicy = try reader.optional()
                case "restartPolicyRules": self.restartPolicyRules = try reader.readArray()
                case "volumeMounts": self.volumeMounts = try reader.readArray()
                case "volumeDevices": self.volumeDevices = try reader.readArray()
                case "livenessProbe": self.livenessProbe = try reader.optional()
                case "readinessProbe": self.readinessProbe = try reader.optional()
                case "startupProbe": self.startupProbe = try reader.optional()
                case "lifecycle": self.lifecycle = try reader.optional()
                case "terminationMessagePath": self.terminationMessagePath = try reader.optional()
                case "terminationMessagePolicy": self.terminationMessagePolicy = try reader.optional()
                case "imagePullPolicy": self.imagePullPolicy = try reader.optional()
                case "securityContext": self.securityContext = try reader.optional()
                case "stdin": self.stdin = try reader.optional()
                case "stdinOnce": self.stdinOnce = try reader.optional()
                case "tty": self.tty = try reader.optional()
                case "targetContainerName": self.targetContainerName = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.optional("image", image)
            writer.list("command", command)
            writer.list("args", args)
            writer.optional("workingDir", workingDir)
            writer.list("ports", ports)
            writer.list("envFrom", envFrom)
            writer.list("env", env)
            writer.embedded("resources", resources)
            writer.list("resizePolicy", resizePolicy)
            writer.optional("restartPolicy", restartPolicy)
            writer.list("restartPolicyRules", restartPolicyRules)
            writer.list("volumeMounts", volumeMounts)
            writer.list("volumeDevices", volumeDevices)
            writer.optional("livenessProbe", livenessProbe)
            writer.optional("readinessProbe", readinessProbe)
            writer.optional("startupProbe", startupProbe)
            writer.optional("lifecycle", lifecycle)
            writer.optional("terminationMessagePath", terminationMessagePath)
            writer.optional("terminationMessagePolicy", terminationMessagePolicy)
            writer.optional("imagePullPolicy", imagePullPolicy)
            writer.optional("securityContext", securityContext)
            writer.optional("stdin", stdin)
            writer.optional("stdinOnce", stdinOnce)
            writer.optional("tty", tty)
            writer.optional("targetContainerName", targetContainerName)
            writer.endObject()
        }
    }

    /// `v1.EphemeralVolumeSource`.
    public struct EphemeralVolumeSource: APIType {
        @Indirect public var volumeClaimTemplate: CoreV1.PersistentVolumeClaimTemplate?

        public init(
            volumeClaimTemplate: CoreV1.PersistentVolumeClaimTemplate? = nil
        ) {
            self.volumeClaimTemplate = volumeClaimTemplate
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "volumeClaimTemplate": self.volumeClaimTemplate = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("volumeClaimTemplate", volumeClaimTemplate)
            writer.endObject()
        }
    }

    /// `v1.Event`, the kind Event of v1.
    public struct Event: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var involvedObject: CoreV1.ObjectReference
        public var reason: String?
        public var message: String?
        public var source: CoreV1.EventSource
        public var firstTimestamp: Time?
        public var lastTimestamp: Time?
        public var count: Int?
        public var type: String?
        public var eventTime: MicroTime?
        @Indirect public var series: CoreV1.EventSeries?
        public var action: String?
        @Indirect public var related: CoreV1.ObjectReference?
        public var reportingComponent: String?
        public var reportingInstance: String?

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            involvedObject: CoreV1.ObjectReference = .init(),
            reason: String? = nil,
            message: String? = nil,
            source: CoreV1.EventSource = .init(),
            firstTimestamp: Time? = nil,
            lastTimestamp: Time? = nil,
            count: Int? = nil,
            type: String? = nil,
            eventTime: MicroTime? = nil,
            series: CoreV1.EventSeries? = nil,
            action: String? = nil,
            related: CoreV1.ObjectReference? = nil,
            reportingComponent: String? = nil,
            reportingInstance: String? = nil
        ) {
            self.metadata = metadata
            self.involvedObject = involvedObject
            self.reason = reason
            self.message = message
            self.source = source
            self.firstTimestamp = firstTimestamp
            self.lastTimestamp = lastTimestamp
            self.count = count
            self.type = type
            self.eventTime = eventTime
            self.series = series
            self.action = action
            self.related = related
            self.reportingComponent = reportingComponent
            self.reportingInstance = reportingInstance
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metadata": self.metadata = try reader.value(or: self.metadata)
                case "involvedObject": self.involvedObject = try reader.value(or: self.involvedObject)
                case "reason": self.reason = try reader.optional()
                case "message": self.message = try reader.optional()
                case "source": self.source = try reader.value(or: self.source)
                case "firstTimestamp": self.firstTimestamp = try reader.optional()
                case "lastTimestamp": self.lastTimestamp = try reader.optional()
                case "count": self.count = try reader.optional()
                case "type": self.type = try reader.optional()
                case "eventTime": self.eventTime = try reader.optional()
                case "series": self.series = try reader.optional()
                case "action": self.action = try reader.optional()
                case "related": self.related = try reader.optional()
                case "reportingComponent": self.reportingComponent = try reader.optional()
                case "reportingInstance": self.reportingInstance = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "Event")
            writer.required("apiVersion", "v1")
            writer.required("metadata", metadata)
            writer.required("involvedObject", involvedObject)
            writer.optional("reason", reason)
            writer.optional("message", message)
            writer.embedded("source", source)
            writer.optional("firstTimestamp", firstTimestamp)
            writer.optional("lastTimestamp", lastTimestamp)
            writer.optional("count", count)
            writer.optional("type", type)
            writer.optional("eventTime", eventTime)
            writer.optional("series", series)
            writer.optional("action", action)
            writer.optional("related", related)
            writer.optional("reportingComponent", reportingComponent)
            writer.optional("reportingInstance", reportingInstance)
            writer.endObject()
        }
    }

    /// `v1.EventSeries`.
    public struct EventSeries: APIType {
        public var count: Int?
        public var lastObservedTime: MicroTime?

        public init(
            count: Int? = nil,
            lastObservedTime: MicroTime? = nil
        ) {
            self.count = count
            self.lastObservedTime = lastObservedTime
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "count": self.count = try reader.optional()
                case "lastObservedTime": self.lastObservedTime = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("count", count)
            writer.optional("lastObservedTime", lastObservedTime)
            writer.endObject()
        }
    }

    /// `v1.EventSource`.
    public struct EventSource: APIType {
        public var component: String?
        public var host: String?

        public init(
            component: String? = nil,
            host: String? = nil
        ) {
            self.component = component
            self.host = host
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "component": self.component = try reader.optional()
                case "host": self.host = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("component", component)
            writer.optional("host", host)
            writer.endObject()
        }
    }

    /// `v1.ExecAction`.
    public struct ExecAction: APIType {
        public var command: [String]

        public init(
            command: [String] = []
        ) {
            self.command = command
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "command": self.command = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("command", command)
            writer.endObject()
        }
    }

    /// `v1.FCVolumeSource`.
    public struct FCVolumeSource: APIType {
        public var targetWWNs: [String]
        public var lun: Int?
        public var fsType: String?
        public var readOnly: Bool?
        public var wwids: [String]

        public init(
            targetWWNs: [String] = [],
            lun: Int? = nil,
            fsType: String? = nil,
            readOnly: Bool? = nil,
            wwids: [String] = []
        ) {
            self.targetWWNs = targetWWNs
            self.lun = lun
            self.fsType = fsType
            self.readOnly = readOnly
            self.wwids = wwids
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "targetWWNs": self.targetWWNs = try reader.readArray()
                case "lun": self.lun = try reader.optional()
                case "fsType": self.fsType = try reader.optional()
                case "readOnly": self.readOnly = try reader.optional()
                case "wwids": self.wwids = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("targetWWNs", targetWWNs)
            writer.optional("lun", lun)
            writer.optional("fsType", fsType)
            writer.optional("readOnly", readOnly)
            writer.list("wwids", wwids)
            writer.endObject()
        }
    }

    /// `v1.FileKeySelector`.
    public struct FileKeySelector: APIType {
        public var volumeName: String
        public var path: String
        public var key: String
        public var optional: Bool?

        public init(
            volumeName: String = "",
            path: String = "",
            key: String = "",
            optional: Bool? = nil
        ) {
            self.volumeName = volumeName
            self.path = path
            self.key = key
            self.optional = optional
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "volumeName": self.volumeName = try reader.value(or: self.volumeName)
                case "path": self.path = try reader.value(or: self.path)
                case "key": self.key = try reader.value(or: self.key)
                case "optional": self.optional = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("volumeName", volumeName)
            writer.required("path", path)
            writer.required("key", key)
            writer.optional("optional", optional)
            writer.endObject()
        }
    }

    /// `v1.FlexPersistentVolumeSource`.
    public struct FlexPersistentVolumeSource: APIType {
        public var driver: String
        public var fsType: String?
        @Indirect public var secretRef: CoreV1.SecretReference?
        public var readOnly: Bool?
        public var options: [String: String]

        public init(
            driver: String = "",
            fsType: String? = nil,
            secretRef: CoreV1.SecretReference? = nil,
            readOnly: Bool? = nil,
            options: [String: String] = [:]
        ) {
            self.driver = driver
            self.fsType = fsType
            self.secretRef = secretRef
            self.readOnly = readOnly
            self.options = options
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "driver": self.driver = try reader.value(or: self.driver)
                case "fsType": self.fsType = try reader.optional()
                case "secretRef": self.secretRef = try reader.optional()
                case "readOnly": self.readOnly = try reader.optional()
                case "options": self.options = try reader.readMap()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("driver", driver)
            writer.optional("fsType", fsType)
            writer.optional("secretRef", secretRef)
            writer.optional("readOnly", readOnly)
            writer.map("options", options)
            writer.endObject()
        }
    }

    /// `v1.FlexVolumeSource`.
    public struct FlexVolumeSource: APIType {
        public var driver: String
        public var fsType: String?
        @Indirect public var secretRef: CoreV1.LocalObjectReference?
        public var readOnly: Bool?
        public var options: [String: String]

        public init(
            driver: String = "",
            fsType: String? = nil,
            secretRef: CoreV1.LocalObjectReference? = nil,
            readOnly: Bool? = nil,
            options: [String: String] = [:]
        ) {
            self.driver = driver
            self.fsType = fsType
            self.secretRef = secretRef
            self.readOnly = readOnly
            self.options = options
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "driver": self.driver = try reader.value(or: self.driver)
                case "fsType": self.fsType = try reader.optional()
                case "secretRef": self.secretRef = try reader.optional()
                case "readOnly": self.readOnly = try reader.optional()
                case "options": self.options = try reader.readMap()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("driver", driver)
            writer.optional("fsType", fsType)
            writer.optional("secretRef", secretRef)
            writer.optional("readOnly", readOnly)
            writer.map("options", options)
            writer.endObject()
        }
    }

    /// `v1.FlockerVolumeSource`.
    public struct FlockerVolumeSource: APIType {
        public var datasetName: String?
        public var datasetUUID: String?

        public init(
            datasetName: String? = nil,
            datasetUUID: String? = nil
        ) {
            self.datasetName = datasetName
            self.datasetUUID = datasetUUID
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "datasetName": self.datasetName = try reader.optional()
                case "datasetUUID": self.datasetUUID = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("datasetName", datasetName)
            writer.optional("datasetUUID", datasetUUID)
            writer.endObject()
        }
    }

    /// `v1.GCEPersistentDiskVolumeSource`.
    public struct GCEPersistentDiskVolumeSource: APIType {
        public var pdName: String
        public var fsType: String?
        public var partition: Int?
        public var readOnly: Bool?

        public init(
            pdName: String = "",
            fsType: String? = nil,
            partition: Int? = nil,
            readOnly: Bool? = nil
        ) {
            self.pdName = pdName
            self.fsType = fsType
            self.partition = partition
            self.readOnly = readOnly
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "pdName": self.pdName = try reader.value(or: self.pdName)
                case "fsType": self.fsType = try reader.optional()
                case "partition": self.partition = try reader.optional()
                case "readOnly": self.readOnly = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("pdName", pdName)
            writer.optional("fsType", fsType)
            writer.optional("partition", partition)
            writer.optional("readOnly", readOnly)
            writer.endObject()
        }
    }

    /// `v1.GRPCAction`.
    public struct GRPCAction: APIType {
        public var port: Int
        public var service: String?

        public init(
            port: Int = 0,
            service: String? = nil
        ) {
            self.port = port
            self.service = service
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "port": self.port = try reader.value(or: self.port)
                case "service": self.service = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("port", port)
            writer.optional("service", service)
            writer.endObject()
        }
    }

    /// `v1.GitRepoVolumeSource`.
    public struct GitRepoVolumeSource: APIType {
        public var repository: String
        public var revision: String?
        public var directory: String?

        public init(
            repository: String = "",
            revision: String? = nil,
            directory: String? = nil
        ) {
            self.repository = repository
            self.revision = revision
            self.directory = directory
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "repository": self.repository = try reader.value(or: self.repository)
                case "revision": self.revision = try reader.optional()
                case "directory": self.directory = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("repository", repository)
            writer.optional("revision", revision)
            writer.optional("directory", directory)
            writer.endObject()
        }
    }

    /// `v1.GlusterfsPersistentVolumeSource`.
    public struct GlusterfsPersistentVolumeSource: APIType {
        public var endpoints: String
        public var path: String
        public var readOnly: Bool?
        public var endpointsNamespace: String?

        public init(
            endpoints: String = "",
            path: String = "",
            readOnly: Bool? = nil,
            endpointsNamespace: String? = nil
        ) {
            self.endpoints = endpoints
            self.path = path
            self.readOnly = readOnly
            self.endpointsNamespace = endpointsNamespace
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "endpoints": self.endpoints = try reader.value(or: self.endpoints)
                case "path": self.path = try reader.value(or: self.path)
                case "readOnly": self.readOnly = try reader.optional()
                case "endpointsNamespace": self.endpointsNamespace = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("endpoints", endpoints)
            writer.required("path", path)
            writer.optional("readOnly", readOnly)
            writer.optional("endpointsNamespace", endpointsNamespace)
            writer.endObject()
        }
    }

    /// `v1.GlusterfsVolumeSource`.
    public struct GlusterfsVolumeSource: APIType {
        public var endpoints: String
        public var path: String
        public var readOnly: Bool?

        public init(
            endpoints: String = "",
            path: String = "",
            readOnly: Bool? = nil
        ) {
            self.endpoints = endpoints
            self.path = path
            self.readOnly = readOnly
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "endpoints": self.endpoints = try reader.value(or: self.endpoints)
                case "path": self.path = try reader.value(or: self.path)
                case "readOnly": self.readOnly = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("endpoints", endpoints)
            writer.required("path", path)
            writer.optional("readOnly", readOnly)
            writer.endObject()
        }
    }

    /// `v1.HTTPGetAction`.
    public struct HTTPGetAction: APIType {
        public var path: String?
        public var port: IntOrString
        public var host: String?
        public var scheme: String?
        public var httpHeaders: [CoreV1.HTTPHeader]

        public init(
            path: String? = nil,
            port: IntOrString = .int(0),
            host: String? = nil,
            scheme: String? = nil,
            httpHeaders: [CoreV1.HTTPHeader] = []
        ) {
            self.path = path
            self.port = port
            self.host = host
            self.scheme = scheme
            self.httpHeaders = httpHeaders
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "path": self.path = try reader.optional()
                case "port": self.port = try reader.value(or: self.port)
                case "host": self.host = try reader.optional()
                case "scheme": self.scheme = try reader.optional()
                case "httpHeaders": self.httpHeaders = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("path", path)
            writer.required("port", port)
            writer.optional("host", host)
            writer.optional("scheme", scheme)
            writer.list("httpHeaders", httpHeaders)
            writer.endObject()
        }
    }

    /// `v1.HTTPHeader`.
    public struct HTTPHeader: APIType {
        public var name: String
        public var value: String

        public init(
            name: String = "",
            value: String = ""
        ) {
            self.name = name
            self.value = value
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "value": self.value = try reader.value(or: self.value)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.required("value", value)
            writer.endObject()
        }
    }

    /// `v1.HostAlias`.
    public struct HostAlias: APIType {
        public var ip: String
        public var hostnames: [String]

        public init(
            ip: String = "",
            hostnames: [String] = []
        ) {
            self.ip = ip
            self.hostnames = hostnames
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "ip": self.ip = try reader.value(or: self.ip)
                case "hostnames": self.hostnames = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("ip", ip)
            writer.list("hostnames", hostnames)
            writer.endObject()
        }
    }

    /// `v1.HostIP`.
    public struct HostIP: APIType {
        public var ip: String

        public init(
            ip: String = ""
        ) {
            self.ip = ip
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "ip": self.ip = try reader.value(or: self.ip)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("ip", ip)
            writer.endObject()
        }
    }

    /// `v1.HostPathVolumeSource`.
    public struct HostPathVolumeSource: APIType {
        public var path: String
        public var type: String?

        public init(
            path: String = "",
            type: String? = nil
        ) {
            self.path = path
            self.type = type
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "path": self.path = try reader.value(or: self.path)
                case "type": self.type = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("path", path)
            writer.optional("type", type)
            writer.endObject()
        }
    }

    /// `v1.ISCSIPersistentVolumeSource`.
    public struct ISCSIPersistentVolumeSource: APIType {
        public var targetPortal: String
        public var iqn: String
        public var lun: Int
        public var iscsiInterface: String?
        public var fsType: String?
        public var readOnly: Bool?
        public var portals: [String]
        public var chapAuthDiscovery: Bool?
        public var chapAuthSession: Bool?
        @Indirect public var secretRef: CoreV1.SecretReference?
        public var initiatorName: String?

        public init(
            targetPortal: String = "",
            iqn: String = "",
            lun: Int = 0,
            iscsiInterface: String? = nil,
            fsType: String? = nil,
            readOnly: Bool? = nil,
            portals: [String] = [],
            chapAuthDiscovery: Bool? = nil,
            chapAuthSession: Bool? = nil,
            secretRef: CoreV1.SecretReference? = nil,
            initiatorName: String? = nil
        ) {
            self.targetPortal = targetPortal
            self.iqn = iqn
            self.lun = lun
            self.iscsiInterface = iscsiInterface
            self.fsType = fsType
            self.readOnly = readOnly
            self.portals = portals
            self.chapAuthDiscovery = chapAuthDiscovery
            self.chapAuthSession = chapAuthSession
            self.secretRef = secretRef
            self.initiatorName = initiatorName
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "targetPortal": self.targetPortal = try reader.value(or: self.targetPortal)
                case "iqn": self.iqn = try reader.value(or: self.iqn)
                case "lun": self.lun = try reader.value(or: self.lun)
                case "iscsiInterface": self.iscsiInterface = try reader.optional()
                case "fsType": self.fsType = try reader.optional()
                case "readOnly": self.readOnly = try reader.optional()
                case "portals": self.portals = try reader.readArray()
                case "chapAuthDiscovery": self.chapAuthDiscovery = try reader.optional()
                case "chapAuthSession": self.chapAuthSession = try reader.optional()
                case "secretRef": self.secretRef = try reader.optional()
                case "initiatorName": self.initiatorName = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("targetPortal", targetPortal)
            writer.required("iqn", iqn)
            writer.required("lun", lun)
            writer.optional("iscsiInterface", iscsiInterface)
            writer.optional("fsType", fsType)
            writer.optional("readOnly", readOnly)
            writer.list("portals", portals)
            writer.optional("chapAuthDiscovery", chapAuthDiscovery)
            writer.optional("chapAuthSession", chapAuthSession)
            writer.optional("secretRef", secretRef)
            writer.optional("initiatorName", initiatorName)
            writer.endObject()
        }
    }

    /// `v1.ISCSIVolumeSource`.
    public struct ISCSIVolumeSource: APIType {
        public var targetPortal: String
        public var iqn: String
        public var lun: Int
        public var iscsiInterface: String?
        public var fsType: String?
        public var readOnly: Bool?
        public var portals: [String]
        public var chapAuthDiscovery: Bool?
        public var chapAuthSession: Bool?
        @Indirect public var secretRef: CoreV1.LocalObjectReference?
        public var initiatorName: String?

        public init(
            targetPortal: String = "",
            iqn: String = "",
            lun: Int = 0,
            iscsiInterface: String? = nil,
            fsType: String? = nil,
            readOnly: Bool? = nil,
            portals: [String] = [],
            chapAuthDiscovery: Bool? = nil,
            chapAuthSession: Bool? = nil,
            secretRef: CoreV1.LocalObjectReference? = nil,
            initiatorName: String? = nil
        ) {
            self.targetPortal = targetPortal
            self.iqn = iqn
            self.lun = lun
            self.iscsiInterface = iscsiInterface
            self.fsType = fsType
            self.readOnly = readOnly
            self.portals = portals
            self.chapAuthDiscovery = chapAuthDiscovery
            self.chapAuthSession = chapAuthSession
            self.secretRef = secretRef
            self.initiatorName = initiatorName
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "targetPortal": self.targetPortal = try reader.value(or: self.targetPortal)
                case "iqn": self.iqn = try reader.value(or: self.iqn)
                case "lun": self.lun = try reader.value(or: self.lun)
                case "iscsiInterface": self.iscsiInterface = try reader.optional()
                case "fsType": self.fsType = try reader.optional()
                case "readOnly": self.readOnly = try reader.optional()
                case "portals": self.portals = try reader.readArray()
                case "chapAuthDiscovery": self.chapAuthDiscovery = try reader.optional()
                case "chapAuthSession": self.chapAuthSession = try reader.optional()
                case "secretRef": self.secretRef = try reader.optional()
                case "initiatorName": self.initiatorName = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("targetPortal", targetPortal)
            writer.required("iqn", iqn)
            writer.required("lun", lun)
            writer.optional("iscsiInterface", iscsiInterface)
            writer.optional("fsType", fsType)
            writer.optional("readOnly", readOnly)
            writer.list("portals", portals)
            writer.optional("chapAuthDiscovery", chapAuthDiscovery)
            writer.optional("chapAuthSession", chapAuthSession)
            writer.optional("secretRef", secretRef)
            writer.optional("initiatorName", initiatorName)
            writer.endObject()
        }
    }

    /// `v1.ImageVolumeSource`.
    public struct ImageVolumeSource: APIType {
        public var reference: String?
        public var pullPolicy: String?

        public init(
            reference: String? = nil,
            pullPolicy: String? = nil
        ) {
            self.reference = reference
            self.pullPolicy = pullPolicy
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "reference": self.reference = try reader.optional()
                case "pullPolicy": self.pullPolicy = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("reference", reference)
            writer.optional("pullPolicy", pullPolicy)
            writer.endObject()
        }
    }

    /// `v1.ImageVolumeStatus`.
    public struct ImageVolumeStatus: APIType {
        public var imageRef: String

        public init(
            imageRef: String = ""
        ) {
            self.imageRef = imageRef
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "imageRef": self.imageRef = try reader.value(or: self.imageRef)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("imageRef", imageRef)
            writer.endObject()
        }
    }

    /// `v1.KeyToPath`.
    public struct KeyToPath: APIType {
        public var key: String
        public var path: String
        public var mode: Int?

        public init(
            key: String = "",
            path: String = "",
            mode: Int? = nil
        ) {
            self.key = key
            self.path = path
            self.mode = mode
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "key": self.key = try reader.value(or: self.key)
                case "path": self.path = try reader.value(or: self.path)
                case "mode": self.mode = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("key", key)
            writer.required("path", path)
            writer.optional("mode", mode)
            writer.endObject()
        }
    }

    /// `v1.Lifecycle`.
    public struct Lifecycle: APIType {
        @Indirect public var postStart: CoreV1.LifecycleHandler?
        @Indirect public var preStop: CoreV1.LifecycleHandler?
        public var stopSignal: String?

        public init(
            postStart: CoreV1.LifecycleHandler? = nil,
            preStop: CoreV1.LifecycleHandler? = nil,
            stopSignal: String? = nil
        ) {
            self.postStart = postStart
            self.preStop = preStop
            self.stopSignal = stopSignal
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "postStart": self.postStart = try reader.optional()
                case "preStop": self.preStop = try reader.optional()
                case "stopSignal": self.stopSignal = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("postStart", postStart)
            writer.optional("preStop", preStop)
            writer.optional("stopSignal", stopSignal)
            writer.endObject()
        }
    }

    /// `v1.LifecycleHandler`.
    public struct LifecycleHandler: APIType {
        @Indirect public var exec: CoreV1.ExecAction?
        @Indirect public var httpGet: CoreV1.HTTPGetAction?
        @Indirect public var tcpSocket: CoreV1.TCPSocketAction?
        @Indirect public var sleep: CoreV1.SleepAction?

        public init(
            exec: CoreV1.ExecAction? = nil,
            httpGet: CoreV1.HTTPGetAction? = nil,
            tcpSocket: CoreV1.TCPSocketAction? = nil,
            sleep: CoreV1.SleepAction? = nil
        ) {
            self.exec = exec
            self.httpGet = httpGet
            self.tcpSocket = tcpSocket
            self.sleep = sleep
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "exec": self.exec = try reader.optional()
                case "httpGet": self.httpGet = try reader.optional()
                case "tcpSocket": self.tcpSocket = try reader.optional()
                case "sleep": self.sleep = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("exec", exec)
            writer.optional("httpGet", httpGet)
            writer.optional("tcpSocket", tcpSocket)
            writer.optional("sleep", sleep)
            writer.endObject()
        }
    }

    /// `v1.LimitRange`, the kind LimitRange of v1.
    public struct LimitRange: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: CoreV1.LimitRangeSpec

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: CoreV1.LimitRangeSpec = .init()
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
            writer.required("kind", "LimitRange")
            writer.required("apiVersion", "v1")
            writer.embedded("metadata", metadata)
            writer.embedded("spec", spec)
            writer.endObject()
        }
    }

    /// `v1.LimitRangeItem`.
    public struct LimitRangeItem: APIType {
        public var type: String
        public var max: [String: Quantity]
        public var min: [String: Quantity]
        public var `default`: [String: Quantity]
        public var defaultRequest: [String: Quantity]
        public var maxLimitRequestRatio: [String: Quantity]

        public init(
            type: String = "",
            max: [String: Quantity] = [:],
            min: [String: Quantity] = [:],
            `default`: [String: Quantity] = [:],
            defaultRequest: [String: Quantity] = [:],
            maxLimitRequestRatio: [String: Quantity] = [:]
        ) {
            self.type = type
            self.max = max
            self.min = min
            self.`default` = `default`
            self.defaultRequest = defaultRequest
            self.maxLimitRequestRatio = maxLimitRequestRatio
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "type": self.type = try reader.value(or: self.type)
                case "max": self.max = try reader.readMap()
                case "min": self.min = try reader.readMap()
                case "default": self.`default` = try reader.readMap()
                case "defaultRequest": self.defaultRequest = try reader.readMap()
                case "maxLimitRequestRatio": self.maxLimitRequestRatio = try reader.readMap()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("type", type)
            writer.map("max", max)
            writer.map("min", min)
            writer.map("default", `default`)
            writer.map("defaultRequest", defaultRequest)
            writer.map("maxLimitRequestRatio", maxLimitRequestRatio)
            writer.endObject()
        }
    }

    /// `v1.LimitRangeSpec`.
    public struct LimitRangeSpec: APIType {
        public var limits: [CoreV1.LimitRangeItem]

        public init(
            limits: [CoreV1.LimitRangeItem] = []
        ) {
            self.limits = limits
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "limits": self.limits = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("limits", limits)
            writer.endObject()
        }
    }

    /// `v1.LinuxContainerUser`.
    public struct LinuxContainerUser: APIType {
        public var uid: Int
        public var gid: Int
        public var supplementalGroups: [Int]

        public init(
            uid: Int = 0,
            gid: Int = 0,
            supplementalGroups: [Int] = []
        ) {
            self.uid = uid
            self.gid = gid
            self.supplementalGroups = supplementalGroups
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "uid": self.uid = try reader.value(or: self.uid)
                case "gid": self.gid = try reader.value(or: self.gid)
                case "supplementalGroups": self.supplementalGroups = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("uid", uid)
            writer.required("gid", gid)
            writer.list("supplementalGroups", supplementalGroups)
            writer.endObject()
        }
    }

    /// `v1.LoadBalancerIngress`.
    public struct LoadBalancerIngress: APIType {
        public var ip: String?
        public var hostname: String?
        public var ipMode: String?
        public var ports: [CoreV1.PortStatus]

        public init(
            ip: String? = nil,
            hostname: String? = nil,
            ipMode: String? = nil,
            ports: [CoreV1.PortStatus] = []
        ) {
            self.ip = ip
            self.hostname = hostname
            self.ipMode = ipMode
            self.ports = ports
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "ip": self.ip = try reader.optional()
                case "hostname": self.hostname = try reader.optional()
                case "ipMode": self.ipMode = try reader.optional()
                case "ports": self.ports = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("ip", ip)
            writer.optional("hostname", hostname)
            writer.optional("ipMode", ipMode)
            writer.list("ports", ports)
            writer.endObject()
        }
    }

    /// `v1.LoadBalancerStatus`.
    public struct LoadBalancerStatus: APIType {
        public var ingress: [CoreV1.LoadBalancerIngress]

        public init(
            ingress: [CoreV1.LoadBalancerIngress] = []
        ) {
            self.ingress = ingress
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "ingress": self.ingress = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("ingress", ingress)
            writer.endObject()
        }
    }

    /// `v1.LocalObjectReference`.
    public struct LocalObjectReference: APIType {
        public var name: String?

        public init(
            name: String? = nil
        ) {
            self.name = name
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("name", name)
            writer.endObject()
        }
    }

    /// `v1.LocalVolumeSource`.
    public struct LocalVolumeSource: APIType {
        public var path: String
        public var fsType: String?

        public init(
            path: String = "",
            fsType: String? = nil
        ) {
            self.path = path
            self.fsType = fsType
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "path": self.path = try reader.value(or: self.path)
                case "fsType": self.fsType = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("path", path)
            writer.optional("fsType", fsType)
            writer.endObject()
        }
    }

    /// `v1.ModifyVolumeStatus`.
    public struct ModifyVolumeStatus: APIType {
        public var targetVolumeAttributesClassName: String?
        public var status: String

        public init(
            targetVolumeAttributesClassName: String? = nil,
            status: String = ""
        ) {
            self.targetVolumeAttributesClassName = targetVolumeAttributesClassName
            self.status = status
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "targetVolumeAttributesClassName": self.targetVolumeAttributesClassName = try reader.optional()
                case "status": self.status = try reader.value(or: self.status)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("targetVolumeAttributesClassName", targetVolumeAttributesClassName)
            writer.required("status", status)
            writer.endObject()
        }
    }

    /// `v1.NFSVolumeSource`.
    public struct NFSVolumeSource: APIType {
        public var server: String
        public var path: String
        public var readOnly: Bool?

        public init(
            server: String = "",
            path: String = "",
            readOnly: Bool? = nil
        ) {
            self.server = server
            self.path = path
            self.readOnly = readOnly
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "server": self.server = try reader.value(or: self.server)
                case "path": self.path = try reader.value(or: self.path)
                case "readOnly": self.readOnly = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("server", server)
            writer.required("path", path)
            writer.optional("readOnly", readOnly)
            writer.endObject()
        }
    }

    /// `v1.Namespace`, the kind Namespace of v1.
    public struct Namespace: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: CoreV1.NamespaceSpec
        public var status: CoreV1.NamespaceStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: CoreV1.NamespaceSpec = .init(),
            status: CoreV1.NamespaceStatus = .init()
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
            writer.required("kind", "Namespace")
            writer.required("apiVersion", "v1")
            writer.embedded("metadata", metadata)
            writer.embedded("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1.NamespaceCondition`.
    public struct NamespaceCondition: APIType {
        public var type: String
        public var status: String
        public var lastTransitionTime: Time?
        public var reason: String?
        public var message: String?

        public init(
            type: String = "",
            status: String = "",
            lastTransitionTime: Time? = nil,
            reason: String? = nil,
            message: String? = nil
        ) {
            self.type = type
            self.status = status
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
                case "lastTransitionTime": self.lastTransitionTime = try reader.optional()
                case "reason": self.reason = try reader.optional()
                case "message": self.message = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("type", type)
            writer.required("status", status)
            writer.optional("lastTransitionTime", lastTransitionTime)
            writer.optional("reason", reason)
            writer.optional("message", message)
            writer.endObject()
        }
    }

    /// `v1.NamespaceSpec`.
    public struct NamespaceSpec: APIType {
        public var finalizers: [String]

        public init(
            finalizers: [String] = []
        ) {
            self.finalizers = finalizers
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "finalizers": self.finalizers = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("finalizers", finalizers)
            writer.endObject()
        }
    }

    /// `v1.NamespaceStatus`.
    public struct NamespaceStatus: APIType {
        public var phase: String?
        public var conditions: [CoreV1.NamespaceCondition]

        public init(
            phase: String? = nil,
            conditions: [CoreV1.NamespaceCondition] = []
        ) {
            self.phase = phase
            self.conditions = conditions
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "phase": self.phase = try reader.optional()
                case "conditions": self.conditions = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("phase", phase)
            writer.list("conditions", conditions)
            writer.endObject()
        }
    }

    /// `v1.Node`, the kind Node of v1.
    public struct Node: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: CoreV1.NodeSpec
        public var status: CoreV1.NodeStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: CoreV1.NodeSpec = .init(),
            status: CoreV1.NodeStatus = .init()
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
            writer.required("kind", "Node")
            writer.required("apiVersion", "v1")
            writer.embedded("metadata", metadata)
            writer.embedded("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1.NodeAddress`.
    public struct NodeAddress: APIType {
        public var type: String
        public var address: String

        public init(
            type: String = "",
            address: String = ""
        ) {
            self.type = type
            self.address = address
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "type": self.type = try reader.value(or: self.type)
                case "address": self.address = try reader.value(or: self.address)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("type", type)
            writer.required("address", address)
            writer.endObject()
        }
    }

    /// `v1.NodeAffinity`.
    public struct NodeAffinity: APIType {
        @Indirect public var requiredDuringSchedulingIgnoredDuringExecution: CoreV1.NodeSelector?
        public var preferredDuringSchedulingIgnoredDuringExecution: [CoreV1.PreferredSchedulingTerm]

        public init(
            requiredDuringSchedulingIgnoredDuringExecution: CoreV1.NodeSelector? = nil,
            preferredDuringSchedulingIgnoredDuringExecution: [CoreV1.PreferredSchedulingTerm] = []
        ) {
            self.requiredDuringSchedulingIgnoredDuringExecution = requiredDuringSchedulingIgnoredDuringExecution
            self.preferredDuringSchedulingIgnoredDuringExecution = preferredDuringSchedulingIgnoredDuringExecution
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "requiredDuringSchedulingIgnoredDuringExecution": self.requiredDuringSchedulingIgnoredDuringExecution = try reader.optional()
                case "preferredDuringSchedulingIgnoredDuringExecution": self.preferredDuringSchedulingIgnoredDuringExecution = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("requiredDuringSchedulingIgnoredDuringExecution", requiredDuringSchedulingIgnoredDuringExecution)
            writer.list("preferredDuringSchedulingIgnoredDuringExecution", preferredDuringSchedulingIgnoredDuringExecution)
            writer.endObject()
        }
    }

    /// `v1.NodeAllocatableResourceClaimStatus`.
    public struct NodeAllocatableResourceClaimStatus: APIType {
        public var resourceClaimName: String
        public var containers: [String]
        public var resources: [String: Quantity]

        public init(
            resourceClaimName: String = "",
            containers: [String] = [],
            resources: [String: Quantity] = [:]
        ) {
            self.resourceClaimName = resourceClaimName
            self.containers = containers
            self.resources = resources
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "resourceClaimName": self.resourceClaimName = try reader.value(or: self.resourceClaimName)
                case "containers": self.containers = try reader.readArray()
                case "resources": self.resources = try reader.readMap()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("resourceClaimName", resourceClaimName)
            writer.list("containers", containers)
            writer.required("resources", resources)
            writer.endObject()
        }
    }

    /// `v1.NodeCondition`.
    public struct NodeCondition: APIType {
        public var type: String
        public var status: String
        public var lastHeartbeatTime: Time?
        public var lastTransitionTime: Time?
        public var reason: String?
        public var message: String?

        public init(
            type: String = "",
            status: String = "",
            lastHeartbeatTime: Time? = nil,
            lastTransitionTime: Time? = nil,
            reason: String? = nil,
            message: String? = nil
        ) {
            self.type = type
            self.status = status
            self.lastHeartbeatTime = lastHeartbeatTime
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
                case "lastHeartbeatTime": self.lastHeartbeatTime = try reader.optional()
                case "lastTransitionTime": self.lastTransitionTime = try reader.optional()
                case "reason": self.reason = try reader.optional()
                case "message": self.message = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("type", type)
            writer.required("status", status)
            writer.optional("lastHeartbeatTime", lastHeartbeatTime)
            writer.optional("lastTransitionTime", lastTransitionTime)
            writer.optional("reason", reason)
            writer.optional("message", message)
            writer.endObject()
        }
    }

    /// `v1.NodeConfigSource`.
    public struct NodeConfigSource: APIType {
        @Indirect public var configMap: CoreV1.ConfigMapNodeConfigSource?

        public init(
            configMap: CoreV1.ConfigMapNodeConfigSource? = nil
        ) {
            self.configMap = configMap
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "configMap": self.configMap = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("configMap", configMap)
            writer.endObject()
        }
    }

    /// `v1.NodeConfigStatus`.
    public struct NodeConfigStatus: APIType {
        @Indirect public var assigned: CoreV1.NodeConfigSource?
        @Indirect public var active: CoreV1.NodeConfigSource?
        @Indirect public var lastKnownGood: CoreV1.NodeConfigSource?
        public var error: String?

        public init(
            assigned: CoreV1.NodeConfigSource? = nil,
            active: CoreV1.NodeConfigSource? = nil,
            lastKnownGood: CoreV1.NodeConfigSource? = nil,
            error: String? = nil
        ) {
            self.assigned = assigned
            self.active = active
            self.lastKnownGood = lastKnownGood
            self.error = error
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "assigned": self.assigned = try reader.optional()
                case "active": self.active = try reader.optional()
                case "lastKnownGood": self.lastKnownGood = try reader.optional()
                case "error": self.error = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("assigned", assigned)
            writer.optional("active", active)
            writer.optional("lastKnownGood", lastKnownGood)
            writer.optional("error", error)
            writer.endObject()
        }
    }

    /// `v1.NodeDaemonEndpoints`.
    public struct NodeDaemonEndpoints: APIType {
        public var kubeletEndpoint: CoreV1.DaemonEndpoint

        public init(
            kubeletEndpoint: CoreV1.DaemonEndpoint = .init()
        ) {
            self.kubeletEndpoint = kubeletEndpoint
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "kubeletEndpoint": self.kubeletEndpoint = try reader.value(or: self.kubeletEndpoint)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.embedded("kubeletEndpoint", kubeletEndpoint)
            writer.endObject()
        }
    }

    /// `v1.NodeFeatures`.
    public struct NodeFeatures: APIType {
        public var supplementalGroupsPolicy: Bool?

        public init(
            supplementalGroupsPolicy: Bool? = nil
        ) {
            self.supplementalGroupsPolicy = supplementalGroupsPolicy
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "supplementalGroupsPolicy": self.supplementalGroupsPolicy = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("supplementalGroupsPolicy", supplementalGroupsPolicy)
            writer.endObject()
        }
    }

    /// `v1.NodeRuntimeHandler`.
    public struct NodeRuntimeHandler: APIType {
        public var name: String?
        @Indirect public var features: CoreV1.NodeRuntimeHandlerFeatures?

        public init(
            name: String? = nil,
            features: CoreV1.NodeRuntimeHandlerFeatures? = nil
        ) {
            self.name = name
            self.features = features
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.optional()
                case "features": self.features = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("name", name)
            writer.optional("features", features)
            writer.endObject()
        }
    }

    /// `v1.NodeRuntimeHandlerFeatures`.
    public struct NodeRuntimeHandlerFeatures: APIType {
        public var recursiveReadOnlyMounts: Bool?
        public var userNamespaces: Bool?

        public init(
            recursiveReadOnlyMounts: Bool? = nil,
            userNamespaces: Bool? = nil
        ) {
            self.recursiveReadOnlyMounts = recursiveReadOnlyMounts
            self.userNamespaces = userNamespaces
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "recursiveReadOnlyMounts": self.recursiveReadOnlyMounts = try reader.optional()
                case "userNamespaces": self.userNamespaces = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("recursiveReadOnlyMounts", recursiveReadOnlyMounts)
            writer.optional("userNamespaces", userNamespaces)
            writer.endObject()
        }
    }

    /// `v1.NodeSelector`.
    public struct NodeSelector: APIType {
        public var nodeSelectorTerms: [CoreV1.NodeSelectorTerm]

        public init(
            nodeSelectorTerms: [CoreV1.NodeSelectorTerm] = []
        ) {
            self.nodeSelectorTerms = nodeSelectorTerms
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "nodeSelectorTerms": self.nodeSelectorTerms = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("nodeSelectorTerms", nodeSelectorTerms)
            writer.endObject()
        }
    }

    /// `v1.NodeSelectorRequirement`.
    public struct NodeSelectorRequirement: APIType {
        public var key: String
        public var `operator`: String
        public var values: [String]

        public init(
            key: String = "",
            `operator`: String = "",
            values: [String] = []
        ) {
            self.key = key
            self.`operator` = `operator`
            self.values = values
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "key": self.key = try reader.value(or: self.key)
                case "operator": self.`operator` = try reader.value(or: self.`operator`)
                case "values": self.values = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("key", key)
            writer.required("operator", `operator`)
            writer.list("values", values)
            writer.endObject()
        }
    }

    /// `v1.NodeSelectorTerm`.
    public struct NodeSelectorTerm: APIType {
        public var matchExpressions: [CoreV1.NodeSelectorRequirement]
        public var matchFields: [CoreV1.NodeSelectorRequirement]

        public init(
            matchExpressions: [CoreV1.NodeSelectorRequirement] = [],
            matchFields: [CoreV1.NodeSelectorRequirement] = []
        ) {
            self.matchExpressions = matchExpressions
            self.matchFields = matchFields
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "matchExpressions": self.matchExpressions = try reader.readArray()
                case "matchFields": self.matchFields = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("matchExpressions", matchExpressions)
            writer.list("matchFields", matchFields)
            writer.endObject()
        }
    }

    /// `v1.NodeSpec`.
    public struct NodeSpec: APIType {
        public var podCIDR: String?
        public var podCIDRs: [String]
        public var providerID: String?
        public var unschedulable: Bool?
        public var taints: [CoreV1.Taint]
        @Indirect public var configSource: CoreV1.NodeConfigSource?
        public var externalID: String?

        public init(
            podCIDR: String? = nil,
            podCIDRs: [String] = [],
            providerID: String? = nil,
            unschedulable: Bool? = nil,
            taints: [CoreV1.Taint] = [],
            configSource: CoreV1.NodeConfigSource? = nil,
            externalID: String? = nil
        ) {
            self.podCIDR = podCIDR
            self.podCIDRs = podCIDRs
            self.providerID = providerID
            self.unschedulable = unschedulable
            self.taints = taints
            self.configSource = configSource
            self.externalID = externalID
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "podCIDR": self.podCIDR = try reader.optional()
                case "podCIDRs": self.podCIDRs = try reader.readArray()
                case "providerID": self.providerID = try reader.optional()
                case "unschedulable": self.unschedulable = try reader.optional()
                case "taints": self.taints = try reader.readArray()
                case "configSource": self.configSource = try reader.optional()
                case "externalID": self.externalID = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("podCIDR", podCIDR)
            writer.list("podCIDRs", podCIDRs)
            writer.optional("providerID", providerID)
            writer.optional("unschedulable", unschedulable)
            writer.list("taints", taints)
            writer.optional("configSource", configSource)
            writer.optional("externalID", externalID)
            writer.endObject()
        }
    }

    /// `v1.NodeStatus`.
    public struct NodeStatus: APIType {
        public var capacity: [String: Quantity]
        public var allocatable: [String: Quantity]
        public var phase: String?
        public var conditions: [CoreV1.NodeCondition]
        public var addresses: [CoreV1.NodeAddress]
        public var daemonEndpoints: CoreV1.NodeDaemonEndpoints
        public var nodeInfo: CoreV1.NodeSystemInfo
        public var images: [CoreV1.ContainerImage]
        public var volumesInUse: [String]
        public var volumesAttached: [CoreV1.AttachedVolume]
        @Indirect public var config: CoreV1.NodeConfigStatus?
        public var runtimeHandlers: [CoreV1.NodeRuntimeHandler]
        @Indirect public var features: CoreV1.NodeFeatures?
        public var declaredFeatures: [String]

        public init(
            capacity: [String: Quantity] = [:],
            allocatable: [String: Quantity] = [:],
            phase: String? = nil,
            conditions: [CoreV1.NodeCondition] = [],
            addresses: [CoreV1.NodeAddress] = [],
            daemonEndpoints: CoreV1.NodeDaemonEndpoints = .init(),
            nodeInfo: CoreV1.NodeSystemInfo = .init(),
            images: [CoreV1.ContainerImage] = [],
            volumesInUse: [String] = [],
            volumesAttached: [CoreV1.AttachedVolume] = [],
            config: CoreV1.NodeConfigStatus? = nil,
            runtimeHandlers: [CoreV1.NodeRuntimeHandler] = [],
            features: CoreV1.NodeFeatures? = nil,
            declaredFeatures: [String] = []
        ) {
            self.capacity = capacity
            self.allocatable = allocatable
            self.phase = phase
            self.conditions = conditions
            self.addresses = addresses
            self.daemonEndpoints = daemonEndpoints
            self.nodeInfo = nodeInfo
            self.images = images
            self.volumesInUse = volumesInUse
            self.volumesAttached = volumesAttached
            self.config = config
            self.runtimeHandlers = runtimeHandlers
            self.features = features
            self.declaredFeatures = declaredFeatures
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "capacity": self.capacity = try reader.readMap()
                case "allocatable": self.allocatable = try reader.readMap()
                case "phase": self.phase = try reader.optional()
                case "conditions": self.conditions = try reader.readArray()
                case "addresses": self.addresses = try reader.readArray()
                case "daemonEndpoints": self.daemonEndpoints = try reader.value(or: self.daemonEndpoints)
                case "nodeInfo": self.nodeInfo = try reader.value(or: self.nodeInfo)
                case "images": self.images = try reader.readArray()
                case "volumesInUse": self.volumesInUse = try reader.readArray()
                case "volumesAttached": self.volumesAttached = try reader.readArray()
                case "config": self.config = try reader.optional()
                case "runtimeHandlers": self.runtimeHandlers = try reader.readArray()
                case "features": self.features = try reader.optional()
                case "declaredFeatures": self.declaredFeatures = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.map("capacity", capacity)
            writer.map("allocatable", allocatable)
            writer.optional("phase", phase)
            writer.list("conditions", conditions)
            writer.list("addresses", addresses)
            writer.embedded("daemonEndpoints", daemonEndpoints)
            writer.embedded("nodeInfo", nodeInfo)
            writer.list("images", images)
            writer.list("volumesInUse", volumesInUse)
            writer.list("volumesAttached", volumesAttached)
            writer.optional("config", config)
            writer.list("runtimeHandlers", runtimeHandlers)
            writer.optional("features", features)
            writer.list("declaredFeatures", declaredFeatures)
            writer.endObject()
        }
    }

    /// `v1.NodeSwapStatus`.
    public struct NodeSwapStatus: APIType {
        public var capacity: Int?

        public init(
            capacity: Int? = nil
        ) {
            self.capacity = capacity
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "capacity": self.capacity = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("capacity", capacity)
            writer.endObject()
        }
    }

    /// `v1.NodeSystemInfo`.
    public struct NodeSystemInfo: APIType {
        public var machineID: String
        public var systemUUID: String
        public var bootID: String
        public var kernelVersion: String
        public var osImage: String
        public var containerRuntimeVersion: String
        public var kubeletVersion: String
        public var kubeProxyVersion: String
        public var operatingSystem: String
        public var architecture: String
        @Indirect public var swap: CoreV1.NodeSwapStatus?

        public init(
            machineID: String = "",
            systemUUID: String = "",
            bootID: String = "",
            kernelVersion: String = "",
            osImage: String = "",
            containerRuntimeVersion: String = "",
            kubeletVersion: String = "",
            kubeProxyVersion: String = "",
            operatingSystem: String = "",
            architecture: String = "",
            swap: CoreV1.NodeSwapStatus? = nil
        ) {
            self.machineID = machineID
            self.systemUUID = systemUUID
            self.bootID = bootID
            self.kernelVersion = kernelVersion
            self.osImage = osImage
            self.containerRuntimeVersion = containerRuntimeVersion
            self.kubeletVersion = kubeletVersion
            self.kubeProxyVersion = kubeProxyVersion
            self.operatingSystem = operatingSystem
            self.architecture = architecture
            self.swap = swap
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "machineID": self.machineID = try reader.value(or: self.machineID)
                case "systemUUID": self.systemUUID = try reader.value(or: self.systemUUID)
                case "bootID": self.bootID = try reader.value(or: self.bootID)
                case "kernelVersion": self.kernelVersion = try reader.value(or: self.kernelVersion)
                case "osImage": self.osImage = try reader.value(or: self.osImage)
                case "containerRuntimeVersion": self.containerRuntimeVersion = try reader.value(or: self.containerRuntimeVersion)
                case "kubeletVersion": self.kubeletVersion = try reader.value(or: self.kubeletVersion)
                case "kubeProxyVersion": self.kubeProxyVersion = try reader.value(or: self.kubeProxyVersion)
                case "operatingSystem": self.operatingSystem = try reader.value(or: self.operatingSystem)
                case "architecture": self.architecture = try reader.value(or: self.architecture)
                case "swap": self.swap = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("machineID", machineID)
            writer.required("systemUUID", systemUUID)
            writer.required("bootID", bootID)
            writer.required("kernelVersion", kernelVersion)
            writer.required("osImage", osImage)
            writer.required("containerRuntimeVersion", containerRuntimeVersion)
            writer.required("kubeletVersion", kubeletVersion)
            writer.required("kubeProxyVersion", kubeProxyVersion)
            writer.required("operatingSystem", operatingSystem)
            writer.required("architecture", architecture)
            writer.optional("swap", swap)
            writer.endObject()
        }
    }

    /// `v1.ObjectFieldSelector`.
    public struct ObjectFieldSelector: APIType {
        public var apiVersion: String?
        public var fieldPath: String

        public init(
            apiVersion: String? = nil,
            fieldPath: String = ""
        ) {
            self.apiVersion = apiVersion
            self.fieldPath = fieldPath
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "apiVersion": self.apiVersion = try reader.optional()
                case "fieldPath": self.fieldPath = try reader.value(or: self.fieldPath)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("apiVersion", apiVersion)
            writer.required("fieldPath", fieldPath)
            writer.endObject()
        }
    }

    /// `v1.ObjectReference`.
    public struct ObjectReference: APIType {
        public var kind: String?
        public var namespace: String?
        public var name: String?
        public var uid: String?
        public var apiVersion: String?
        public var resourceVersion: String?
        public var fieldPath: String?

        public init(
            kind: String? = nil,
            namespace: String? = nil,
            name: String? = nil,
            uid: String? = nil,
            apiVersion: String? = nil,
            resourceVersion: String? = nil,
            fieldPath: String? = nil
        ) {
            self.kind = kind
            self.namespace = namespace
            self.name = name
            self.uid = uid
            self.apiVersion = apiVersion
            self.resourceVersion = resourceVersion
            self.fieldPath = fieldPath
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "kind": self.kind = try reader.optional()
                case "namespace": self.namespace = try reader.optional()
                case "name": self.name = try reader.optional()
                case "uid": self.uid = try reader.optional()
                case "apiVersion": self.apiVersion = try reader.optional()
                case "resourceVersion": self.resourceVersion = try reader.optional()
                case "fieldPath": self.fieldPath = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("kind", kind)
            writer.optional("namespace", namespace)
            writer.optional("name", name)
            writer.optional("uid", uid)
            writer.optional("apiVersion", apiVersion)
            writer.optional("resourceVersion", resourceVersion)
            writer.optional("fieldPath", fieldPath)
            writer.endObject()
        }
    }

    /// `v1.PersistentVolume`, the kind PersistentVolume of v1.
    public struct PersistentVolume: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: CoreV1.PersistentVolumeSpec
        public var status: CoreV1.PersistentVolumeStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: CoreV1.PersistentVolumeSpec = .init(),
            status: CoreV1.PersistentVolumeStatus = .init()
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
            writer.required("kind", "PersistentVolume")
            writer.required("apiVersion", "v1")
            writer.embedded("metadata", metadata)
            writer.embedded("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1.PersistentVolumeClaim`, the kind PersistentVolumeClaim of v1.
    public struct PersistentVolumeClaim: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: CoreV1.PersistentVolumeClaimSpec
        public var status: CoreV1.PersistentVolumeClaimStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: CoreV1.PersistentVolumeClaimSpec = .init(),
            status: CoreV1.PersistentVolumeClaimStatus = .init()
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
            writer.required("kind", "PersistentVolumeClaim")
            writer.required("apiVersion", "v1")
            writer.embedded("metadata", metadata)
            writer.embedded("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1.PersistentVolumeClaimCondition`.
    public struct PersistentVolumeClaimCondition: APIType {
        public var type: String
        public var status: String
        public var lastProbeTime: Time?
        public var lastTransitionTime: Time?
        public var reason: String?
        public var message: String?

        public init(
            type: String = "",
            status: String = "",
            lastProbeTime: Time? = nil,
            lastTransitionTime: Time? = nil,
            reason: String? = nil,
            message: String? = nil
        ) {
            self.type = type
            self.status = status
            self.lastProbeTime = lastProbeTime
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
                case "lastProbeTime": self.lastProbeTime = try reader.optional()
                case "lastTransitionTime": self.lastTransitionTime = try reader.optional()
                case "reason": self.reason = try reader.optional()
                case "message": self.message = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("type", type)
            writer.required("status", status)
            writer.optional("lastProbeTime", lastProbeTime)
            writer.optional("lastTransitionTime", lastTransitionTime)
            writer.optional("reason", reason)
            writer.optional("message", message)
            writer.endObject()
        }
    }

    /// `v1.PersistentVolumeClaimSpec`.
    public struct PersistentVolumeClaimSpec: APIType {
        public var accessModes: [String]
        @Indirect public var selector: MetaV1.LabelSelector?
        public var resources: CoreV1.VolumeResourceRequirements
        public var volumeName: String?
        public var storageClassName: String?
        public var volumeMode: String?
        @Indirect public var dataSource: CoreV1.TypedLocalObjectReference?
        @Indirect public var dataSourceRef: CoreV1.TypedObjectReference?
        public var volumeAttributesClassName: String?

        public init(
            accessModes: [String] = [],
            selector: MetaV1.LabelSelector? = nil,
            resources: CoreV1.VolumeResourceRequirements = .init(),
            volumeName: String? = nil,
            storageClassName: String? = nil,
            volumeMode: String? = nil,
            dataSource: CoreV1.TypedLocalObjectReference? = nil,
            dataSourceRef: CoreV1.TypedObjectReference? = nil,
            volumeAttributesClassName: String? = nil
        ) {
            self.accessModes = accessModes
            self.selector = selector
            self.resources = resources
            self.volumeName = volumeName
            self.storageClassName = storageClassName
            self.volumeMode = volumeMode
            self.dataSource = dataSource
            self.dataSourceRef = dataSourceRef
            self.volumeAttributesClassName = volumeAttributesClassName
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "accessModes": self.accessModes = try reader.readArray()
                case "selector": self.selector = try reader.optional()
                case "resources": self.resources = try reader.value(or: self.resources)
                case "volumeName": self.volumeName = try reader.optional()
                case "storageClassName": self.storageClassName = try reader.optional()
                case "volumeMode": self.volumeMode = try reader.optional()
                case "dataSource": self.dataSource = try reader.optional()
                case "dataSourceRef": self.dataSourceRef = try reader.optional()
                case "volumeAttributesClassName": self.volumeAttributesClassName = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("accessModes", accessModes)
            writer.optional("selector", selector)
            writer.embedded("resources", resources)
            writer.optional("volumeName", volumeName)
            writer.optional("storageClassName", storageClassName)
            writer.optional("volumeMode", volumeMode)
            writer.optional("dataSource", dataSource)
            writer.optional("dataSourceRef", dataSourceRef)
            writer.optional("volumeAttributesClassName", volumeAttributesClassName)
            writer.endObject()
        }
    }

    /// `v1.PersistentVolumeClaimStatus`.
    public struct PersistentVolumeClaimStatus: APIType {
        public var phase: String?
        public var accessModes: [String]
        public var capacity: [String: Quantity]
        public var conditions: [CoreV1.PersistentVolumeClaimCondition]
        public var allocatedResources: [String: Quantity]
        public var allocatedResourceStatuses: [String: String]
        public var currentVolumeAttributesClassName: String?
        @Indirect public var modifyVolumeStatus: CoreV1.ModifyVolumeStatus?

        public init(
            phase: String? = nil,
            accessModes: [String] = [],
            capacity: [String: Quantity] = [:],
            conditions: [CoreV1.PersistentVolumeClaimCondition] = [],
            allocatedResources: [String: Quantity] = [:],
            allocatedResourceStatuses: [String: String] = [:],
            currentVolumeAttributesClassName: String? = nil,
            modifyVolumeStatus: CoreV1.ModifyVolumeStatus? = nil
        ) {
            self.phase = phase
            self.accessModes = accessModes
            self.capacity = capacity
            self.conditions = conditions
            self.allocatedResources = allocatedResources
            self.allocatedResourceStatuses = allocatedResourceStatuses
            self.currentVolumeAttributesClassName = currentVolumeAttributesClassName
            self.modifyVolumeStatus = modifyVolumeStatus
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "phase": self.phase = try reader.optional()
                case "accessModes": self.accessModes = try reader.readArray()
                case "capacity": self.capacity = try reader.readMap()
                case "conditions": self.conditions = try reader.readArray()
                case "allocatedResources": self.allocatedResources = try reader.readMap()
                case "allocatedResourceStatuses": self.allocatedResourceStatuses = try reader.readMap()
                case "currentVolumeAttributesClassName": self.currentVolumeAttributesClassName = try reader.optional()
                case "modifyVolumeStatus": self.modifyVolumeStatus = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("phase", phase)
            writer.list("accessModes", accessModes)
            writer.map("capacity", capacity)
            writer.list("conditions", conditions)
            writer.map("allocatedResources", allocatedResources)
            writer.map("allocatedResourceStatuses", allocatedResourceStatuses)
            writer.optional("currentVolumeAttributesClassName", currentVolumeAttributesClassName)
            writer.optional("modifyVolumeStatus", modifyVolumeStatus)
            writer.endObject()
        }
    }

    /// `v1.PersistentVolumeClaimTemplate`.
    public struct PersistentVolumeClaimTemplate: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: CoreV1.PersistentVolumeClaimSpec

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: CoreV1.PersistentVolumeClaimSpec = .init()
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
            writer.embedded("metadata", metadata)
            writer.required("spec", spec)
            writer.endObject()
        }
    }

    /// `v1.PersistentVolumeClaimVolumeSource`.
    public struct PersistentVolumeClaimVolumeSource: APIType {
        public var claimName: String
        public var readOnly: Bool?

        public init(
            claimName: String = "",
            readOnly: Bool? = nil
        ) {
            self.claimName = claimName
            self.readOnly = readOnly
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "claimName": self.claimName = try reader.value(or: self.claimName)
                case "readOnly": self.readOnly = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("claimName", claimName)
            writer.optional("readOnly", readOnly)
            writer.endObject()
        }
    }

    /// `v1.PersistentVolumeSpec`.
    public struct PersistentVolumeSpec: APIType {
        public var capacity: [String: Quantity]
        @Indirect public var gcePersistentDisk: CoreV1.GCEPersistentDiskVolumeSource?
        @Indirect public var awsElasticBlockStore: CoreV1.AWSElasticBlockStoreVolumeSource?
        @Indirect public var hostPath: CoreV1.HostPathVolumeSource?
        @Indirect public var glusterfs: CoreV1.GlusterfsPersistentVolumeSource?
        @Indirect public var nfs: CoreV1.NFSVolumeSource?
        @Indirect public var rbd: CoreV1.RBDPersistentVolumeSource?
        @Indirect public var iscsi: CoreV1.ISCSIPersistentVolumeSource?
        @Indirect public var cinder: CoreV1.CinderPersistentVolumeSource?
        @Indirect public var cephfs: CoreV1.CephFSPersistentVolumeSource?
        @Indirect public var fc: CoreV1.FCVolumeSource?
        @Indirect public var flocker: CoreV1.FlockerVolumeSource?
        @Indirect public var flexVolume: CoreV1.FlexPersistentVolumeSource?
        @Indirect public var azureFile: CoreV1.AzureFilePersistentVolumeSource?
        @Indirect public var vsphereVolume: CoreV1.VsphereVirtualDiskVolumeSource?
        @Indirect public var quobyte: CoreV1.QuobyteVolumeSource?
        @Indirect public var azureDisk: CoreV1.AzureDiskVolumeSource?
        @Indirect public var photonPersistentDisk: CoreV1.PhotonPersistentDiskVolumeSource?
        @Indirect public var portworxVolume: CoreV1.PortworxVolumeSource?
        @Indirect public var scaleIO: CoreV1.ScaleIOPersistentVolumeSource?
        @Indirect public var local: CoreV1.LocalVolumeSource?
        @Indirect public var storageos: CoreV1.StorageOSPersistentVolumeSource?
        @Indirect public var csi: CoreV1.CSIPersistentVolumeSource?
        public var accessModes: [String]
        @Indirect public var claimRef: CoreV1.ObjectReference?
        public var persistentVolumeReclaimPolicy: String?
        public var storageClassName: String?
        public var mountOptions: [String]
        public var volumeMode: String?
        @Indirect public var nodeAffinity: CoreV1.VolumeNodeAffinity?
        public var volumeAttributesClassName: String?

        public init(
            capacity: [String: Quantity] = [:],
            gcePersistentDisk: CoreV1.GCEPersistentDiskVolumeSource? = nil,
            awsElasticBlockStore: CoreV1.AWSElasticBlockStoreVolumeSource? = nil,
            hostPath: CoreV1.HostPathVolumeSource? = nil,
            glusterfs: CoreV1.GlusterfsPersistentVolumeSource? = nil,
            nfs: CoreV1.NFSVolumeSource? = nil,
            rbd: CoreV1.RBDPersistentVolumeSource? = nil,
            iscsi: CoreV1.ISCSIPersistentVolumeSource? = nil,
            cinder: CoreV1.CinderPersistentVolumeSource? = nil,
            cephfs: CoreV1.CephFSPersistentVolumeSource? = nil,
            fc: CoreV1.FCVolumeSource? = nil,
            flocker: CoreV1.FlockerVolumeSource? = nil,
            flexVolume: CoreV1.FlexPersistentVolumeSource? = nil,
            azureFile: CoreV1.AzureFilePersistentVolumeSource? = nil,
            vsphereVolume: CoreV1.VsphereVirtualDiskVolumeSource? = nil,
            quobyte: CoreV1.QuobyteVolumeSource? = nil,
            azureDisk: CoreV1.AzureDiskVolumeSource? = nil,
            photonPersistentDisk: CoreV1.PhotonPersistentDiskVolumeSource? = nil,
            portworxVolume: CoreV1.PortworxVolumeSource? = nil,
            scaleIO: CoreV1.ScaleIOPersistentVolumeSource? = nil,
            local: CoreV1.LocalVolumeSource? = nil,
            storageos: CoreV1.StorageOSPersistentVolumeSource? = nil,
            csi: CoreV1.CSIPersistentVolumeSource? = nil,
            accessModes: [String] = [],
            claimRef: CoreV1.ObjectReference? = nil,
            persistentVolumeReclaimPolicy: String? = nil,
            storageClassName: String? = nil,
            mountOptions: [String] = [],
            volumeMode: String? = nil,
            nodeAffinity: CoreV1.VolumeNodeAffinity? = nil,
            volumeAttributesClassName: String? = nil
        ) {
            self.capacity = capacity
            self.gcePersistentDisk = gcePersistentDisk
            self.awsElasticBlockStore = awsElasticBlockStore
            self.hostPath = hostPath
            self.glusterfs = glusterfs
            self.nfs = nfs
            self.rbd = rbd
            self.iscsi = iscsi
            self.cinder = cinder
            self.cephfs = cephfs
            self.fc = fc
            self.flocker = flocker
            self.flexVolume = flexVolume
            self.azureFile = azureFile
            self.vsphereVolume = vsphereVolume
            self.quobyte = quobyte
            self.azureDisk = azureDisk
            self.photonPersistentDisk = photonPersistentDisk
            self.portworxVolume = portworxVolume
            self.scaleIO = scaleIO
            self.local = local
            self.storageos = storageos
            self.csi = csi
            self.accessModes = accessModes
            self.claimRef = claimRef
            self.persistentVolumeReclaimPolicy = persistentVolumeReclaimPolicy
            self.storageClassName = storageClassName
            self.mountOptions = mountOptions
            self.volumeMode = volumeMode
            self.nodeAffinity = nodeAffinity
            self.volumeAttributesClassName = volumeAttributesClassName
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "capacity": self.capacity = try reader.readMap()
                case "gcePersistentDisk": self.gcePersistentDisk = try reader.optional()
                case "awsElasticBlockStore": self.awsElasticBlockStore = try reader.optional()
                case "hostPath": self.hostPath = try reader.optional()
                case "glusterfs": self.glusterfs = try reader.optional()
                case "nfs": self.nfs = try reader.optional()
                case "rbd": self.rbd = try reader.optional()
                case "iscsi": self.iscsi = try reader.optional()
                case "cinder": self.cinder = try reader.optional()
                case "cephfs": self.cephfs = try reader.optional()
                case "fc": self.fc = try reader.optional()
                case "flocker": self.flocker = try reader.optional()
                case "flexVolume": self.flexVolume = try reader.optional()
                case "azureFile": self.azureFile = try reader.optional()
                case "vsphereVolume": self.vsphereVolume = try reader.optional()
                case "quobyte": self.quobyte = try reader.optional()
                case "azureDisk": self.azureDisk = try reader.optional()
                case "photonPersistentDisk": self.photonPersistentDisk = try reader.optional()
                case "portworxVolume": self.portworxVolume = try reader.optional()
                case "scaleIO": self.scaleIO = try reader.optional()
                case "local": self.local = try reader.optional()
                case "storageos": self.storageos = try reader.optional()
                case "csi": self.csi = try reader.optional()
                case "accessModes": self.accessModes = try reader.readArray()
                case "claimRef": self.claimRef = try reader.optional()
                case "persistentVolumeReclaimPolicy": self.persistentVolumeReclaimPolicy = try reader.optional()
                case "storageClassName": self.storageClassName = try reader.optional()
                case "mountOptions": self.mountOptions = try reader.readArray()
                case "volumeMode": self.volumeMode = try reader.optional()
                case "nodeAffinity": self.nodeAffinity = try reader.optional()
                case "volumeAttributesClassName": self.volumeAttributesClassName = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.map("capacity", capacity)
            writer.optional("gcePersistentDisk", gcePersistentDisk)
            writer.optional("awsElasticBlockStore", awsElasticBlockStore)
            writer.optional("hostPath", hostPath)
            writer.optional("glusterfs", glusterfs)
            writer.optional("nfs", nfs)
            writer.optional("rbd", rbd)
            writer.optional("iscsi", iscsi)
            writer.optional("cinder", cinder)
            writer.optional("cephfs", cephfs)
            writer.optional("fc", fc)
            writer.optional("flocker", flocker)
            writer.optional("flexVolume", flexVolume)
            writer.optional("azureFile", azureFile)
            writer.optional("vsphereVolume", vsphereVolume)
            writer.optional("quobyte", quobyte)
            writer.optional("azureDisk", azureDisk)
            writer.optional("photonPersistentDisk", photonPersistentDisk)
            writer.optional("portworxVolume", portworxVolume)
            writer.optional("scaleIO", scaleIO)
            writer.optional("local", local)
            writer.optional("storageos", storageos)
            writer.optional("csi", csi)
            writer.list("accessModes", accessModes)
            writer.optional("claimRef", claimRef)
            writer.optional("persistentVolumeReclaimPolicy", persistentVolumeReclaimPolicy)
            writer.optional("storageClassName", storageClassName)
            writer.list("mountOptions", mountOptions)
            writer.optional("volumeMode", volumeMode)
            writer.optional("nodeAffinity", nodeAffinity)
            writer.optional("volumeAttributesClassName", volumeAttributesClassName)
            writer.endObject()
        }
    }

    /// `v1.PersistentVolumeStatus`.
    public struct PersistentVolumeStatus: APIType {
        public var phase: String?
        public var message: String?
        public var reason: String?
        public var lastPhaseTransitionTime: Time?

        public init(
            phase: String? = nil,
            message: String? = nil,
            reason: String? = nil,
            lastPhaseTransitionTime: Time? = nil
        ) {
            self.phase = phase
            self.message = message
            self.reason = reason
            self.lastPhaseTransitionTime = lastPhaseTransitionTime
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "phase": self.phase = try reader.optional()
                case "message": self.message = try reader.optional()
                case "reason": self.reason = try reader.optional()
                case "lastPhaseTransitionTime": self.lastPhaseTransitionTime = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("phase", phase)
            writer.optional("message", message)
            writer.optional("reason", reason)
            writer.optional("lastPhaseTransitionTime", lastPhaseTransitionTime)
            writer.endObject()
        }
    }

    /// `v1.PhotonPersistentDiskVolumeSource`.
    public struct PhotonPersistentDiskVolumeSource: APIType {
        public var pdID: String
        public var fsType: String?

        public init(
            pdID: String = "",
            fsType: String? = nil
        ) {
            self.pdID = pdID
            self.fsType = fsType
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "pdID": self.pdID = try reader.value(or: self.pdID)
                case "fsType": self.fsType = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("pdID", pdID)
            writer.optional("fsType", fsType)
            writer.endObject()
        }
    }

    /// `v1.Pod`, the kind Pod of v1.
    public struct Pod: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: CoreV1.PodSpec
        public var status: CoreV1.PodStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: CoreV1.PodSpec = .init(),
            status: CoreV1.PodStatus = .init()
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
            writer.required("kind", "Pod")
            writer.required("apiVersion", "v1")
            writer.embedded("metadata", metadata)
            writer.embedded("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1.PodAffinity`.
    public struct PodAffinity: APIType {
        public var requiredDuringSchedulingIgnoredDuringExecution: [CoreV1.PodAffinityTerm]
        public var preferredDuringSchedulingIgnoredDuringExecution: [CoreV1.WeightedPodAffinityTerm]

        public init(
            requiredDuringSchedulingIgnoredDuringExecution: [CoreV1.PodAffinityTerm] = [],
            preferredDuringSchedulingIgnoredDuringExecution: [CoreV1.WeightedPodAffinityTerm] = []
        ) {
            self.requiredDuringSchedulingIgnoredDuringExecution = requiredDuringSchedulingIgnoredDuringExecution
            self.preferredDuringSchedulingIgnoredDuringExecution = preferredDuringSchedulingIgnoredDuringExecution
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "requiredDuringSchedulingIgnoredDuringExecution": self.requiredDuringSchedulingIgnoredDuringExecution = try reader.readArray()
                case "preferredDuringSchedulingIgnoredDuringExecution": self.preferredDuringSchedulingIgnoredDuringExecution = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("requiredDuringSchedulingIgnoredDuringExecution", requiredDuringSchedulingIgnoredDuringExecution)
            writer.list("preferredDuringSchedulingIgnoredDuringExecution", preferredDuringSchedulingIgnoredDuringExecution)
            writer.endObject()
        }
    }

    /// `v1.PodAffinityTerm`.
    public struct PodAffinityTerm: APIType {
        @Indirect public var labelSelector: MetaV1.LabelSelector?
        public var namespaces: [String]
        public var topologyKey: String
        @Indirect public var namespaceSelector: MetaV1.LabelSelector?
        public var matchLabelKeys: [String]
        public var mismatchLabelKeys: [String]

        public init(
            labelSelector: MetaV1.LabelSelector? = nil,
            namespaces: [String] = [],
            topologyKey: String = "",
            namespaceSelector: MetaV1.LabelSelector? = nil,
            matchLabelKeys: [String] = [],
            mismatchLabelKeys: [String] = []
        ) {
            self.labelSelector = labelSelector
            self.namespaces = namespaces
            self.topologyKey = topologyKey
            self.namespaceSelector = namespaceSelector
            self.matchLabelKeys = matchLabelKeys
            self.mismatchLabelKeys = mismatchLabelKeys
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "labelSelector": self.labelSelector = try reader.optional()
                case "namespaces": self.namespaces = try reader.readArray()
                case "topologyKey": self.topologyKey = try reader.value(or: self.topologyKey)
                case "namespaceSelector": self.namespaceSelector = try reader.optional()
                case "matchLabelKeys": self.matchLabelKeys = try reader.readArray()
                case "mismatchLabelKeys": self.mismatchLabelKeys = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("labelSelector", labelSelector)
            writer.list("namespaces", namespaces)
            writer.required("topologyKey", topologyKey)
            writer.optional("namespaceSelector", namespaceSelector)
            writer.list("matchLabelKeys", matchLabelKeys)
            writer.list("mismatchLabelKeys", mismatchLabelKeys)
            writer.endObject()
        }
    }

    /// `v1.PodAntiAffinity`.
    public struct PodAntiAffinity: APIType {
        public var requiredDuringSchedulingIgnoredDuringExecution: [CoreV1.PodAffinityTerm]
        public var preferredDuringSchedulingIgnoredDuringExecution: [CoreV1.WeightedPodAffinityTerm]

        public init(
            requiredDuringSchedulingIgnoredDuringExecution: [CoreV1.PodAffinityTerm] = [],
            preferredDuringSchedulingIgnoredDuringExecution: [CoreV1.WeightedPodAffinityTerm] = []
        ) {
            self.requiredDuringSchedulingIgnoredDuringExecution = requiredDuringSchedulingIgnoredDuringExecution
            self.preferredDuringSchedulingIgnoredDuringExecution = preferredDuringSchedulingIgnoredDuringExecution
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "requiredDuringSchedulingIgnoredDuringExecution": self.requiredDuringSchedulingIgnoredDuringExecution = try reader.readArray()
                case "preferredDuringSchedulingIgnoredDuringExecution": self.preferredDuringSchedulingIgnoredDuringExecution = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("requiredDuringSchedulingIgnoredDuringExecution", requiredDuringSchedulingIgnoredDuringExecution)
            writer.list("preferredDuringSchedulingIgnoredDuringExecution", preferredDuringSchedulingIgnoredDuringExecution)
            writer.endObject()
        }
    }

    /// `v1.PodAttachOptions`, the kind PodAttachOptions of v1.
    public struct PodAttachOptions: APIType {
        public var stdin: Bool?
        public var stdout: Bool?
        public var stderr: Bool?
        public var tty: Bool?
        public var container: String?

        public init(
            stdin: Bool? = nil,
            stdout: Bool? = nil,
            stderr: Bool? = nil,
            tty: Bool? = nil,
            container: String? = nil
        ) {
            self.stdin = stdin
            self.stdout = stdout
            self.stderr = stderr
            self.tty = tty
            self.container = container
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "stdin": self.stdin = try reader.optional()
                case "stdout": self.stdout = try reader.optional()
                case "stderr": self.stderr = try reader.optional()
                case "tty": self.tty = try reader.optional()
                case "container": self.container = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "PodAttachOptions")
            writer.required("apiVersion", "v1")
            writer.optional("stdin", stdin)
            writer.optional("stdout", stdout)
            writer.optional("stderr", stderr)
            writer.optional("tty", tty)
            writer.optional("container", container)
            writer.endObject()
        }
    }

    /// `v1.PodCertificateProjection`.
    public struct PodCertificateProjection: APIType {
        public var signerName: String
        public var keyType: String
        public var maxExpirationSeconds: Int?
        public var credentialBundlePath: String?
        public var keyPath: String?
        public var certificateChainPath: String?
        public var userAnnotations: [String: String]

        public init(
            signerName: String = "",
            keyType: String = "",
            maxExpirationSeconds: Int? = nil,
            credentialBundlePath: String? = nil,
            keyPath: String? = nil,
            certificateChainPath: String? = nil,
            userAnnotations: [String: String] = [:]
        ) {
            self.signerName = signerName
            self.keyType = keyType
            self.maxExpirationSeconds = maxExpirationSeconds
            self.credentialBundlePath = credentialBundlePath
            self.keyPath = keyPath
            self.certificateChainPath = certificateChainPath
            self.userAnnotations = userAnnotations
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "signerName": self.signerName = try reader.value(or: self.signerName)
                case "keyType": self.keyType = try reader.value(or: self.keyType)
                case "maxExpirationSeconds": self.maxExpirationSeconds = try reader.optional()
                case "credentialBundlePath": self.credentialBundlePath = try reader.optional()
                case "keyPath": self.keyPath = try reader.optional()
                case "certificateChainPath": self.certificateChainPath = try reader.optional()
                case "userAnnotations": self.userAnnotations = try reader.readMap()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("signerName", signerName)
            writer.required("keyType", keyType)
            writer.optional("maxExpirationSeconds", maxExpirationSeconds)
            writer.optional("credentialBundlePath", credentialBundlePath)
            writer.optional("keyPath", keyPath)
            writer.optional("certificateChainPath", certificateChainPath)
            writer.map("userAnnotations", userAnnotations)
            writer.endObject()
        }
    }

    /// `v1.PodCondition`.
    public struct PodCondition: APIType {
        public var type: String
        public var observedGeneration: Int?
        public var status: String
        public var lastProbeTime: Time?
        public var lastTransitionTime: Time?
        public var reason: String?
        public var message: String?

        public init(
            type: String = "",
            observedGeneration: Int? = nil,
            status: String = "",
            lastProbeTime: Time? = nil,
            lastTransitionTime: Time? = nil,
            reason: String? = nil,
            message: String? = nil
        ) {
            self.type = type
            self.observedGeneration = observedGeneration
            self.status = status
            self.lastProbeTime = lastProbeTime
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
                case "observedGeneration": self.observedGeneration = try reader.optional()
                case "status": self.status = try reader.value(or: self.status)
                case "lastProbeTime": self.lastProbeTime = try reader.optional()
                case "lastTransitionTime": self.lastTransitionTime = try reader.optional()
                case "reason": self.reason = try reader.optional()
                case "message": self.message = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("type", type)
            writer.optional("observedGeneration", observedGeneration)
            writer.required("status", status)
            writer.optional("lastProbeTime", lastProbeTime)
            writer.optional("lastTransitionTime", lastTransitionTime)
            writer.optional("reason", reason)
            writer.optional("message", message)
            writer.endObject()
        }
    }

    /// `v1.PodDNSConfig`.
    public struct PodDNSConfig: APIType {
        public var nameservers: [String]
        public var searches: [String]
        public var options: [CoreV1.PodDNSConfigOption]

        public init(
            nameservers: [String] = [],
            searches: [String] = [],
            options: [CoreV1.PodDNSConfigOption] = []
        ) {
            self.nameservers = nameservers
            self.searches = searches
            self.options = options
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "nameservers": self.nameservers = try reader.readArray()
                case "searches": self.searches = try reader.readArray()
                case "options": self.options = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("nameservers", nameservers)
            writer.list("searches", searches)
            writer.list("options", options)
            writer.endObject()
        }
    }

    /// `v1.PodDNSConfigOption`.
    public struct PodDNSConfigOption: APIType {
        public var name: String?
        public var value: String?

        public init(
            name: String? = nil,
            value: String? = nil
        ) {
            self.name = name
            self.value = value
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.optional()
                case "value": self.value = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("name", name)
            writer.optional("value", value)
            writer.endObject()
        }
    }

    /// `v1.PodExtendedResourceClaimStatus`.
    public struct PodExtendedResourceClaimStatus: APIType {
        public var requestMappings: [CoreV1.ContainerExtendedResourceRequest]
        public var resourceClaimName: String

        public init(
            requestMappings: [CoreV1.ContainerExtendedResourceRequest] = [],
            resourceClaimName: String = ""
        ) {
            self.requestMappings = requestMappings
            self.resourceClaimName = resourceClaimName
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "requestMappings": self.requestMappings = try reader.readArray()
                case "resourceClaimName": self.resourceClaimName = try reader.value(or: self.resourceClaimName)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("requestMappings", requestMappings)
            writer.required("resourceClaimName", resourceClaimName)
            writer.endObject()
        }
    }

    /// `v1.PodIP`.
    public struct PodIP: APIType {
        public var ip: String

        public init(
            ip: String = ""
        ) {
            self.ip = ip
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "ip": self.ip = try reader.value(or: self.ip)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("ip", ip)
            writer.endObject()
        }
    }

    /// `v1.PodLogOptions`, the kind PodLogOptions of v1.
    public struct PodLogOptions: APIType {
        public var container: String?
        public var follow: Bool?
        public var previous: Bool?
        public var sinceSeconds: Int?
        public var sinceTime: Time?
        public var timestamps: Bool?
        public var tailLines: Int?
        public var limitBytes: Int?
        public var insecureSkipTLSVerifyBackend: Bool?
        public var stream: String?

        public init(
            container: String? = nil,
            follow: Bool? = nil,
            previous: Bool? = nil,
            sinceSeconds: Int? = nil,
            sinceTime: Time? = nil,
            timestamps: Bool? = nil,
            tailLines: Int? = nil,
            limitBytes: Int? = nil,
            insecureSkipTLSVerifyBackend: Bool? = nil,
            stream: String? = nil
        ) {
            self.container = container
            self.follow = follow
            self.previous = previous
            self.sinceSeconds = sinceSeconds
            self.sinceTime = sinceTime
            self.timestamps = timestamps
            self.tailLines = tailLines
            self.limitBytes = limitBytes
            self.insecureSkipTLSVerifyBackend = insecureSkipTLSVerifyBackend
            self.stream = stream
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "container": self.container = try reader.optional()
                case "follow": self.follow = try reader.optional()
                case "previous": self.previous = try reader.optional()
                case "sinceSeconds": self.sinceSeconds = try reader.optional()
                case "sinceTime": self.sinceTime = try reader.optional()
                case "timestamps": self.timestamps = try reader.optional()
                case "tailLines": self.tailLines = try reader.optional()
                case "limitBytes": self.limitBytes = try reader.optional()
                case "insecureSkipTLSVerifyBackend": self.insecureSkipTLSVerifyBackend = try reader.optional()
                case "stream": self.stream = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "PodLogOptions")
            writer.required("apiVersion", "v1")
            writer.optional("container", container)
            writer.optional("follow", follow)
            writer.optional("previous", previous)
            writer.optional("sinceSeconds", sinceSeconds)
            writer.optional("sinceTime", sinceTime)
            writer.optional("timestamps", timestamps)
            writer.optional("tailLines", tailLines)
            writer.optional("limitBytes", limitBytes)
            writer.optional("insecureSkipTLSVerifyBackend", insecureSkipTLSVerifyBackend)
            writer.optional("stream", stream)
            writer.endObject()
        }
    }

    /// `v1.PodOS`.
    public struct PodOS: APIType {
        public var name: String

        public init(
            name: String = ""
        ) {
            self.name = name
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.endObject()
        }
    }

    /// `v1.PodPortForwardOptions`, the kind PodPortForwardOptions of v1.
    public struct PodPortForwardOptions: APIType {
        public var ports: [Int]

        public init(
            ports: [Int] = []
        ) {
            self.ports = ports
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "ports": self.ports = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "PodPortForwardOptions")
            writer.required("apiVersion", "v1")
            writer.list("ports", ports)
            writer.endObject()
        }
    }

    /// `v1.PodProxyOptions`, the kind PodProxyOptions of v1.
    public struct PodProxyOptions: APIType {
        public var path: String?

        public init(
            path: String? = nil
        ) {
            self.path = path
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "path": self.path = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "PodProxyOptions")
            writer.required("apiVersion", "v1")
            writer.optional("path", path)
            writer.endObject()
        }
    }

    /// `v1.PodReadinessGate`.
    public struct PodReadinessGate: APIType {
        public var conditionType: String

        public init(
            conditionType: String = ""
        ) {
            self.conditionType = conditionType
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "conditionType": self.conditionType = try reader.value(or: self.conditionType)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("conditionType", conditionType)
            writer.endObject()
        }
    }

    /// `v1.PodResourceClaim`.
    public struct PodResourceClaim: APIType {
        public var name: String
        public var resourceClaimName: String?
        public var resourceClaimTemplateName: String?

        public init(
            name: String = "",
            resourceClaimName: String? = nil,
            resourceClaimTemplateName: String? = nil
        ) {
            self.name = name
            self.resourceClaimName = resourceClaimName
            self.resourceClaimTemplateName = resourceClaimTemplateName
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "resourceClaimName": self.resourceClaimName = try reader.optional()
                case "resourceClaimTemplateName": self.resourceClaimTemplateName = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.optional("resourceClaimName", resourceClaimName)
            writer.optional("resourceClaimTemplateName", resourceClaimTemplateName)
            writer.endObject()
        }
    }

    /// `v1.PodResourceClaimStatus`.
    public struct PodResourceClaimStatus: APIType {
        public var name: String
        public var resourceClaimName: String?

        public init(
            name: String = "",
            resourceClaimName: String? = nil
        ) {
            self.name = name
            self.resourceClaimName = resourceClaimName
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "resourceClaimName": self.resourceClaimName = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.optional("resourceClaimName", resourceClaimName)
            writer.endObject()
        }
    }

    /// `v1.PodSchedulingGate`.
    public struct PodSchedulingGate: APIType {
        public var name: String

        public init(
            name: String = ""
        ) {
            self.name = name
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.endObject()
        }
    }

    /// `v1.PodSchedulingGroup`.
    public struct PodSchedulingGroup: APIType {
        public var podGroupName: String?

        public init(
            podGroupName: String? = nil
        ) {
            self.podGroupName = podGroupName
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "podGroupName": self.podGroupName = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("podGroupName", podGroupName)
            writer.endObject()
        }
    }

    /// `v1.PodSecurityContext`.
    public struct PodSecurityContext: APIType {
        @Indirect public var seLinuxOptions: CoreV1.SELinuxOptions?
        @Indirect public var windowsOptions: CoreV1.WindowsSecurityContextOptions?
        public var runAsUser: Int?
        public var runAsGroup: Int?
        public var runAsNonRoot: Bool?
        public var supplementalGroups: [Int]
        public var supplementalGroupsPolicy: String?
        public var fsGroup: Int?
        public var sysctls: [CoreV1.Sysctl]
        public var fsGroupChangePolicy: String?
        @Indirect public var seccompProfile: CoreV1.SeccompProfile?
        @Indirect public var appArmorProfile: CoreV1.AppArmorProfile?
        public var seLinuxChangePolicy: String?

        public init(
            seLinuxOptions: CoreV1.SELinuxOptions? = nil,
            windowsOptions: CoreV1.WindowsSecurityContextOptions? = nil,
            runAsUser: Int? = nil,
            runAsGroup: Int? = nil,
            runAsNonRoot: Bool? = nil,
            supplementalGroups: [Int] = [],
            supplementalGroupsPolicy: String? = nil,
            fsGroup: Int? = nil,
            sysctls: [CoreV1.Sysctl] = [],
            fsGroupChangePolicy: String? = nil,
            seccompProfile: CoreV1.SeccompProfile? = nil,
            appArmorProfile: CoreV1.AppArmorProfile? = nil,
            seLinuxChangePolicy: String? = nil
        ) {
            self.seLinuxOptions = seLinuxOptions
            self.windowsOptions = windowsOptions
            self.runAsUser = runAsUser
            self.runAsGroup = runAsGroup
            self.runAsNonRoot = runAsNonRoot
            self.supplementalGroups = supplementalGroups
            self.supplementalGroupsPolicy = supplementalGroupsPolicy
            self.fsGroup = fsGroup
            self.sysctls = sysctls
            self.fsGroupChangePolicy = fsGroupChangePolicy
            self.seccompProfile = seccompProfile
            self.appArmorProfile = appArmorProfile
            self.seLinuxChangePolicy = seLinuxChangePolicy
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "seLinuxOptions": self.seLinuxOptions = try reader.optional()
                case "windowsOptions": self.windowsOptions = try reader.optional()
                case "runAsUser": self.runAsUser = try reader.optional()
                case "runAsGroup": self.runAsGroup = try reader.optional()
                case "runAsNonRoot": self.runAsNonRoot = try reader.optional()
                case "supplementalGroups": self.supplementalGroups = try reader.readArray()
                case "supplementalGroupsPolicy": self.supplementalGroupsPolicy = try reader.optional()
                case "fsGroup": self.fsGroup = try reader.optional()
                case "sysctls": self.sysctls = try reader.readArray()
                case "fsGroupChangePolicy": self.fsGroupChangePolicy = try reader.optional()
                case "seccompProfile": self.seccompProfile = try reader.optional()
                case "appArmorProfile": self.appArmorProfile = try reader.optional()
                case "seLinuxChangePolicy": self.seLinuxChangePolicy = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("seLinuxOptions", seLinuxOptions)
            writer.optional("windowsOptions", windowsOptions)
            writer.optional("runAsUser", runAsUser)
            writer.optional("runAsGroup", runAsGroup)
            writer.optional("runAsNonRoot", runAsNonRoot)
            writer.list("supplementalGroups", supplementalGroups)
            writer.optional("supplementalGroupsPolicy", supplementalGroupsPolicy)
            writer.optional("fsGroup", fsGroup)
            writer.list("sysctls", sysctls)
            writer.optional("fsGroupChangePolicy", fsGroupChangePolicy)
            writer.optional("seccompProfile", seccompProfile)
            writer.optional("appArmorProfile", appArmorProfile)
            writer.optional("seLinuxChangePolicy", seLinuxChangePolicy)
            writer.endObject()
        }
    }

    /// `v1.PodSpec`.
    public struct PodSpec: APIType {
        public var volumes: [CoreV1.Volume]
        public var initContainers: [CoreV1.Container]
        public var containers: [CoreV1.Container]
        public var ephemeralContainers: [CoreV1.EphemeralContainer]
        public var restartPolicy: String?
        public var terminationGracePeriodSeconds: Int?
        public var activeDeadlineSeconds: Int?
        public var dnsPolicy: String?
        public var nodeSelector: [String: String]
        public var serviceAccountName: String?
        public var serviceAccount: String?
        public var automountServiceAccountToken: Bool?
        public var nodeName: String?
        public var hostNetwork: Bool?
        public var hostPID: Bool?
        public var hostIPC: Bool?
        public var shareProcessNamespace: Bool?
        @Indirect public var securityContext: CoreV1.PodSecurityContext?
        public var imagePullSecrets: [CoreV1.LocalObjectReference]
        public var hostname: String?
        public var subdomain: String?
        @Indirect public var affinity: CoreV1.Affinity?
        public var schedulerName: String?
        public var tolerations: [CoreV1.Toleration]
        public var hostAliases: [CoreV1.HostAlias]
        public var priorityClassName: String?
        public var priority: Int?
        @Indirect public var dnsConfig: CoreV1.PodDNSConfig?
        public var readinessGates: [CoreV1.PodReadinessGate]
        public var runtimeClassName: String?
        public var enableServiceLinks: Bool?
        public var preemptionPolicy: String?
        public var overhead: [String: Quantity]
        public var topologySpreadConstraints: [CoreV1.TopologySpreadConstraint]
        public var setHostnameAsFQDN: Bool?
        @Indirect public var os: CoreV1.PodOS?
        public var hostUsers: Bool?
        public var schedulingGates: [CoreV1.PodSchedulingGate]
        public var resourceClaims: [CoreV1.PodResourceClaim]
        @Indirect public var resources: CoreV1.ResourceRequirements?
        public var hostnameOverride: String?
        @Indirect public var schedulingGroup: CoreV1.PodSchedulingGroup?

        public init(
            volumes: [CoreV1.Volume] = [],
            initContainers: [CoreV1.Container] = [],
            containers: [CoreV1.Container] = [],
            ephemeralContainers: [CoreV1.EphemeralContainer] = [],
            restartPolicy: String? = nil,
            terminationGracePeriodSeconds: Int? = nil,
            activeDeadlineSeconds: Int? = nil,
            dnsPolicy: String? = nil,
            nodeSelector: [String: String] = [:],
            serviceAccountName: String? = nil,
            serviceAccount: String? = nil,
            automountServiceAccountToken: Bool? = nil,
            nodeName: String? = nil,
            hostNetwork: Bool? = nil,
            hostPID: Bool? = nil,
            hostIPC: Bool? = nil,
            shareProcessNamespace: Bool? = nil,
            securityContext: CoreV1.PodSecurityContext? = nil,
            imagePullSecrets: [CoreV1.LocalObjectReference] = [],
            hostname: String? = nil,
            subdomain: String? = nil,
            affinity: CoreV1.Affinity? = nil,
            schedulerName: String? = nil,
            tolerations: [CoreV1.Toleration] = [],
            hostAliases: [CoreV1.HostAlias] = [],
            priorityClassName: String? = nil,
            priority: Int? = nil,
            dnsConfig: CoreV1.PodDNSConfig? = nil,
            readinessGates: [CoreV1.PodReadinessGate] = [],
            runtimeClassName: String? = nil,
            enableServiceLinks: Bool? = nil,
            preemptionPolicy: String? = nil,
            overhead: [String: Quantity] = [:],
            topologySpreadConstraints: [CoreV1.TopologySpreadConstraint] = [],
            setHostnameAsFQDN: Bool? = nil,
            os: CoreV1.PodOS? = nil,
            hostUsers: Bool? = nil,
            schedulingGates: [CoreV1.PodSchedulingGate] = [],
            resourceClaims: [CoreV1.PodResourceClaim] = [],
            resources: CoreV1.ResourceRequirements? = nil,
            hostnameOverride: String? = nil,
            schedulingGroup: CoreV1.PodSchedulingGroup? = nil
        ) {
            self.volumes = volumes
            self.initContainers = initContainers
            self.containers = containers
            self.ephemeralContainers = ephemeralContainers
            self.restartPolicy = restartPolicy
            self.terminationGracePeriodSeconds = terminationGracePeriodSeconds
            self.activeDeadlineSeconds = activeDeadlineSeconds
            self.dnsPolicy = dnsPolicy
            self.nodeSelector = nodeSelector
            self.serviceAccountName = serviceAccountName
            self.serviceAccount = serviceAccount
            self.automountServiceAccountToken = automountServiceAccountToken
            self.nodeName = nodeName
            self.hostNetwork = hostNetwork
            self.hostPID = hostPID
            self.hostIPC = hostIPC
            self.shareProcessNamespace = shareProcessNamespace
            self.securityContext = securityContext
            self.imagePullSecrets = imagePullSecrets
            self.hostname = hostname
            self.subdomain = subdomain
            self.affinity = affinity
            self.schedulerName = schedulerName
            self.tolerations = tolerations
            self.hostAliases = hostAliases
            self.priorityClassName = priorityClassName
            self.priority = priority
            self.dnsConfig = dnsConfig
            self.readinessGates = readinessGates
            self.runtimeClassName = runtimeClassName
            self.enableServiceLinks = enableServiceLinks
            self.preemptionPolicy = preemptionPolicy
            self.overhead = overhead
            self.topologySpreadConstraints = topologySpreadConstraints
            self.setHostnameAsFQDN = setHostnameAsFQDN
            self.os = os
            self.hostUsers = hostUsers
            self.schedulingGates = schedulingGates
            self.resourceClaims = resourceClaims
            self.resources = resources
            self.hostnameOverride = hostnameOverride
            self.schedulingGroup = schedulingGroup
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "volumes": self.volumes = try reader.readArray()
                case "initContainers": self.initContainers = try reader.readArray()
                case "containers": self.containers = try reader.readArray()
                case "ephemeralContainers": self.ephemeralContainers = try reader.readArray()
                case "restartPolicy": self.restartPolicy = try reader.optional()
                case "terminationGracePeriodSeconds": self.terminationGracePeriodSeconds = try reader.optional()
                case "activeDeadlineSeconds": self.activeDeadlineSeconds = try reader.optional()
                case "dnsPolicy": self.dnsPolicy = try reader.optional()
                case "nodeSelector": self.nodeSelector = try reader.readMap()
                case "serviceAccountName": self.serviceAccountName = try reader.optional()
                case "serviceAccount": self.serviceAccount = try reader.optional()
                case "automountServiceAccountToken": self.automountServiceAccountToken = try reader.optional()
                case "nodeName": self.nodeName = try reader.optional()
                case "hostNetwork": self.hostNetwork = try reader.optional()
                case "hostPID": self.hostPID = try reader.optional()
                case "hostIPC": self.hostIPC = try reader.optional()
                case "shareProcessNamespace": self.shareProcessNamespace = try reader.optional()
                case "securityContext": self.securityContext = try reader.optional()
                case "imagePullSecrets": self.imagePullSecrets = try reader.readArray()
                case "hostname": self.hostname = try reader.optional()
                case "subdomain": self.subdomain = try reader.optional()
                case "affinity": self.affinity = try reader.optional()
                case "schedulerName": self.schedulerName = try reader.optional()
                case "tolerations": self.tolerations = try reader.readArray()
                case "hostAliases": self.hostAliases = try reader.readArray()
                case "priorityClassName": self.priorityClassName = try reader.optional()
                case "priority": self.priority = try reader.optional()
                case "dnsConfig": self.dnsConfig = try reader.optional()
                case "readinessGates": self.readinessGates = try reader.readArray()
                case "runtimeClassName": self.runtimeClassName = try reader.optional()
                case "enableServiceLinks": self.enableServiceLinks = try reader.optional()
                case "preemptionPolicy": self.preemptionPolicy = try reader.optional()
                case "overhead": self.overhead = try reader.readMap()
                case "topologySpreadConstraints": self.topologySpreadConstraints = try reader.readArray()
                case "setHostnameAsFQDN": self.setHostnameAsFQDN = try reader.optional()
                case "os": self.os = try reader.optional()
                case "hostUsers": self.hostUsers = try reader.optional()
                case "schedulingGates": self.schedulingGates = try reader.readArray()
                case "resourceClaims": self.resourceClaims = try reader.readArray()
                case "resources": self.resources = try reader.optional()
                case "hostnameOverride": self.hostnameOverride = try reader.optional()
                case "schedulingGroup": self.schedulingGroup = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("volumes", volumes)
            writer.list("initContainers", initContainers)
            writer.required("containers", containers)
            writer.list("ephemeralContainers", ephemeralContainers)
            writer.optional("restartPolicy", restartPolicy)
            writer.optional("terminationGracePeriodSeconds", terminationGracePeriodSeconds)
            writer.optional("activeDeadlineSeconds", activeDeadlineSeconds)
            writer.optional("dnsPolicy", dnsPolicy)
            writer.map("nodeSelector", nodeSelector)
            writer.optional("serviceAccountName", serviceAccountName)
            writer.optional("serviceAccount", serviceAccount)
            writer.optional("automountServiceAccountToken", automountServiceAccountToken)
            writer.optional("nodeName", nodeName)
            writer.optional("hostNetwork", hostNetwork)
            writer.optional("hostPID", hostPID)
            writer.optional("hostIPC", hostIPC)
            writer.optional("shareProcessNamespace", shareProcessNamespace)
            writer.optional("securityContext", securityContext)
            writer.list("imagePullSecrets", imagePullSecrets)
            writer.optional("hostname", hostname)
            writer.optional("subdomain", subdomain)
            writer.optional("affinity", affinity)
            writer.optional("schedulerName", schedulerName)
            writer.list("tolerations", tolerations)
            writer.list("hostAliases", hostAliases)
            writer.optional("priorityClassName", priorityClassName)
            writer.optional("priority", priority)
            writer.optional("dnsConfig", dnsConfig)
            writer.list("readinessGates", readinessGates)
            writer.optional("runtimeClassName", runtimeClassName)
            writer.optional("enableServiceLinks", enableServiceLinks)
            writer.optional("preemptionPolicy", preemptionPolicy)
            writer.map("overhead", overhead)
            writer.list("topologySpreadConstraints", topologySpreadConstraints)
            writer.optional("setHostnameAsFQDN", setHostnameAsFQDN)
            writer.optional("os", os)
            writer.optional("hostUsers", hostUsers)
            writer.list("schedulingGates", schedulingGates)
            writer.list("resourceClaims", resourceClaims)
            writer.optional("resources", resources)
            writer.optional("hostnameOverride", hostnameOverride)
            writer.optional("schedulingGroup", schedulingGroup)
            writer.endObject()
        }
    }

    /// `v1.PodStatus`.
    public struct PodStatus: APIType {
        public var observedGeneration: Int?
        public var phase: String?
        public var conditions: [CoreV1.PodCondition]
        public var message: String?
        public var reason: String?
        public var nominatedNodeName: String?
        public var hostIP: String?
        public var hostIPs: [CoreV1.HostIP]
        public var podIP: String?
        public var podIPs: [CoreV1.PodIP]
        public var startTime: Time?
        public var initContainerStatuses: [CoreV1.ContainerStatus]
        public var containerStatuses: [CoreV1.ContainerStatus]
        public var qosClass: String?
        public var ephemeralContainerStatuses: [CoreV1.ContainerStatus]
        public var resize: String?
        public var resourceClaimStatuses: [CoreV1.PodResourceClaimStatus]
        @Indirect public var extendedResourceClaimStatus: CoreV1.PodExtendedResourceClaimStatus?
        public var allocatedResources: [String: Quantity]
        @Indirect public var resources: CoreV1.ResourceRequirements?
        public var nodeAllocatableResourceClaimStatuses: [CoreV1.NodeAllocatableResourceClaimStatus]

        public init(
            observedGeneration: Int? = nil,
            phase: String? = nil,
            conditions: [CoreV1.PodCondition] = [],
            message: String? = nil,
            reason: String? = nil,
            nominatedNodeName: String? = nil,
            hostIP: String? = nil,
            hostIPs: [CoreV1.HostIP] = [],
            podIP: String? = nil,
            podIPs: [CoreV1.PodIP] = [],
            startTime: Time? = nil,
            initContainerStatuses: [CoreV1.ContainerStatus] = [],
            containerStatuses: [CoreV1.ContainerStatus] = [],
            qosClass: String? = nil,
            ephemeralContainerStatuses: [CoreV1.ContainerStatus] = [],
            resize: String? = nil,
            resourceClaimStatuses: [CoreV1.PodResourceClaimStatus] = [],
            extendedResourceClaimStatus: CoreV1.PodExtendedResourceClaimStatus? = nil,
            allocatedResources: [String: Quantity] = [:],
            resources: CoreV1.ResourceRequirements? = nil,
            nodeAllocatableResourceClaimStatuses: [CoreV1.NodeAllocatableResourceClaimStatus] = []
        ) {
            self.observedGeneration = observedGeneration
            self.phase = phase
            self.conditions = conditions
            self.message = message
            self.reason = reason
            self.nominatedNodeName = nominatedNodeName
            self.hostIP = hostIP
            self.hostIPs = hostIPs
            self.podIP = podIP
            self.podIPs = podIPs
            self.startTime = startTime
            self.initContainerStatuses = initContainerStatuses
            self.containerStatuses = containerStatuses
            self.qosClass = qosClass
            self.ephemeralContainerStatuses = ephemeralContainerStatuses
            self.resize = resize
            self.resourceClaimStatuses = resourceClaimStatuses
            self.extendedResourceClaimStatus = extendedResourceClaimStatus
            self.allocatedResources = allocatedResources
            self.resources = resources
            self.nodeAllocatableResourceClaimStatuses = nodeAllocatableResourceClaimStatuses
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "observedGeneration": self.observedGeneration = try reader.optional()
                case "phase": self.phase = try reader.optional()
                case "conditions": self.conditions = try reader.readArray()
                case "message": self.message = try reader.optional()
                case "reason": self.reason = try reader.optional()
                case "nominatedNodeName": self.nominatedNodeName = try reader.optional()
                case "hostIP": self.hostIP = try reader.optional()
                case "hostIPs": self.hostIPs = try reader.readArray()
                case "podIP": self.podIP = try reader.optional()
                case "podIPs": self.podIPs = try reader.readArray()
                case "startTime": self.startTime = try reader.optional()
                case "initContainerStatuses": self.initContainerStatuses = try reader.readArray()
                case "containerStatuses": self.containerStatuses = try reader.readArray()
                case "qosClass": self.qosClass = try reader.optional()
                case "ephemeralContainerStatuses": self.ephemeralContainerStatuses = try reader.readArray()
                case "resize": self.resize = try reader.optional()
                case "resourceClaimStatuses": self.resourceClaimStatuses = try reader.readArray()
                case "extendedResourceClaimStatus": self.extendedResourceClaimStatus = try reader.optional()
                case "allocatedResources": self.allocatedResources = try reader.readMap()
                case "resources": self.resources = try reader.optional()
                case "nodeAllocatableResourceClaimStatuses": self.nodeAllocatableResourceClaimStatuses = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("observedGeneration", observedGeneration)
            writer.optional("phase", phase)
            writer.list("conditions", conditions)
            writer.optional("message", message)
            writer.optional("reason", reason)
            writer.optional("nominatedNodeName", nominatedNodeName)
            writer.optional("hostIP", hostIP)
            writer.list("hostIPs", hostIPs)
            writer.optional("podIP", podIP)
            writer.list("podIPs", podIPs)
            writer.optional("startTime", startTime)
            writer.list("initContainerStatuses", initContainerStatuses)
            writer.list("containerStatuses", containerStatuses)
            writer.optional("qosClass", qosClass)
            writer.list("ephemeralContainerStatuses", ephemeralContainerStatuses)
            writer.optional("resize", resize)
            writer.list("resourceClaimStatuses", resourceClaimStatuses)
            writer.optional("extendedResourceClaimStatus", extendedResourceClaimStatus)
            writer.map("allocatedResources", allocatedResources)
            writer.optional("resources", resources)
            writer.list("nodeAllocatableResourceClaimStatuses", nodeAllocatableResourceClaimStatuses)
            writer.endObject()
        }
    }

    /// `v1.PodTemplate`, the kind PodTemplate of v1.
    public struct PodTemplate: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var template: CoreV1.PodTemplateSpec

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            template: CoreV1.PodTemplateSpec = .init()
        ) {
            self.metadata = metadata
            self.template = template
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metadata": self.metadata = try reader.value(or: self.metadata)
                case "template": self.template = try reader.value(or: self.template)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "PodTemplate")
            writer.required("apiVersion", "v1")
            writer.embedded("metadata", metadata)
            writer.embedded("template", template)
            writer.endObject()
        }
    }

    /// `v1.PodTemplateSpec`.
    public struct PodTemplateSpec: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: CoreV1.PodSpec

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: CoreV1.PodSpec = .init()
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
            writer.embedded("metadata", metadata)
            writer.embedded("spec", spec)
            writer.endObject()
        }
    }

    /// `v1.PortStatus`.
    public struct PortStatus: APIType {
        public var port: Int
        public var `protocol`: String
        public var error: String?

        public init(
            port: Int = 0,
            `protocol`: String = "",
            error: String? = nil
        ) {
            self.port = port
            self.`protocol` = `protocol`
            self.error = error
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "port": self.port = try reader.value(or: self.port)
                case "protocol": self.`protocol` = try reader.value(or: self.`protocol`)
                case "error": self.error = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("port", port)
            writer.required("protocol", `protocol`)
            writer.optional("error", error)
            writer.endObject()
        }
    }

    /// `v1.PortworxVolumeSource`.
    public struct PortworxVolumeSource: APIType {
        public var volumeID: String
        public var fsType: String?
        public var readOnly: Bool?

        public init(
            volumeID: String = "",
            fsType: String? = nil,
            readOnly: Bool? = nil
        ) {
            self.volumeID = volumeID
            self.fsType = fsType
            self.readOnly = readOnly
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "volumeID": self.volumeID = try reader.value(or: self.volumeID)
                case "fsType": self.fsType = try reader.optional()
                case "readOnly": self.readOnly = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("volumeID", volumeID)
            writer.optional("fsType", fsType)
            writer.optional("readOnly", readOnly)
            writer.endObject()
        }
    }

    /// `v1.PreferredSchedulingTerm`.
    public struct PreferredSchedulingTerm: APIType {
        public var weight: Int
        public var preference: CoreV1.NodeSelectorTerm

        public init(
            weight: Int = 0,
            preference: CoreV1.NodeSelectorTerm = .init()
        ) {
            self.weight = weight
            self.preference = preference
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "weight": self.weight = try reader.value(or: self.weight)
                case "preference": self.preference = try reader.value(or: self.preference)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("weight", weight)
            writer.required("preference", preference)
            writer.endObject()
        }
    }

    /// `v1.Probe`.
    public struct Probe: APIType {
        @Indirect public var exec: CoreV1.ExecAction?
        @Indirect public var httpGet: CoreV1.HTTPGetAction?
        @Indirect public var tcpSocket: CoreV1.TCPSocketAction?
        @Indirect public var grpc: CoreV1.GRPCAction?
        public var initialDelaySeconds: Int?
        public var timeoutSeconds: Int?
        public var periodSeconds: Int?
        public var successThreshold: Int?
        public var failureThreshold: Int?
        public var terminationGracePeriodSeconds: Int?

        public init(
            exec: CoreV1.ExecAction? = nil,
            httpGet: CoreV1.HTTPGetAction? = nil,
            tcpSocket: CoreV1.TCPSocketAction? = nil,
            grpc: CoreV1.GRPCAction? = nil,
            initialDelaySeconds: Int? = nil,
            timeoutSeconds: Int? = nil,
            periodSeconds: Int? = nil,
            successThreshold: Int? = nil,
            failureThreshold: Int? = nil,
            terminationGracePeriodSeconds: Int? = nil
        ) {
            self.exec = exec
            self.httpGet = httpGet
            self.tcpSocket = tcpSocket
            self.grpc = grpc
            self.initialDelaySeconds = initialDelaySeconds
            self.timeoutSeconds = timeoutSeconds
            self.periodSeconds = periodSeconds
            self.successThreshold = successThreshold
            self.failureThreshold = failureThreshold
            self.terminationGracePeriodSeconds = terminationGracePeriodSeconds
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "exec": self.exec = try reader.optional()
                case "httpGet": self.httpGet = try reader.optional()
                case "tcpSocket": self.tcpSocket = try reader.optional()
                case "grpc": self.grpc = try reader.optional()
                case "initialDelaySeconds": self.initialDelaySeconds = try reader.optional()
                case "timeoutSeconds": self.timeoutSeconds = try reader.optional()
                case "periodSeconds": self.periodSeconds = try reader.optional()
                case "successThreshold": self.successThreshold = try reader.optional()
                case "failureThreshold": self.failureThreshold = try reader.optional()
                case "terminationGracePeriodSeconds": self.terminationGracePeriodSeconds = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("exec", exec)
            writer.optional("httpGet", httpGet)
            writer.optional("tcpSocket", tcpSocket)
            writer.optional("grpc", grpc)
            writer.optional("initialDelaySeconds", initialDelaySeconds)
            writer.optional("timeoutSeconds", timeoutSeconds)
            writer.optional("periodSeconds", periodSeconds)
            writer.optional("successThreshold", successThreshold)
            writer.optional("failureThreshold", failureThreshold)
            writer.optional("terminationGracePeriodSeconds", terminationGracePeriodSeconds)
            writer.endObject()
        }
    }

    /// `v1.ProjectedVolumeSource`.
    public struct ProjectedVolumeSource: APIType {
        public var sources: [CoreV1.VolumeProjection]
        public var defaultMode: Int?

        public init(
            sources: [CoreV1.VolumeProjection] = [],
            defaultMode: Int? = nil
        ) {
            self.sources = sources
            self.defaultMode = defaultMode
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "sources": self.sources = try reader.readArray()
                case "defaultMode": self.defaultMode = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("sources", sources)
            writer.optional("defaultMode", defaultMode)
            writer.endObject()
        }
    }

    /// `v1.QuobyteVolumeSource`.
    public struct QuobyteVolumeSource: APIType {
        public var registry: String
        public var volume: String
        public var readOnly: Bool?
        public var user: String?
        public var group: String?
        public var tenant: String?

        public init(
            registry: String = "",
            volume: String = "",
            readOnly: Bool? = nil,
            user: String? = nil,
            group: String? = nil,
            tenant: String? = nil
        ) {
            self.registry = registry
            self.volume = volume
            self.readOnly = readOnly
            self.user = user
            self.group = group
            self.tenant = tenant
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "registry": self.registry = try reader.value(or: self.registry)
                case "volume": self.volume = try reader.value(or: self.volume)
                case "readOnly": self.readOnly = try reader.optional()
                case "user": self.user = try reader.optional()
                case "group": self.group = try reader.optional()
                case "tenant": self.tenant = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("registry", registry)
            writer.required("volume", volume)
            writer.optional("readOnly", readOnly)
            writer.optional("user", user)
            writer.optional("group", group)
            writer.optional("tenant", tenant)
            writer.endObject()
        }
    }

    /// `v1.RBDPersistentVolumeSource`.
    public struct RBDPersistentVolumeSource: APIType {
        public var monitors: [String]
        public var image: String
        public var fsType: String?
        public var pool: String?
        public var user: String?
        public var keyring: String?
        @Indirect public var secretRef: CoreV1.SecretReference?
        public var readOnly: Bool?

        public init(
            monitors: [String] = [],
            image: String = "",
            fsType: String? = nil,
            pool: String? = nil,
            user: String? = nil,
            keyring: String? = nil,
            secretRef: CoreV1.SecretReference? = nil,
            readOnly: Bool? = nil
        ) {
            self.monitors = monitors
            self.image = image
            self.fsType = fsType
            self.pool = pool
            self.user = user
            self.keyring = keyring
            self.secretRef = secretRef
            self.readOnly = readOnly
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "monitors": self.monitors = try reader.readArray()
                case "image": self.image = try reader.value(or: self.image)
                case "fsType": self.fsType = try reader.optional()
                case "pool": self.pool = try reader.optional()
                case "user": self.user = try reader.optional()
                case "keyring": self.keyring = try reader.optional()
                case "secretRef": self.secretRef = try reader.optional()
                case "readOnly": self.readOnly = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("monitors", monitors)
            writer.required("image", image)
            writer.optional("fsType", fsType)
            writer.optional("pool", pool)
            writer.optional("user", user)
            writer.optional("keyring", keyring)
            writer.optional("secretRef", secretRef)
            writer.optional("readOnly", readOnly)
            writer.endObject()
        }
    }

    /// `v1.RBDVolumeSource`.
    public struct RBDVolumeSource: APIType {
        public var monitors: [String]
        public var image: String
        public var fsType: String?
        public var pool: String?
        public var user: String?
        public var keyring: String?
        @Indirect public var secretRef: CoreV1.LocalObjectReference?
        public var readOnly: Bool?

        public init(
            monitors: [String] = [],
            image: String = "",
            fsType: String? = nil,
            pool: String? = nil,
            user: String? = nil,
            keyring: String? = nil,
            secretRef: CoreV1.LocalObjectReference? = nil,
            readOnly: Bool? = nil
        ) {
            self.monitors = monitors
            self.image = image
            self.fsType = fsType
            self.pool = pool
            self.user = user
            self.keyring = keyring
            self.secretRef = secretRef
            self.readOnly = readOnly
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "monitors": self.monitors = try reader.readArray()
                case "image": self.image = try reader.value(or: self.image)
                case "fsType": self.fsType = try reader.optional()
                case "pool": self.pool = try reader.optional()
                case "user": self.user = try reader.optional()
                case "keyring": self.keyring = try reader.optional()
                case "secretRef": self.secretRef = try reader.optional()
                case "readOnly": self.readOnly = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("monitors", monitors)
            writer.required("image", image)
            writer.optional("fsType", fsType)
            writer.optional("pool", pool)
            writer.optional("user", user)
            writer.optional("keyring", keyring)
            writer.optional("secretRef", secretRef)
            writer.optional("readOnly", readOnly)
            writer.endObject()
        }
    }

    /// `v1.RangeAllocation`, the kind RangeAllocation of v1.
    public struct RangeAllocation: APIType {
        @Indirect public var metadata: MetaV1.ObjectMeta?
        public var range: String?
        public var data: [UInt8]

        public init(
            metadata: MetaV1.ObjectMeta? = nil,
            range: String? = nil,
            data: [UInt8] = []
        ) {
            self.metadata = metadata
            self.range = range
            self.data = data
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metadata": self.metadata = try reader.optional()
                case "range": self.range = try reader.optional()
                case "data": self.data = try reader.readBytes()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "RangeAllocation")
            writer.required("apiVersion", "v1")
            writer.optional("metadata", metadata)
            writer.optional("range", range)
            writer.bytes("data", data)
            writer.endObject()
        }
    }

    /// `v1.ReplicationController`, the kind ReplicationController of v1.
    public struct ReplicationController: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: CoreV1.ReplicationControllerSpec
        public var status: CoreV1.ReplicationControllerStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: CoreV1.ReplicationControllerSpec = .init(),
            status: CoreV1.ReplicationControllerStatus = .init()
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
            writer.required("kind", "ReplicationController")
            writer.required("apiVersion", "v1")
            writer.embedded("metadata", metadata)
            writer.embedded("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1.ReplicationControllerCondition`.
    public struct ReplicationControllerCondition: APIType {
        public var type: String
        public var status: String
        public var lastTransitionTime: Time?
        public var reason: String?
        public var message: String?

        public init(
            type: String = "",
            status: String = "",
            lastTransitionTime: Time? = nil,
            reason: String? = nil,
            message: String? = nil
        ) {
            self.type = type
            self.status = status
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
                case "lastTransitionTime": self.lastTransitionTime = try reader.optional()
                case "reason": self.reason = try reader.optional()
                case "message": self.message = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("type", type)
            writer.required("status", status)
            writer.optional("lastTransitionTime", lastTransitionTime)
            writer.optional("reason", reason)
            writer.optional("message", message)
            writer.endObject()
        }
    }

    /// `v1.ReplicationControllerSpec`.
    public struct ReplicationControllerSpec: APIType {
        public var replicas: Int?
        public var minReadySeconds: Int?
        public var selector: [String: String]
        @Indirect public var template: CoreV1.PodTemplateSpec?

        public init(
            replicas: Int? = nil,
            minReadySeconds: Int? = nil,
            selector: [String: String] = [:],
            template: CoreV1.PodTemplateSpec? = nil
        ) {
            self.replicas = replicas
            self.minReadySeconds = minReadySeconds
            self.selector = selector
            self.template = template
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "replicas": self.replicas = try reader.optional()
                case "minReadySeconds": self.minReadySeconds = try reader.optional()
                case "selector": self.selector = try reader.readMap()
                case "template": self.template = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("replicas", replicas)
            writer.optional("minReadySeconds", minReadySeconds)
            writer.map("selector", selector)
            writer.optional("template", template)
            writer.endObject()
        }
    }

    /// `v1.ReplicationControllerStatus`.
    public struct ReplicationControllerStatus: APIType {
        public var replicas: Int
        public var fullyLabeledReplicas: Int?
        public var readyReplicas: Int?
        public var availableReplicas: Int?
        public var observedGeneration: Int?
        public var conditions: [CoreV1.ReplicationControllerCondition]

        public init(
            replicas: Int = 0,
            fullyLabeledReplicas: Int? = nil,
            readyReplicas: Int? = nil,
            availableReplicas: Int? = nil,
            observedGeneration: Int? = nil,
            conditions: [CoreV1.ReplicationControllerCondition] = []
        ) {
            self.replicas = replicas
            self.fullyLabeledReplicas = fullyLabeledReplicas
            self.readyReplicas = readyReplicas
            self.availableReplicas = availableReplicas
            self.observedGeneration = observedGeneration
            self.conditions = conditions
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "replicas": self.replicas = try reader.value(or: self.replicas)
                case "fullyLabeledReplicas": self.fullyLabeledReplicas = try reader.optional()
                case "readyReplicas": self.readyReplicas = try reader.optional()
                case "availableReplicas": self.availableReplicas = try reader.optional()
                case "observedGeneration": self.observedGeneration = try reader.optional()
                case "conditions": self.conditions = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("replicas", replicas)
            writer.optional("fullyLabeledReplicas", fullyLabeledReplicas)
            writer.optional("readyReplicas", readyReplicas)
            writer.optional("availableReplicas", availableReplicas)
            writer.optional("observedGeneration", observedGeneration)
            writer.list("conditions", conditions)
            writer.endObject()
        }
    }

    /// `v1.ResourceClaim`.
    public struct ResourceClaim: APIType {
        public var name: String
        public var request: String?

        public init(
            name: String = "",
            request: String? = nil
        ) {
            self.name = name
            self.request = request
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "request": self.request = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.optional("request", request)
            writer.endObject()
        }
    }

    /// `v1.ResourceFieldSelector`.
    public struct ResourceFieldSelector: APIType {
        public var containerName: String?
        public var resource: String
        public var divisor: Quantity?

        public init(
            containerName: String? = nil,
            resource: String = "",
            divisor: Quantity? = nil
        ) {
            self.containerName = containerName
            self.resource = resource
            self.divisor = divisor
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "containerName": self.containerName = try reader.optional()
                case "resource": self.resource = try reader.value(or: self.resource)
                case "divisor": self.divisor = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("containerName", containerName)
            writer.required("resource", resource)
            writer.optional("divisor", divisor)
            writer.endObject()
        }
    }

    /// `v1.ResourceHealth`.
    public struct ResourceHealth: APIType {
        public var resourceID: String
        public var health: String?
        public var message: String?

        public init(
            resourceID: String = "",
            health: String? = nil,
            message: String? = nil
        ) {
            self.resourceID = resourceID
            self.health = health
            self.message = message
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "resourceID": self.resourceID = try reader.value(or: self.resourceID)
                case "health": self.health = try reader.optional()
                case "message": self.message = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("resourceID", resourceID)
            writer.optional("health", health)
            writer.optional("message", message)
            writer.endObject()
        }
    }

    /// `v1.ResourceQuota`, the kind ResourceQuota of v1.
    public struct ResourceQuota: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: CoreV1.ResourceQuotaSpec
        public var status: CoreV1.ResourceQuotaStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: CoreV1.ResourceQuotaSpec = .init(),
            status: CoreV1.ResourceQuotaStatus = .init()
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
            writer.required("kind", "ResourceQuota")
            writer.required("apiVersion", "v1")
            writer.embedded("metadata", metadata)
            writer.embedded("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1.ResourceQuotaSpec`.
    public struct ResourceQuotaSpec: APIType {
        public var hard: [String: Quantity]
        public var scopes: [String]
        @Indirect public var scopeSelector: CoreV1.ScopeSelector?

        public init(
            hard: [String: Quantity] = [:],
            scopes: [String] = [],
            scopeSelector: CoreV1.ScopeSelector? = nil
        ) {
            self.hard = hard
            self.scopes = scopes
            self.scopeSelector = scopeSelector
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "hard": self.hard = try reader.readMap()
                case "scopes": self.scopes = try reader.readArray()
                case "scopeSelector": self.scopeSelector = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.map("hard", hard)
            writer.list("scopes", scopes)
            writer.optional("scopeSelector", scopeSelector)
            writer.endObject()
        }
    }

    /// `v1.ResourceQuotaStatus`.
    public struct ResourceQuotaStatus: APIType {
        public var hard: [String: Quantity]
        public var used: [String: Quantity]

        public init(
            hard: [String: Quantity] = [:],
            used: [String: Quantity] = [:]
        ) {
            self.hard = hard
            self.used = used
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "hard": self.hard = try reader.readMap()
                case "used": self.used = try reader.readMap()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.map("hard", hard)
            writer.map("used", used)
            writer.endObject()
        }
    }

    /// `v1.ResourceRequirements`.
    public struct ResourceRequirements: APIType {
        public var limits: [String: Quantity]
        public var requests: [String: Quantity]
        public var claims: [CoreV1.ResourceClaim]

        public init(
            limits: [String: Quantity] = [:],
            requests: [String: Quantity] = [:],
            claims: [CoreV1.ResourceClaim] = []
        ) {
            self.limits = limits
            self.requests = requests
            self.claims = claims
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "limits": self.limits = try reader.readMap()
                case "requests": self.requests = try reader.readMap()
                case "claims": self.claims = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.map("limits", limits)
            writer.map("requests", requests)
            writer.list("claims", claims)
            writer.endObject()
        }
    }

    /// `v1.ResourceStatus`.
    public struct ResourceStatus: APIType {
        public var name: String
        public var resources: [CoreV1.ResourceHealth]

        public init(
            name: String = "",
            resources: [CoreV1.ResourceHealth] = []
        ) {
            self.name = name
            self.resources = resources
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "resources": self.resources = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.list("resources", resources)
            writer.endObject()
        }
    }

    /// `v1.SELinuxOptions`.
    public struct SELinuxOptions: APIType {
        public var user: String?
        public var role: String?
        public var type: String?
        public var level: String?

        public init(
            user: String? = nil,
            role: String? = nil,
            type: String? = nil,
            level: String? = nil
        ) {
            self.user = user
            self.role = role
            self.type = type
            self.level = level
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "user": self.user = try reader.optional()
                case "role": self.role = try reader.optional()
                case "type": self.type = try reader.optional()
                case "level": self.level = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("user", user)
            writer.optional("role", role)
            writer.optional("type", type)
            writer.optional("level", level)
            writer.endObject()
        }
    }

    /// `v1.ScaleIOPersistentVolumeSource`.
    public struct ScaleIOPersistentVolumeSource: APIType {
        public var gateway: String
        public var system: String
        public var secretRef: CoreV1.SecretReference
        public var sslEnabled: Bool?
        public var protectionDomain: String?
        public var storagePool: String?
        public var storageMode: String?
        public var volumeName: String?
        public var fsType: String?
        public var readOnly: Bool?

        public init(
            gateway: String = "",
            system: String = "",
            secretRef: CoreV1.SecretReference = .init(),
            sslEnabled: Bool? = nil,
            protectionDomain: String? = nil,
            storagePool: String? = nil,
            storageMode: String? = nil,
            volumeName: String? = nil,
            fsType: String? = nil,
            readOnly: Bool? = nil
        ) {
            self.gateway = gateway
            self.system = system
            self.secretRef = secretRef
            self.sslEnabled = sslEnabled
            self.protectionDomain = protectionDomain
            self.storagePool = storagePool
            self.storageMode = storageMode
            self.volumeName = volumeName
            self.fsType = fsType
            self.readOnly = readOnly
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "gateway": self.gateway = try reader.value(or: self.gateway)
                case "system": self.system = try reader.value(or: self.system)
                case "secretRef": self.secretRef = try reader.value(or: self.secretRef)
                case "sslEnabled": self.sslEnabled = try reader.optional()
                case "protectionDomain": self.protectionDomain = try reader.optional()
                case "storagePool": self.storagePool = try reader.optional()
                case "storageMode": self.storageMode = try reader.optional()
                case "volumeName": self.volumeName = try reader.optional()
                case "fsType": self.fsType = try reader.optional()
                case "readOnly": self.readOnly = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("gateway", gateway)
            writer.required("system", system)
            writer.required("secretRef", secretRef)
            writer.optional("sslEnabled", sslEnabled)
            writer.optional("protectionDomain", protectionDomain)
            writer.optional("storagePool", storagePool)
            writer.optional("storageMode", storageMode)
            writer.optional("volumeName", volumeName)
            writer.optional("fsType", fsType)
            writer.optional("readOnly", readOnly)
            writer.endObject()
        }
    }

    /// `v1.ScaleIOVolumeSource`.
    public struct ScaleIOVolumeSource: APIType {
        public var gateway: String
        public var system: String
        public var secretRef: CoreV1.LocalObjectReference
        public var sslEnabled: Bool?
        public var protectionDomain: String?
        public var storagePool: String?
        public var storageMode: String?
        public var volumeName: String?
        public var fsType: String?
        public var readOnly: Bool?

        public init(
            gateway: String = "",
            system: String = "",
            secretRef: CoreV1.LocalObjectReference = .init(),
            sslEnabled: Bool? = nil,
            protectionDomain: String? = nil,
            storagePool: String? = nil,
            storageMode: String? = nil,
            volumeName: String? = nil,
            fsType: String? = nil,
            readOnly: Bool? = nil
        ) {
            self.gateway = gateway
            self.system = system
            self.secretRef = secretRef
            self.sslEnabled = sslEnabled
            self.protectionDomain = protectionDomain
            self.storagePool = storagePool
            self.storageMode = storageMode
            self.volumeName = volumeName
            self.fsType = fsType
            self.readOnly = readOnly
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "gateway": self.gateway = try reader.value(or: self.gateway)
                case "system": self.system = try reader.value(or: self.system)
                case "secretRef": self.secretRef = try reader.value(or: self.secretRef)
                case "sslEnabled": self.sslEnabled = try reader.optional()
                case "protectionDomain": self.protectionDomain = try reader.optional()
                case "storagePool": self.storagePool = try reader.optional()
                case "storageMode": self.storageMode = try reader.optional()
                case "volumeName": self.volumeName = try reader.optional()
                case "fsType": self.fsType = try reader.optional()
                case "readOnly": self.readOnly = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("gateway", gateway)
            writer.required("system", system)
            writer.required("secretRef", secretRef)
            writer.optional("sslEnabled", sslEnabled)
            writer.optional("protectionDomain", protectionDomain)
            writer.optional("storagePool", storagePool)
            writer.optional("storageMode", storageMode)
            writer.optional("volumeName", volumeName)
            writer.optional("fsType", fsType)
            writer.optional("readOnly", readOnly)
            writer.endObject()
        }
    }

    /// `v1.ScopeSelector`.
    public struct ScopeSelector: APIType {
        public var matchExpressions: [CoreV1.ScopedResourceSelectorRequirement]

        public init(
            matchExpressions: [CoreV1.ScopedResourceSelectorRequirement] = []
        ) {
            self.matchExpressions = matchExpressions
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "matchExpressions": self.matchExpressions = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("matchExpressions", matchExpressions)
            writer.endObject()
        }
    }

    /// `v1.ScopedResourceSelectorRequirement`.
    public struct ScopedResourceSelectorRequirement: APIType {
        public var scopeName: String
        public var `operator`: String
        public var values: [String]

        public init(
            scopeName: String = "",
            `operator`: String = "",
            values: [String] = []
        ) {
            self.scopeName = scopeName
            self.`operator` = `operator`
            self.values = values
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "scopeName": self.scopeName = try reader.value(or: self.scopeName)
                case "operator": self.`operator` = try reader.value(or: self.`operator`)
                case "values": self.values = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("scopeName", scopeName)
            writer.required("operator", `operator`)
            writer.list("values", values)
            writer.endObject()
        }
    }

    /// `v1.SeccompProfile`.
    public struct SeccompProfile: APIType {
        public var type: String
        public var localhostProfile: String?

        public init(
            type: String = "",
            localhostProfile: String? = nil
        ) {
            self.type = type
            self.localhostProfile = localhostProfile
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "type": self.type = try reader.value(or: self.type)
                case "localhostProfile": self.localhostProfile = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("type", type)
            writer.optional("localhostProfile", localhostProfile)
            writer.endObject()
        }
    }

    /// `v1.Secret`, the kind Secret of v1.
    public struct Secret: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var immutable: Bool?
        public var data: [String: [UInt8]]
        public var stringData: [String: String]
        public var type: String?

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            immutable: Bool? = nil,
            data: [String: [UInt8]] = [:],
            stringData: [String: String] = [:],
            type: String? = nil
        ) {
            self.metadata = metadata
            self.immutable = immutable
            self.data = data
            self.stringData = stringData
            self.type = type
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metadata": self.metadata = try reader.value(or: self.metadata)
                case "immutable": self.immutable = try reader.optional()
                case "data": self.data = try reader.readBytesMap()
                case "stringData": self.stringData = try reader.readMap()
                case "type": self.type = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "Secret")
            writer.required("apiVersion", "v1")
            writer.embedded("metadata", metadata)
            writer.optional("immutable", immutable)
            writer.bytesMap("data", data)
            writer.map("stringData", stringData)
            writer.optional("type", type)
            writer.endObject()
        }
    }

    /// `v1.SecretEnvSource`.
    public struct SecretEnvSource: APIType {
        public var name: String?
        public var optional: Bool?

        public init(
            name: String? = nil,
            optional: Bool? = nil
        ) {
            self.name = name
            self.optional = optional
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.optional()
                case "optional": self.optional = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("name", name)
            writer.optional("optional", optional)
            writer.endObject()
        }
    }

    /// `v1.SecretKeySelector`.
    public struct SecretKeySelector: APIType {
        public var name: String?
        public var key: String
        public var optional: Bool?

        public init(
            name: String? = nil,
            key: String = "",
            optional: Bool? = nil
        ) {
            self.name = name
            self.key = key
            self.optional = optional
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.optional()
                case "key": self.key = try reader.value(or: self.key)
                case "optional": self.optional = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("name", name)
            writer.required("key", key)
            writer.optional("optional", optional)
            writer.endObject()
        }
    }

    /// `v1.SecretProjection`.
    public struct SecretProjection: APIType {
        public var name: String?
        public var items: [CoreV1.KeyToPath]
        public var optional: Bool?

        public init(
            name: String? = nil,
            items: [CoreV1.KeyToPath] = [],
            optional: Bool? = nil
        ) {
            self.name = name
            self.items = items
            self.optional = optional
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.optional()
                case "items": self.items = try reader.readArray()
                case "optional": self.optional = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("name", name)
            writer.list("items", items)
            writer.optional("optional", optional)
            writer.endObject()
        }
    }

    /// `v1.SecretReference`.
    public struct SecretReference: APIType {
        public var name: String?
        public var namespace: String?

        public init(
            name: String? = nil,
            namespace: String? = nil
        ) {
            self.name = name
            self.namespace = namespace
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.optional()
                case "namespace": self.namespace = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("name", name)
            writer.optional("namespace", namespace)
            writer.endObject()
        }
    }

    /// `v1.SecretVolumeSource`.
    public struct SecretVolumeSource: APIType {
        public var secretName: String?
        public var items: [CoreV1.KeyToPath]
        public var defaultMode: Int?
        public var optional: Bool?

        public init(
            secretName: String? = nil,
            items: [CoreV1.KeyToPath] = [],
            defaultMode: Int? = nil,
            optional: Bool? = nil
        ) {
            self.secretName = secretName
            self.items = items
            self.defaultMode = defaultMode
            self.optional = optional
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "secretName": self.secretName = try reader.optional()
                case "items": self.items = try reader.readArray()
                case "defaultMode": self.defaultMode = try reader.optional()
                case "optional": self.optional = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("secretName", secretName)
            writer.list("items", items)
            writer.optional("defaultMode", defaultMode)
            writer.optional("optional", optional)
            writer.endObject()
        }
    }

    /// `v1.SecurityContext`.
    public struct SecurityContext: APIType {
        @Indirect public var capabilities: CoreV1.Capabilities?
        public var privileged: Bool?
        @Indirect public var seLinuxOptions: CoreV1.SELinuxOptions?
        @Indirect public var windowsOptions: CoreV1.WindowsSecurityContextOptions?
        public var runAsUser: Int?
        public var runAsGroup: Int?
        public var runAsNonRoot: Bool?
        public var readOnlyRootFilesystem: Bool?
        public var allowPrivilegeEscalation: Bool?
        public var procMount: String?
        @Indirect public var seccompProfile: CoreV1.SeccompProfile?
        @Indirect public var appArmorProfile: CoreV1.AppArmorProfile?

        public init(
            capabilities: CoreV1.Capabilities? = nil,
            privileged: Bool? = nil,
            seLinuxOptions: CoreV1.SELinuxOptions? = nil,
            windowsOptions: CoreV1.WindowsSecurityContextOptions? = nil,
            runAsUser: Int? = nil,
            runAsGroup: Int? = nil,
            runAsNonRoot: Bool? = nil,
            readOnlyRootFilesystem: Bool? = nil,
            allowPrivilegeEscalation: Bool? = nil,
            procMount: String? = nil,
            seccompProfile: CoreV1.SeccompProfile? = nil,
            appArmorProfile: CoreV1.AppArmorProfile? = nil
        ) {
            self.capabilities = capabilities
            self.privileged = privileged
            self.seLinuxOptions = seLinuxOptions
            self.windowsOptions = windowsOptions
            self.runAsUser = runAsUser
            self.runAsGroup = runAsGroup
            self.runAsNonRoot = runAsNonRoot
            self.readOnlyRootFilesystem = readOnlyRootFilesystem
            self.allowPrivilegeEscalation = allowPrivilegeEscalation
            self.procMount = procMount
            self.seccompProfile = seccompProfile
            self.appArmorProfile = appArmorProfile
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "capabilities": self.capabilities = try reader.optional()
                case "privileged": self.privileged = try reader.optional()
                case "seLinuxOptions": self.seLinuxOptions = try reader.optional()
                case "windowsOptions": self.windowsOptions = try reader.optional()
                case "runAsUser": self.runAsUser = try reader.optional()
                case "runAsGroup": self.runAsGroup = try reader.optional()
                case "runAsNonRoot": self.runAsNonRoot = try reader.optional()
                case "readOnlyRootFilesystem": self.readOnlyRootFilesystem = try reader.optional()
                case "allowPrivilegeEscalation": self.allowPrivilegeEscalation = try reader.optional()
                case "procMount": self.procMount = try reader.optional()
                case "seccompProfile": self.seccompProfile = try reader.optional()
                case "appArmorProfile": self.appArmorProfile = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("capabilities", capabilities)
            writer.optional("privileged", privileged)
            writer.optional("seLinuxOptions", seLinuxOptions)
            writer.optional("windowsOptions", windowsOptions)
            writer.optional("runAsUser", runAsUser)
            writer.optional("runAsGroup", runAsGroup)
            writer.optional("runAsNonRoot", runAsNonRoot)
            writer.optional("readOnlyRootFilesystem", readOnlyRootFilesystem)
            writer.optional("allowPrivilegeEscalation", allowPrivilegeEscalation)
            writer.optional("procMount", procMount)
            writer.optional("seccompProfile", seccompProfile)
            writer.optional("appArmorProfile", appArmorProfile)
            writer.endObject()
        }
    }

    /// `v1.SerializedReference`, the kind SerializedReference of v1.
    public struct SerializedReference: APIType {
        @Indirect public var reference: CoreV1.ObjectReference?

        public init(
            reference: CoreV1.ObjectReference? = nil
        ) {
            self.reference = reference
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "reference": self.reference = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "SerializedReference")
            writer.required("apiVersion", "v1")
            writer.optional("reference", reference)
            writer.endObject()
        }
    }

    /// `v1.Service`, the kind Service of v1.
    public struct Service: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: CoreV1.ServiceSpec
        public var status: CoreV1.ServiceStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: CoreV1.ServiceSpec = .init(),
            status: CoreV1.ServiceStatus = .init()
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
            writer.required("kind", "Service")
            writer.required("apiVersion", "v1")
            writer.embedded("metadata", metadata)
            writer.embedded("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1.ServiceAccount`, the kind ServiceAccount of v1.
    public struct ServiceAccount: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var secrets: [CoreV1.ObjectReference]
        public var imagePullSecrets: [CoreV1.LocalObjectReference]
        public var automountServiceAccountToken: Bool?

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            secrets: [CoreV1.ObjectReference] = [],
            imagePullSecrets: [CoreV1.LocalObjectReference] = [],
            automountServiceAccountToken: Bool? = nil
        ) {
            self.metadata = metadata
            self.secrets = secrets
            self.imagePullSecrets = imagePullSecrets
            self.automountServiceAccountToken = automountServiceAccountToken
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metadata": self.metadata = try reader.value(or: self.metadata)
                case "secrets": self.secrets = try reader.readArray()
                case "imagePullSecrets": self.imagePullSecrets = try reader.readArray()
                case "automountServiceAccountToken": self.automountServiceAccountToken = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "ServiceAccount")
            writer.required("apiVersion", "v1")
            writer.embedded("metadata", metadata)
            writer.list("secrets", secrets)
            writer.list("imagePullSecrets", imagePullSecrets)
            writer.optional("automountServiceAccountToken", automountServiceAccountToken)
            writer.endObject()
        }
    }

    /// `v1.ServiceAccountTokenProjection`.
    public struct ServiceAccountTokenProjection: APIType {
        public var audience: String?
        public var expirationSeconds: Int?
        public var path: String

        public init(
            audience: String? = nil,
            expirationSeconds: Int? = nil,
            path: String = ""
        ) {
            self.audience = audience
            self.expirationSeconds = expirationSeconds
            self.path = path
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "audience": self.audience = try reader.optional()
                case "expirationSeconds": self.expirationSeconds = try reader.optional()
                case "path": self.path = try reader.value(or: self.path)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("audience", audience)
            writer.optional("expirationSeconds", expirationSeconds)
            writer.required("path", path)
            writer.endObject()
        }
    }

    /// `v1.ServicePort`.
    public struct ServicePort: APIType {
        public var name: String?
        public var `protocol`: String?
        public var appProtocol: String?
        public var port: Int
        public var targetPort: IntOrString?
        public var nodePort: Int?

        public init(
            name: String? = nil,
            `protocol`: String? = nil,
            appProtocol: String? = nil,
            port: Int = 0,
            targetPort: IntOrString? = nil,
            nodePort: Int? = nil
        ) {
            self.name = name
            self.`protocol` = `protocol`
            self.appProtocol = appProtocol
            self.port = port
            self.targetPort = targetPort
            self.nodePort = nodePort
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.optional()
                case "protocol": self.`protocol` = try reader.optional()
                case "appProtocol": self.appProtocol = try reader.optional()
                case "port": self.port = try reader.value(or: self.port)
                case "targetPort": self.targetPort = try reader.optional()
                case "nodePort": self.nodePort = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("name", name)
            writer.optional("protocol", `protocol`)
            writer.optional("appProtocol", appProtocol)
            writer.required("port", port)
            writer.optional("targetPort", targetPort)
            writer.optional("nodePort", nodePort)
            writer.endObject()
        }
    }

    /// `v1.ServiceProxyOptions`, the kind ServiceProxyOptions of v1.
    public struct ServiceProxyOptions: APIType {
        public var path: String?

        public init(
            path: String? = nil
        ) {
            self.path = path
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "path": self.path = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "ServiceProxyOptions")
            writer.required("apiVersion", "v1")
            writer.optional("path", path)
            writer.endObject()
        }
    }

    /// `v1.ServiceSpec`.
    public struct ServiceSpec: APIType {
        public var ports: [CoreV1.ServicePort]
        public var selector: [String: String]
        public var clusterIP: String?
        public var clusterIPs: [String]
        public var type: String?
        public var externalIPs: [String]
        public var sessionAffinity: String?
        public var loadBalancerIP: String?
        public var loadBalancerSourceRanges: [String]
        public var externalName: String?
        public var externalTrafficPolicy: String?
        public var healthCheckNodePort: Int?
        public var publishNotReadyAddresses: Bool?
        @Indirect public var sessionAffinityConfig: CoreV1.SessionAffinityConfig?
        public var ipFamilies: [String]
        public var ipFamilyPolicy: String?
        public var allocateLoadBalancerNodePorts: Bool?
        public var loadBalancerClass: String?
        public var internalTrafficPolicy: String?
        public var trafficDistribution: String?

        public init(
            ports: [CoreV1.ServicePort] = [],
            selector: [String: String] = [:],
            clusterIP: String? = nil,
            clusterIPs: [String] = [],
            type: String? = nil,
            externalIPs: [String] = [],
            sessionAffinity: String? = nil,
            loadBalancerIP: String? = nil,
            loadBalancerSourceRanges: [String] = [],
            externalName: String? = nil,
            externalTrafficPolicy: String? = nil,
            healthCheckNodePort: Int? = nil,
            publishNotReadyAddresses: Bool? = nil,
            sessionAffinityConfig: CoreV1.SessionAffinityConfig? = nil,
            ipFamilies: [String] = [],
            ipFamilyPolicy: String? = nil,
            allocateLoadBalancerNodePorts: Bool? = nil,
            loadBalancerClass: String? = nil,
            internalTrafficPolicy: String? = nil,
            trafficDistribution: String? = nil
        ) {
            self.ports = ports
            self.selector = selector
            self.clusterIP = clusterIP
            self.clusterIPs = clusterIPs
            self.type = type
            self.externalIPs = externalIPs
            self.sessionAffinity = sessionAffinity
            self.loadBalancerIP = loadBalancerIP
            self.loadBalancerSourceRanges = loadBalancerSourceRanges
            self.externalName = externalName
            self.externalTrafficPolicy = externalTrafficPolicy
            self.healthCheckNodePort = healthCheckNodePort
            self.publishNotReadyAddresses = publishNotReadyAddresses
            self.sessionAffinityConfig = sessionAffinityConfig
            self.ipFamilies = ipFamilies
            self.ipFamilyPolicy = ipFamilyPolicy
            self.allocateLoadBalancerNodePorts = allocateLoadBalancerNodePorts
            self.loadBalancerClass = loadBalancerClass
            self.internalTrafficPolicy = internalTrafficPolicy
            self.trafficDistribution = trafficDistribution
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "ports": self.ports = try reader.readArray()
                case "selector": self.selector = try reader.readMap()
                case "clusterIP": self.clusterIP = try reader.optional()
                case "clusterIPs": self.clusterIPs = try reader.readArray()
                case "type": self.type = try reader.optional()
                case "externalIPs": self.externalIPs = try reader.readArray()
                case "sessionAffinity": self.sessionAffinity = try reader.optional()
                case "loadBalancerIP": self.loadBalancerIP = try reader.optional()
                case "loadBalancerSourceRanges": self.loadBalancerSourceRanges = try reader.readArray()
                case "externalName": self.externalName = try reader.optional()
                case "externalTrafficPolicy": self.externalTrafficPolicy = try reader.optional()
                case "healthCheckNodePort": self.healthCheckNodePort = try reader.optional()
                case "publishNotReadyAddresses": self.publishNotReadyAddresses = try reader.optional()
                case "sessionAffinityConfig": self.sessionAffinityConfig = try reader.optional()
                case "ipFamilies": self.ipFamilies = try reader.readArray()
                case "ipFamilyPolicy": self.ipFamilyPolicy = try reader.optional()
                case "allocateLoadBalancerNodePorts": self.allocateLoadBalancerNodePorts = try reader.optional()
                case "loadBalancerClass": self.loadBalancerClass = try reader.optional()
                case "internalTrafficPolicy": self.internalTrafficPolicy = try reader.optional()
                case "trafficDistribution": self.trafficDistribution = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("ports", ports)
            writer.map("selector", selector)
            writer.optional("clusterIP", clusterIP)
            writer.list("clusterIPs", clusterIPs)
            writer.optional("type", type)
            writer.list("externalIPs", externalIPs)
            writer.optional("sessionAffinity", sessionAffinity)
            writer.optional("loadBalancerIP", loadBalancerIP)
            writer.list("loadBalancerSourceRanges", loadBalancerSourceRanges)
            writer.optional("externalName", externalName)
            writer.optional("externalTrafficPolicy", externalTrafficPolicy)
            writer.optional("healthCheckNodePort", healthCheckNodePort)
            writer.optional("publishNotReadyAddresses", publishNotReadyAddresses)
            writer.optional("sessionAffinityConfig", sessionAffinityConfig)
            writer.list("ipFamilies", ipFamilies)
            writer.optional("ipFamilyPolicy", ipFamilyPolicy)
            writer.optional("allocateLoadBalancerNodePorts", allocateLoadBalancerNodePorts)
            writer.optional("loadBalancerClass", loadBalancerClass)
            writer.optional("internalTrafficPolicy", internalTrafficPolicy)
            writer.optional("trafficDistribution", trafficDistribution)
            writer.endObject()
        }
    }

    /// `v1.ServiceStatus`.
    public struct ServiceStatus: APIType {
        public var loadBalancer: CoreV1.LoadBalancerStatus
        public var conditions: [MetaV1.Condition]

        public init(
            loadBalancer: CoreV1.LoadBalancerStatus = .init(),
            conditions: [MetaV1.Condition] = []
        ) {
            self.loadBalancer = loadBalancer
            self.conditions = conditions
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "loadBalancer": self.loadBalancer = try reader.value(or: self.loadBalancer)
                case "conditions": self.conditions = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.embedded("loadBalancer", loadBalancer)
            writer.list("conditions", conditions)
            writer.endObject()
        }
    }

    /// `v1.SessionAffinityConfig`.
    public struct SessionAffinityConfig: APIType {
        @Indirect public var clientIP: CoreV1.ClientIPConfig?

        public init(
            clientIP: CoreV1.ClientIPConfig? = nil
        ) {
            self.clientIP = clientIP
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "clientIP": self.clientIP = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("clientIP", clientIP)
            writer.endObject()
        }
    }

    /// `v1.SleepAction`.
    public struct SleepAction: APIType {
        public var seconds: Int

        public init(
            seconds: Int = 0
        ) {
            self.seconds = seconds
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "seconds": self.seconds = try reader.value(or: self.seconds)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("seconds", seconds)
            writer.endObject()
        }
    }

    /// `v1.StorageOSPersistentVolumeSource`.
    public struct StorageOSPersistentVolumeSource: APIType {
        public var volumeName: String?
        public var volumeNamespace: String?
        public var fsType: String?
        public var readOnly: Bool?
        @Indirect public var secretRef: CoreV1.ObjectReference?

        public init(
            volumeName: String? = nil,
            volumeNamespace: String? = nil,
            fsType: String? = nil,
            readOnly: Bool? = nil,
            secretRef: CoreV1.ObjectReference? = nil
        ) {
            self.volumeName = volumeName
            self.volumeNamespace = volumeNamespace
            self.fsType = fsType
            self.readOnly = readOnly
            self.secretRef = secretRef
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "volumeName": self.volumeName = try reader.optional()
                case "volumeNamespace": self.volumeNamespace = try reader.optional()
                case "fsType": self.fsType = try reader.optional()
                case "readOnly": self.readOnly = try reader.optional()
                case "secretRef": self.secretRef = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("volumeName", volumeName)
            writer.optional("volumeNamespace", volumeNamespace)
            writer.optional("fsType", fsType)
            writer.optional("readOnly", readOnly)
            writer.optional("secretRef", secretRef)
            writer.endObject()
        }
    }

    /// `v1.StorageOSVolumeSource`.
    public struct StorageOSVolumeSource: APIType {
        public var volumeName: String?
        public var volumeNamespace: String?
        public var fsType: String?
        public var readOnly: Bool?
        @Indirect public var secretRef: CoreV1.LocalObjectReference?

        public init(
            volumeName: String? = nil,
            volumeNamespace: String? = nil,
            fsType: String? = nil,
            readOnly: Bool? = nil,
            secretRef: CoreV1.LocalObjectReference? = nil
        ) {
            self.volumeName = volumeName
            self.volumeNamespace = volumeNamespace
            self.fsType = fsType
            self.readOnly = readOnly
            self.secretRef = secretRef
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "volumeName": self.volumeName = try reader.optional()
                case "volumeNamespace": self.volumeNamespace = try reader.optional()
                case "fsType": self.fsType = try reader.optional()
                case "readOnly": self.readOnly = try reader.optional()
                case "secretRef": self.secretRef = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("volumeName", volumeName)
            writer.optional("volumeNamespace", volumeNamespace)
            writer.optional("fsType", fsType)
            writer.optional("readOnly", readOnly)
            writer.optional("secretRef", secretRef)
            writer.endObject()
        }
    }

    /// `v1.Sysctl`.
    public struct Sysctl: APIType {
        public var name: String
        public var value: String

        public init(
            name: String = "",
            value: String = ""
        ) {
            self.name = name
            self.value = value
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "value": self.value = try reader.value(or: self.value)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.required("value", value)
            writer.endObject()
        }
    }

    /// `v1.TCPSocketAction`.
    public struct TCPSocketAction: APIType {
        public var port: IntOrString
        public var host: String?

        public init(
            port: IntOrString = .int(0),
            host: String? = nil
        ) {
            self.port = port
            self.host = host
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "port": self.port = try reader.value(or: self.port)
                case "host": self.host = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("port", port)
            writer.optional("host", host)
            writer.endObject()
        }
    }

    /// `v1.Taint`.
    public struct Taint: APIType {
        public var key: String
        public var value: String?
        public var effect: String
        public var timeAdded: Time?

        public init(
            key: String = "",
            value: String? = nil,
            effect: String = "",
            timeAdded: Time? = nil
        ) {
            self.key = key
            self.value = value
            self.effect = effect
            self.timeAdded = timeAdded
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "key": self.key = try reader.value(or: self.key)
                case "value": self.value = try reader.optional()
                case "effect": self.effect = try reader.value(or: self.effect)
                case "timeAdded": self.timeAdded = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("key", key)
            writer.optional("value", value)
            writer.required("effect", effect)
            writer.optional("timeAdded", timeAdded)
            writer.endObject()
        }
    }

    /// `v1.Toleration`.
    public struct Toleration: APIType {
        public var key: String?
        public var `operator`: String?
        public var value: String?
        public var effect: String?
        public var tolerationSeconds: Int?

        public init(
            key: String? = nil,
            `operator`: String? = nil,
            value: String? = nil,
            effect: String? = nil,
            tolerationSeconds: Int? = nil
        ) {
            self.key = key
            self.`operator` = `operator`
            self.value = value
            self.effect = effect
            self.tolerationSeconds = tolerationSeconds
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "key": self.key = try reader.optional()
                case "operator": self.`operator` = try reader.optional()
                case "value": self.value = try reader.optional()
                case "effect": self.effect = try reader.optional()
                case "tolerationSeconds": self.tolerationSeconds = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("key", key)
            writer.optional("operator", `operator`)
            writer.optional("value", value)
            writer.optional("effect", effect)
            writer.optional("tolerationSeconds", tolerationSeconds)
            writer.endObject()
        }
    }

    /// `v1.TopologySelectorLabelRequirement`.
    public struct TopologySelectorLabelRequirement: APIType {
        public var key: String
        public var values: [String]

        public init(
            key: String = "",
            values: [String] = []
        ) {
            self.key = key
            self.values = values
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "key": self.key = try reader.value(or: self.key)
                case "values": self.values = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("key", key)
            writer.required("values", values)
            writer.endObject()
        }
    }

    /// `v1.TopologySelectorTerm`.
    public struct TopologySelectorTerm: APIType {
        public var matchLabelExpressions: [CoreV1.TopologySelectorLabelRequirement]

        public init(
            matchLabelExpressions: [CoreV1.TopologySelectorLabelRequirement] = []
        ) {
            self.matchLabelExpressions = matchLabelExpressions
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "matchLabelExpressions": self.matchLabelExpressions = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("matchLabelExpressions", matchLabelExpressions)
            writer.endObject()
        }
    }

    /// `v1.TopologySpreadConstraint`.
    public struct TopologySpreadConstraint: APIType {
        public var maxSkew: Int
        public var topologyKey: String
        public var whenUnsatisfiable: String
        @Indirect public var labelSelector: MetaV1.LabelSelector?
        public var minDomains: Int?
        public var nodeAffinityPolicy: String?
        public var nodeTaintsPolicy: String?
        public var matchLabelKeys: [String]

        public init(
            maxSkew: Int = 0,
            topologyKey: String = "",
            whenUnsatisfiable: String = "",
            labelSelector: MetaV1.LabelSelector? = nil,
            minDomains: Int? = nil,
            nodeAffinityPolicy: String? = nil,
            nodeTaintsPolicy: String? = nil,
            matchLabelKeys: [String] = []
        ) {
            self.maxSkew = maxSkew
            self.topologyKey = topologyKey
            self.whenUnsatisfiable = whenUnsatisfiable
            self.labelSelector = labelSelector
            self.minDomains = minDomains
            self.nodeAffinityPolicy = nodeAffinityPolicy
            self.nodeTaintsPolicy = nodeTaintsPolicy
            self.matchLabelKeys = matchLabelKeys
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "maxSkew": self.maxSkew = try reader.value(or: self.maxSkew)
                case "topologyKey": self.topologyKey = try reader.value(or: self.topologyKey)
                case "whenUnsatisfiable": self.whenUnsatisfiable = try reader.value(or: self.whenUnsatisfiable)
                case "labelSelector": self.labelSelector = try reader.optional()
                case "minDomains": self.minDomains = try reader.optional()
                case "nodeAffinityPolicy": self.nodeAffinityPolicy = try reader.optional()
                case "nodeTaintsPolicy": self.nodeTaintsPolicy = try reader.optional()
                case "matchLabelKeys": self.matchLabelKeys = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("maxSkew", maxSkew)
            writer.required("topologyKey", topologyKey)
            writer.required("whenUnsatisfiable", whenUnsatisfiable)
            writer.optional("labelSelector", labelSelector)
            writer.optional("minDomains", minDomains)
            writer.optional("nodeAffinityPolicy", nodeAffinityPolicy)
            writer.optional("nodeTaintsPolicy", nodeTaintsPolicy)
            writer.list("matchLabelKeys", matchLabelKeys)
            writer.endObject()
        }
    }

    /// `v1.TypedLocalObjectReference`.
    public struct TypedLocalObjectReference: APIType {
        public var apiGroup: String?
        public var kind: String
        public var name: String

        public init(
            apiGroup: String? = nil,
            kind: String = "",
            name: String = ""
        ) {
            self.apiGroup = apiGroup
            self.kind = kind
            self.name = name
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "apiGroup": self.apiGroup = try reader.optional()
                case "kind": self.kind = try reader.value(or: self.kind)
                case "name": self.name = try reader.value(or: self.name)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("apiGroup", apiGroup)
            writer.required("kind", kind)
            writer.required("name", name)
            writer.endObject()
        }
    }

    /// `v1.TypedObjectReference`.
    public struct TypedObjectReference: APIType {
        public var apiGroup: String?
        public var kind: String
        public var name: String
        public var namespace: String?

        public init(
            apiGroup: String? = nil,
            kind: String = "",
            name: String = "",
            namespace: String? = nil
        ) {
            self.apiGroup = apiGroup
            self.kind = kind
            self.name = name
            self.namespace = namespace
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "apiGroup": self.apiGroup = try reader.optional()
                case "kind": self.kind = try reader.value(or: self.kind)
                case "name": self.name = try reader.value(or: self.name)
                case "namespace": self.namespace = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("apiGroup", apiGroup)
            writer.required("kind", kind)
            writer.required("name", name)
            writer.optional("namespace", namespace)
            writer.endObject()
        }
    }

    /// `v1.Volume`.
    public struct Volume: APIType {
        public var name: String
        @Indirect public var hostPath: CoreV1.HostPathVolumeSource?
        @Indirect public var emptyDir: CoreV1.EmptyDirVolumeSource?
        @Indirect public var gcePersistentDisk: CoreV1.GCEPersistentDiskVolumeSource?
        @Indirect public var awsElasticBlockStore: CoreV1.AWSElasticBlockStoreVolumeSource?
        @Indirect public var gitRepo: CoreV1.GitRepoVolumeSource?
        @Indirect public var secret: CoreV1.SecretVolumeSource?
        @Indirect public var nfs: CoreV1.NFSVolumeSource?
        @Indirect public var iscsi: CoreV1.ISCSIVolumeSource?
        @Indirect public var glusterfs: CoreV1.GlusterfsVolumeSource?
        @Indirect public var persistentVolumeClaim: CoreV1.PersistentVolumeClaimVolumeSource?
        @Indirect public var rbd: CoreV1.RBDVolumeSource?
        @Indirect public var flexVolume: CoreV1.FlexVolumeSource?
        @Indirect public var cinder: CoreV1.CinderVolumeSource?
        @Indirect public var cephfs: CoreV1.CephFSVolumeSource?
        @Indirect public var flocker: CoreV1.FlockerVolumeSource?
        @Indirect public var downwardAPI: CoreV1.DownwardAPIVolumeSource?
        @Indirect public var fc: CoreV1.FCVolumeSource?
        @Indirect public var azureFile: CoreV1.AzureFileVolumeSource?
        @Indirect public var configMap: CoreV1.ConfigMapVolumeSource?
        @Indirect public var vsphereVolume: CoreV1.VsphereVirtualDiskVolumeSource?
        @Indirect public var quobyte: CoreV1.QuobyteVolumeSource?
        @Indirect public var azureDisk: CoreV1.AzureDiskVolumeSource?
        @Indirect public var photonPersistentDisk: CoreV1.PhotonPersistentDiskVolumeSource?
        @Indirect public var projected: CoreV1.ProjectedVolumeSource?
        @Indirect public var portworxVolume: CoreV1.PortworxVolumeSource?
        @Indirect public var scaleIO: CoreV1.ScaleIOVolumeSource?
        @Indirect public var storageos: CoreV1.StorageOSVolumeSource?
        @Indirect public var csi: CoreV1.CSIVolumeSource?
        @Indirect public var ephemeral: CoreV1.EphemeralVolumeSource?
        @Indirect public var image: CoreV1.ImageVolumeSource?

        public init(
            name: String = "",
            hostPath: CoreV1.HostPathVolumeSource? = nil,
            emptyDir: CoreV1.EmptyDirVolumeSource? = nil,
            gcePersistentDisk: CoreV1.GCEPersistentDiskVolumeSource? = nil,
            awsElasticBlockStore: CoreV1.AWSElasticBlockStoreVolumeSource? = nil,
            gitRepo: CoreV1.GitRepoVolumeSource? = nil,
            secret: CoreV1.SecretVolumeSource? = nil,
            nfs: CoreV1.NFSVolumeSource? = nil,
            iscsi: CoreV1.ISCSIVolumeSource? = nil,
            glusterfs: CoreV1.GlusterfsVolumeSource? = nil,
            persistentVolumeClaim: CoreV1.PersistentVolumeClaimVolumeSource? = nil,
            rbd: CoreV1.RBDVolumeSource? = nil,
            flexVolume: CoreV1.FlexVolumeSource? = nil,
            cinder: CoreV1.CinderVolumeSource? = nil,
            cephfs: CoreV1.CephFSVolumeSource? = nil,
            flocker: CoreV1.FlockerVolumeSource? = nil,
            downwardAPI: CoreV1.DownwardAPIVolumeSource? = nil,
            fc: CoreV1.FCVolumeSource? = nil,
            azureFile: CoreV1.AzureFileVolumeSource? = nil,
            configMap: CoreV1.ConfigMapVolumeSource? = nil,
            vsphereVolume: CoreV1.VsphereVirtualDiskVolumeSource? = nil,
            quobyte: CoreV1.QuobyteVolumeSource? = nil,
            azureDisk: CoreV1.AzureDiskVolumeSource? = nil,
            photonPersistentDisk: CoreV1.PhotonPersistentDiskVolumeSource? = nil,
            projected: CoreV1.ProjectedVolumeSource? = nil,
            portworxVolume: CoreV1.PortworxVolumeSource? = nil,
            scaleIO: CoreV1.ScaleIOVolumeSource? = nil,
            storageos: CoreV1.StorageOSVolumeSource? = nil,
            csi: CoreV1.CSIVolumeSource? = nil,
            ephemeral: CoreV1.EphemeralVolumeSource? = nil,
            image: CoreV1.ImageVolumeSource? = nil
        ) {
            self.name = name
            self.hostPath = hostPath
            self.emptyDir = emptyDir
            self.gcePersistentDisk = gcePersistentDisk
            self.awsElasticBlockStore = awsElasticBlockStore
            self.gitRepo = gitRepo
            self.secret = secret
            self.nfs = nfs
            self.iscsi = iscsi
            self.glusterfs = glusterfs
            self.persistentVolumeClaim = persistentVolumeClaim
            self.rbd = rbd
            self.flexVolume = flexVolume
            self.cinder = cinder
            self.cephfs = cephfs
            self.flocker = flocker
            self.downwardAPI = downwardAPI
            self.fc = fc
            self.azureFile = azureFile
            self.configMap = configMap
            self.vsphereVolume = vsphereVolume
            self.quobyte = quobyte
            self.azureDisk = azureDisk
            self.photonPersistentDisk = photonPersistentDisk
            self.projected = projected
            self.portworxVolume = portworxVolume
            self.scaleIO = scaleIO
            self.storageos = storageos
            self.csi = csi
            self.ephemeral = ephemeral
            self.image = image
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "hostPath": self.hostPath = try reader.optional()
                case "emptyDir": self.emptyDir = try reader.optional()
                case "gcePersistentDisk": self.gcePersistentDisk = try reader.optional()
                case "awsElasticBlockStore": self.awsElasticBlockStore = try reader.optional()
                case "gitRepo": self.gitRepo = try reader.optional()
                case "secret": self.secret = try reader.optional()
                case "nfs": self.nfs = try reader.optional()
                case "iscsi": self.iscsi = try reader.optional()
                case "glusterfs": self.glusterfs = try reader.optional()
                case "persistentVolumeClaim": self.persistentVolumeClaim = try reader.optional()
                case "rbd": self.rbd = try reader.optional()
                case "flexVolume": self.flexVolume = try reader.optional()
                case "cinder": self.cinder = try reader.optional()
                case "cephfs": self.cephfs = try reader.optional()
                case "flocker": self.flocker = try reader.optional()
                case "downwardAPI": self.downwardAPI = try reader.optional()
                case "fc": self.fc = try reader.optional()
                case "azureFile": self.azureFile = try reader.optional()
                case "configMap": self.configMap = try reader.optional()
                case "vsphereVolume": self.vsphereVolume = try reader.optional()
                case "quobyte": self.quobyte = try reader.optional()
                case "azureDisk": self.azureDisk = try reader.optional()
                case "photonPersistentDisk": self.photonPersistentDisk = try reader.optional()
                case "projected": self.projected = try reader.optional()
                case "portworxVolume": self.portworxVolume = try reader.optional()
                case "scaleIO": self.scaleIO = try reader.optional()
                case "storageos": self.storageos = try reader.optional()
                case "csi": self.csi = try reader.optional()
                case "ephemeral": self.ephemeral = try reader.optional()
                case "image": self.image = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.optional("hostPath", hostPath)
            writer.optional("emptyDir", emptyDir)
            writer.optional("gcePersistentDisk", gcePersistentDisk)
            writer.optional("awsElasticBlockStore", awsElasticBlockStore)
            writer.optional("gitRepo", gitRepo)
            writer.optional("secret", secret)
            writer.optional("nfs", nfs)
            writer.optional("iscsi", iscsi)
            writer.optional("glusterfs", glusterfs)
            writer.optional("persistentVolumeClaim", persistentVolumeClaim)
            writer.optional("rbd", rbd)
            writer.optional("flexVolume", flexVolume)
            writer.optional("cinder", cinder)
            writer.optional("cephfs", cephfs)
            writer.optional("flocker", flocker)
            writer.optional("downwardAPI", downwardAPI)
            writer.optional("fc", fc)
            writer.optional("azureFile", azureFile)
            writer.optional("configMap", configMap)
            writer.optional("vsphereVolume", vsphereVolume)
            writer.optional("quobyte", quobyte)
            writer.optional("azureDisk", azureDisk)
            writer.optional("photonPersistentDisk", photonPersistentDisk)
            writer.optional("projected", projected)
            writer.optional("portworxVolume", portworxVolume)
            writer.optional("scaleIO", scaleIO)
            writer.optional("storageos", storageos)
            writer.optional("csi", csi)
            writer.optional("ephemeral", ephemeral)
            writer.optional("image", image)
            writer.endObject()
        }
    }

    /// `v1.VolumeDevice`.
    public struct VolumeDevice: APIType {
        public var name: String
        public var devicePath: String

        public init(
            name: String = "",
            devicePath: String = ""
        ) {
            self.name = name
            self.devicePath = devicePath
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "devicePath": self.devicePath = try reader.value(or: self.devicePath)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.required("devicePath", devicePath)
            writer.endObject()
        }
    }

    /// `v1.VolumeMount`.
    public struct VolumeMount: APIType {
        public var name: String
        public var readOnly: Bool?
        public var recursiveReadOnly: String?
        public var mountPath: String
        public var subPath: String?
        public var mountPropagation: String?
        public var subPathExpr: String?

        public init(
            name: String = "",
            readOnly: Bool? = nil,
            recursiveReadOnly: String? = nil,
            mountPath: String = "",
            subPath: String? = nil,
            mountPropagation: String? = nil,
            subPathExpr: String? = nil
        ) {
            self.name = name
            self.readOnly = readOnly
            self.recursiveReadOnly = recursiveReadOnly
            self.mountPath = mountPath
            self.subPath = subPath
            self.mountPropagation = mountPropagation
            self.subPathExpr = subPathExpr
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "readOnly": self.readOnly = try reader.optional()
                case "recursiveReadOnly": self.recursiveReadOnly = try reader.optional()
                case "mountPath": self.mountPath = try reader.value(or: self.mountPath)
                case "subPath": self.subPath = try reader.optional()
                case "mountPropagation": self.mountPropagation = try reader.optional()
                case "subPathExpr": self.subPathExpr = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.optional("readOnly", readOnly)
            writer.optional("recursiveReadOnly", recursiveReadOnly)
            writer.required("mountPath", mountPath)
            writer.optional("subPath", subPath)
            writer.optional("mountPropagation", mountPropagation)
            writer.optional("subPathExpr", subPathExpr)
            writer.endObject()
        }
    }

    /// `v1.VolumeMountStatus`.
    public struct VolumeMountStatus: APIType {
        public var name: String
        public var mountPath: String
        public var readOnly: Bool?
        public var recursiveReadOnly: String?
        @Indirect public var volumeStatus: CoreV1.VolumeStatus?

        public init(
            name: String = "",
            mountPath: String = "",
            readOnly: Bool? = nil,
            recursiveReadOnly: String? = nil,
            volumeStatus: CoreV1.VolumeStatus? = nil
        ) {
            self.name = name
            self.mountPath = mountPath
            self.readOnly = readOnly
            self.recursiveReadOnly = recursiveReadOnly
            self.volumeStatus = volumeStatus
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "mountPath": self.mountPath = try reader.value(or: self.mountPath)
                case "readOnly": self.readOnly = try reader.optional()
                case "recursiveReadOnly": self.recursiveReadOnly = try reader.optional()
                case "volumeStatus": self.volumeStatus = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.required("mountPath", mountPath)
            writer.optional("readOnly", readOnly)
            writer.optional("recursiveReadOnly", recursiveReadOnly)
            writer.optional("volumeStatus", volumeStatus)
            writer.endObject()
        }
    }

    /// `v1.VolumeNodeAffinity`.
    public struct VolumeNodeAffinity: APIType {
        @Indirect public var required: CoreV1.NodeSelector?

        public init(
            required: CoreV1.NodeSelector? = nil
        ) {
            self.required = required
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "required": self.required = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("required", required)
            writer.endObject()
        }
    }

    /// `v1.VolumeProjection`.
    public struct VolumeProjection: APIType {
        @Indirect public var secret: CoreV1.SecretProjection?
        @Indirect public var downwardAPI: CoreV1.DownwardAPIProjection?
        @Indirect public var configMap: CoreV1.ConfigMapProjection?
        @Indirect public var serviceAccountToken: CoreV1.ServiceAccountTokenProjection?
        @Indirect public var clusterTrustBundle: CoreV1.ClusterTrustBundleProjection?
        @Indirect public var podCertificate: CoreV1.PodCertificateProjection?

        public init(
            secret: CoreV1.SecretProjection? = nil,
            downwardAPI: CoreV1.DownwardAPIProjection? = nil,
            configMap: CoreV1.ConfigMapProjection? = nil,
            serviceAccountToken: CoreV1.ServiceAccountTokenProjection? = nil,
            clusterTrustBundle: CoreV1.ClusterTrustBundleProjection? = nil,
            podCertificate: CoreV1.PodCertificateProjection? = nil
        ) {
            self.secret = secret
            self.downwardAPI = downwardAPI
            self.configMap = configMap
            self.serviceAccountToken = serviceAccountToken
            self.clusterTrustBundle = clusterTrustBundle
            self.podCertificate = podCertificate
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "secret": self.secret = try reader.optional()
                case "downwardAPI": self.downwardAPI = try reader.optional()
                case "configMap": self.configMap = try reader.optional()
                case "serviceAccountToken": self.serviceAccountToken = try reader.optional()
                case "clusterTrustBundle": self.clusterTrustBundle = try reader.optional()
                case "podCertificate": self.podCertificate = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("secret", secret)
            writer.optional("downwardAPI", downwardAPI)
            writer.optional("configMap", configMap)
            writer.optional("serviceAccountToken", serviceAccountToken)
            writer.optional("clusterTrustBundle", clusterTrustBundle)
            writer.optional("podCertificate", podCertificate)
            writer.endObject()
        }
    }

    /// `v1.VolumeResourceRequirements`.
    public struct VolumeResourceRequirements: APIType {
        public var limits: [String: Quantity]
        public var requests: [String: Quantity]

        public init(
            limits: [String: Quantity] = [:],
            requests: [String: Quantity] = [:]
        ) {
            self.limits = limits
            self.requests = requests
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "limits": self.limits = try reader.readMap()
                case "requests": self.requests = try reader.readMap()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.map("limits", limits)
            writer.map("requests", requests)
            writer.endObject()
        }
    }

    /// `v1.VolumeStatus`.
    public struct VolumeStatus: APIType {
        @Indirect public var image: CoreV1.ImageVolumeStatus?

        public init(
            image: CoreV1.ImageVolumeStatus? = nil
        ) {
            self.image = image
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "image": self.image = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("image", image)
            writer.endObject()
        }
    }

    /// `v1.VsphereVirtualDiskVolumeSource`.
    public struct VsphereVirtualDiskVolumeSource: APIType {
        public var volumePath: String
        public var fsType: String?
        public var storagePolicyName: String?
        public var storagePolicyID: String?

        public init(
            volumePath: String = "",
            fsType: String? = nil,
            storagePolicyName: String? = nil,
            storagePolicyID: String? = nil
        ) {
            self.volumePath = volumePath
            self.fsType = fsType
            self.storagePolicyName = storagePolicyName
            self.storagePolicyID = storagePolicyID
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "volumePath": self.volumePath = try reader.value(or: self.volumePath)
                case "fsType": self.fsType = try reader.optional()
                case "storagePolicyName": self.storagePolicyName = try reader.optional()
                case "storagePolicyID": self.storagePolicyID = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("volumePath", volumePath)
            writer.optional("fsType", fsType)
            writer.optional("storagePolicyName", storagePolicyName)
            writer.optional("storagePolicyID", storagePolicyID)
            writer.endObject()
        }
    }

    /// `v1.WeightedPodAffinityTerm`.
    public struct WeightedPodAffinityTerm: APIType {
        public var weight: Int
        public var podAffinityTerm: CoreV1.PodAffinityTerm

        public init(
            weight: Int = 0,
            podAffinityTerm: CoreV1.PodAffinityTerm = .init()
        ) {
            self.weight = weight
            self.podAffinityTerm = podAffinityTerm
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "weight": self.weight = try reader.value(or: self.weight)
                case "podAffinityTerm": self.podAffinityTerm = try reader.value(or: self.podAffinityTerm)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("weight", weight)
            writer.required("podAffinityTerm", podAffinityTerm)
            writer.endObject()
        }
    }

    /// `v1.WindowsSecurityContextOptions`.
    public struct WindowsSecurityContextOptions: APIType {
        public var gmsaCredentialSpecName: String?
        public var gmsaCredentialSpec: String?
        public var runAsUserName: String?
        public var hostProcess: Bool?

        public init(
            gmsaCredentialSpecName: String? = nil,
            gmsaCredentialSpec: String? = nil,
            runAsUserName: String? = nil,
            hostProcess: Bool? = nil
        ) {
            self.gmsaCredentialSpecName = gmsaCredentialSpecName
            self.gmsaCredentialSpec = gmsaCredentialSpec
            self.runAsUserName = runAsUserName
            self.hostProcess = hostProcess
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "gmsaCredentialSpecName": self.gmsaCredentialSpecName = try reader.optional()
                case "gmsaCredentialSpec": self.gmsaCredentialSpec = try reader.optional()
                case "runAsUserName": self.runAsUserName = try reader.optional()
                case "hostProcess": self.hostProcess = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("gmsaCredentialSpecName", gmsaCredentialSpecName)
            writer.optional("gmsaCredentialSpec", gmsaCredentialSpec)
            writer.optional("runAsUserName", runAsUserName)
            writer.optional("hostProcess", hostProcess)
            writer.endObject()
        }
    }
}

extension CoreV1.Binding: KubernetesObject {
    public static let resource = APIResource(
        group: "", version: "v1", kind: "Binding", plural: "bindings", namespaced: true)
}

extension CoreV1.ComponentStatus: KubernetesObject {
    public static let resource = APIResource(
        group: "", version: "v1", kind: "ComponentStatus", plural: "componentstatuses", namespaced: false)
}

extension CoreV1.ConfigMap: KubernetesObject {
    public static let resource = APIResource(
        group: "", version: "v1", kind: "ConfigMap", plural: "configmaps", namespaced: true)
}

extension CoreV1.Endpoints: KubernetesObject {
    public static let resource = APIResource(
        group: "", version: "v1", kind: "Endpoints", plural: "endpoints", namespaced: true)
}

extension CoreV1.Event: KubernetesObject {
    public static let resource = APIResource(
        group: "", version: "v1", kind: "Event", plural: "events", namespaced: true)
}

extension CoreV1.LimitRange: KubernetesObject {
    public static let resource = APIResource(
        group: "", version: "v1", kind: "LimitRange", plural: "limitranges", namespaced: true)
}

extension CoreV1.Namespace: KubernetesObject {
    public static let resource = APIResource(
        group: "", version: "v1", kind: "Namespace", plural: "namespaces", namespaced: false)
}

extension CoreV1.Node: KubernetesObject {
    public static let resource = APIResource(
        group: "", version: "v1", kind: "Node", plural: "nodes", namespaced: false)
}

extension CoreV1.PersistentVolumeClaim: KubernetesObject {
    public static let resource = APIResource(
        group: "", version: "v1", kind: "PersistentVolumeClaim", plural: "persistentvolumeclaims", namespaced: true)
}

extension CoreV1.PersistentVolume: KubernetesObject {
    public static let resource = APIResource(
        group: "", version: "v1", kind: "PersistentVolume", plural: "persistentvolumes", namespaced: false)
}

extension CoreV1.Pod: KubernetesObject {
    public static let resource = APIResource(
        group: "", version: "v1", kind: "Pod", plural: "pods", namespaced: true)
}

extension CoreV1.PodTemplate: KubernetesObject {
    public static let resource = APIResource(
        group: "", version: "v1", kind: "PodTemplate", plural: "podtemplates", namespaced: true)
}

extension CoreV1.ReplicationController: KubernetesObject {
    public static let resource = APIResource(
        group: "", version: "v1", kind: "ReplicationController", plural: "replicationcontrollers", namespaced: true)
}

extension CoreV1.ResourceQuota: KubernetesObject {
    public static let resource = APIResource(
        group: "", version: "v1", kind: "ResourceQuota", plural: "resourcequotas", namespaced: true)
}

extension CoreV1.Secret: KubernetesObject {
    public static let resource = APIResource(
        group: "", version: "v1", kind: "Secret", plural: "secrets", namespaced: true)
}

extension CoreV1.ServiceAccount: KubernetesObject {
    public static let resource = APIResource(
        group: "", version: "v1", kind: "ServiceAccount", plural: "serviceaccounts", namespaced: true)
}

extension CoreV1.Service: KubernetesObject {
    public static let resource = APIResource(
        group: "", version: "v1", kind: "Service", plural: "services", namespaced: true)
}
