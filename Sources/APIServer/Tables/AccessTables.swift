import JSON

/// The Tables of role bindings and certificates.
enum AccessTables {
    static let columns: [String: [TableColumn]] = [
        "rbac.authorization.k8s.io/RoleBinding": binding,
        "rbac.authorization.k8s.io/ClusterRoleBinding": binding,
        "certificates.k8s.io/CertificateSigningRequest": [
            .name, .age,
            .text("SignerName", ["spec", "signerName"], empty: "<none>"),
            .text("Requestor", ["spec", "username"]),
            TableColumn("RequestedDuration") { row in
                row["spec", "expirationSeconds"]?.int.map { .string(HumanDuration.text(seconds: $0)) } ?? "<none>"
            },
            TableColumn("Condition") { .string(condition($0)) },
        ],
        "certificates.k8s.io/ClusterTrustBundle": [.name, .text("SignerName", ["spec", "signerName"])],
        "apiregistration.k8s.io/APIService": [
            .name,
            TableColumn("Service") { row in
                row["spec", "service"].map { .string("\($0["namespace"]?.string ?? "")/\($0["name"]?.string ?? "")") } ?? "Local"
            },
            TableColumn("Available") { row in
                guard let condition = row.condition("Available") else { return "Unknown" }
                let status = condition["status"]?.string ?? ""
                return .string(status == "True" ? status : "\(status) (\(condition["reason"]?.string ?? ""))")
            },
            .age,
        ],
    ]

    private static let binding: [TableColumn] = [
        .name,
        TableColumn("Role") { .string("\($0.text("roleRef", "kind"))/\($0.text("roleRef", "name"))") },
        .age,
        TableColumn("Users", wide: true) { .string(subjects($0, "User")) },
        TableColumn("Groups", wide: true) { .string(subjects($0, "Group")) },
        TableColumn("ServiceAccounts", wide: true) { .string(subjects($0, "ServiceAccount")) },
    ]

    private static func subjects(_ row: TableRow, _ kind: String) -> String {
        row.list("subjects").filter { $0["kind"]?.string == kind }.map { subject in
            let name = subject["name"]?.string ?? ""
            return kind == "ServiceAccount" ? "\(subject["namespace"]?.string ?? "")/\(name)" : name
        }.joined(separator: ", ")
    }

    private static func condition(_ row: TableRow) -> String {
        var text = ""
        if row.condition("Denied") != nil {
            text = "Denied"
        } else if row.condition("Approved") != nil {
            text = "Approved"
        } else {
            text = "Pending"
        }
        if row.condition("Failed") != nil { text += ",Failed" }
        if !row.text("status", "certificate").isEmpty { text += ",Issued" }
        return text
    }
}
