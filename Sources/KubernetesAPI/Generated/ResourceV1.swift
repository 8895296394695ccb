// Made by DistillAPI out of api/; do not edit.

import APISchema
import JSON

/// The types of resource.k8s.io/v1.
public enum ResourceV1 {}

extension ResourceV1 {
    /// `v1.AllocatedDeviceStatus`.
    public struct AllocatedDeviceStatus: APIType {
        public var driver: String
        public var pool: String
        public var device: String
        public var shareID: String?
        public var conditions: [MetaV1.Condition]
        public var data: JSONValue?
        @Indirect public var networkData: ResourceV1.NetworkDeviceData?

        public init(
            driver: String = "",
            pool: String = "",
            device: String = "",
            shareID: String? = nil,
            conditions: [MetaV1.Condition] = [],
            data: JSONValue? = nil,
            networkData: ResourceV1.NetworkDeviceData? = nil
        ) {
            self.driver = driver
            self.pool = pool
            self.device = device
            self.shareID = shareID
            self.conditions = conditions
            self.data = data
            self.networkData = networkData
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "driver": self.driver = try reader.value(or: self.driver)
                case "pool": self.pool = try reader.value(or: self.pool)
                case "device": self.device = try reader.value(or: self.device)
                case "shareID": self.shareID = try reader.optional()
                case "conditions": self.conditions = try reader.readArray()
                case "data": self.data = try reader.optional()
                case "networkData": self.networkData = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("driver", driver)
            writer.required("pool", pool)
            writer.required("device", device)
            writer.optional("shareID", shareID)
            writer.list("conditions", conditions)
            writer.optional("data", data)
            writer.optional("networkData", networkData)
            writer.endObject()
        }
    }

    /// `v1.AllocationResult`.
    public struct AllocationResult: APIType {
        public var devices: ResourceV1.DeviceAllocationResult
        @Indirect public var nodeSelector: CoreV1.NodeSelector?
        public var allocationTimestamp: Time?

        public init(
            devices: ResourceV1.DeviceAllocationResult = .init(),
            nodeSelector: CoreV1.NodeSelector? = nil,
            allocationTimestamp: Time? = nil
        ) {
            self.devices = devices
            self.nodeSelector = nodeSelector
            self.allocationTimestamp = allocationTimestamp
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "devices": self.devices = try reader.value(or: self.devices)
                case "nodeSelector": self.nodeSelector = try reader.optional()
                case "allocationTimestamp": self.allocationTimestamp = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.embedded("devices", devices)
            writer.optional("nodeSelector", nodeSelector)
            writer.optional("allocationTimestamp", allocationTimestamp)
            writer.endObject()
        }
    }

    /// `v1.CELDeviceSelector`.
    public struct CELDeviceSelector: APIType {
        public var expression: String

        public init(
            expression: String = ""
        ) {
            self.expression = expression
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "expression": self.expression = try reader.value(or: self.expression)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("expression", expression)
            writer.endObject()
        }
    }

    /// `v1.CapacityRequestPolicy`.
    public struct CapacityRequestPolicy: APIType {
        public var `default`: Quantity?
        public var validValues: [Quantity]
        @Indirect public var validRange: ResourceV1.CapacityRequestPolicyRange?

        public init(
            `default`: Quantity? = nil,
            validValues: [Quantity] = [],
            validRange: ResourceV1.CapacityRequestPolicyRange? = nil
        ) {
            self.`default` = `default`
            self.validValues = validValues
            self.validRange = validRange
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "default": self.`default` = try reader.optional()
                case "validValues": self.validValues = try reader.readArray()
                case "validRange": self.validRange = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("default", `default`)
            writer.list("validValues", validValues)
            writer.optional("validRange", validRange)
            writer.endObject()
        }
    }

    /// `v1.CapacityRequestPolicyRange`.
    public struct CapacityRequestPolicyRange: APIType {
        public var min: Quantity
        public var max: Quantity?
        public var step: Quantity?

