import JSON

/// The service `kubernetes`, by which pods find the API server, and its endpoints.
struct KubernetesService: Sendable {
    let firstServiceAddress: String
    /// Where this server is reached; nil when it only listens on loopback addresses.
    let endpoint: (address: String, port: Int)?

    var step: BootstrapStep {
        BootstrapStep(hook: "bootstrap-controller", period: .seconds(10)) { client in await ensure(client) }
    }

    private func ensure(_ client: SystemClient) async -> Bool {
        let service: JSONValue = [
            "apiVersion": "v1", "kind": "Service",
            "metadata": ["name": "kubernetes", "labels": ["component": "apiserver", "provider": "kubernetes"]],
            "spec": [
                "clusterIP": .string(firstServiceAddress), "type": "ClusterIP", "sessionAffinity": "None",
                "ports": [["name": "https", "protocol": "TCP", "port": 443, "targetPort": .int(Int64(endpoint?.port ?? 6443))]],
            ],
        ]
        guard await client.ensure("/api/v1/namespaces/default/services", service) else { return false }
        guard let endpoint else { return true }
        let ports: JSONValue = [["name": "https", "port": .int(Int64(endpoint.port)), "protocol": "TCP"]]
        let endpoints: JSONValue = [
            "apiVersion": "v1", "kind": "Endpoints",
            "metadata": ["name": "kubernetes", "namespace": "default", "labels": ["endpointslice.kubernetes.io/skip-mirror": "true"]],
            "subsets": [["addresses": [["ip": .string(endpoint.address)]], "ports": ports]],
        ]
        let slice: JSONValue = [
            "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
            "metadata": ["name": "kubernetes", "namespace": "default", "labels": ["kubernetes.io/service-name": "kubernetes"]],
            "addressType": "IPv4", "ports": ports,
            "endpoints": [["addresses": [.string(endpoint.address)], "conditions": ["ready": true]]],
        ]
        let isEndpointsDone = await client.put("/api/v1/namespaces/default/endpoints", endpoints) { $0["subsets"] == endpoints["subsets"] }
        let isSliceDone = await client.put("/apis/discovery.k8s.io/v1/namespaces/default/endpointslices", slice) {
            $0["endpoints"] == slice["endpoints"] && $0["ports"] == slice["ports"]
        }
        return isEndpointsDone && isSliceDone
    }
}
