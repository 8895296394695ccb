import JSON

/// The Tables of admission policies and webhooks.
enum AdmissionTables {
    static let columns: [String: [TableColumn]] = [
        "admissionregistration.k8s.io/MutatingWebhookConfiguration": [.name, count("Webhooks", ["webhooks"]), .age],
        "admissionregistration.k8s.io/ValidatingWebhookConfiguration": [.name, count("Webhooks", ["webhooks"]), .age],
        "admissionregistration.k8s.io/ValidatingAdmissionPolicy": [.name, count("Validations", ["spec", "validations"]), paramKind, .age],
        "admissionregistration.k8s.io/MutatingAdmissionPolicy": [.name, count("Mutations", ["spec", "mutations"]), paramKind, .age],
        "admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding": [.name, .text("PolicyName", ["spec", "policyName"]), paramRef, .age],
        "admissionregistration.k8s.io/MutatingAdmissionPolicyBinding": [.name, .text("PolicyName", ["spec", "policyName"]), paramRef, .age],
    ]

    private static func count(_ name: String, _ path: [String]) -> TableColumn {
        TableColumn(name, type: "integer") { .int(Int64($0.list(path).count)) }
    }

    private static let paramKind = TableColumn("ParamKind") { row in
        row["spec", "paramKind"].map { .string("\($0["apiVersion"]?.string ?? "")/\($0["kind"]?.string ?? "")") } ?? "<unset>"
    }

    private static let paramRef = TableColumn("ParamRef") { row in
        guard let reference = row["spec", "paramRef"] else { return "<unset>" }
        let name = reference["name"]?.string ?? ""
        if name.isEmpty { return .string(SelectorText.labelSelector(reference["selector"])) }
        let namespace = reference["namespace"]?.string ?? ""
        return .string(namespace.isEmpty ? name : "\(namespace)/\(name)")
    }
}