        public init(
            min: Quantity = Quantity(0),
            max: Quantity? = nil,
            step: Quantity? = nil
        ) {
            self.min = min
            self.max = max
            self.step = step
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "min": self.min = try reader.value(or: self.min)
                case "max": self.max = try reader.optional()
                case "step": self.step = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("min", min)
            writer.optional("max", max)
            writer.optional("step", step)
            writer.endObject()
        }
    }

    /// `v1.CapacityRequirements`.
    public struct CapacityRequirements: APIType {
        public var requests: [String: Quantity]

        public init(
            requests: [String: Quantity] = [:]
        ) {
            self.requests = requests
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "requests": self.requests = try reader.readMap()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.map("requests", requests)
            writer.endObject()
        }
    }

    /// `v1.Counter`.
    public struct Counter: APIType {
        public var value: Quantity

        public init(
            value: Quantity = Quantity(0)
        ) {
            self.value = value
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "value": self.value = try reader.value(or: self.value)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("value", value)
            writer.endObject()
        }
    }

    /// `v1.CounterSet`.
    public struct CounterSet: APIType {
        public var name: String
        public var counters: [String: ResourceV1.Counter]

        public init(
            name: String = "",
            counters: [String: ResourceV1.Counter] = [:]
        ) {
            self.name = name
            self.counters = counters
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "counters": self.counters = try reader.readMap()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.required("counters", counters)
            writer.endObject()
        }
    }

    /// `v1.Device`.
    public struct Device: APIType {
        public var name: String
        public var attributes: [String: ResourceV1.DeviceAttribute]
        public var capacity: [String: ResourceV1.DeviceCapacity]
        public var consumesCounters: [ResourceV1.DeviceCounterConsumption]
        public var nodeName: String?
        @Indirect public var nodeSelector: CoreV1.NodeSelector?
        public var allNodes: Bool?
        public var taints: [ResourceV1.DeviceTaint]
        public var bindsToNode: Bool?
        public var bindingConditions: [String]
        public var bindingFailureConditions: [String]
        public var allowMultipleAllocations: Bool?
        public var nodeAllocatableResourceMappings: [String: ResourceV1.NodeAllocatableResourceMapping]

        public init(
            name: String = "",
            attributes: [String: ResourceV1.DeviceAttribute] = [:],
            capacity: [String: ResourceV1.DeviceCapacity] = [:],
            consumesCounters: [ResourceV1.DeviceCounterConsumption] = [],
            nodeName: String? = nil,
            nodeSelector: CoreV1.NodeSelector? = nil,
            allNodes: Bool? = nil,
            taints: [ResourceV1.DeviceTaint] = [],
            bindsToNode: Bool? = nil,
            bindingConditions: [String] = [],
            bindingFailureConditions: [String] = [],
            allowMultipleAllocations: Bool? = nil,
            nodeAllocatableResourceMappings: [String: ResourceV1.NodeAllocatableResourceMapping] = [:]
        ) {
            self.name = name
            self.attributes = attributes
            self.capacity = capacity
            self.consumesCounters = consumesCounters
            self.nodeName = nodeName
            self.nodeSelector = nodeSelector
            self.allNodes = allNodes
            self.taints = taints
            self.bindsToNode = bindsToNode
            self.bindingConditions = bindingConditions
            self.bindingFailureConditions = bindingFailureConditions
            self.allowMultipleAllocations = allowMultipleAllocations
            self.nodeAllocatableResourceMappings = nodeAllocatableResourceMappings
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "attributes": self.attributes = try reader.readMap()
                case "capacity": self.capacity = try reader.readMap()
                case "consumesCounters": self.consumesCounters = try reader.readArray()
                case "nodeName": self.nodeName = try reader.optional()
                case "nodeSelector": self.nodeSelector = try reader.optional()
                case "allNodes": self.allNodes = try reader.optional()
                case "taints": self.taints = try reader.readArray()
                case "bindsToNode": self.bindsToNode = try reader.optional()
                case "bindingConditions": self.bindingConditions = try reader.readArray()
                case "bindingFailureConditions": self.bindingFailureConditions = try reader.readArray()
                case "allowMultipleAllocations": self.allowMultipleAllocations = try reader.optional()
                case "nodeAllocatableResourceMappings": self.nodeAllocatableResourceMappings = try reader.readMap()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.map("attributes", attributes)
            writer.map("capacity", capacity)
            writer.list("consumesCounters", consumesCounters)
            writer.optional("nodeName", nodeName)
            writer.optional("nodeSelector", nodeSelector)
            writer.optional("allNodes", allNodes)
            writer.list("taints", taints)
            writer.optional("bindsToNode", bindsToNode)
            writer.list("bindingConditions", bindingConditions)
            writer.list("bindingFailureConditions", bindingFailureConditions)
            writer.optional("allowMultipleAllocations", allowMultipleAllocations)
            writer.map("nodeAllocatableResourceMappings", nodeAllocatableResourceMappings)
            writer.endObject()
        }
    }

