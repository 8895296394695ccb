import JSON

/// What Kubernetes refuses in the volumes of a pod.
enum VolumeValidation {
    /// What is wrong with the volumes, and the names of all of them.
    static func volumes(_ volumes: [JSONValue], _ field: String) -> ([FieldError], Set<String>) {
        var errors: [FieldError] = []
        var names: Set<String> = []
        for (i, volume) in volumes.enumerated() {
            let path = "\(field)[\(i)]"
            let name = volume.text("name")
            if name.isEmpty {
                errors.append(.required("\(path).name"))
            } else {
                errors += NameRules.dnsLabel(name).map { .invalid("\(path).name", string: name, $0) }
                if !names.insert(name).inserted { errors.append(.duplicate("\(path).name", FieldError.quoted(name))) }
            }
            let sources = order.filter { volume[$0] != nil && volume[$0]?.isNull == false }
            if sources.isEmpty { errors.append(.required(path, "must specify a volume type")) }
            for extra in sources.dropFirst() {
                errors.append(.forbidden("\(path).\(extra)", "may not specify more than 1 volume type"))
            }
            if let source = sources.first { errors += self.source(source, volume[source] ?? [:], "\(path).\(source)") }
        }
        return (errors, names)
    }

    /// The order in which Kubernetes looks for a volume's source.
    private static let order = ["emptyDir", "hostPath"] + PodDefaults.volumeSources.subtracting(["emptyDir", "hostPath"]).sorted()

    private static func source(_ kind: String, _ source: JSONValue, _ field: String) -> [FieldError] {
        switch kind {
        case "hostPath":
            let path = source.text("path")
            if path.isEmpty { return [.required("\(field).path")] }
            var errors = backsteps(path, "\(field).path")
            let types = ["", "DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice", "BlockDevice"]
            let type = source.text("type")
            if !types.contains(type) { errors.append(.notSupported("\(field).type", type, types.sorted())) }
            return errors
        case "secret": return requires(source, "secretName", field) + items(source, field)
        case "configMap": return requires(source, "name", field) + items(source, field)
        case "persistentVolumeClaim": return requires(source, "claimName", field)
        case "nfs": return requires(source, "server", field) + requires(source, "path", field)
        case "csi": return requires(source, "driver", field)
        case "image": return requires(source, "reference", field)
        case "projected":
            var errors: [FieldError] = []
            for (i, part) in source.items("sources").enumerated() {
                let path = "\(field).sources[\(i)]"
                if let map = part["configMap"] { errors += requires(map, "name", "\(path).configMap") }
                if let secret = part["secret"] { errors += requires(secret, "name", "\(path).secret") }
                if let token = part["serviceAccountToken"] {
                    errors += requires(token, "path", "\(path).serviceAccountToken")
                    if let seconds = token["expirationSeconds"]?.int, seconds < 600 {
                        errors.append(
                            .invalid(
                                "\(path).serviceAccountToken.expirationSeconds", "\(seconds)",
                                "may not specify a duration less than 10 minutes"))
                    }
                }
            }
            return errors
        default: return []
        }
    }

    private static func requires(_ source: JSONValue, _ key: String, _ field: String) -> [FieldError] {
        source.text(key).isEmpty ? [.required("\(field).\(key)")] : []
    }

    private static func items(_ source: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        for (i, item) in source.items("items").enumerated() {
            if item.text("key").isEmpty { errors.append(.required("\(field).items[\(i)].key")) }
            let path = item.text("path")
            if path.isEmpty {
                errors.append(.required("\(field).items[\(i)].path"))
            } else {
                if path.hasPrefix("/") { errors.append(.invalid("\(field).items[\(i)].path", string: path, "must be a relative path")) }
                errors += backsteps(path, "\(field).items[\(i)].path")
            }
        }
        return errors
    }

    /// What is wrong with a path that leads upwards.
    static func backsteps(_ path: String, _ field: String) -> [FieldError] {
        path.split(separator: "/").contains("..") ? [.invalid(field, string: path, "must not contain '..'")] : []
    }
}
