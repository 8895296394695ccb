import JSON

/// The Tables of the kinds that keep pods running.
enum WorkloadTables {
    private static let podSpec = ["spec", "template", "spec"]

    static let columns: [String: [TableColumn]] = [
        "/ReplicationController": [
            .name, .number("Desired", ["spec", "replicas"]), .number("Current", ["status", "replicas"]),
            .number("Ready", ["status", "readyReplicas"]), .age,
        ] + TableColumn.containers(podSpec) + [TableColumn("Selector", wide: true) { .string(SelectorText.labels($0["spec", "selector"])) }],
        "apps/ReplicaSet": [
            .name, .number("Desired", ["spec", "replicas"]), .number("Current", ["status", "replicas"]),
            .number("Ready", ["status", "readyReplicas"]), .age,
        ] + TableColumn.containers(podSpec) + [.selector(["spec", "selector"])],
        "apps/Deployment": [
            .name,
            TableColumn("Ready") { .string("\($0.int("status", "readyReplicas"))/\($0.int("spec", "replicas"))") },
            .number("Up-to-date", ["status", "updatedReplicas"], type: "string"),
            .number("Available", ["status", "availableReplicas"], type: "string"),
            .age,
        ] + TableColumn.containers(podSpec) + [.selector(["spec", "selector"])],
        "apps/StatefulSet": [
            .name,
            TableColumn("Ready") { .string("\($0.int("status", "readyReplicas"))/\($0.int("spec", "replicas"))") },
            .age,
        ] + TableColumn.containers(podSpec),
        "apps/DaemonSet": [
            .name, .number("Desired", ["status", "desiredNumberScheduled"]), .number("Current", ["status", "currentNumberScheduled"]),
            .number("Ready", ["status", "numberReady"]), .number("Up-to-date", ["status", "updatedNumberScheduled"]),
            .number("Available", ["status", "numberAvailable"]),
            TableColumn("Node Selector") { .string(SelectorText.labels($0.value(podSpec + ["nodeSelector"]))) },
            .age,
        ] + TableColumn.containers(podSpec) + [.selector(["spec", "selector"])],
        "apps/ControllerRevision": [
            .name,
            TableColumn("Controller") { .string(controller($0)) },
            .number("Revision", ["revision"], type: "string"),
            .age,
        ],
        "autoscaling/Scale": [
            .name, .number("Desired", ["spec", "replicas"]), .number("Available", ["status", "replicas"]), .age,
        ],
        "autoscaling/HorizontalPodAutoscaler": [
            .name,
            TableColumn("Reference") { row in
                .string("\(row.text("spec", "scaleTargetRef", "kind"))/\(row.text("spec", "scaleTargetRef", "name"))")
            },
            TableColumn("Targets") { .string(AutoscalerTargets.text($0)) },
            TableColumn("MinPods") { $0["spec", "minReplicas"]?.int.map { .string("\($0)") } ?? "<unset>" },
            .number("MaxPods", ["spec", "maxReplicas"], type: "string"),
            .number("Replicas", ["status", "currentReplicas"], type: "string"),
            .age,
        ],
    ]

    private static func controller(_ row: TableRow) -> String {
        guard let owner = row.list("metadata", "ownerReferences").first(where: { $0["controller"]?.bool == true }) else { return "<none>" }
        let kind = (owner["kind"]?.string ?? "").lowercased()
        let parts = (owner["apiVersion"]?.string ?? "").split(separator: "/")
        let group = parts.count == 2 ? ".\(parts[0])" : ""
        return "\(kind)\(group)/\(owner["name"]?.string ?? "")"
    }
}

/// The Targets column of a HorizontalPodAutoscaler: current and wanted value of each metric.
enum AutoscalerTargets {
    static func text(_ row: TableRow) -> String {
        // autoscaling/v1 knows only the CPU's utilization.
        if let target = row["spec", "targetCPUUtilizationPercentage"]?.int {
            let current = row["status", "currentCPUUtilizationPercentage"]?.int.map { "\($0)%" } ?? "<unknown>"
            return "cpu: \(current)/\(target)%"
        }
        let metrics = row.list("spec", "metrics")
        if metrics.isEmpty { return "<none>" }
        let current = row.list("status", "currentMetrics")
        let texts = metrics.enumerated().map { one($1, current.indices.contains($0) ? current[$0] : .null) }
        return texts.prefix(2).joined(separator: ", ") + (texts.count > 2 ? " + \(texts.count - 2) more..." : "")
    }

    private static func one(_ metric: JSONValue, _ status: JSONValue) -> String {
        let type = metric["type"]?.string ?? ""
        let key = type.prefix(1).lowercased() + type.dropFirst()
        let target = metric[key]?["target"] ?? .null
        let current = status[key]?["current"] ?? .null
        let name = metric[key]?["name"]?.string ?? ""
        func shown(_ field: String) -> String { current[field]?.string ?? "<unknown>" }
        switch type {
        case "Resource", "ContainerResource":
            if let value = target["averageValue"]?.string { return "\(name): \(shown("averageValue"))/\(value)" }
            let used = current["averageUtilization"]?.int.map { "\($0)%" } ?? "<unknown>"
            let wanted = target["averageUtilization"]?.int.map { "\($0)%" } ?? "<auto>"
            return "\(name): \(used)/\(wanted)"
        case "Pods": return "\(shown("averageValue"))/\(target["averageValue"]?.string ?? "")"
        case "Object", "External":
            if let value = target["averageValue"]?.string { return "\(shown("averageValue"))/\(value) (avg)" }
            return "\(shown("value"))/\(target["value"]?.string ?? "")"
        default: return "<unknown type>"
        }
    }
}