    /// `v1.DeviceAllocationConfiguration`.
    public struct DeviceAllocationConfiguration: APIType {
        public var source: String
        public var requests: [String]
        @Indirect public var opaque: ResourceV1.OpaqueDeviceConfiguration?

        public init(
            source: String = "",
            requests: [String] = [],
            opaque: ResourceV1.OpaqueDeviceConfiguration? = nil
        ) {
            self.source = source
            self.requests = requests
            self.opaque = opaque
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "source": self.source = try reader.value(or: self.source)
                case "requests": self.requests = try reader.readArray()
                case "opaque": self.opaque = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("source", source)
            writer.list("requests", requests)
            writer.optional("opaque", opaque)
            writer.endObject()
        }
    }

    /// `v1.DeviceAllocationResult`.
    public struct DeviceAllocationResult: APIType {
        public var results: [ResourceV1.DeviceRequestAllocationResult]
        public var config: [ResourceV1.DeviceAllocationConfiguration]

        public init(
            results: [ResourceV1.DeviceRequestAllocationResult] = [],
            config: [ResourceV1.DeviceAllocationConfiguration] = []
        ) {
            self.results = results
            self.config = config
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "results": self.results = try reader.readArray()
                case "config": self.config = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("results", results)
            writer.list("config", config)
            writer.endObject()
        }
    }

    /// `v1.DeviceAttribute`.
    public struct DeviceAttribute: APIType {
        public var int: Int?
        public var bool: Bool?
        public var string: String?
        public var version: String?
        public var ints: [Int]
        public var bools: [Bool]
        public var strings: [String]
        public var versions: [String]

        public init(
            int: Int? = nil,
            bool: Bool? = nil,
            string: String? = nil,
            version: String? = nil,
            ints: [Int] = [],
            bools: [Bool] = [],
            strings: [String] = [],
            versions: [String] = []
        ) {
            self.int = int
            self.bool = bool
            self.string = string
            self.version = version
            self.ints = ints
            self.bools = bools
            self.strings = strings
            self.versions = versions
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "int": self.int = try reader.optional()
                case "bool": self.bool = try reader.optional()
                case "string": self.string = try reader.optional()
                case "version": self.version = try reader.optional()
                case "ints": self.ints = try reader.readArray()
                case "bools": self.bools = try reader.readArray()
                case "strings": self.strings = try reader.readArray()
                case "versions": self.versions = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("int", int)
            writer.optional("bool", bool)
            writer.optional("string", string)
            writer.optional("version", version)
            writer.list("ints", ints)
            writer.list("bools", bools)
            writer.list("strings", strings)
            writer.list("versions", versions)
            writer.endObject()
        }
    }

    /// `v1.DeviceCapacity`.
    public struct DeviceCapacity: APIType {
        public var value: Quantity
        @Indirect public var requestPolicy: ResourceV1.CapacityRequestPolicy?

        public init(
            value: Quantity = Quantity(0),
            requestPolicy: ResourceV1.CapacityRequestPolicy? = nil
        ) {
            self.value = value
            self.requestPolicy = requestPolicy
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "value": self.value = try reader.value(or: self.value)
                case "requestPolicy": self.requestPolicy = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("value", value)
            writer.optional("requestPolicy", requestPolicy)
            writer.endObject()
        }
    }

