import KubernetesAPI
import KubernetesClient
@testable import KubeProxy

/// Services and slices for tests, on node `node1`.
enum TestObjects {
    static func service(
        _ name: String, clusterIP: String = "10.96.0.10", port: Int = 80, portProtocol: String? = nil, nodePort: Int? = nil,
        change: (inout Service) -> Void = { _ in }
    ) -> Service {
        var service = Service()
        service.metadata.namespace = "default"
        service.metadata.name = name
        service.spec.clusterIP = clusterIP
        service.spec.clusterIPs = [clusterIP]
        service.spec.ports = [ServicePort(name: "main", protocol: portProtocol, port: port, nodePort: nodePort)]
        service.spec.type = nodePort == nil ? "ClusterIP" : "NodePort"
        change(&service)
        return service
    }

    static func slice(
        _ service: String, _ addresses: [String], port: Int = 8080, portProtocol: String? = nil, node: String = "node1",
        ready: Bool? = true, serving: Bool? = nil, terminating: Bool? = nil
    ) -> EndpointSlice {
        var slice = EndpointSlice()
        slice.metadata.namespace = "default"
        slice.metadata.name = "\(service)-\(node)"
        slice.metadata.labels = ["kubernetes.io/service-name": service]
        slice.addressType = "IPv4"
        slice.ports = [DiscoveryV1.EndpointPort(name: "main", protocol: portProtocol, port: port)]
        slice.endpoints = addresses.map { address in
            var endpoint = DiscoveryV1.Endpoint()
            endpoint.addresses = [address]
            endpoint.nodeName = node
            endpoint.conditions.ready = ready
            endpoint.conditions.serving = serving
            endpoint.conditions.terminating = terminating
            return endpoint
        }
        return slice
    }

    static func key(_ name: String) -> ObjectKey { ObjectKey(namespace: "default", name: name) }

    static var options: KubeProxyOptions {
        var options = KubeProxyOptions(hostnameOverride: "node1")
        options.clusterCIDR = ["10.244.0.0/16"]
        return options
    }

    static func rules(_ service: Service, _ slices: [EndpointSlice], options: KubeProxyOptions = options) -> ServiceRules {
        ServiceRules(service: service, slices: slices, family: .ipv4, options: options)
    }
}
