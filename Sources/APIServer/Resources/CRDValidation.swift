import JSON

/// What is wrong with a CustomResourceDefinition.
///
/// Kubernetes judges an internal form in which what all versions have alike stands once, outside of the versions; the
/// fields that its messages name are those of that form.
struct CRDValidation {
    private let object: JSONValue
    private let old: JSONValue?
    private let spec: JSONValue
    private let versions: [JSONValue]
    /// What all versions have alike: schema, subresources, columns, and selectable fields.
    private let shared: JSONObject

    private static let perVersion = ["schema", "subresources", "additionalPrinterColumns", "selectableFields"]

    init(_ object: JSONValue, old: JSONValue?) {
        self.object = object
        self.old = old
        spec = object["spec"] ?? [:]
        versions = spec.items("versions")
        var shared = JSONObject()
        for member in Self.perVersion {
            guard let first = versions.first?[member], versions.allSatisfy({ $0[member] == first }) else { continue }
            shared[member] = first
        }
        self.shared = shared
    }

    func all() -> [FieldError] {
        var errors = specification()
        if let old { errors += immutable(old["spec"] ?? [:], isEstablished: CustomResourceDefinitionRules.isTrue("Established", old)) }
        errors += Self.names(object["status"]?["acceptedNames"] ?? [:], "status.acceptedNames")
        return errors + storedVersions() + approval()
    }

    private func immutable(_ before: JSONValue, isEstablished: Bool) -> [FieldError] {
        var errors: [FieldError] = []
        let (names, oldNames) = (spec["names"] ?? [:], before["names"] ?? [:])
        if isEstablished {
            errors += TemplateRules.immutable(spec["scope"], before["scope"], "spec.scope")
            errors += TemplateRules.immutable(names["kind"], oldNames["kind"], "spec.names.kind")
        }
        errors += TemplateRules.immutable(spec["group"], before["group"], "spec.group")
        return errors + TemplateRules.immutable(names["plural"], oldNames["plural"], "spec.names.plural")
    }

    private func specification() -> [FieldError] {
        let group = spec.text("group")
        var errors: [FieldError] = []
        if group.isEmpty {
            errors.append(.required("spec.group"))
        } else if case let problems = NameRules.joined("spec.group", group, NameRules.dnsSubdomain), !problems.isEmpty {
            errors += problems
        } else if !group.contains(".") {
            errors.append(.invalid("spec.group", string: group, "should be a domain with at least one dot"))
        }
        let scope = spec.text("scope")
        if scope.isEmpty {
            errors.append(.required("spec.scope"))
        } else if !["Cluster", "Namespaced"].contains(scope) {
            errors.append(.notSupported("spec.scope", scope, ["Cluster", "Namespaced"]))
        }
        let keepsUnknown = spec["preserveUnknownFields"]?.bool ?? false
        let oldVersions = old?["spec"]?.items("versions") ?? []
        let needsSchema = old == nil || oldVersions.allSatisfy { $0["schema"]?["openAPIV3Schema"] != nil }
        for (i, version) in versions.enumerated() where version["schema"]?["openAPIV3Schema"] == nil {
            if needsSchema || (!keepsUnknown && version["served"]?.bool ?? false) {
                errors.append(.required("spec.versions[\(i)].schema.openAPIV3Schema"))
            }
        }
        for (i, version) in versions.enumerated() { errors += self.version(version, "spec.versions[\(i)]") }
        let names = versions.map { $0.text("name") }
        if Set(names).count != names.count { errors.append(.invalid("spec.versions", shownVersions, "must contain unique version names")) }
        if versions.count(where: { $0["storage"]?.bool ?? false }) != 1 {
            errors.append(.invalid("spec.versions", shownVersions, "must have exactly one version marked as storage version"))
        }
        for name in ["plural", "singular", "kind", "listKind"] where (spec["names"]?.text(name) ?? "").isEmpty {
            errors.append(.required("spec.names.\(name)"))
        }
        errors += Self.names(spec["names"] ?? [:], "spec.names")
        errors += members(JSONValue.object(shared), "spec", schema: "spec.validation", hasStatus: versions.contains(where: Self.hasStatus))
        return errors + conversion(keepsUnknown)
    }

