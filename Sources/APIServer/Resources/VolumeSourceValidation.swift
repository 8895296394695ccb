import JSON

/// What Kubernetes refuses in the sources that volumes of pods and PersistentVolumes have in common.
enum VolumeSourceValidation {
    /// What is wrong with a source; `persistent` where it is that of a PersistentVolume, which differs a little.
    static func shared(_ kind: String, _ source: JSONValue, _ field: String, persistent: Bool = false) -> [FieldError] {
        var errors: [FieldError] = []
        switch kind {
        case "hostPath":
            if source.text("path").isEmpty { return [.required("\(field).path")] }
            errors.backsteps(source.text("path"), "\(field).path")
            errors.oneOf(
                source, "type", field, ["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"],
                required: false)
        case "gcePersistentDisk":
            errors.required(source, "pdName", field)
            errors.range(source, "partition", field, 0...255)
        case "awsElasticBlockStore":
            errors.required(source, "volumeID", field)
            errors.range(source, "partition", field, 0...255)
        case "nfs":
            errors.required(source, "server", field)
            errors.required(source, "path", field)
            if !source.text("path").hasPrefix("/") { errors.append(.invalid("\(field).path", string: source.text("path"), "must be an absolute path")) }
        case "iscsi": errors += iscsi(source, field)
        case "glusterfs":
            errors.required(source, "endpoints", field)
            errors.required(source, "path", field)
            if source["endpointsNamespace"]?.string == "" {
                errors.append(
                    .invalid(
                        "\(field).endpointsNamespace", string: "",
                        "if the endpointnamespace is set, it must be a valid namespace name"))
            }
        case "flocker": errors += flocker(source, field)
        case "rbd":
            if !source.has("monitors") { errors.append(.required("\(field).monitors")) }
            errors.required(source, "image", field)
        case "cinder":
            errors.required(source, "volumeID", field)
            errors += secretName(source, field, namespaced: persistent)
        case "cephfs":
            if !source.has("monitors") { errors.append(.required("\(field).monitors")) }
        case "quobyte": errors += quobyte(source, field)
        case "fc": errors += fibreChannel(source, field)
        case "flexVolume":
            errors.required(source, "driver", field)
            for key in (source.members("options")).sortedByKey().keys {
                let domain = key.split(separator: "/").first.map(String.init)?.lowercased() ?? ""
                let reserved = ["kubernetes.io", "k8s.io"].contains { domain == $0 || domain.hasSuffix("." + $0) }
                if key.contains("/"), reserved {
                    errors.append(.invalid("\(field).options[\(key)]", string: key, "kubernetes.io, k8s.io and their subdomains are reserved"))
                }
            }
        case "azureFile":
            errors.required(source, "secretName", field)
            errors.required(source, "shareName", field)
            if source["secretNamespace"]?.string == "" {
                errors.append(.required("\(field).secretNamespace"))
            }
        case "vsphereVolume": errors.required(source, "volumePath", field)
        case "photonPersistentDisk": errors.required(source, "pdID", field)
        case "portworxVolume": errors.required(source, "volumeID", field)
        case "azureDisk": errors += azureDisk(source, field)
        case "scaleIO": for key in ["gateway", "system", "volumeName"] { errors.required(source, key, field) }
        case "storageos":
            if !source.text("volumeName").isEmpty { errors.names(source.text("volumeName"), "\(field).volumeName", NameRules.dnsLabel) }
            if persistent, source.text("volumeName").isEmpty { errors.append(.required("\(field).volumeName")) }
            errors.name(source, "volumeNamespace", field, NameRules.dnsLabel)
            errors += secretName(source, field, namespaced: persistent)
        case "local":
            if source.text("path").isEmpty { return [.required("\(field).path")] }
            errors.backsteps(source.text("path"), "\(field).path")
        case "csi": errors += persistentDriver(source, field)
        default: break
        }
        return errors
    }

    /// What is wrong with the name of a CSI driver.
    static func driver(_ source: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        let name = source.text("driver")
        if name.isEmpty { errors.append(.required("\(field).driver")) }
        if name.utf8.count > 63 { errors.append(.tooLong("\(field).driver", limit: 63)) }
        for message in NameRules.dnsSubdomain(name.lowercased()) { errors.append(.invalid("\(field).driver", string: name, message)) }
        return errors
    }

    private static func persistentDriver(_ source: JSONValue, _ field: String) -> [FieldError] {
        var errors = driver(source, field)
        errors.required(source, "volumeHandle", field)
        for key in ["controllerPublishSecretRef", "controllerExpandSecretRef", "nodePublishSecretRef", "nodeExpandSecretRef"] {
            guard let secret = source[key], !secret.isNull else { continue }
            errors.required(secret, "name", "\(field).\(key)")
            errors.required(secret, "namespace", "\(field).\(key)")
            errors.name(secret, "name", "\(field).\(key)", NameRules.dnsSubdomain)
            errors.name(secret, "namespace", "\(field).\(key)", NameRules.dnsLabel)
        }
        return errors
    }

