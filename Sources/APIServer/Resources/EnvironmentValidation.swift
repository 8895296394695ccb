import Foundation
import JSON
import KubernetesAPI

/// What Kubernetes refuses in the environment of containers, and in references to a pod's own fields.
enum EnvironmentValidation {
    /// The pod's fields that a variable can have.
    private static let variableFields = [
        "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP",
        "status.hostIPs", "status.podIP", "status.podIPs",
    ]
    /// The pod's fields that a file can have.
    private static let fileFields = ["metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"]
    /// What can be asked of a pod by field at all.
    private static let knownFields: Set<String> = [
        "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.host",
        "spec.restartPolicy", "spec.serviceAccountName", "spec.schedulerName", "status.phase", "status.hostIP", "status.hostIPs",
        "status.podIP", "status.podIPs",
    ]
    private static let resources = [
        "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory",
    ]

    /// What is wrong with a list of variables.
    static func variables(_ variables: [JSONValue], _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        for (i, variable) in variables.enumerated() {
            errors.requiredName(variable, "name", "\(field)[\(i)]", NameRules.variable)
            if let source = variable["valueFrom"], !source.isNull {
                errors += self.source(source, "\(field)[\(i)].valueFrom", hasValue: !variable.text("value").isEmpty)
            }
        }
        return errors
    }

    private static func source(_ source: JSONValue, _ field: String, hasValue: Bool) -> [FieldError] {
        var errors: [FieldError] = []
        let kinds = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"].filter(source.isSet)
        for kind in kinds {
            let reference = source[kind] ?? [:]
            let path = "\(field).\(kind)"
            switch kind {
            case "fieldRef": errors += podField(reference, path, inFile: false)
            case "resourceFieldRef": errors += resource(reference, path, inFile: false)
            case "fileKeyRef":
                for key in ["volumeName", "path"] { errors.required(reference, key, path) }
                errors.localPath(reference.text("path"), "\(path).path")
                errors.requiredName(reference, "key", path, NameRules.variable)
            default:
                errors.required(reference, "name", path)
                errors.requiredName(reference, "key", path, NameRules.configKey)
            }
        }
        if kinds.isEmpty {
            errors.append(
                .invalid(
                    field, string: "",
                    "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`"))
        } else if hasValue {
            errors.append(.invalid(field, string: "", "may not be specified when `value` is not empty"))
        } else if kinds.count > 1 {
            errors.append(.invalid(field, string: "", "may not have more than one field specified at a time"))
        }
        return errors
    }

    /// What is wrong with a list of config maps and secrets whose keys become variables.
    static func sources(_ sources: [JSONValue], _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        for (i, source) in sources.enumerated() {
            errors.name(source, "prefix", "\(field)[\(i)]", NameRules.variable)
            let kinds = ["configMapRef", "secretRef"].filter(source.isSet)
            for kind in kinds { errors.required(source[kind] ?? [:], "name", "\(field)[\(i)].\(kind)") }
            // The path of these two is that of the list.
            if kinds.isEmpty { errors.append(.invalid(field, string: "", "must specify one of: `configMapRef` or `secretRef`")) }
            if kinds.count > 1 { errors.append(.invalid(field, string: "", "may not have more than one field specified at a time")) }
        }
        return errors
    }

    /// What is wrong with a reference to one of the pod's own fields.
    static func podField(_ reference: JSONValue, _ field: String, inFile: Bool) -> [FieldError] {
        var errors: [FieldError] = []
        let version = reference.text("apiVersion")
        if version.isEmpty { return [.required("\(field).apiVersion")] }
        let path = reference.text("fieldPath")
        if path.isEmpty { return [.required("\(field).fieldPath")] }
        func unknown(_ reason: String) -> [FieldError] {
            [.invalid("\(field).fieldPath", string: path, "error converting fieldPath: \(reason)")]
        }
        if version != "v1" { return unknown("unsupported pod version: \(version)") }
        if let (list, key) = subscripted(path) {
            switch list {
            case "metadata.annotations": errors.names(key.lowercased(), field, NameRules.qualifiedName)
            case "metadata.labels": errors.names(key, field, NameRules.qualifiedName)
            default: return unknown("field label does not support subscript: \(path)")
            }
            return errors
        }
        guard knownFields.contains(path) else { return unknown("field label not supported: \(path)") }
        let allowed = inFile ? fileFields : variableFields
        let meant = path == "spec.host" ? "spec.nodeName" : path
        if !allowed.contains(meant) { errors.append(.notSupported("\(field).fieldPath", meant, allowed)) }
        return errors
    }

    /// `metadata.labels['a']` in its two parts.
    private static func subscripted(_ path: String) -> (String, String)? {
        guard path.hasSuffix("']"), let start = path.range(of: "['"), start.lowerBound > path.startIndex else { return nil }
        let end = path.index(path.endIndex, offsetBy: -2)
        guard start.upperBound <= end else { return nil }
        return (String(path[..<start.lowerBound]), String(path[start.upperBound..<end]))
    }

    private static let sizes: Set<String> = ["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"]

    /// What is wrong with a reference to one of a container's own resources.
    static func resource(_ reference: JSONValue, _ field: String, inFile: Bool) -> [FieldError] {
        var errors: [FieldError] = []
        let name = reference.text("resource")
        if inFile, reference.text("containerName").isEmpty {
            errors.append(.required("\(field).containerName"))
        } else if name.isEmpty {
            errors.append(.required("\(field).resource"))
        } else if !resources.contains(name), !name.hasPrefix("limits.hugepages-"), !name.hasPrefix("requests.hugepages-") {
            errors.append(.notSupported("\(field).resource", name, resources))
        }
        guard let divisor = reference["divisor"].flatMap(ResourceValidation.parse), divisor != 0 else { return errors }
        let text = divisor.description
        let sizesText = "1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei"
        let what: String
        switch name.split(separator: ".").last ?? "" {
        case "cpu":
            if text == "1m" || text == "1" { return errors }
            errors.append(.invalid("\(field).divisor", string: name, "only divisor's values 1m and 1 are supported with the cpu resource"))
            return errors
        case "memory": what = "memory"
        case "ephemeral-storage": what = "local ephemeral storage"
        default:
            guard name.contains("hugepages-") else { return errors }
            what = "hugepages"
        }
        if !sizes.contains(text) {
            errors.append(.invalid("\(field).divisor", string: name, "only divisor's values \(sizesText) are supported with the \(what) resource"))
        }
        return errors
    }
}