    private static func hasStatus(_ version: JSONValue) -> Bool { version["subresources"]?["status"] != nil }

    /// What a version has for itself.
    private func version(_ version: JSONValue, _ field: String) -> [FieldError] {
        var errors = NameRules.joined("\(field).name", version.text("name"), NameRules.dns1035Label)
        let warning = version["deprecationWarning"]?.string
        if let warning {
            func refuse(_ detail: String) { errors.append(.invalid("\(field).deprecationWarning", string: warning, detail)) }
            if version["deprecated"]?.bool != true {
                refuse("can only be set for deprecated versions")
            } else {
                if warning.utf8.count > 256 { refuse("must be <= 256 characters long") }
                if warning.isEmpty { refuse("must not be an empty string") }
                let bytes = Array(warning.utf8)
                if let place = bytes.firstIndex(where: { $0 < 0x20 || $0 == 0x7f }) {
                    refuse("must only contain printable UTF-8 characters; non-printable character found at index \(place)")
                }
            }
        }
        let own = version.object?.filter { Self.perVersion.contains($0.key) && !shared.contains($0.key) } ?? JSONObject()
        return errors + members(.object(own), field, schema: "\(field).schema", hasStatus: Self.hasStatus(version), of: version)
    }

    /// Schema, subresources, columns and selectable fields, of one version or of all.
    private func members(_ value: JSONValue, _ field: String, schema place: String, hasStatus: Bool, of version: JSONValue? = nil) -> [FieldError] {
        var errors: [FieldError] = []
        let schema = value["schema"]?["openAPIV3Schema"]
        if let schema {
            let before = (old?["spec"]?.items("versions") ?? []).first { $0.text("name") == (version ?? versions.first)?.text("name") }
            let isUnchanged = before?["schema"]?["openAPIV3Schema"] == schema
            errors += CRDSchemaValidation(hasStatus: hasStatus).validate(schema, "\(place).openAPIV3Schema", isUnchanged: isUnchanged)
        }
        if let scale = value["subresources"]?["scale"] { errors += self.scale(scale, "\(field).subresources.scale") }
        for (i, column) in value.items("additionalPrinterColumns").enumerated() {
            errors += self.column(column, "\(field).additionalPrinterColumns[\(i)]")
        }
        let selectable = value.items("selectableFields")
        if !selectable.isEmpty {
            if let schema = schema ?? version?["schema"]?["openAPIV3Schema"] {
                errors += CRDSelectableFields.validate(selectable, schema, "\(field).selectableFields")
            } else {
                let what = version == nil
                    ? "may only be set when validations.schema is included" : "may only be set when version.schema.openAPIV3Schema is not included"
                errors.append(.invalid("\(field).selectableFields", string: "", what))
            }
        }
        return errors
    }

    /// The versions as the internal form has them.
    private var shownVersions: String {
        if versions.isEmpty { return "null" }
        let shown: [JSONValue] = versions.map { version in
            func own(_ member: String) -> JSONValue { shared.contains(member) ? .null : version[member] ?? .null }
            return [
                "Name": version["name"] ?? "", "Served": version["served"] ?? false, "Storage": version["storage"] ?? false,
                "Deprecated": version["deprecated"] ?? false, "DeprecationWarning": version["deprecationWarning"] ?? .null,
                "Schema": own("schema"), "Subresources": own("subresources"),
                "AdditionalPrinterColumns": own("additionalPrinterColumns"), "SelectableFields": own("selectableFields"),
            ]
        }
        return JSONValue.array(shown).description
    }