    /// `v1.DeviceClaim`.
    public struct DeviceClaim: APIType {
        public var requests: [ResourceV1.DeviceRequest]
        public var constraints: [ResourceV1.DeviceConstraint]
        public var config: [ResourceV1.DeviceClaimConfiguration]

        public init(
            requests: [ResourceV1.DeviceRequest] = [],
            constraints: [ResourceV1.DeviceConstraint] = [],
            config: [ResourceV1.DeviceClaimConfiguration] = []
        ) {
            self.requests = requests
            self.constraints = constraints
            self.config = config
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "requests": self.requests = try reader.readArray()
                case "constraints": self.constraints = try reader.readArray()
                case "config": self.config = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("requests", requests)
            writer.list("constraints", constraints)
            writer.list("config", config)
            writer.endObject()
        }
    }

    /// `v1.DeviceClaimConfiguration`.
    public struct DeviceClaimConfiguration: APIType {
        public var requests: [String]
        @Indirect public var opaque: ResourceV1.OpaqueDeviceConfiguration?

        public init(
            requests: [String] = [],
            opaque: ResourceV1.OpaqueDeviceConfiguration? = nil
        ) {
            self.requests = requests
            self.opaque = opaque
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "requests": self.requests = try reader.readArray()
                case "opaque": self.opaque = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("requests", requests)
            writer.optional("opaque", opaque)
            writer.endObject()
        }
    }

