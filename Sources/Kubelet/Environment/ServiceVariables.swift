import KubernetesAPI

/// The variables by which containers find services without DNS.
enum ServiceVariables {
    /// The variables of a pod in `namespace`: of the cluster's API always, of the namespace's services when `links` is set.
    static func variables(_ services: [Service], namespace: String, links: Bool) -> [String: String] {
        var chosen: [String: Service] = [:]
        for service in services {
            guard let address = service.spec.clusterIP, !address.isEmpty, address != "None" else { continue }
            let name = service.metadata.name
            if service.metadata.namespace == "default" && name == "kubernetes" {
                // A service of the pod's own namespace goes before the cluster's.
                if chosen[name] == nil { chosen[name] = service }
            } else if links && service.metadata.namespace == namespace {
                chosen[name] = service
            }
        }
        var variables: [String: String] = [:]
        for service in chosen.values { variables.merge(Self.variables(of: service)) { $1 } }
        return variables
    }

    private static func variables(of service: Service) -> [String: String] {
        let prefix = upper(service.metadata.name)
        let address = service.spec.clusterIP ?? ""
        var variables = ["\(prefix)_SERVICE_HOST": address]
        guard let first = service.spec.ports.first else { return variables }
        variables["\(prefix)_SERVICE_PORT"] = String(first.port)
        for port in service.spec.ports {
            if let name = port.name, !name.isEmpty { variables["\(prefix)_SERVICE_PORT_\(upper(name))"] = String(port.port) }
        }
        // The form of Docker's links.
        let host = address.contains(":") ? "[\(address)]" : address
        for (index, port) in service.spec.ports.enumerated() {
            let proto = port.protocol.flatMap { $0.isEmpty ? nil : $0 } ?? "TCP"
            let url = "\(proto.lowercased())://\(host):\(port.port)"
            if index == 0 { variables["\(prefix)_PORT"] = url }
            let name = "\(prefix)_PORT_\(port.port)_\(proto.uppercased())"
            variables[name] = url
            variables[name + "_PROTO"] = proto.lowercased()
            variables[name + "_PORT"] = String(port.port)
            variables[name + "_ADDR"] = address
        }
        return variables
    }

    private static func upper(_ name: String) -> String { String(name.uppercased().map { $0 == "-" ? "_" : $0 }) }
}