    /// What is wrong with names, which need not be there.
    static func names(_ names: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        for member in ["plural", "singular"] where !names.text(member).isEmpty {
            errors += NameRules.joined("\(field).\(member)", names.text(member), NameRules.dns1035Label)
        }
        for member in ["kind", "listKind"] where !names.text(member).isEmpty {
            let problems = NameRules.dns1035Label(names.text(member).lowercased())
            if !problems.isEmpty {
                let detail = "may have mixed case, but should otherwise match: " + problems.joined(separator: ",")
                errors.append(.invalid("\(field).\(member)", string: names.text(member), detail))
            }
        }
        for (i, name) in names.items("shortNames").compactMap(\.string).enumerated() {
            errors += NameRules.joined("\(field).shortNames[\(i)]", name, NameRules.dns1035Label)
        }
        let kind = names.text("kind")
        if !kind.isEmpty, kind == names.text("listKind") {
            errors.append(.invalid("\(field).listKind", string: kind, "kind and listKind may not be the same"))
        }
        for (i, category) in names.items("categories").compactMap(\.string).enumerated() {
            errors += NameRules.joined("\(field).categories[\(i)]", category, NameRules.dns1035Label)
        }
        return errors
    }

    private func scale(_ scale: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        for (member, root) in [("specReplicasPath", "spec"), ("statusReplicasPath", "status")] {
            let path = scale.text(member)
            if path.isEmpty {
                errors.append(.required("\(field).\(member)"))
            } else if case let problems = jsonPath(path, "\(field).\(member)"), !problems.isEmpty {
                errors += problems
            } else if !path.hasPrefix(".\(root).") {
                errors.append(.invalid("\(field).\(member)", string: path, "should be a json path under .\(root)"))
            }
        }
        let path = scale.text("labelSelectorPath")
        if !path.isEmpty {
            let problems = jsonPath(path, "\(field).labelSelectorPath")
            errors += problems
            if problems.isEmpty, !path.hasPrefix(".spec."), !path.hasPrefix(".status.") {
                errors.append(.invalid("\(field).labelSelectorPath", string: path, "should be a json path under either .spec or .status"))
            }
        }
        return errors
    }

    private func jsonPath(_ path: String, _ field: String) -> [FieldError] {
        path.hasPrefix(".") ? [] : [.invalid(field, string: path, "must be a simple json path starting with .")]
    }

    private func column(_ column: JSONValue, _ field: String) -> [FieldError] {
        let types = ["boolean", "date", "integer", "number", "string"]
        let formats = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"]
        var errors: [FieldError] = column.text("name").isEmpty ? [.required("\(field).name")] : []
        let (type, format, path) = (column.text("type"), column.text("format"), column.text("jsonPath"))
        let list = "must be one of " + types.joined(separator: ",")
        if type.isEmpty {
            errors.append(.required("\(field).type", list))
        } else if !types.contains(type) {
            errors.append(.invalid("\(field).type", string: type, list))
        }
        if !format.isEmpty, !formats.contains(format) {
            errors.append(.invalid("\(field).format", string: format, "must be one of " + formats.joined(separator: ",")))
        }
        return errors + (path.isEmpty ? [.required("\(field).JSONPath")] : jsonPath(path, "\(field).JSONPath"))
    }

    private func conversion(_ keepsUnknown: Bool) -> [FieldError] {
        guard let conversion = spec["conversion"] else { return [] }
        let field = "spec.conversion"
        let strategy = conversion.text("strategy")
        var errors: [FieldError] = []
        if strategy != "None", keepsUnknown {
            errors.append(.invalid("\(field).strategy", string: strategy, "must be None if spec.preserveUnknownFields is true"))
        }
        if strategy.isEmpty {
            errors.append(.required("\(field).strategy"))
        } else if !["None", "Webhook"].contains(strategy) {
            errors.append(.notSupported("\(field).strategy", strategy, ["None", "Webhook"]))
        }
        let webhook = conversion["webhook"]
        let versions = webhook?.items("conversionReviewVersions").compactMap(\.string) ?? []
        guard strategy == "Webhook" else {
            if webhook?["clientConfig"] != nil {
                errors.append(.forbidden("\(field).webhookClientConfig", "should not be set when strategy is not set to Webhook"))
            }
            if !versions.isEmpty {
                errors.append(.forbidden("\(field).conversionReviewVersions", "should not be set when strategy is not set to Webhook"))
            }
            return errors
        }
        if let client = webhook?["clientConfig"] {
            errors += WebhookClientValidation.client(client, "\(field).webhookClientConfig")
        } else {
            errors.append(.required("\(field).webhookClientConfig", "required when strategy is set to Webhook"))
        }
        if versions.isEmpty { return errors + [.required("\(field).conversionReviewVersions")] }
        for (i, version) in versions.enumerated() {
            let place = "\(field).conversionReviewVersions[\(i)]"
            if versions[..<i].contains(version) {
                errors.append(.invalid(place, string: version, "duplicate version"))
            } else {
                errors += NameRules.errors(place, version, NameRules.dns1035Label)
            }
        }
        let known = ["v1", "v1beta1"]
        let before = old?["spec"]?["conversion"]?["webhook"]?.items("conversionReviewVersions").compactMap(\.string) ?? []
        if !versions.contains(where: known.contains), before.isEmpty || before.contains(where: known.contains) {
            errors.append(
                .invalid(
                    "\(field).conversionReviewVersions", GoText.json(webhook?["conversionReviewVersions"]),
                    "must include at least one of v1, v1beta1"))
        }
        return errors
    }

