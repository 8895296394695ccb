import JSON

/// What a pod that names its operating system may not ask of it.
enum SystemValidation {
    private static let lists = ["initContainers", "containers", "ephemeralContainers"]

    /// What is wrong with `os` and with the fields that the system does not know.
    static func errors(_ spec: JSONValue, system: JSONValue, _ field: String) -> [FieldError] {
        switch system.text("name") {
        case "": return [.required("\(field).os.name", "cannot be empty")]
        case "linux": return linux(spec, field)
        case "windows": return windows(spec, field)
        case let other: return [.notSupported("\(field).os.name", other, ["linux", "windows"])]
        }
    }

    private static func linux(_ spec: JSONValue, _ field: String) -> [FieldError] {
        let detail = "windows options cannot be set for a linux pod"
        var errors: [FieldError] = []
        if spec["securityContext"]?.isSet("windowsOptions") == true {
            errors.append(.forbidden("\(field).securityContext.windowsOptions", detail))
        }
        for list in lists {
            for (i, container) in spec.items(list).enumerated() where container["securityContext"]?.isSet("windowsOptions") == true {
                errors.append(.forbidden("\(field).\(list)[\(i)].securityContext.windowsOptions", detail))
            }
        }
        return errors
    }

    private static func windows(_ spec: JSONValue, _ field: String) -> [FieldError] {
        let detail = "cannot be set for a windows pod"
        var errors: [FieldError] = []
        if spec.isSet("resources") { errors.append(.forbidden("\(field).resources", detail)) }
        let context = spec["securityContext"] ?? [:]
        for key in ["appArmorProfile", "seLinuxOptions"] where context.isSet(key) { errors.append(.forbidden("\(field).securityContext.\(key)", detail)) }
        if spec.isSet("hostUsers") { errors.append(.forbidden("\(field).hostUsers", detail)) }
        for key in ["hostPID", "hostIPC"] where spec[key]?.bool == true { errors.append(.forbidden("\(field).\(key)", detail)) }
        for key in ["seccompProfile", "fsGroup", "fsGroupChangePolicy", "sysctls"] where context.isSet(key) {
            errors.append(.forbidden("\(field).securityContext.\(key)", detail))
        }
        if spec.isSet("shareProcessNamespace") { errors.append(.forbidden("\(field).shareProcessNamespace", detail)) }
        for key in ["runAsUser", "runAsGroup", "supplementalGroups", "supplementalGroupsPolicy"] where context.isSet(key) {
            errors.append(.forbidden("\(field).securityContext.\(key)", detail))
        }
        let foreign = [
            "appArmorProfile", "seLinuxOptions", "seccompProfile", "capabilities", "readOnlyRootFilesystem", "privileged",
            "allowPrivilegeEscalation", "procMount", "runAsUser", "runAsGroup",
        ]
        for list in lists {
            for (i, container) in spec.items(list).enumerated() {
                let context = container["securityContext"] ?? [:]
                for key in foreign where context.isSet(key) {
                    errors.append(.forbidden("\(field).\(list)[\(i)].securityContext.\(key)", detail))
                }
            }
        }
        return errors
    }
}
