import JSON
import KubernetesAPI

/// The Tables of the core group's remaining kinds.
enum CoreTables {
    static let columns: [String: [TableColumn]] = [
        "/Namespace": [.name, .text("Status", ["status", "phase"]), .age],
        "/ConfigMap": [
            .name,
            TableColumn("Data") { .int(Int64(($0["data"]?.object?.count ?? 0) + ($0["binaryData"]?.object?.count ?? 0))) },
            .age,
        ],
        "/Secret": [
            .name, .text("Type", ["type"]),
            TableColumn("Data") { .int(Int64($0["data"]?.object?.count ?? 0)) },
            .age,
        ],
        "/ServiceAccount": [.name, .age],
        "/ResourceQuota": [
            .name,
            TableColumn("Request") { .string(quota($0, limits: false)) },
            TableColumn("Limit") { .string(quota($0, limits: true)) },
            .age,
        ],
        "scheduling.k8s.io/PriorityClass": [
            .name, .number("Value", ["value"]), .bool("Global-Default", ["globalDefault"]), .age,
            .text("PreemptionPolicy", ["preemptionPolicy"]),
        ],
    ]

    private static func quota(_ row: TableRow, limits: Bool) -> String {
        let hard = row["status", "hard"]?.object?.sortedByKey() ?? [:]
        let used = row["status", "used"]
        return hard.filter { $0.key.hasPrefix("limits.") == limits }
            .map { "\($0.key): \(used?[$0.key]?.string ?? "0")/\($0.value.string ?? "0")" }
            .joined(separator: ", ")
    }
}
