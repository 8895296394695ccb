import JSON
import KubernetesAPI

/// meta.k8s.io/v1 Tables: what kubectl shows, for every kind.
enum Tables {
    /// The columns by `group/Kind`.
    private static let columns: [String: [TableColumn]] = {
        let groups = [
            PodTables.columns, NodeTables.columns, ServiceTables.columns, WorkloadTables.columns, BatchTables.columns, EventTables.columns,
            CoreTables.columns, StorageTables.columns, NetworkingTables.columns, PolicyTables.columns, AccessTables.columns,
            AdmissionTables.columns, ResourceTables.columns,
        ]
        return groups.reduce(into: [:]) { all, group in all.merge(group) { first, _ in first } }
    }()

    /// Kinds that have no columns of their own: name and time of creation.
    private static let defaults: [TableColumn] = [.name, .createdAt]

    static func columns(group: String, kind: String) -> [TableColumn] { columns["\(group)/\(kind)"] ?? defaults }

    /// The `columnDefinitions` of a kind's Table.
    static func columnDefinitions(group: String, kind: String) -> JSONValue {
        .array(columns(group: group, kind: kind).map(\.definition))
    }

    /// The cells of an object's row.
    static func cells(group: String, kind: String, object: JSONValue, now: Instant) -> [JSONValue] {
        let row = TableRow(object: object, now: now.seconds)
        return columns(group: group, kind: kind).map { $0.cell(row) }
    }

    /// The `conditions` of an object's row, by which kubectl greys out what has ended; nil for most.
    static func conditions(group: String, kind: String, object: JSONValue) -> JSONValue? {
        guard group.isEmpty, kind == "Pod" else { return nil }
        switch object[path: ["status", "phase"]]?.string {
        case "Succeeded": return [["type": "Completed", "status": "True", "reason": "Succeeded", "message": "The pod has completed successfully."]]
        case "Failed": return [["type": "Completed", "status": "True", "reason": "Failed", "message": "The pod failed."]]
        default: return nil
        }
    }
}
