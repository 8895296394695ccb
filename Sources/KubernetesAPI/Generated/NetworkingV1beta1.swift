// Made by DistillAPI out of api/; do not edit.

import APISchema
import JSON

/// The types of networking.k8s.io/v1beta1.
public enum NetworkingV1beta1 {}

extension NetworkingV1beta1 {
    /// `v1beta1.HTTPIngressPath`.
    public struct HTTPIngressPath: APIType {
        public var path: String?
        public var pathType: String?
        @Indirect public var backend: NetworkingV1beta1.IngressBackend?

        public init(
            path: String? = nil,
            pathType: String? = nil,
            backend: NetworkingV1beta1.IngressBackend? = nil
        ) {
            self.path = path
            self.pathType = pathType
            self.backend = backend
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "path": self.path = try reader.optional()
                case "pathType": self.pathType = try reader.optional()
                case "backend": self.backend = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("path", path)
            writer.optional("pathType", pathType)
            writer.optional("backend", backend)
            writer.endObject()
        }
    }

    /// `v1beta1.HTTPIngressRuleValue`.
    public struct HTTPIngressRuleValue: APIType {
        public var paths: [NetworkingV1beta1.HTTPIngressPath]

        public init(
            paths: [NetworkingV1beta1.HTTPIngressPath] = []
        ) {
            self.paths = paths
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "paths": self.paths = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("paths", paths)
            writer.endObject()
        }
    }

