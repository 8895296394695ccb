import JSON

/// What Kubernetes refuses in the volume mounts and devices of a container.
struct MountValidation {
    let container: JSONValue
    /// The pod's volumes that are right, by name.
    let volumes: [String: JSONValue]

    /// What is wrong with the mounts.
    func mounts(_ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        var paths: Set<String> = []
        let devices = container.items("volumeDevices")
        for (i, mount) in container.items("volumeMounts").enumerated() {
            let path = "\(field)[\(i)]"
            let name = mount.text("name")
            if name.isEmpty { errors.append(.required("\(path).name")) }
            if volumes[name] == nil { errors.append(.notFound("\(path).name", FieldError.quoted(name))) }
            let target = mount.text("mountPath")
            if target.isEmpty { errors.append(.required("\(path).mountPath")) }
            if !paths.insert(target).inserted { errors.append(.invalid("\(path).mountPath", string: target, "must be unique")) }
            if devices.contains(where: { $0.text("name") == name }) {
                errors.append(.invalid("\(path).name", string: name, "must not already exist in volumeDevices"))
            }
            if devices.contains(where: { $0.text("devicePath") == target }) {
                errors.append(.invalid("\(path).mountPath", string: target, "must not already exist as a path in volumeDevices"))
            }
            // Kubernetes leaves the index out of these three paths.
            let subPath = mount.text("subPath")
            if !subPath.isEmpty { errors.descendingPath(subPath, "\(field).subPath") }
            let expression = mount.text("subPathExpr")
            if !expression.isEmpty {
                if !subPath.isEmpty {
                    errors.append(.invalid("\(path).subPathExpr", string: expression, "subPathExpr and subPath are mutually exclusive"))
                }
                errors.descendingPath(expression, "\(field).subPathExpr")
            }
            if mount.isSet("mountPropagation") {
                let known = ["Bidirectional", "HostToContainer", "None"]
                let propagation = mount.text("mountPropagation")
                if !known.contains(propagation) { errors.append(.notSupported("\(field).mountPropagation", propagation, known)) }
                if propagation == "Bidirectional", container["securityContext"]?["privileged"]?.bool != true {
                    errors.append(
                        .forbidden("\(field).mountPropagation", "Bidirectional mount propagation is available only to privileged containers"))
                }
            }
            errors += recursiveReadOnly(mount, "\(path).recursiveReadOnly")
        }
        return errors
    }

    private func recursiveReadOnly(_ mount: JSONValue, _ field: String) -> [FieldError] {
        guard mount.isSet("recursiveReadOnly") else { return [] }
        var errors: [FieldError] = []
        switch mount.text("recursiveReadOnly") {
        case "Disabled": break
        case "Enabled", "IfPossible":
            if mount["readOnly"]?.bool != true { errors.append(.forbidden(field, "may only be specified when readOnly is true")) }
            if !["", "None"].contains(mount.text("mountPropagation")) {
                errors.append(.forbidden(field, "may only be specified when mountPropagation is None or not specified"))
            }
        case let other: errors.append(.notSupported(field, other, ["Disabled", "Enabled", "IfPossible"]))
        }
        return errors
    }

    /// What is wrong with the devices.
    func devices(_ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        var names: Set<String> = []
        var paths: Set<String> = []
        let mounts = container.items("volumeMounts")
        for (i, device) in container.items("volumeDevices").enumerated() {
            let field = "\(field)[\(i)]"
            let name = device.text("name")
            let path = device.text("devicePath")
            if name.isEmpty { errors.append(.required("\(field).name")) }
            if names.contains(name) { errors.append(.invalid("\(field).name", string: name, "must be unique")) }
            if let volume = volumes[name] {
                if !volume.isSet("persistentVolumeClaim"), !volume.isSet("ephemeral") {
                    errors.append(
                        .invalid(
                            "\(field).name", string: name,
                            "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode"))
                }
            } else {
                errors.append(.notFound("\(field).name", FieldError.quoted(name)))
            }
            if path.isEmpty { errors.append(.required("\(field).devicePath")) }
            if paths.contains(path) { errors.append(.invalid("\(field).devicePath", string: path, "must be unique")) }
            if path.split(separator: "/").contains("..") {
                errors.append(.invalid("\(field).devicePath", string: path, "can not contain backsteps ('..')"))
            } else {
                paths.insert(path)
            }
            if mounts.contains(where: { $0.text("name") == name }) {
                errors.append(.invalid("\(field).name", string: name, "must not already exist in volumeMounts"))
            }
            if mounts.contains(where: { $0.text("mountPath") == path }) {
                errors.append(.invalid("\(field).devicePath", string: path, "must not already exist as a path in volumeMounts"))
            }
            if !name.isEmpty { names.insert(name) }
        }
        return errors
    }
}
