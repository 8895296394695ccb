import JSON

/// The Tables of nodes and of what they run pods with.
enum NodeTables {
    static let columns: [String: [TableColumn]] = [
        "/Node": [
            .name,
            TableColumn("Status") { .string(status($0)) },
            TableColumn("Roles") { .string(roles($0)) },
            .age,
            .text("Version", ["status", "nodeInfo", "kubeletVersion"]),
            TableColumn("Internal-IP", wide: true) { .string(address($0, "InternalIP")) },
            TableColumn("External-IP", wide: true) { .string(address($0, "ExternalIP")) },
            .text("OS-Image", ["status", "nodeInfo", "osImage"], empty: "<unknown>", wide: true),
            .text("Kernel-Version", ["status", "nodeInfo", "kernelVersion"], empty: "<unknown>", wide: true),
            .text("Container-Runtime", ["status", "nodeInfo", "containerRuntimeVersion"], empty: "<unknown>", wide: true),
        ],
        "node.k8s.io/RuntimeClass": [.name, .text("Handler", ["handler"]), .age],
        "coordination.k8s.io/Lease": [.name, .text("Holder", ["spec", "holderIdentity"]), .age],
        "coordination.k8s.io/LeaseCandidate": [
            .name, .text("LeaseName", ["spec", "leaseName"]), .text("BinaryVersion", ["spec", "binaryVersion"]),
            .text("EmulationVersion", ["spec", "emulationVersion"]), .age,
        ],
        "/ComponentStatus": [
            .name,
            TableColumn("Status") { row in
                switch row.condition(in: ["conditions"], "Healthy")?["status"]?.string {
                case "True": "Healthy"
                case "False": "Unhealthy"
                default: "Unknown"
                }
            },
            TableColumn("Message") { .string($0.condition(in: ["conditions"], "Healthy")?["message"]?.string ?? "") },
            TableColumn("Error") { .string($0.condition(in: ["conditions"], "Healthy")?["error"]?.string ?? "") },
        ],
    ]

    private static func status(_ row: TableRow) -> String {
        var parts: [String] = []
        if let ready = row.condition("Ready") { parts.append(ready["status"]?.string == "True" ? "Ready" : "NotReady") }
        if parts.isEmpty { parts.append("Unknown") }
        if row["spec", "unschedulable"]?.bool == true { parts.append("SchedulingDisabled") }
        return parts.joined(separator: ",")
    }

    private static func roles(_ row: TableRow) -> String {
        var roles: Set<String> = []
        for (key, value) in row["metadata", "labels"]?.object ?? [:] {
            if key.hasPrefix("node-role.kubernetes.io/") {
                let role = key.dropFirst("node-role.kubernetes.io/".count)
                if !role.isEmpty { roles.insert(String(role)) }
            } else if key == "kubernetes.io/role", let role = value.string, !role.isEmpty {
                roles.insert(role)
            }
        }
        return roles.isEmpty ? "<none>" : roles.sorted().joined(separator: ",")
    }

    private static func address(_ row: TableRow, _ type: String) -> String {
        row.list("status", "addresses").first { $0["type"]?.string == type }?["address"]?.string ?? "<none>"
    }
}

extension TableRow {
    /// A condition in a list at another place than `status.conditions`.
    func condition(in path: [String], _ type: String) -> JSONValue? { list(path).first { $0["type"]?.string == type } }
}