    /// `v1beta1.IPAddress`, the kind IPAddress of networking.k8s.io/v1beta1.
    public struct IPAddress: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: NetworkingV1beta1.IPAddressSpec

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: NetworkingV1beta1.IPAddressSpec = .init()
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
            writer.required("kind", "IPAddress")
            writer.required("apiVersion", "networking.k8s.io/v1beta1")
            writer.embedded("metadata", metadata)
            writer.required("spec", spec)
            writer.endObject()
        }
    }

    /// `v1beta1.IPAddressSpec`.
    public struct IPAddressSpec: APIType {
        public var parentRef: NetworkingV1beta1.ParentReference

        public init(
            parentRef: NetworkingV1beta1.ParentReference = .init()
        ) {
            self.parentRef = parentRef
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "parentRef": self.parentRef = try reader.value(or: self.parentRef)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("parentRef", parentRef)
            writer.endObject()
        }
    }

    /// `v1beta1.Ingress`, the kind Ingress of networking.k8s.io/v1beta1.
    public struct Ingress: APIType {
        @Indirect public var metadata: MetaV1.ObjectMeta?
        @Indirect public var spec: NetworkingV1beta1.IngressSpec?
        @Indirect public var status: NetworkingV1beta1.IngressStatus?

        public init(
            metadata: MetaV1.ObjectMeta? = nil,
            spec: NetworkingV1beta1.IngressSpec? = nil,
            status: NetworkingV1beta1.IngressStatus? = nil
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
            writer.required("kind", "Ingress")
            writer.required("apiVersion", "networking.k8s.io/v1beta1")
            writer.optional("metadata", metadata)
            writer.optional("spec", spec)
            writer.optional("status", status)
            writer.endObject()
        }
    }

    /// `v1beta1.IngressBackend`.
    public struct IngressBackend: APIType {
        public var serviceName: String?
        public var servicePort: IntOrString?
        @Indirect public var resource: CoreV1.TypedLocalObjectReference?

        public init(
            serviceName: String? = nil,
            servicePort: IntOrString? = nil,
            resource: CoreV1.TypedLocalObjectReference? = nil
        ) {
            self.serviceName = serviceName
            self.servicePort = servicePort
            self.resource = resource
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "serviceName": self.serviceName = try reader.optional()
                case "servicePort": self.servicePort = try reader.optional()
                case "resource": self.resource = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("serviceName", serviceName)
            writer.optional("servicePort", servicePort)
            writer.optional("resource", resource)
            writer.endObject()
        }
    }

    /// `v1beta1.IngressLoadBalancerIngress`.
    public struct IngressLoadBalancerIngress: APIType {
        public var ip: String?
        public var hostname: String?
        public var ports: [NetworkingV1beta1.IngressPortStatus]

        public init(
            ip: String? = nil,
            hostname: String? = nil,
            ports: [NetworkingV1beta1.IngressPortStatus] = []
        ) {
            self.ip = ip
            self.hostname = hostname
            self.ports = ports
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "ip": self.ip = try reader.optional()
                case "hostname": self.hostname = try reader.optional()
                case "ports": self.ports = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("ip", ip)
            writer.optional("hostname", hostname)
            writer.list("ports", ports)
            writer.endObject()
        }
    }

    /// `v1beta1.IngressLoadBalancerStatus`.
    public struct IngressLoadBalancerStatus: APIType {
        public var ingress: [NetworkingV1beta1.IngressLoadBalancerIngress]

        public init(
            ingress: [NetworkingV1beta1.IngressLoadBalancerIngress] = []
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

    /// `v1beta1.IngressPortStatus`.
    public struct IngressPortStatus: APIType {
        public var port: Int?
        public var `protocol`: String?
        public var error: String?

        public init(
            port: Int? = nil,
            `protocol`: String? = nil,
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
                case "port": self.port = try reader.optional()
                case "protocol": self.`protocol` = try reader.optional()
                case "error": self.error = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("port", port)
            writer.optional("protocol", `protocol`)
            writer.optional("error", error)
            writer.endObject()
        }
    }

    /// `v1beta1.IngressRule`.
    public struct IngressRule: APIType {
        public var host: String?
        @Indirect public var http: NetworkingV1beta1.HTTPIngressRuleValue?

        public init(
            host: String? = nil,
            http: NetworkingV1beta1.HTTPIngressRuleValue? = nil
        ) {
            self.host = host
            self.http = http
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "host": self.host = try reader.optional()
                case "http": self.http = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("host", host)
            writer.optional("http", http)
            writer.endObject()
        }
    }

    /// `v1beta1.IngressSpec`.
    public struct IngressSpec: APIType {
        public var ingressClassName: String?
        @Indirect public var backend: NetworkingV1beta1.IngressBackend?
        public var tls: [NetworkingV1beta1.IngressTLS]
        public var rules: [NetworkingV1beta1.IngressRule]

        public init(
            ingressClassName: String? = nil,
            backend: NetworkingV1beta1.IngressBackend? = nil,
            tls: [NetworkingV1beta1.IngressTLS] = [],
            rules: [NetworkingV1beta1.IngressRule] = []
        ) {
            self.ingressClassName = ingressClassName
            self.backend = backend
            self.tls = tls
            self.rules = rules
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "ingressClassName": self.ingressClassName = try reader.optional()
                case "backend": self.backend = try reader.optional()
                case "tls": self.tls = try reader.readArray()
                case "rules": self.rules = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("ingressClassName", ingressClassName)
            writer.optional("backend", backend)
            writer.list("tls", tls)
            writer.list("rules", rules)
            writer.endObject()
        }
    }

    /// `v1beta1.IngressStatus`.
    public struct IngressStatus: APIType {
        @Indirect public var loadBalancer: NetworkingV1beta1.IngressLoadBalancerStatus?

        public init(
            loadBalancer: NetworkingV1beta1.IngressLoadBalancerStatus? = nil
        ) {
            self.loadBalancer = loadBalancer
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "loadBalancer": self.loadBalancer = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("loadBalancer", loadBalancer)
            writer.endObject()
        }
    }

    /// `v1beta1.IngressTLS`.
    public struct IngressTLS: APIType {
        public var hosts: [String]
        public var secretName: String?

        public init(
            hosts: [String] = [],
            secretName: String? = nil
        ) {
            self.hosts = hosts
            self.secretName = secretName
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "hosts": self.hosts = try reader.readArray()
                case "secretName": self.secretName = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("hosts", hosts)
            writer.optional("secretName", secretName)
            writer.endObject()
        }
    }

    /// `v1beta1.ParentReference`.
    public struct ParentReference: APIType {
        public var group: String?
        public var resource: String
        public var namespace: String?
        public var name: String

        public init(
            group: String? = nil,
            resource: String = "",
            namespace: String? = nil,
            name: String = ""
        ) {
            self.group = group
            self.resource = resource
            self.namespace = namespace
            self.name = name
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "group": self.group = try reader.optional()
                case "resource": self.resource = try reader.value(or: self.resource)
                case "namespace": self.namespace = try reader.optional()
                case "name": self.name = try reader.value(or: self.name)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("group", group)
            writer.required("resource", resource)
            writer.optional("namespace", namespace)
            writer.required("name", name)
            writer.endObject()
        }
    }

    /// `v1beta1.ServiceCIDR`, the kind ServiceCIDR of networking.k8s.io/v1beta1.
    public struct ServiceCIDR: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: NetworkingV1beta1.ServiceCIDRSpec
        public var status: NetworkingV1beta1.ServiceCIDRStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: NetworkingV1beta1.ServiceCIDRSpec = .init(),
            status: NetworkingV1beta1.ServiceCIDRStatus = .init()
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
            writer.required("kind", "ServiceCIDR")
            writer.required("apiVersion", "networking.k8s.io/v1beta1")
            writer.embedded("metadata", metadata)
            writer.embedded("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1beta1.ServiceCIDRSpec`.
    public struct ServiceCIDRSpec: APIType {
        public var cidrs: [String]

        public init(
            cidrs: [String] = []
        ) {
            self.cidrs = cidrs
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "cidrs": self.cidrs = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("cidrs", cidrs)
            writer.endObject()
        }
    }

    /// `v1beta1.ServiceCIDRStatus`.
    public struct ServiceCIDRStatus: APIType {
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
}

extension NetworkingV1beta1.IPAddress: KubernetesObject {
    public static let resource = APIResource(
        group: "networking.k8s.io", version: "v1beta1", kind: "IPAddress", plural: "ipaddresses", namespaced: false)
}

extension NetworkingV1beta1.ServiceCIDR: KubernetesObject {
    public static let resource = APIResource(
        group: "networking.k8s.io", version: "v1beta1", kind: "ServiceCIDR", plural: "servicecidrs", namespaced: false)
}
