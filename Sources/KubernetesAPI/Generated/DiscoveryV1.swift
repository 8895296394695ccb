// Made by DistillAPI out of api/; do not edit.

import APISchema
import JSON

/// The types of discovery.k8s.io/v1.
public enum DiscoveryV1 {}

extension DiscoveryV1 {
    /// `v1.Endpoint`.
    public struct Endpoint: APIType {
        public var addresses: [String]
        public var conditions: DiscoveryV1.EndpointConditions
        public var hostname: String?
        @Indirect public var targetRef: CoreV1.ObjectReference?
        public var deprecatedTopology: [String: String]
        public var nodeName: String?
        public var zone: String?
        @Indirect public var hints: DiscoveryV1.EndpointHints?

        public init(
            addresses: [String] = [],
            conditions: DiscoveryV1.EndpointConditions = .init(),
            hostname: String? = nil,
            targetRef: CoreV1.ObjectReference? = nil,
            deprecatedTopology: [String: String] = [:],
            nodeName: String? = nil,
            zone: String? = nil,
            hints: DiscoveryV1.EndpointHints? = nil
        ) {
            self.addresses = addresses
            self.conditions = conditions
            self.hostname = hostname
            self.targetRef = targetRef
            self.deprecatedTopology = deprecatedTopology
            self.nodeName = nodeName
            self.zone = zone
            self.hints = hints
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "addresses": self.addresses = try reader.readArray()
                case "conditions": self.conditions = try reader.value(or: self.conditions)
                case "hostname": self.hostname = try reader.optional()
                case "targetRef": self.targetRef = try reader.optional()
                case "deprecatedTopology": self.deprecatedTopology = try reader.readMap()
                case "nodeName": self.nodeName = try reader.optional()
                case "zone": self.zone = try reader.optional()
                case "hints": self.hints = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("addresses", addresses)
            writer.embedded("conditions", conditions)
            writer.optional("hostname", hostname)
            writer.optional("targetRef", targetRef)
            writer.map("deprecatedTopology", deprecatedTopology)
            writer.optional("nodeName", nodeName)
            writer.optional("zone", zone)
            writer.optional("hints", hints)
            writer.endObject()
        }
    }

    /// `v1.EndpointConditions`.
    public struct EndpointConditions: APIType {
        public var ready: Bool?
        public var serving: Bool?
        public var terminating: Bool?

        public init(
            ready: Bool? = nil,
            serving: Bool? = nil,
            terminating: Bool? = nil
        ) {
            self.ready = ready
            self.serving = serving
            self.terminating = terminating
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "ready": self.ready = try reader.optional()
                case "serving": self.serving = try reader.optional()
                case "terminating": self.terminating = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("ready", ready)
            writer.optional("serving", serving)
            writer.optional("terminating", terminating)
            writer.endObject()
        }
    }

    /// `v1.EndpointHints`.
    public struct EndpointHints: APIType {
        public var forZones: [DiscoveryV1.ForZone]
        public var forNodes: [DiscoveryV1.ForNode]

        public init(
            forZones: [DiscoveryV1.ForZone] = [],
            forNodes: [DiscoveryV1.ForNode] = []
        ) {
            self.forZones = forZones
            self.forNodes = forNodes
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "forZones": self.forZones = try reader.readArray()
                case "forNodes": self.forNodes = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("forZones", forZones)
            writer.list("forNodes", forNodes)
            writer.endObject()
        }
    }

    /// `v1.EndpointPort`.
    public struct EndpointPort: APIType {
        public var name: String?
        public var `protocol`: String?
        public var port: Int?
        public var appProtocol: String?

        public init(
            name: String? = nil,
            `protocol`: String? = nil,
            port: Int? = nil,
            appProtocol: String? = nil
        ) {
            self.name = name
            self.`protocol` = `protocol`
            self.port = port
            self.appProtocol = appProtocol
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.optional()
                case "protocol": self.`protocol` = try reader.optional()
                case "port": self.port = try reader.optional()
                case "appProtocol": self.appProtocol = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("name", name)
            writer.optional("protocol", `protocol`)
            writer.optional("port", port)
            writer.optional("appProtocol", appProtocol)
            writer.endObject()
        }
    }

    /// `v1.EndpointSlice`, the kind EndpointSlice of discovery.k8s.io/v1.
    public struct EndpointSlice: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var addressType: String
        public var endpoints: [DiscoveryV1.Endpoint]
        public var ports: [DiscoveryV1.EndpointPort]

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            addressType: String = "",
            endpoints: [DiscoveryV1.Endpoint] = [],
            ports: [DiscoveryV1.EndpointPort] = []
        ) {
            self.metadata = metadata
            self.addressType = addressType
            self.endpoints = endpoints
            self.ports = ports
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "metadata": self.metadata = try reader.value(or: self.metadata)
                case "addressType": self.addressType = try reader.value(or: self.addressType)
                case "endpoints": self.endpoints = try reader.readArray()
                case "ports": self.ports = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("kind", "EndpointSlice")
            writer.required("apiVersion", "discovery.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.required("addressType", addressType)
            writer.list("endpoints", endpoints)
            writer.list("ports", ports)
            writer.endObject()
        }
    }

    /// `v1.ForNode`.
    public struct ForNode: APIType {
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

    /// `v1.ForZone`.
    public struct ForZone: APIType {
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
}

extension DiscoveryV1.EndpointSlice: KubernetesObject {
    public static let resource = APIResource(
        group: "discovery.k8s.io", version: "v1", kind: "EndpointSlice", plural: "endpointslices", namespaced: true)
}
