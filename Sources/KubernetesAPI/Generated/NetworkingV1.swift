// Made by DistillAPI out of api/; do not edit.

import APISchema
import JSON

/// The types of networking.k8s.io/v1.
public enum NetworkingV1 {}

extension NetworkingV1 {
    /// `v1.HTTPIngressPath`.
    public struct HTTPIngressPath: APIType {
        public var path: String?
        public var pathType: String
        public var backend: NetworkingV1.IngressBackend

        public init(
            path: String? = nil,
            pathType: String = "",
            backend: NetworkingV1.IngressBackend = .init()
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
                case "pathType": self.pathType = try reader.value(or: self.pathType)
                case "backend": self.backend = try reader.value(or: self.backend)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("path", path)
            writer.required("pathType", pathType)
            writer.required("backend", backend)
            writer.endObject()
        }
    }

    /// `v1.HTTPIngressRuleValue`.
    public struct HTTPIngressRuleValue: APIType {
        public var paths: [NetworkingV1.HTTPIngressPath]

        public init(
            paths: [NetworkingV1.HTTPIngressPath] = []
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
            writer.required("paths", paths)
            writer.endObject()
        }
    }

    /// `v1.IPAddress`, the kind IPAddress of networking.k8s.io/v1.
    public struct IPAddress: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: NetworkingV1.IPAddressSpec

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: NetworkingV1.IPAddressSpec = .init()
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
            writer.required("apiVersion", "networking.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.required("spec", spec)
            writer.endObject()
        }
    }

    /// `v1.IPAddressSpec`.
    public struct IPAddressSpec: APIType {
        public var parentRef: NetworkingV1.ParentReference

        public init(
            parentRef: NetworkingV1.ParentReference = .init()
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

    /// `v1.IPBlock`.
    public struct IPBlock: APIType {
        public var cidr: String
        public var except: [String]

        public init(
            cidr: String = "",
            except: [String] = []
        ) {
            self.cidr = cidr
            self.except = except
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "cidr": self.cidr = try reader.value(or: self.cidr)
                case "except": self.except = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("cidr", cidr)
            writer.list("except", except)
            writer.endObject()
        }
    }

    /// `v1.Ingress`, the kind Ingress of networking.k8s.io/v1.
    public struct Ingress: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: NetworkingV1.IngressSpec
        public var status: NetworkingV1.IngressStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: NetworkingV1.IngressSpec = .init(),
            status: NetworkingV1.IngressStatus = .init()
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
            writer.required("kind", "Ingress")
            writer.required("apiVersion", "networking.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.embedded("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1.IngressBackend`.
    public struct IngressBackend: APIType {
        @Indirect public var service: NetworkingV1.IngressServiceBackend?
        @Indirect public var resource: CoreV1.TypedLocalObjectReference?

        public init(
            service: NetworkingV1.IngressServiceBackend? = nil,
            resource: CoreV1.TypedLocalObjectReference? = nil
        ) {
            self.service = service
            self.resource = resource
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "service": self.service = try reader.optional()
                case "resource": self.resource = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("service", service)
            writer.optional("resource", resource)
            writer.endObject()
        }
    }

    /// `v1.IngressClass`, the kind IngressClass of networking.k8s.io/v1.
    public struct IngressClass: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: NetworkingV1.IngressClassSpec

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: NetworkingV1.IngressClassSpec = .init()
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
            writer.required("kind", "IngressClass")
            writer.required("apiVersion", "networking.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.embedded("spec", spec)
            writer.endObject()
        }
    }

    /// `v1.IngressClassParametersReference`.
    public struct IngressClassParametersReference: APIType {
        public var apiGroup: String?
        public var kind: String
        public var name: String
        public var scope: String?
        public var namespace: String?

        public init(
            apiGroup: String? = nil,
            kind: String = "",
            name: String = "",
            scope: String? = nil,
            namespace: String? = nil
        ) {
            self.apiGroup = apiGroup
            self.kind = kind
            self.name = name
            self.scope = scope
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
                case "scope": self.scope = try reader.optional()
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
            writer.optional("scope", scope)
            writer.optional("namespace", namespace)
            writer.endObject()
        }
    }

    /// `v1.IngressClassSpec`.
    public struct IngressClassSpec: APIType {
        public var controller: String?
        @Indirect public var parameters: NetworkingV1.IngressClassParametersReference?

        public init(
            controller: String? = nil,
            parameters: NetworkingV1.IngressClassParametersReference? = nil
        ) {
            self.controller = controller
            self.parameters = parameters
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "controller": self.controller = try reader.optional()
                case "parameters": self.parameters = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("controller", controller)
            writer.optional("parameters", parameters)
            writer.endObject()
        }
    }

    /// `v1.IngressLoadBalancerIngress`.
    public struct IngressLoadBalancerIngress: APIType {
        public var ip: String?
        public var hostname: String?
        public var ports: [NetworkingV1.IngressPortStatus]

        public init(
            ip: String? = nil,
            hostname: String? = nil,
            ports: [NetworkingV1.IngressPortStatus] = []
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

    /// `v1.IngressLoadBalancerStatus`.
    public struct IngressLoadBalancerStatus: APIType {
        public var ingress: [NetworkingV1.IngressLoadBalancerIngress]

        public init(
            ingress: [NetworkingV1.IngressLoadBalancerIngress] = []
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

    /// `v1.IngressPortStatus`.
    public struct IngressPortStatus: APIType {
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

    /// `v1.IngressRule`.
    public struct IngressRule: APIType {
        public var host: String?
        @Indirect public var http: NetworkingV1.HTTPIngressRuleValue?

        public init(
            host: String? = nil,
            http: NetworkingV1.HTTPIngressRuleValue? = nil
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

    /// `v1.IngressServiceBackend`.
    public struct IngressServiceBackend: APIType {
        public var name: String
        public var port: NetworkingV1.ServiceBackendPort

        public init(
            name: String = "",
            port: NetworkingV1.ServiceBackendPort = .init()
        ) {
            self.name = name
            self.port = port
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.value(or: self.name)
                case "port": self.port = try reader.value(or: self.port)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.required("name", name)
            writer.embedded("port", port)
            writer.endObject()
        }
    }

    /// `v1.IngressSpec`.
    public struct IngressSpec: APIType {
        public var ingressClassName: String?
        @Indirect public var defaultBackend: NetworkingV1.IngressBackend?
        public var tls: [NetworkingV1.IngressTLS]
        public var rules: [NetworkingV1.IngressRule]

        public init(
            ingressClassName: String? = nil,
            defaultBackend: NetworkingV1.IngressBackend? = nil,
            tls: [NetworkingV1.IngressTLS] = [],
            rules: [NetworkingV1.IngressRule] = []
        ) {
            self.ingressClassName = ingressClassName
            self.defaultBackend = defaultBackend
            self.tls = tls
            self.rules = rules
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "ingressClassName": self.ingressClassName = try reader.optional()
                case "defaultBackend": self.defaultBackend = try reader.optional()
                case "tls": self.tls = try reader.readArray()
                case "rules": self.rules = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("ingressClassName", ingressClassName)
            writer.optional("defaultBackend", defaultBackend)
            writer.list("tls", tls)
            writer.list("rules", rules)
            writer.endObject()
        }
    }

    /// `v1.IngressStatus`.
    public struct IngressStatus: APIType {
        public var loadBalancer: NetworkingV1.IngressLoadBalancerStatus

        public init(
            loadBalancer: NetworkingV1.IngressLoadBalancerStatus = .init()
        ) {
            self.loadBalancer = loadBalancer
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "loadBalancer": self.loadBalancer = try reader.value(or: self.loadBalancer)
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.embedded("loadBalancer", loadBalancer)
            writer.endObject()
        }
    }

    /// `v1.IngressTLS`.
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

    /// `v1.NetworkPolicy`, the kind NetworkPolicy of networking.k8s.io/v1.
    public struct NetworkPolicy: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: NetworkingV1.NetworkPolicySpec

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: NetworkingV1.NetworkPolicySpec = .init()
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
            writer.required("kind", "NetworkPolicy")
            writer.required("apiVersion", "networking.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.embedded("spec", spec)
            writer.endObject()
        }
    }

    /// `v1.NetworkPolicyEgressRule`.
    public struct NetworkPolicyEgressRule: APIType {
        public var ports: [NetworkingV1.NetworkPolicyPort]
        public var to: [NetworkingV1.NetworkPolicyPeer]

        public init(
            ports: [NetworkingV1.NetworkPolicyPort] = [],
            to: [NetworkingV1.NetworkPolicyPeer] = []
        ) {
            self.ports = ports
            self.to = to
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "ports": self.ports = try reader.readArray()
                case "to": self.to = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("ports", ports)
            writer.list("to", to)
            writer.endObject()
        }
    }

    /// `v1.NetworkPolicyIngressRule`.
    public struct NetworkPolicyIngressRule: APIType {
        public var ports: [NetworkingV1.NetworkPolicyPort]
        public var from: [NetworkingV1.NetworkPolicyPeer]

        public init(
            ports: [NetworkingV1.NetworkPolicyPort] = [],
            from: [NetworkingV1.NetworkPolicyPeer] = []
        ) {
            self.ports = ports
            self.from = from
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "ports": self.ports = try reader.readArray()
                case "from": self.from = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.list("ports", ports)
            writer.list("from", from)
            writer.endObject()
        }
    }

    /// `v1.NetworkPolicyPeer`.
    public struct NetworkPolicyPeer: APIType {
        @Indirect public var podSelector: MetaV1.LabelSelector?
        @Indirect public var namespaceSelector: MetaV1.LabelSelector?
        @Indirect public var ipBlock: NetworkingV1.IPBlock?

        public init(
            podSelector: MetaV1.LabelSelector? = nil,
            namespaceSelector: MetaV1.LabelSelector? = nil,
            ipBlock: NetworkingV1.IPBlock? = nil
        ) {
            self.podSelector = podSelector
            self.namespaceSelector = namespaceSelector
            self.ipBlock = ipBlock
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "podSelector": self.podSelector = try reader.optional()
                case "namespaceSelector": self.namespaceSelector = try reader.optional()
                case "ipBlock": self.ipBlock = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("podSelector", podSelector)
            writer.optional("namespaceSelector", namespaceSelector)
            writer.optional("ipBlock", ipBlock)
            writer.endObject()
        }
    }

    /// `v1.NetworkPolicyPort`.
    public struct NetworkPolicyPort: APIType {
        public var `protocol`: String?
        public var port: IntOrString?
        public var endPort: Int?

        public init(
            `protocol`: String? = nil,
            port: IntOrString? = nil,
            endPort: Int? = nil
        ) {
            self.`protocol` = `protocol`
            self.port = port
            self.endPort = endPort
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "protocol": self.`protocol` = try reader.optional()
                case "port": self.port = try reader.optional()
                case "endPort": self.endPort = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("protocol", `protocol`)
            writer.optional("port", port)
            writer.optional("endPort", endPort)
            writer.endObject()
        }
    }

    /// `v1.NetworkPolicySpec`.
    public struct NetworkPolicySpec: APIType {
        public var podSelector: MetaV1.LabelSelector
        public var ingress: [NetworkingV1.NetworkPolicyIngressRule]
        public var egress: [NetworkingV1.NetworkPolicyEgressRule]
        public var policyTypes: [String]

        public init(
            podSelector: MetaV1.LabelSelector = .init(),
            ingress: [NetworkingV1.NetworkPolicyIngressRule] = [],
            egress: [NetworkingV1.NetworkPolicyEgressRule] = [],
            policyTypes: [String] = []
        ) {
            self.podSelector = podSelector
            self.ingress = ingress
            self.egress = egress
            self.policyTypes = policyTypes
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "podSelector": self.podSelector = try reader.value(or: self.podSelector)
                case "ingress": self.ingress = try reader.readArray()
                case "egress": self.egress = try reader.readArray()
                case "policyTypes": self.policyTypes = try reader.readArray()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.embedded("podSelector", podSelector)
            writer.list("ingress", ingress)
            writer.list("egress", egress)
            writer.list("policyTypes", policyTypes)
            writer.endObject()
        }
    }

    /// `v1.ParentReference`.
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

    /// `v1.ServiceBackendPort`.
    public struct ServiceBackendPort: APIType {
        public var name: String?
        public var number: Int?

        public init(
            name: String? = nil,
            number: Int? = nil
        ) {
            self.name = name
            self.number = number
        }

        public init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            guard try reader.beginObject() else { return }
            while let key = try reader.nextKey() {
                switch key {
                case "name": self.name = try reader.optional()
                case "number": self.number = try reader.optional()
                default: try reader.skipValue()
                }
            }
        }

        public func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.optional("name", name)
            writer.optional("number", number)
            writer.endObject()
        }
    }

    /// `v1.ServiceCIDR`, the kind ServiceCIDR of networking.k8s.io/v1.
    public struct ServiceCIDR: APIType {
        public var metadata: MetaV1.ObjectMeta
        public var spec: NetworkingV1.ServiceCIDRSpec
        public var status: NetworkingV1.ServiceCIDRStatus

        public init(
            metadata: MetaV1.ObjectMeta = .init(),
            spec: NetworkingV1.ServiceCIDRSpec = .init(),
            status: NetworkingV1.ServiceCIDRStatus = .init()
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
            writer.required("apiVersion", "networking.k8s.io/v1")
            writer.embedded("metadata", metadata)
            writer.embedded("spec", spec)
            writer.embedded("status", status)
            writer.endObject()
        }
    }

    /// `v1.ServiceCIDRSpec`.
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

    /// `v1.ServiceCIDRStatus`.
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

extension NetworkingV1.IngressClass: KubernetesObject {
    public static let resource = APIResource(
        group: "networking.k8s.io", version: "v1", kind: "IngressClass", plural: "ingressclasses", namespaced: false)
}

extension NetworkingV1.Ingress: KubernetesObject {
    public static let resource = APIResource(
        group: "networking.k8s.io", version: "v1", kind: "Ingress", plural: "ingresses", namespaced: true)
}

extension NetworkingV1.IPAddress: KubernetesObject {
    public static let resource = APIResource(
        group: "networking.k8s.io", version: "v1", kind: "IPAddress", plural: "ipaddresses", namespaced: false)
}

extension NetworkingV1.NetworkPolicy: KubernetesObject {
    public static let resource = APIResource(
        group: "networking.k8s.io", version: "v1", kind: "NetworkPolicy", plural: "networkpolicies", namespaced: true)
}

extension NetworkingV1.ServiceCIDR: KubernetesObject {
    public static let resource = APIResource(
        group: "networking.k8s.io", version: "v1", kind: "ServiceCIDR", plural: "servicecidrs", namespaced: false)
}
