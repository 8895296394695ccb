// Made by DistillAPI out of api/; do not edit.

import APISchema
import JSON

/// The types of resource.k8s.io/v1alpha3.
public enum ResourceV1alpha3 {}

extension ResourceV1alpha3 {
    /// `v1alpha3.DeviceTaint`.
    public struct DeviceTaint: APIType {
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

    /// `v1alpha3.DeviceTaintRule`, the kind DeviceTaintRule of resource.k8s.io/v1alpha3.
    public struct DeviceTaintRule: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: ResourceV1alpha3.DeviceTaintRuleSpec
        public var status: ResourceV1alpha3.DeviceTaintRuleStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: ResourceV1alpha3.DeviceTaintRuleSpec = .init(),
            status: ResourceV1alpha3.DeviceTaintRuleStatus = .init()
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
            writer.required("kind", "DeviceTaintRule")
            writer.required("apiVersion", "resource.k8s.io/v1alpha3")
            writer.embedded("metadata", metadata)
            writer.required("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1alpha3.DeviceTaintRuleSpec`.
    public struct DeviceTaintRuleSpec: APIType {
        @Indirect public var deviceSelector: ResourceV1alpha3.DeviceTaintSelector?
        public var taint: ResourceV1alpha3.DeviceTaint

        public init(
            deviceSelector: ResourceV1alpha3.DeviceTaintSelector? = nil,
            taint: ResourceV1alpha3.DeviceTaint = .init()
        ) {
            self.deviceSelector = deviceSelector
            self.taint = taint
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "deviceSelector": self.deviceSelector = try reader.optional()
                case "taint": self.taint = try reader.value(or: self.taint)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("deviceSelector", deviceSelector)
            writer.required("taint", taint)
            writer.endObject()
        }
    }

    /// `v1alpha3.DeviceTaintRuleStatus`.
    public struct DeviceTaintRuleStatus: APIType {
        public var conditions: [MetaV1.Condition]

        public init(
            conditions: [MetaV1.Condition] = []
        ) {
            self.conditions = conditions
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "conditions": self.conditions = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("conditions", conditions)
            writer.endObject()
        }
    }

    /// `v1alpha3.DeviceTaintSelector`.
    public struct DeviceTaintSelector: APIType {
        public var driver: String?
        public var pool: String?
        public var device: String?

        public init(
            driver: String? = nil,
            pool: String? = nil,
            device: String? = nil
        ) {
            self.driver = driver
            self.pool = pool
            self.device = device
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "driver": self.driver = try reader.optional()
                case "pool": self.pool = try reader.optional()
                case "device": self.device = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("driver", driver)
            writer.optional("pool", pool)
            writer.optional("device", device)
            writer.endObject()
        }
    }

    /// `v1alpha3.PoolStatus`.
    public struct PoolStatus: APIType {
        public var driver: String
        public var poolName: String
        public var generation: Int
        public var resourceSliceCount: Int?
        public var totalDevices: Int?
        public var allocatedDevices: Int?
        public var availableDevices: Int?
        public var unavailableDevices: Int?
        public var nodeName: String?
        public var validationError: String?

        public init(
            driver: String = "",
            poolName: String = "",
            generation: Int = 0,
            resourceSliceCount: Int? = nil,
            totalDevices: Int? = nil,
            allocatedDevices: Int? = nil,
            availableDevices: Int? = nil,
            unavailableDevices: Int? = nil,
            nodeName: String? = nil,
            validationError: String? = nil
        ) {
            self.driver = driver
            self.poolName = poolName
            self.generation = generation
            self.resourceSliceCount = resourceSliceCount
            self.totalDevices = totalDevices
            self.allocatedDevices = allocatedDevices
            self.availableDevices = availableDevices
            self.unavailableDevices = unavailableDevices
            self.nodeName = nodeName
            self.validationError = validationError
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "driver": self.driver = try reader.value(or: self.driver)
                case "poolName": self.poolName = try reader.value(or: self.poolName)
                case "generation": self.generation = try reader.value(or: self.generation)
                case "resourceSliceCount": self.resourceSliceCount = try reader.optional()
                case "totalDevices": self.totalDevices = try reader.optional()
                case "allocatedDevices": self.allocatedDevices = try reader.optional()
                case "availableDevices": self.availableDevices = try reader.optional()
                case "unavailableDevices": self.unavailableDevices = try reader.optional()
                case "nodeName": self.nodeName = try reader.optional()
                case "validationError": self.validationError = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("driver", driver)
            writer.required("poolName", poolName)
            writer.required("generation", generation)
            writer.optional("resourceSliceCount", resourceSliceCount)
            writer.optional("totalDevices", totalDevices)
            writer.optional("allocatedDevices", allocatedDevices)
            writer.optional("availableDevices", availableDevices)
            writer.optional("unavailableDevices", unavailableDevices)
            writer.optional("nodeName", nodeName)
            writer.optional("validationError", validationError)
            writer.endObject()
        }
    }

    /// `v1alpha3.ResourcePoolStatusRequest`, the kind ResourcePoolStatusRequest of resource.k8s.io/v1alpha3.
    public struct ResourcePoolStatusRequest: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: ResourceV1alpha3.ResourcePoolStatusRequestSpec
        @Indirect public var status: ResourceV1alpha3.ResourcePoolStatusRequestStatus?

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: ResourceV1alpha3.ResourcePoolStatusRequestSpec = .init(),
            status: ResourceV1alpha3.ResourcePoolStatusRequestStatus? = nil
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
                case "status": self.status = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "ResourcePoolStatusRequest")
            writer.required("apiVersion", "resource.k8s.io/v1alpha3")
            writer.required("metadata", metadata)
            writer.required("spec", spec)
            writer.optional("status", status)
            writer.endObject()
        }
    }

    /// `v1alpha3.ResourcePoolStatusRequestSpec`.
    public struct ResourcePoolStatusRequestSpec: APIType {
        public var driver: String
        public var poolName: String?
        public var limit: Int?

        public init(
            driver: String = "",
            poolName: String? = nil,
            limit: Int? = nil
        ) {
            self.driver = driver
            self.poolName = poolName
            self.limit = limit
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "driver": self.driver = try reader.value(or: self.driver)
                case "poolName": self.poolName = try reader.optional()
                case "limit": self.limit = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("driver", driver)
            writer.optional("poolName", poolName)
            writer.optional("limit", limit)
            writer.endObject()
        }
    }

    /// `v1alpha3.ResourcePoolStatusRequestStatus`.
    public struct ResourcePoolStatusRequestStatus: APIType {
        public var poolCount: Int
        public var pools: [ResourceV1alpha3.PoolStatus]
        public var conditions: [MetaV1.Condition]

        public init(
            poolCount: Int = 0,
            pools: [ResourceV1alpha3.PoolStatus] = [],
            conditions: [MetaV1.Condition] = []
        ) {
            self.poolCount = poolCount
            self.pools = pools
            self.conditions = conditions
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "poolCount": self.poolCount = try reader.value(or: self.poolCount)
                case "pools": self.pools = try reader.readArray()
                case "conditions": self.conditions = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("poolCount", poolCount)
            writer.list("pools", pools)
            writer.list("conditions", conditions)
            writer.endObject()
        }
    }
}

extension ResourceV1alpha3.DeviceTaintRule: KubernetesObject {
    public static let resource = APIResource(
        group: "resource.k8s.io", version: "v1alpha3", kind: "DeviceTaintRule", plural: "devicetaintrules", namespaced: false)
}

extension ResourceV1alpha3.ResourcePoolStatusRequest: KubernetesObject {
    public static let resource = APIResource(
        group: "resource.k8s.io", version: "v1alpha3", kind: "ResourcePoolStatusRequest", plural: "resourcepoolstatusrequests", namespaced: false)
}
