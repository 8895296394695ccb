import JSON

/// The Tables of services and of their endpoints.
enum ServiceTables {
    static let columns: [String: [TableColumn]] = [
        "/Service": [
            .name,
            .text("Type", ["spec", "type"]),
            TableColumn("Cluster-IP") { row in
                let address = row.list("spec", "clusterIPs").first?.string ?? ""
                return .string(address.isEmpty ? "<none>" : address)
            },
            TableColumn("External-IP") { .string(externalAddress($0)) },
            TableColumn("Port(s)") { .string(ports($0)) },
            .age,
            TableColumn("Selector", wide: true) { .string(SelectorText.labels($0["spec", "selector"])) },
        ],
        "/Endpoints": [.name, TableColumn("Endpoints") { .string(endpoints($0)) }, .age],
        "discovery.k8s.io/EndpointSlice": [
            .name,
            .text("AddressType", ["addressType"]),
            TableColumn("Ports") { row in
                shortened(row.list("ports").map { port in
                    port["port"]?.int.map(String.init) ?? port["name"]?.string ?? "*"
                })
            },
            TableColumn("Endpoints") { row in
                shortened(row.list("endpoints").flatMap { ($0["addresses"]?.array ?? []).compactMap(\.string) })
            },
            .age,
        ],
    ]

    private static func externalAddress(_ row: TableRow) -> String {
        let given = row.list("spec", "externalIPs").compactMap(\.string)
        switch row.text("spec", "type") {
        case "ClusterIP", "NodePort": return given.isEmpty ? "<none>" : given.joined(separator: ",")
        case "LoadBalancer":
            let all = loadBalancerAddresses(row) + given
            return all.isEmpty ? "<pending>" : all.joined(separator: ",")
        case "ExternalName": return row.text("spec", "externalName")
        default: return "<unknown>"
        }
    }

    /// The addresses or names of a load balancer, each once, sorted.
    static func loadBalancerAddresses(_ row: TableRow) -> [String] {
        var addresses: Set<String> = []
        for ingress in row.list("status", "loadBalancer", "ingress") {
            if let ip = ingress["ip"]?.string, !ip.isEmpty {
                addresses.insert(ip)
            } else if let hostname = ingress["hostname"]?.string, !hostname.isEmpty {
                addresses.insert(hostname)
            }
        }
        return addresses.sorted()
    }

    private static func ports(_ row: TableRow) -> String {
        let ports = row.list("spec", "ports").map { port in
            let number = port["port"]?.int ?? 0
            let name = port["protocol"]?.string ?? ""
            if let node = port["nodePort"]?.int, node > 0 { return "\(number):\(node)/\(name)" }
            return "\(number)/\(name)"
        }
        return ports.isEmpty ? "<none>" : ports.joined(separator: ",")
    }

    private static func endpoints(_ row: TableRow) -> String {
        var all: [String] = []
        for subset in row.list("subsets") {
            let addresses = (subset["addresses"]?.array ?? []).compactMap { $0["ip"]?.string }
            let ports = (subset["ports"]?.array ?? []).compactMap { $0["port"]?.int }
            if (subset["ports"]?.array ?? []).isEmpty {
                all += addresses
            } else {
                for port in ports { all += addresses.map { $0.contains(":") ? "[\($0)]:\(port)" : "\($0):\(port)" } }
            }
        }
        if all.isEmpty { return "<none>" }
        return all.prefix(3).joined(separator: ",") + (all.count > 3 ? " + \(all.count - 3) more..." : "")
    }

    private static func shortened(_ items: [String]) -> JSONValue {
        if items.isEmpty { return "<unset>" }
        return .string(items.prefix(3).joined(separator: ",") + (items.count > 3 ? " + \(items.count - 3) more..." : ""))
    }
}