    private static func secretName(_ source: JSONValue, _ field: String, namespaced: Bool) -> [FieldError] {
        guard let secret = source["secretRef"], !secret.isNull else { return [] }
        var errors: [FieldError] = []
        errors.required(secret, "name", "\(field).secretRef")
        if namespaced { errors.required(secret, "namespace", "\(field).secretRef") }
        return errors
    }

    private static func iscsi(_ source: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        errors.required(source, "targetPortal", field)
        let name = source.text("iqn")
        if name.isEmpty {
            errors.append(.required("\(field).iqn"))
        } else if !["iqn", "eui", "naa"].contains(where: name.hasPrefix) {
            errors.append(.invalid("\(field).iqn", string: name, "must be valid format starting with iqn, eui, or naa"))
        } else if !isInitiator(name) {
            errors.append(.invalid("\(field).iqn", string: name, "must be valid format"))
        }
        errors.range(source, "lun", field, 0...255)
        if source["chapAuthDiscovery"]?.bool == true || source["chapAuthSession"]?.bool == true, !source.isSet("secretRef") {
            errors.append(.required("\(field).secretRef"))
        }
        if let initiator = source["initiatorName"]?.string, !isInitiator(initiator) {
            errors.append(.invalid("\(field).initiatorname", string: initiator, "must be valid format"))
        }
        return errors
    }

    /// Whether a text is `iqn.2001-04.com.example:x`, `eui.` with 16 hexadecimal digits, or `naa.` with 32.
    private static func isInitiator(_ name: String) -> Bool {
        let rest = name.dropFirst(4)
        switch name.prefix(4) {
        case "iqn.":
            let date = rest.prefix(7)
            return date.wholeMatch(of: /[0-9]{4}-[0-9]{2}/) != nil
                && rest.dropFirst(7).wholeMatch(of: /\.([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)(:[^,;*&$|\s]+)?/) != nil
        case "eui.": return rest.count == 16 && rest.allSatisfy(\.isHexDigit)
        case "naa.": return rest.count == 32 && rest.allSatisfy(\.isHexDigit)
        default: return false
        }
    }

    private static func flocker(_ source: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        let (name, uuid) = (source.text("datasetName"), source.text("datasetUUID"))
        if name.isEmpty, uuid.isEmpty { errors.append(.required(field, "one of datasetName and datasetUUID is required")) }
        if !name.isEmpty, !uuid.isEmpty {
            errors.append(.invalid(field, string: "resource", "datasetName and datasetUUID can not be specified simultaneously"))
        }
        if name.contains("/") { errors.append(.invalid("\(field).datasetName", string: name, "must not contain '/'")) }
        return errors
    }

    private static func quobyte(_ source: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        let registry = source.text("registry")
        if registry.isEmpty {
            errors.append(.required("\(field).registry", "must be a host:port pair or multiple pairs separated by commas"))
        } else if source.text("tenant").utf8.count >= 65 {
            errors.append(.required("\(field).tenant", "must be UUID and may not exceed a length of 64 characters"))
        } else {
            for pair in registry.split(separator: ",", omittingEmptySubsequences: false) where !pair.contains(":") {
                errors.append(.invalid("\(field).registry", string: registry, "must be a host:port pair or multiple pairs separated by commas"))
            }
        }
        errors.required(source, "volume", field)
        return errors
    }

    private static func fibreChannel(_ source: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        let names = source.has("targetWWNs")
        if !names, !source.has("wwids") {
            errors.append(.required("\(field).targetWWNs", "must specify either targetWWNs or wwids, but not both"))
        }
        if names, source.has("wwids") {
            errors.append(
                .invalid("\(field).targetWWNs", GoText.json(source["targetWWNs"]), "targetWWNs and wwids can not be specified simultaneously"))
        }
        if names {
            if source.isSet("lun") {
                errors.range(source, "lun", field, 0...255)
            } else {
                errors.append(.required("\(field).lun", "lun is required if targetWWNs is specified"))
            }
        }
        return errors
    }

    private static func azureDisk(_ source: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        errors.required(source, "diskName", field)
        errors.required(source, "diskURI", field)
        errors.oneOf(source, "cachingMode", field, ["None", "ReadOnly", "ReadWrite"], required: false)
        errors.oneOf(source, "kind", field, ["Dedicated", "Managed", "Shared"], required: false)
        let uri = source.text("diskURI")
        if source.text("kind") == "Managed", !uri.hasPrefix("/subscriptions") {
            errors.append(.notSupported("\(field).diskURI", uri, ["/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"]))
        }
        if source.isSet("kind"), source.text("kind") != "Managed", !uri.hasPrefix("https://") {
            errors.append(.notSupported("\(field).diskURI", uri, ["https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"]))
        }
        return errors
    }
}