    /// `v1.DeviceClass`, the kind DeviceClass of resource.k8s.io/v1.
    public struct DeviceClass: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: ResourceV1.DeviceClassSpec

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: ResourceV1.DeviceClassSpec = .init()
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
            writer.required("kind", "DeviceClass")
            writer.required("apiVersion", "resource.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.required("spec", spec)
            writer.endObject()
        }
    }

    /// `v1.DeviceClassConfiguration`.
    public struct DeviceClassConfiguration: APIType {
        @Indirect public var opaque: ResourceV1.OpaqueDeviceConfiguration?

        public init(
            opaque: ResourceV1.OpaqueDeviceConfiguration? = nil
        ) {
            self.opaque = opaque
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "opaque": self.opaque = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("opaque", opaque)
            writer.endObject()
        }
    }

    /// `v1.DeviceClassSpec`.
    public struct DeviceClassSpec: APIType {
        public var selectors: [ResourceV1.DeviceSelector]
        public var config: [ResourceV1.DeviceClassConfiguration]
        public var extendedResourceName: String?

        public init(
            selectors: [ResourceV1.DeviceSelector] = [],
            config: [ResourceV1.DeviceClassConfiguration] = [],
            extendedResourceName: String? = nil
        ) {
            self.selectors = selectors
            self.config = config
            self.extendedResourceName = extendedResourceName
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "selectors": self.selectors = try reader.readArray()
                case "config": self.config = try reader.readArray()
                case "extendedResourceName": self.extendedResourceName = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("selectors", selectors)
            writer.list("config", config)
            writer.optional("extendedResourceName", extendedResourceName)
            writer.endObject()
        }
    }

    /// `v1.DeviceConstraint`.
    public struct DeviceConstraint: APIType {
        public var requests: [String]
        public var matchAttribute: String?
        public var distinctAttribute: String?

        public init(
            requests: [String] = [],
            matchAttribute: String? = nil,
            distinctAttribute: String? = nil
        ) {
            self.requests = requests
            self.matchAttribute = matchAttribute
            self.distinctAttribute = distinctAttribute
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "requests": self.requests = try reader.readArray()
                case "matchAttribute": self.matchAttribute = try reader.optional()
                case "distinctAttribute": self.distinctAttribute = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("requests", requests)
            writer.optional("matchAttribute", matchAttribute)
            writer.optional("distinctAttribute", distinctAttribute)
            writer.endObject()
        }
    }

    /// `v1.DeviceCounterConsumption`.
    public struct DeviceCounterConsumption: APIType {
        public var counterSet: String
        public var counters: [String: ResourceV1.Counter]

        public init(
            counterSet: String = "",
            counters: [String: ResourceV1.Counter] = [:]
        ) {
            self.counterSet = counterSet
            self.counters = counters
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "counterSet": self.counterSet = try reader.value(or: self.counterSet)
                case "counters": self.counters = try reader.readMap()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("counterSet", counterSet)
            writer.required("counters", counters)
            writer.endObject()
        }
    }

    /// `v1.DeviceRequest`.
    public struct DeviceRequest: APIType {
        public var name: String
        @Indirect public var exactly: ResourceV1.ExactDeviceRequest?
        public var firstAvailable: [ResourceV1.DeviceSubRequest]

        public init(
            name: String = "",
            exactly: ResourceV1.ExactDeviceRequest? = nil,
            firstAvailable: [ResourceV1.DeviceSubRequest] = []
        ) {
            self.name = name
            self.exactly = exactly
            self.firstAvailable = firstAvailable
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "exactly": self.exactly = try reader.optional()
                case "firstAvailable": self.firstAvailable = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.optional("exactly", exactly)
            writer.list("firstAvailable", firstAvailable)
            writer.endObject()
        }
    }

    /// `v1.DeviceRequestAllocationResult`.
    public struct DeviceRequestAllocationResult: APIType {
        public var request: String
        public var driver: String
        public var pool: String
        public var device: String
        public var adminAccess: Bool?
        public var tolerations: [ResourceV1.DeviceToleration]
        public var bindingConditions: [String]
        public var bindingFailureConditions: [String]
        public var shareID: String?
        public var consumedCapacity: [String: Quantity]

        public init(
            request: String = "",
            driver: String = "",
            pool: String = "",
            device: String = "",
            adminAccess: Bool? = nil,
            tolerations: [ResourceV1.DeviceToleration] = [],
            bindingConditions: [String] = [],
            bindingFailureConditions: [String] = [],
            shareID: String? = nil,
            consumedCapacity: [String: Quantity] = [:]
        ) {
            self.request = request
            self.driver = driver
            self.pool = pool
            self.device = device
            self.adminAccess = adminAccess
            self.tolerations = tolerations
            self.bindingConditions = bindingConditions
            self.bindingFailureConditions = bindingFailureConditions
            self.shareID = shareID
            self.consumedCapacity = consumedCapacity
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "request": self.request = try reader.value(or: self.request)
                case "driver": self.driver = try reader.value(or: self.driver)
                case "pool": self.pool = try reader.value(or: self.pool)
                case "device": self.device = try reader.value(or: self.device)
                case "adminAccess": self.adminAccess = try reader.optional()
                case "tolerations": self.tolerations = try reader.readArray()
                case "bindingConditions": self.bindingConditions = try reader.readArray()
                case "bindingFailureConditions": self.bindingFailureConditions = try reader.readArray()
                case "shareID": self.shareID = try reader.optional()
                case "consumedCapacity": self.consumedCapacity = try reader.readMap()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("request", request)
            writer.required("driver", driver)
            writer.required("pool", pool)
            writer.required("device", device)
            writer.optional("adminAccess", adminAccess)
            writer.list("tolerations", tolerations)
            writer.list("bindingConditions", bindingConditions)
            writer.list("bindingFailureConditions", bindingFailureConditions)
            writer.optional("shareID", shareID)
            writer.map("consumedCapacity", consumedCapacity)
            writer.endObject()
        }
    }

    /// `v1.DeviceSelector`.
    public struct DeviceSelector: APIType {
        @Indirect public var cel: ResourceV1.CELDeviceSelector?

        public init(
            cel: ResourceV1.CELDeviceSelector? = nil
        ) {
            self.cel = cel
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "cel": self.cel = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("cel", cel)
            writer.endObject()
        }
    }

    /// `v1.DeviceSubRequest`.
    public struct DeviceSubRequest: APIType {
        public var name: String
        public var deviceClassName: String
        public var selectors: [ResourceV1.DeviceSelector]
        public var allocationMode: String?
        public var count: Int?
        public var tolerations: [ResourceV1.DeviceToleration]
        @Indirect public var capacity: ResourceV1.CapacityRequirements?

        public init(
            name: String = "",
            deviceClassName: String = "",
            selectors: [ResourceV1.DeviceSelector] = [],
            allocationMode: String? = nil,
            count: Int? = nil,
            tolerations: [ResourceV1.DeviceToleration] = [],
            capacity: ResourceV1.CapacityRequirements? = nil
        ) {
            self.name = name
            self.deviceClassName = deviceClassName
            self.selectors = selectors
            self.allocationMode = allocationMode
            self.count = count
            self.tolerations = tolerations
            self.capacity = capacity
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "deviceClassName": self.deviceClassName = try reader.value(or: self.deviceClassName)
                case "selectors": self.selectors = try reader.readArray()
                case "allocationMode": self.allocationMode = try reader.optional()
                case "count": self.count = try reader.optional()
                case "tolerations": self.tolerations = try reader.readArray()
                case "capacity": self.capacity = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.required("deviceClassName", deviceClassName)
            writer.list("selectors", selectors)
            writer.optional("allocationMode", allocationMode)
            writer.optional("count", count)
            writer.list("tolerations", tolerations)
            writer.optional("capacity", capacity)
            writer.endObject()
        }
    }

    /// `v1.DeviceTaint`.
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

    /// `v1.DeviceToleration`.
    public struct DeviceToleration: APIType {
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

    /// `v1.ExactDeviceRequest`.
    public struct ExactDeviceRequest: APIType {
        public var deviceClassName: String
        public var selectors: [ResourceV1.DeviceSelector]
        public var allocationMode: String?
        public var count: Int?
        public var adminAccess: Bool?
        public var tolerations: [ResourceV1.DeviceToleration]
        @Indirect public var capacity: ResourceV1.CapacityRequirements?

        public init(
            deviceClassName: String = "",
            selectors: [ResourceV1.DeviceSelector] = [],
            allocationMode: String? = nil,
            count: Int? = nil,
            adminAccess: Bool? = nil,
            tolerations: [ResourceV1.DeviceToleration] = [],
            capacity: ResourceV1.CapacityRequirements? = nil
        ) {
            self.deviceClassName = deviceClassName
            self.selectors = selectors
            self.allocationMode = allocationMode
            self.count = count
            self.adminAccess = adminAccess
            self.tolerations = tolerations
            self.capacity = capacity
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "deviceClassName": self.deviceClassName = try reader.value(or: self.deviceClassName)
                case "selectors": self.selectors = try reader.readArray()
                case "allocationMode": self.allocationMode = try reader.optional()
                case "count": self.count = try reader.optional()
                case "adminAccess": self.adminAccess = try reader.optional()
                case "tolerations": self.tolerations = try reader.readArray()
                case "capacity": self.capacity = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("deviceClassName", deviceClassName)
            writer.list("selectors", selectors)
            writer.optional("allocationMode", allocationMode)
            writer.optional("count", count)
            writer.optional("adminAccess", adminAccess)
            writer.list("tolerations", tolerations)
            writer.optional("capacity", capacity)
            writer.endObject()
        }
    }

    /// `v1.NetworkDeviceData`.
    public struct NetworkDeviceData: APIType {
        public var interfaceName: String?
        public var ips: [String]
        public var hardwareAddress: String?

        public init(
            interfaceName: String? = nil,
            ips: [String] = [],
            hardwareAddress: String? = nil
        ) {
            self.interfaceName = interfaceName
            self.ips = ips
            self.hardwareAddress = hardwareAddress
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "interfaceName": self.interfaceName = try reader.optional()
                case "ips": self.ips = try reader.readArray()
                case "hardwareAddress": self.hardwareAddress = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("interfaceName", interfaceName)
            writer.list("ips", ips)
            writer.optional("hardwareAddress", hardwareAddress)
            writer.endObject()
        }
    }

    /// `v1.NodeAllocatableResourceMapping`.
    public struct NodeAllocatableResourceMapping: APIType {
        public var capacityKey: String?
        public var allocationMultiplier: Quantity?

        public init(
            capacityKey: String? = nil,
            allocationMultiplier: Quantity? = nil
        ) {
            self.capacityKey = capacityKey
            self.allocationMultiplier = allocationMultiplier
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "capacityKey": self.capacityKey = try reader.optional()
                case "allocationMultiplier": self.allocationMultiplier = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("capacityKey", capacityKey)
            writer.optional("allocationMultiplier", allocationMultiplier)
            writer.endObject()
        }
    }

    /// `v1.OpaqueDeviceConfiguration`.
    public struct OpaqueDeviceConfiguration: APIType {
        public var driver: String
        public var parameters: JSONValue

        public init(
            driver: String = "",
            parameters: JSONValue = .null
        ) {
            self.driver = driver
            self.parameters = parameters
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "driver": self.driver = try reader.value(or: self.driver)
                case "parameters": self.parameters = try reader.value(or: self.parameters)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("driver", driver)
            writer.required("parameters", parameters)
            writer.endObject()
        }
    }

    /// `v1.ResourceClaim`, the kind ResourceClaim of resource.k8s.io/v1.
    public struct ResourceClaim: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: ResourceV1.ResourceClaimSpec
        public var status: ResourceV1.ResourceClaimStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: ResourceV1.ResourceClaimSpec = .init(),
            status: ResourceV1.ResourceClaimStatus = .init()
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
            writer.required("kind", "ResourceClaim")
            writer.required("apiVersion", "resource.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.required("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1.ResourceClaimConsumerReference`.
    public struct ResourceClaimConsumerReference: APIType {
        public var apiGroup: String?
        public var resource: String
        public var name: String
        public var uid: String

        public init(
            apiGroup: String? = nil,
            resource: String = "",
            name: String = "",
            uid: String = ""
        ) {
            self.apiGroup = apiGroup
            self.resource = resource
            self.name = name
            self.uid = uid
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "apiGroup": self.apiGroup = try reader.optional()
                case "resource": self.resource = try reader.value(or: self.resource)
                case "name": self.name = try reader.value(or: self.name)
                case "uid": self.uid = try reader.value(or: self.uid)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("apiGroup", apiGroup)
            writer.required("resource", resource)
            writer.required("name", name)
            writer.required("uid", uid)
            writer.endObject()
        }
    }

    /// `v1.ResourceClaimSpec`.
    public struct ResourceClaimSpec: APIType {
        public var devices: ResourceV1.DeviceClaim

        public init(
            devices: ResourceV1.DeviceClaim = .init()
        ) {
            self.devices = devices
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "devices": self.devices = try reader.value(or: self.devices)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.embedded("devices", devices)
            writer.endObject()
        }
    }

    /// `v1.ResourceClaimStatus`.
    public struct ResourceClaimStatus: APIType {
        @Indirect public var allocation: ResourceV1.AllocationResult?
        public var reservedFor: [ResourceV1.ResourceClaimConsumerReference]
        public var devices: [ResourceV1.AllocatedDeviceStatus]

        public init(
            allocation: ResourceV1.AllocationResult? = nil,
            reservedFor: [ResourceV1.ResourceClaimConsumerReference] = [],
            devices: [ResourceV1.AllocatedDeviceStatus] = []
        ) {
            self.allocation = allocation
            self.reservedFor = reservedFor
            self.devices = devices
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "allocation": self.allocation = try reader.optional()
                case "reservedFor": self.reservedFor = try reader.readArray()
                case "devices": self.devices = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("allocation", allocation)
            writer.list("reservedFor", reservedFor)
            writer.list("devices", devices)
            writer.endObject()
        }
    }

    /// `v1.ResourceClaimTemplate`, the kind ResourceClaimTemplate of resource.k8s.io/v1.
    public struct ResourceClaimTemplate: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: ResourceV1.ResourceClaimTemplateSpec

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: ResourceV1.ResourceClaimTemplateSpec = .init()
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
            writer.required("kind", "ResourceClaimTemplate")
            writer.required("apiVersion", "resource.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.required("spec", spec)
            writer.endObject()
        }
    }

    /// `v1.ResourceClaimTemplateSpec`.
    public struct ResourceClaimTemplateSpec: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: ResourceV1.ResourceClaimSpec

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: ResourceV1.ResourceClaimSpec = .init()
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

    /// `v1.ResourcePool`.
    public struct ResourcePool: APIType {
        public var name: String
        public var generation: Int
        public var resourceSliceCount: Int

        public init(
            name: String = "",
            generation: Int = 0,
            resourceSliceCount: Int = 0
        ) {
            self.name = name
            self.generation = generation
            self.resourceSliceCount = resourceSliceCount
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "generation": self.generation = try reader.value(or: self.generation)
                case "resourceSliceCount": self.resourceSliceCount = try reader.value(or: self.resourceSliceCount)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.required("generation", generation)
            writer.required("resourceSliceCount", resourceSliceCount)
            writer.endObject()
        }
    }

    /// `v1.ResourceSlice`, the kind ResourceSlice of resource.k8s.io/v1.
    public struct ResourceSlice: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: ResourceV1.ResourceSliceSpec

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: ResourceV1.ResourceSliceSpec = .init()
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
            writer.required("kind", "ResourceSlice")
            writer.required("apiVersion", "resource.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.required("spec", spec)
            writer.endObject()
        }
    }

    /// `v1.ResourceSliceSpec`.
    public struct ResourceSliceSpec: APIType {
        public var driver: String
        public var pool: ResourceV1.ResourcePool
        public var nodeName: String?
        @Indirect public var nodeSelector: CoreV1.NodeSelector?
        public var allNodes: Bool?
        public var devices: [ResourceV1.Device]
        public var perDeviceNodeSelection: Bool?
        public var sharedCounters: [ResourceV1.CounterSet]

        public init(
            driver: String = "",
            pool: ResourceV1.ResourcePool = .init(),
            nodeName: String? = nil,
            nodeSelector: CoreV1.NodeSelector? = nil,
            allNodes: Bool? = nil,
            devices: [ResourceV1.Device] = [],
            perDeviceNodeSelection: Bool? = nil,
            sharedCounters: [ResourceV1.CounterSet] = []
        ) {
            self.driver = driver
            self.pool = pool
            self.nodeName = nodeName
            self.nodeSelector = nodeSelector
            self.allNodes = allNodes
            self.devices = devices
            self.perDeviceNodeSelection = perDeviceNodeSelection
            self.sharedCounters = sharedCounters
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "driver": self.driver = try reader.value(or: self.driver)
                case "pool": self.pool = try reader.value(or: self.pool)
                case "nodeName": self.nodeName = try reader.optional()
                case "nodeSelector": self.nodeSelector = try reader.optional()
                case "allNodes": self.allNodes = try reader.optional()
                case "devices": self.devices = try reader.readArray()
                case "perDeviceNodeSelection": self.perDeviceNodeSelection = try reader.optional()
                case "sharedCounters": self.sharedCounters = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("driver", driver)
            writer.required("pool", pool)
            writer.optional("nodeName", nodeName)
            writer.optional("nodeSelector", nodeSelector)
            writer.optional("allNodes", allNodes)
            writer.list("devices", devices)
            writer.optional("perDeviceNodeSelection", perDeviceNodeSelection)
            writer.list("sharedCounters", sharedCounters)
            writer.endObject()
        }
    }
}

extension ResourceV1.DeviceClass: KubernetesObject {
    public static let resource = APIResource(
        group: "resource.k8s.io", version: "v1", kind: "DeviceClass", plural: "deviceclasses", namespaced: false)
}

extension ResourceV1.ResourceClaim: KubernetesObject {
    public static let resource = APIResource(
        group: "resource.k8s.io", version: "v1", kind: "ResourceClaim", plural: "resourceclaims", namespaced: true)
}

extension ResourceV1.ResourceClaimTemplate: KubernetesObject {
    public static let resource = APIResource(
        group: "resource.k8s.io", version: "v1", kind: "ResourceClaimTemplate", plural: "resourceclaimtemplates", namespaced: true)
}

extension ResourceV1.ResourceSlice: KubernetesObject {
    public static let resource = APIResource(
        group: "resource.k8s.io", version: "v1", kind: "ResourceSlice", plural: "resourceslices", namespaced: false)
}
