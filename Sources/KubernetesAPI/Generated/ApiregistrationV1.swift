// Made by DistillAPI out of api/; do not edit.

import APISchema
import JSON

/// The types of apiregistration.k8s.io/v1.
public enum ApiregistrationV1 {}

extension ApiregistrationV1 {
    /// `v1.APIService`, the kind APIService of apiregistration.k8s.io/v1.
    public struct APIService: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: ApiregistrationV1.APIServiceSpec
        public var status: ApiregistrationV1.APIServiceStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: ApiregistrationV1.APIServiceSpec = .init(),
            status: ApiregistrationV1.APIServiceStatus = .init()
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
            writer.required("kind", "APIService")
            writer.required("apiVersion", "apiregistration.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.embedded("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1.APIServiceCondition`.
    public struct APIServiceCondition: APIType {
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

    /// `v1.APIServiceSpec`.
    public struct APIServiceSpec: APIType {
        @Indirect public var service: ApiregistrationV1.ServiceReference?
        public var group: String?
        public var version: String?
        public var insecureSkipTLSVerify: Bool?
        public var caBundle: [UInt8]
        public var groupPriorityMinimum: Int
        public var versionPriority: Int

        public init(
            service: ApiregistrationV1.ServiceReference? = nil,
            group: String? = nil,
            version: String? = nil,
            insecureSkipTLSVerify: Bool? = nil,
            caBundle: [UInt8] = [],
            groupPriorityMinimum: Int = 0,
            versionPriority: Int = 0
        ) {
            self.service = service
            self.group = group
            self.version = version
            self.insecureSkipTLSVerify = insecureSkipTLSVerify
            self.caBundle = caBundle
            self.groupPriorityMinimum = groupPriorityMinimum
            self.versionPriority = versionPriority
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "service": self.service = try reader.optional()
                case "group": self.group = try reader.optional()
                case "version": self.version = try reader.optional()
                case "insecureSkipTLSVerify": self.insecureSkipTLSVerify = try reader.optional()
                case "caBundle": self.caBundle = try reader.readBytes()
                case "groupPriorityMinimum": self.groupPriorityMinimum = try reader.value(or: self.groupPriorityMinimum)
                case "versionPriority": self.versionPriority = try reader.value(or: self.versionPriority)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("service", service)
            writer.optional("group", group)
            writer.optional("version", version)
            writer.optional("insecureSkipTLSVerify", insecureSkipTLSVerify)
            writer.bytes("caBundle", caBundle)
            writer.required("groupPriorityMinimum", groupPriorityMinimum)
            writer.required("versionPriority", versionPriority)
            writer.endObject()
        }
    }

    /// `v1.APIServiceStatus`.
    public struct APIServiceStatus: APIType {
        public var conditions: [ApiregistrationV1.APIServiceCondition]

        public init(
            conditions: [ApiregistrationV1.APIServiceCondition] = []
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

    /// `v1.ServiceReference`.
    public struct ServiceReference: APIType {
        public var namespace: String?
        public var name: String?
        public var port: Int?

        public init(
            namespace: String? = nil,
            name: String? = nil,
            port: Int? = nil
        ) {
            self.namespace = namespace
            self.name = name
            self.port = port
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "namespace": self.namespace = try reader.optional()
                case "name": self.name = try reader.optional()
                case "port": self.port = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("namespace", namespace)
            writer.optional("name", name)
            writer.optional("port", port)
            writer.endObject()
        }
    }
}

extension ApiregistrationV1.APIService: KubernetesObject {
    public static let resource = APIResource(
        group: "apiregistration.k8s.io", version: "v1", kind: "APIService", plural: "apiservices", namespaced: false)
}