    private func storedVersions() -> [FieldError] {
        let field = "status.storedVersions"
        let stored = object["status"]?.items("storedVersions").compactMap(\.string) ?? []
        if stored.isEmpty { return [.invalid(field, "null", "must have at least one stored version")] }
        var errors: [FieldError] = []
        for version in versions where version["storage"]?.bool ?? false && !stored.contains(version.text("name")) {
            errors.append(
                .invalid(field, GoText.json(object["status"]?["storedVersions"]), "must have the storage version \(version.text("name"))"))
        }
        for (i, name) in stored.enumerated() where !versions.contains(where: { $0.text("name") == name }) {
            errors.append(
                .invalid(
                    "\(field)[\(i)]", string: name,
                    "missing from spec.versions; \(name) was previously a storage version, and must remain in spec.versions until a "
                        + "storage migration ensures no data remains persisted in \(name) and removes \(name) from status.storedVersions"))
        }
        return errors
    }

    /// The annotation that groups of Kubernetes' own domains must have.
    static let approvalAnnotation = "api-approved.kubernetes.io"

    /// Whether a group is one that only Kubernetes may give out.
    static func isProtected(_ group: String) -> Bool {
        ["k8s.io", "kubernetes.io"].contains { group == $0 || group.hasSuffix("." + $0) }
    }

    /// Whether the annotation says that the API was reviewed; the condition's reason and message.
    static func approval(_ annotation: String?) -> (isApproved: Bool?, reason: String, message: String) {
        guard let annotation, !annotation.isEmpty else {
            return (
                nil, "MissingAnnotation",
                "protected groups must have approval annotation \"\(approvalAnnotation)\", see https://github.com/kubernetes/enhancements/pull/1111"
            )
        }
        if annotation.hasPrefix("unapproved") { return (false, "UnapprovedAnnotation", "not approved: \"\(annotation)\"") }
        let isURL = ["http://", "https://"].contains { annotation.hasPrefix($0) && annotation.count > $0.count }
        return isURL
            ? (true, "ApprovedAnnotation", "approved in \(annotation)")
            : (
                nil, "InvalidAnnotation",
                "protected groups must have approval annotation \"\(approvalAnnotation)\" with either a URL or a reason starting with "
                    + "\"unapproved\", see https://github.com/kubernetes/enhancements/pull/1111"
            )
    }

    private func approval() -> [FieldError] {
        guard Self.isProtected(spec.text("group")) else { return [] }
        let field = "metadata.annotations[\(Self.approvalAnnotation)]"
        let annotation = object["metadata"]?["annotations"]?[Self.approvalAnnotation]?.string
        if let old, old["metadata"]?["annotations"]?[Self.approvalAnnotation]?.string == annotation { return [] }
        let (isApproved, reason, message) = Self.approval(annotation)
        if isApproved != nil { return [] }
        return [reason == "MissingAnnotation" ? .required(field, message) : .invalid(field, string: annotation ?? "", message)]
    }
}
