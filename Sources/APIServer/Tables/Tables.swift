import JSON
import KubernetesAPI

/// How much of an object a Table's row carries (`includeObject`).
enum TableObject: String, Sendable {
    case none = "None"
    case metadata = "Metadata"
    case object = "Object"
}

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

    /// The `object` of a row; nil for `None`.
    static func rowObject(_ object: JSONValue, include: TableObject) -> JSONValue? {
        switch include {
        case .none: nil
        case .metadata: partialMetadata(object)
        case .object: object
        }
    }

    /// The object reduced to its metadata: `PartialObjectMetadata`.
    static func partialMetadata(_ object: JSONValue) -> JSONValue {
        ["kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": object["metadata"] ?? [:]]
    }

    /// One row.
    static func row(group: String, kind: String, object: JSONValue, include: TableObject, now: Instant) -> JSONValue {
        var row: JSONValue = ["cells": .array(cells(group: group, kind: kind, object: object, now: now))]
        if let conditions = conditions(group: group, kind: kind, object: object) { row["conditions"] = conditions }
        row["object"] = rowObject(object, include: include) ?? .null
        return row
    }

    /// A whole Table.
    /// - Parameters:
    ///   - metadata: the list's metadata, or the resourceVersion of the one object.
    ///   - definitions: whether to tell the columns; a watch tells them only with its first event.
    static func table(
        group: String, kind: String, objects: [JSONValue], metadata: JSONValue, include: TableObject, now: Instant, definitions: Bool = true
    ) -> JSONValue {
        [
            "kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": metadata,
            "columnDefinitions": definitions ? columnDefinitions(group: group, kind: kind) : .null,
            "rows": .array(objects.map { row(group: group, kind: kind, object: $0, include: include, now: now) }),
        ]
    }
}
