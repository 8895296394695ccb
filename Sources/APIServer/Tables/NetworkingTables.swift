import JSON

/// The Tables of the networking group.
enum NetworkingTables {
    static let columns: [String: [TableColumn]] = [
        "networking.k8s.io/Ingress": [
            .name,
            .text("Class", ["spec", "ingressClassName"], empty: "<none>"),
            TableColumn("Hosts") { .string(hosts($0)) },
            TableColumn("Address") { .string(ServiceTables.loadBalancerAddresses($0).joined(separator: ",")) },
            TableColumn("Ports") { $0.list("spec", "tls").isEmpty ? "80" : "80, 443" },
            .age,
        ],
        "networking.k8s.io/IngressClass": [
            .name,
            .text("Controller", ["spec", "controller"]),
            TableColumn("Parameters") { row in
                guard let parameters = row["spec", "parameters"] else { return "<none>" }
                let group = parameters["apiGroup"]?.string ?? ""
                let kind = parameters["kind"]?.string ?? ""
                return .string("\(group.isEmpty ? kind : "\(kind).\(group)")/\(parameters["name"]?.string ?? "")")
            },
            .age,
        ],
        "networking.k8s.io/NetworkPolicy": [
            .name, TableColumn("Pod-Selector") { .string(SelectorText.labelSelector($0["spec", "podSelector"])) }, .age,
        ],
        "networking.k8s.io/ServiceCIDR": [
            .name, TableColumn("CIDRs") { .string($0.list("spec", "cidrs").compactMap(\.string).joined(separator: ",")) }, .age,
        ],
        "networking.k8s.io/IPAddress": [.name, TableColumn("ParentRef") { .string(parent($0)) }, .age],
    ]

    private static func hosts(_ row: TableRow) -> String {
        let hosts = row.list("spec", "rules").compactMap { $0["host"]?.string }.filter { !$0.isEmpty }
        if hosts.isEmpty { return "*" }
        return hosts.prefix(3).joined(separator: ",") + (hosts.count > 3 ? " + \(hosts.count - 3) more..." : "")
    }

    private static func parent(_ row: TableRow) -> String {
        guard let parent = row["spec", "parentRef"] else { return "<none>" }
        func text(_ key: String) -> String { parent[key]?.string ?? "" }
        var result = (text("group").isEmpty ? text("resource") : "\(text("resource")).\(text("group"))").lowercased()
        if !text("namespace").isEmpty { result += "/\(text("namespace"))" }
        return result + "/\(text("name"))"
    }
}
