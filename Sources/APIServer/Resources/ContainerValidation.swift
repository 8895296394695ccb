import JSON

/// What Kubernetes refuses in the containers of a pod.
enum ContainerValidation {
    /// What is wrong with the containers of a specification.
    static func containers(_ spec: JSONValue, _ field: String, volumes: Set<String>) -> [FieldError] {
        var errors: [FieldError] = []
        let main = spec.items("containers")
        if main.isEmpty { errors.append(.required("\(field).containers")) }
        var names: Set<String> = []
        for (list, items) in [("containers", main), ("initContainers", spec.items("initContainers"))] {
            for (i, container) in items.enumerated() {
                let path = "\(field).\(list)[\(i)]"
                errors += self.container(container, path, volumes: volumes)
                if list == "initContainers", container.text("restartPolicy") != "Always" {
                    for probe in ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle"] where container[probe] != nil {
                        errors.append(.forbidden("\(path).\(probe)", "may not be set for init containers without restartPolicy=Always"))
                    }
                }
                let name = container.text("name")
                if !name.isEmpty, !names.insert(name).inserted {
                    errors.append(.duplicate("\(path).name", FieldError.quoted(name)))
                }
            }
        }
        return errors + hostPorts(main, "\(field).containers")
    }

    private static func container(_ container: JSONValue, _ field: String, volumes: Set<String>) -> [FieldError] {
        var errors: [FieldError] = []
        let name = container.text("name")
        if name.isEmpty {
            errors.append(.required("\(field).name"))
        } else {
            errors += NameRules.dnsLabel(name).map { .invalid("\(field).name", string: name, $0) }
        }
        let image = container.text("image")
        if image.isEmpty {
            errors.append(.required("\(field).image"))
        } else if image != image.trimmed {
            errors.append(.invalid("\(field).image", string: image, "must not have leading or trailing whitespace"))
        }
        let policy = container.text("terminationMessagePolicy")
        if !["File", "FallbackToLogsOnError"].contains(policy) {
            errors.append(policy.isEmpty ? .required("\(field).terminationMessagePolicy")
                : .notSupported("\(field).terminationMessagePolicy", policy, ["FallbackToLogsOnError", "File"]))
        }
        errors += ports(container, field) + environment(container, field) + mounts(container, field, volumes)
        let pull = container.text("imagePullPolicy")
        if !["Always", "IfNotPresent", "Never"].contains(pull) {
            errors.append(pull.isEmpty ? .required("\(field).imagePullPolicy")
                : .notSupported("\(field).imagePullPolicy", pull, ["Always", "IfNotPresent", "Never"]))
        }
        errors += ResourceValidation.requirements(container["resources"], "\(field).resources")
        for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
            guard let value = container[probe], !value.isNull else { continue }
            errors += self.probe(value, "\(field).\(probe)", successMustBeOne: probe != "readinessProbe")
        }
        for hook in ["postStart", "preStop"] {
            guard let value = container["lifecycle"]?[hook], !value.isNull else { continue }
            errors += handler(value, "\(field).lifecycle.\(hook)")
        }
        let security = container["securityContext"] ?? [:]
        for id in ["runAsUser", "runAsGroup"] {
            if let value = security[id]?.int, !(0...2_147_483_647).contains(value) {
                errors.append(
                    .invalid("\(field).securityContext.\(id)", "\(value)", "must be between 0 and 2147483647, inclusive"))
            }
        }
        if security["privileged"]?.bool == true, security["allowPrivilegeEscalation"]?.bool == false {
            errors.append(
                .invalid(
                    "\(field).securityContext", GoStruct.securityContext(security),
                    "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"))
        }
        return errors
    }

    private static func ports(_ container: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        var names: Set<String> = []
        for (i, port) in container.items("ports").enumerated() {
            let path = "\(field).ports[\(i)]"
            let name = port.text("name")
            if !name.isEmpty {
                errors += NameRules.portName(name).map { .invalid("\(path).name", string: name, $0) }
                if !names.insert(name).inserted { errors.append(.duplicate("\(path).name", FieldError.quoted(name))) }
            }
            let number = port["containerPort"]?.int ?? 0
            if number == 0 {
                errors.append(.required("\(path).containerPort"))
            } else if !(1...65535).contains(number) {
                errors.append(.invalid("\(path).containerPort", "\(number)", ServiceValidation.portRange))
            }
            if let host = port["hostPort"]?.int, host != 0, !(1...65535).contains(host) {
                errors.append(.invalid("\(path).hostPort", "\(host)", ServiceValidation.portRange))
            }
            let transport = port.text("protocol")
            if !["SCTP", "TCP", "UDP"].contains(transport) {
                errors.append(
                    transport.isEmpty ? .required("\(path).protocol")
                        : .notSupported("\(path).protocol", transport, ["SCTP", "TCP", "UDP"]))
            }
        }
        return errors
    }

    private static func hostPorts(_ containers: [JSONValue], _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        var taken: Set<String> = []
        for (i, container) in containers.enumerated() {
            for (j, port) in container.items("ports").enumerated() {
                guard let number = port["hostPort"]?.int, number != 0 else { continue }
                let key = "\(port.text("protocol"))/\(port.text("hostIP"))/\(number)"
                if !taken.insert(key).inserted {
                    errors.append(.duplicate("\(field)[\(i)].ports[\(j)].hostPort", FieldError.quoted(key)))
                }
            }
        }
        return errors
    }

    private static let downwardFields: Set<String> = [
        "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP",
        "status.hostIPs", "status.podIP", "status.podIPs",
    ]

    private static func environment(_ container: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        for (i, variable) in container.items("env").enumerated() {
            let path = "\(field).env[\(i)]"
            let name = variable.text("name")
            if name.isEmpty {
                errors.append(.required("\(path).name"))
            } else if !name.utf8.allSatisfy({ (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "=") }) {
                errors.append(.invalid("\(path).name", string: name, NameRules.envVarMessage))
            }
            guard let source = variable["valueFrom"], !source.isNull else { continue }
            let kinds = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"].filter { source[$0] != nil }
            if kinds.isEmpty {
                errors.append(
                    .invalid(
                        "\(path).valueFrom", string: "",
                        "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`"))
            }
            if !variable.text("value").isEmpty, !kinds.isEmpty {
                errors.append(.invalid("\(path).valueFrom", string: "", "may not be specified when `value` is not empty"))
            }
            if kinds.count > 1 {
                errors.append(.invalid("\(path).valueFrom", string: "", "may not have more than one field specified at a time"))
            }
            if let reference = source["fieldRef"] {
                let fieldPath = reference.text("fieldPath")
                let known = downwardFields.contains(fieldPath) || fieldPath.hasPrefix("metadata.annotations[")
                    || fieldPath.hasPrefix("metadata.labels[")
                if fieldPath.isEmpty {
                    errors.append(.required("\(path).valueFrom.fieldRef.fieldPath"))
                } else if !known {
                    errors.append(
                        .invalid(
                            "\(path).valueFrom.fieldRef.fieldPath", string: fieldPath,
                            "error converting fieldPath: field label not supported: \(fieldPath)"))
                }
            }
            for kind in ["configMapKeyRef", "secretKeyRef"] {
                guard let reference = source[kind] else { continue }
                if reference.text("name").isEmpty { errors.append(.required("\(path).valueFrom.\(kind).name")) }
                if reference.text("key").isEmpty { errors.append(.required("\(path).valueFrom.\(kind).key")) }
            }
        }
        return errors
    }

    private static func mounts(_ container: JSONValue, _ field: String, _ volumes: Set<String>) -> [FieldError] {
        var errors: [FieldError] = []
        var paths: Set<String> = []
        for (i, mount) in container.items("volumeMounts").enumerated() {
            let path = "\(field).volumeMounts[\(i)]"
            let name = mount.text("name")
            if name.isEmpty {
                errors.append(.required("\(path).name"))
            } else if !volumes.contains(name) {
                errors.append(.notFound("\(path).name", FieldError.quoted(name)))
            }
            let target = mount.text("mountPath")
            if target.isEmpty { errors.append(.required("\(path).mountPath")) }
            if !paths.insert(target).inserted { errors.append(.invalid("\(path).mountPath", string: target, "must be unique")) }
            // Kubernetes leaves the index out of this one's path.
            let subPath = mount.text("subPath")
            if subPath.hasPrefix("/") {
                errors.append(.invalid("\(field).volumeMounts.subPath", string: subPath, "must be a relative path"))
            }
            errors += VolumeValidation.backsteps(subPath, "\(field).volumeMounts.subPath")
        }
        return errors
    }

    private static func probe(_ probe: JSONValue, _ field: String, successMustBeOne: Bool) -> [FieldError] {
        var errors = handler(probe, field)
        for name in ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"] {
            errors += TemplateRules.nonNegative(probe, name, field)
        }
        if let threshold = probe["successThreshold"]?.int, successMustBeOne, threshold != 1, threshold >= 0 {
            errors.append(.invalid("\(field).successThreshold", "\(threshold)", "must be 1"))
        }
        return errors
    }

    private static func handler(_ handler: JSONValue, _ field: String) -> [FieldError] {
        let kinds = ["exec", "httpGet", "tcpSocket", "grpc", "sleep"].filter { handler[$0] != nil && handler[$0]?.isNull == false }
        guard let kind = kinds.first else { return [.required(field, "must specify a handler type")] }
        var errors: [FieldError] = kinds.dropFirst().map {
            .forbidden("\(field).\($0)", "may not specify more than 1 handler type")
        }
        let value = handler[kind] ?? [:]
        switch kind {
        case "exec":
            if !value.has("command") { errors.append(.required("\(field).exec.command")) }
        case "httpGet", "tcpSocket":
            if kind == "httpGet", value.text("path").isEmpty { errors.append(.required("\(field).httpGet.path")) }
            switch value["port"] {
            case .int(let number)? where !(1...65535).contains(number):
                errors.append(.invalid("\(field).\(kind).port", "\(number)", ServiceValidation.portRange))
            case .string(let name)?:
                errors += NameRules.portName(name).map { .invalid("\(field).\(kind).port", string: name, $0) }
            default: break
            }
            if kind == "httpGet", !["HTTP", "HTTPS"].contains(value.text("scheme")) {
                errors.append(.notSupported("\(field).httpGet.scheme", value.text("scheme"), ["HTTP", "HTTPS"]))
            }
        default: break
        }
        return errors
    }
}

extension String {
    /// Without white space at both ends.
    fileprivate var trimmed: String {
        var text = Substring(self)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
