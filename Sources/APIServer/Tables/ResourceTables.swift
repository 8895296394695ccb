import JSON

/// The Tables of dynamic resource allocation.
enum ResourceTables {
    static let columns: [String: [TableColumn]] = [
        "resource.k8s.io/DeviceClass": [.name, .age],
        "resource.k8s.io/ResourceClaim": [.name, TableColumn("State") { .string(state($0)) }, .age],
        "resource.k8s.io/ResourceClaimTemplate": [.name, .age],
        "resource.k8s.io/ResourceSlice": [
            .name, .text("Node", ["spec", "nodeName"]), .text("Driver", ["spec", "driver"]), .text("Pool", ["spec", "pool", "name"]), .age,
        ],
    ]

    private static func state(_ row: TableRow) -> String {
        var states: [String] = []
        if row.isDeleted { states.append("deleted") }
        if row["status", "allocation"] == nil {
            if !row.isDeleted { states.append("pending") }
        } else {
            states.append("allocated")
            if !row.list("status", "reservedFor").isEmpty { states.append("reserved") }
        }
        return states.joined(separator: ",")
    }
}
