import JSON

/// The Tables of volumes and of what provides them.
enum StorageTables {
    static let columns: [String: [TableColumn]] = [
        "/PersistentVolume": [
            .name,
            TableColumn("Capacity") { .string($0.text("spec", "capacity", "storage").isEmpty ? "0" : $0.text("spec", "capacity", "storage")) },
            TableColumn("Access Modes") { .string(accessModes($0.list("spec", "accessModes"))) },
            .text("Reclaim Policy", ["spec", "persistentVolumeReclaimPolicy"]),
            TableColumn("Status") { .string($0.isDeleted ? "Terminating" : $0.text("status", "phase")) },
            TableColumn("Claim") { row in
                row["spec", "claimRef"].map { .string("\($0["namespace"]?.string ?? "")/\($0["name"]?.string ?? "")") } ?? ""
            },
            TableColumn("StorageClass") { .string(storageClass($0)) },
            .text("VolumeAttributesClass", ["spec", "volumeAttributesClassName"], empty: "<unset>"),
            .text("Reason", ["status", "reason"]),
            .age,
            .text("VolumeMode", ["spec", "volumeMode"], empty: "<unset>", wide: true),
        ],
        "/PersistentVolumeClaim": [
            .name,
            TableColumn("Status") { .string($0.isDeleted ? "Terminating" : $0.text("status", "phase")) },
            .text("Volume", ["spec", "volumeName"]),
            TableColumn("Capacity") { row in
                guard !row.text("spec", "volumeName").isEmpty else { return "" }
                let size = row.text("status", "capacity", "storage")
                return .string(size.isEmpty ? "0" : size)
            },
            TableColumn("Access Modes") { row in
                row.text("spec", "volumeName").isEmpty ? "" : .string(accessModes(row.list("status", "accessModes")))
            },
            TableColumn("StorageClass") { .string(storageClass($0)) },
            .text("VolumeAttributesClass", ["spec", "volumeAttributesClassName"], empty: "<unset>"),
            .age,
            .text("VolumeMode", ["spec", "volumeMode"], empty: "<unset>", wide: true),
        ],
        "storage.k8s.io/StorageClass": [
            TableColumn("Name", format: "name") { row in
                let annotations = row["metadata", "annotations"]
                let isDefault = ["storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"]
                    .contains { annotations?[$0]?.string == "true" }
                return .string(isDefault ? row.name + " (default)" : row.name)
            },
            .text("Provisioner", ["provisioner"]),
            .text("ReclaimPolicy", ["reclaimPolicy"], empty: "Delete"),
            .text("VolumeBindingMode", ["volumeBindingMode"], empty: "Immediate"),
            .bool("AllowVolumeExpansion", ["allowVolumeExpansion"], type: "string"),
            .age,
        ],
        "storage.k8s.io/VolumeAttachment": [
            .name,
            TableColumn("Attacher", format: "name") { .string($0.text("spec", "attacher")) },
            .text("PV", ["spec", "source", "persistentVolumeName"]),
            .text("Node", ["spec", "nodeName"]),
            .bool("Attached", ["status", "attached"]),
            .age,
        ],
        "storage.k8s.io/VolumeAttributesClass": [.name, .text("DriverName", ["driverName"]), .age],
        "storage.k8s.io/CSINode": [
            .name, TableColumn("Drivers", type: "integer") { .int(Int64($0.list("spec", "drivers").count)) }, .age,
        ],
        "storage.k8s.io/CSIDriver": [
            .name,
            TableColumn("AttachRequired", type: "boolean") { .bool($0["spec", "attachRequired"]?.bool ?? true) },
            .bool("PodInfoOnMount", ["spec", "podInfoOnMount"]),
            .bool("StorageCapacity", ["spec", "storageCapacity"]),
            TableColumn("TokenRequests") { row in
                let audiences = row.list("spec", "tokenRequests").map { $0["audience"]?.string ?? "" }
                return audiences.isEmpty ? "<unset>" : .string(audiences.joined(separator: ","))
            },
            .bool("RequiresRepublish", ["spec", "requiresRepublish"]),
            TableColumn("Modes") { row in
                let modes = row.list("spec", "volumeLifecycleModes").compactMap(\.string)
                return modes.isEmpty ? "<none>" : .string(modes.joined(separator: ","))
            },
            .age,
        ],
    ]

    private static func storageClass(_ row: TableRow) -> String {
        row["metadata", "annotations", "volume.beta.kubernetes.io/storage-class"]?.string ?? row.text("spec", "storageClassName")
    }

    private static func accessModes(_ modes: [JSONValue]) -> String {
        let known = [
            ("ReadWriteOnce", "RWO"), ("ReadOnlyMany", "ROX"), ("ReadWriteMany", "RWX"), ("ReadWriteOncePod", "RWOP"),
        ]
        return known.filter { modes.contains(.string($0.0)) }.map(\.1).joined(separator: ",")
    }
}
