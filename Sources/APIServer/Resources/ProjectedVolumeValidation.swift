import JSON

/// What Kubernetes refuses in a projected volume, whose sources share one directory.
enum ProjectedVolumeValidation {
    private static let kinds = ["secret", "configMap", "downwardAPI", "serviceAccountToken", "clusterTrustBundle", "podCertificate"]

    /// What is wrong with the volume's source.
    static func errors(_ volume: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        errors.fileMode(volume, "defaultMode", field)
        var paths: Set<String> = []
        for (i, source) in volume.items("sources").enumerated() {
            let path = "\(field).sources[\(i)]"
            let given = kinds.filter(source.isSet)
            if let kind = given.first { errors += self.source(kind, source[kind] ?? [:], "\(path).\(kind)", &paths) }
            errors += given.dropFirst().map { .forbidden("\(path).\($0)", "may not specify more than 1 volume type per source") }
            if given.isEmpty { errors.append(.required(path, "must specify one source type")) }
        }
        return errors
    }

    private static func source(_ kind: String, _ source: JSONValue, _ field: String, _ paths: inout Set<String>) -> [FieldError] {
        var errors: [FieldError] = []
        func claim(_ path: String, _ field: String, _ value: String) {
            if !path.isEmpty, !paths.insert(path).inserted { errors.append(.invalid(field, string: value, "conflicting duplicate paths")) }
        }
        switch kind {
        case "secret", "configMap":
            errors.required(source, "name", field)
            errors += VolumeValidation.keys(source.items("items"), "\(field).items")
            for item in source.items("items") { claim(item.text("path"), field, source.text("name")) }
        case "downwardAPI":
            for (i, item) in source.items("items").enumerated() {
                errors += VolumeValidation.downward(item, "\(field).items[\(i)]")
                claim(item.text("path"), field, item.text("path"))
            }
        case "serviceAccountToken":
            if let seconds = source["expirationSeconds"]?.int {
                if seconds < 600 {
                    errors.append(.invalid("\(field).expirationSeconds", "\(seconds)", "may not specify a duration less than 10 minutes"))
                } else if seconds > 1 << 32 {
                    errors.append(.invalid("\(field).expirationSeconds", "\(seconds)", "may not specify a duration larger than 2^32 seconds"))
                }
            }
            errors += path(source, field)
            claim(source.text("path"), "\(field).path", source.text("path"))
        case "clusterTrustBundle":
            errors += trustBundle(source, field)
            claim(source.text("path"), "\(field).path", source.text("path"))
        default:
            errors += certificate(source, field)
            for key in ["credentialBundlePath", "keyPath", "certificateChainPath"] { claim(source.text(key), "\(field).\(key)", source.text(key)) }
        }
        return errors
    }

    private static func path(_ source: JSONValue, _ field: String, key: String = "path") -> [FieldError] {
        var errors: [FieldError] = []
        errors.required(source, key, field)
        errors.localPath(source.text(key), "\(field).\(key)")
        return errors
    }

    private static func trustBundle(_ source: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        let hasName = source.isSet("name")
        let hasSigner = source.isSet("signerName")
        if hasName, hasSigner {
            errors.append(.invalid(field, GoStruct.text("core.v1.ClusterTrustBundleProjection", source), "only one of name and signerName may be used"))
        } else if hasName {
            if source.text("name").isEmpty { errors.append(.required("\(field).name", "must be a valid object name")) }
            errors.name(source, "name", field, NameRules.dnsSubdomain)
            if source.isSet("labelSelector") {
                errors.append(.invalid("\(field).labelSelector", GoText.json(source["labelSelector"]), "labelSelector must be unset if name is specified"))
            }
        } else if hasSigner {
            if source.text("signerName").isEmpty { errors.append(.required("\(field).signerName", "must be a valid signer name")) }
            if let selector = source["labelSelector"], !selector.isNull {
                errors += SelectorValidation.labelSelector(selector, "\(field).labelSelector")
            }
        } else {
            errors.append(.required(field, "either name or signerName must be specified"))
        }
        return errors + path(source, field)
    }

    private static func certificate(_ source: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        errors.required(source, "signerName", field)
        errors.oneOf(source, "keyType", field, ["ECDSAP256", "ECDSAP384", "ECDSAP521", "ED25519", "RSA3072", "RSA4096"])
        if let seconds = source["maxExpirationSeconds"]?.int, !(3600...7_862_400).contains(seconds) {
            errors.append(
                .invalid(
                    "\(field).maxExpirationSeconds", "\(seconds)",
                    seconds < 3600 ? "if provided, maxExpirationSeconds must be >= 3600" : "if provided, maxExpirationSeconds must be <= 7862400"))
        }
        let keys = ["credentialBundlePath", "keyPath", "certificateChainPath"].filter { !source.text($0).isEmpty }
        if keys.isEmpty { errors.append(.required(field, "specify at least one of credentialBundlePath, keyPath, and certificateChainPath")) }
        for key in keys { errors.localPath(source.text(key), "\(field).\(key)") }
        return errors
    }
}
