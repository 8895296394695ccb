import JSON

/// What Kubernetes refuses in the security contexts of pods and containers.
enum SecurityContextValidation {
    /// What is wrong with the context of a pod.
    static func pod(_ context: JSONValue, spec: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        for key in ["fsGroup", "runAsUser", "runAsGroup"] { errors.id(context, key, field) }
        for (i, group) in context.items("supplementalGroups").enumerated() {
            if let id = group.int, !(0...2_147_483_647).contains(id) {
                errors.append(.invalid("\(field).supplementalGroups[\(i)]", "\(id)", .between(0...2_147_483_647)))
            }
        }
        if spec["shareProcessNamespace"]?.bool == true, spec["hostPID"]?.bool == true {
            errors.append(.invalid("\(field).shareProcessNamespace", "true", "ShareProcessNamespace and HostPID cannot both be enabled"))
        }
        if context.has("sysctls") { errors += sysctls(context.items("sysctls"), spec: spec, "\(field).sysctls") }
        errors.oneOf(context, "fsGroupChangePolicy", field, ["Always", "OnRootMismatch"], required: false)
        errors += seccomp(context["seccompProfile"], "\(field).seccompProfile")
        errors += windows(context["windowsOptions"], "\(field).windowsOptions")
        errors += appArmor(context["appArmorProfile"], "\(field).appArmorProfile")
        errors.oneOf(context, "supplementalGroupsPolicy", field, ["Merge", "Strict"], required: false)
        errors.oneOf(context, "seLinuxChangePolicy", field, ["MountOption", "Recursive"], required: false)
        return errors
    }

    /// What is wrong with the context of a container.
    static func container(_ context: JSONValue, _ field: String, hostUsers: Bool) -> [FieldError] {
        var errors: [FieldError] = []
        errors.id(context, "runAsUser", field)
        errors.id(context, "runAsGroup", field)
        if context.isSet("procMount") {
            errors.oneOf(context, "procMount", field, ["Default", "Unmasked"])
            if hostUsers, context.text("procMount") == "Unmasked" {
                errors.append(.invalid("\(field).procMount", string: "Unmasked", "`hostUsers` must be false to use `Unmasked`"))
            }
        }
        errors += seccomp(context["seccompProfile"], "\(field).seccompProfile")
        if context["allowPrivilegeEscalation"]?.bool == false {
            func refuse(_ what: String) {
                errors.append(
                    .invalid(field, GoStruct.text("core.v1.SecurityContext", context), "cannot set `allowPrivilegeEscalation` to false and \(what)"))
            }
            if context["privileged"]?.bool == true { refuse("`privileged` to true") }
            for capability in context["capabilities"]?.items("add") ?? [] where capability == "CAP_SYS_ADMIN" {
                refuse("`capabilities.Add` CAP_SYS_ADMIN")
            }
        }
        errors += windows(context["windowsOptions"], "\(field).windowsOptions")
        errors += appArmor(context["appArmorProfile"], "\(field).appArmorProfile")
        return errors
    }

    private static func seccomp(_ profile: JSONValue?, _ field: String) -> [FieldError] {
        guard let profile, !profile.isNull else { return [] }
        var errors: [FieldError] = []
        errors.oneOf(profile, "type", field, ["Localhost", "RuntimeDefault", "Unconfined"], "type is required when seccompProfile is set")
        if profile.text("type") == "Localhost" {
            if profile.isSet("localhostProfile") {
                errors.descendingPath(profile.text("localhostProfile"), "\(field).localhostProfile")
            } else {
                errors.append(.required("\(field).localhostProfile", "must be set when seccomp type is Localhost"))
            }
        } else if profile.isSet("localhostProfile") {
            errors.append(
                .invalid(
                    "\(field).localhostProfile", GoStruct.text("core.v1.SeccompProfile", profile),
                    "can only be set when seccomp type is Localhost"))
        }
        return errors
    }

    private static func appArmor(_ profile: JSONValue?, _ field: String) -> [FieldError] {
        guard let profile, !profile.isNull else { return [] }
        var errors: [FieldError] = []
        let name = profile["localhostProfile"]?.string
        let path = "\(field).localhostProfile"
        switch profile.text("type") {
        case "Localhost":
            let missing = FieldError.required(path, "must be set when AppArmor type is Localhost")
            guard let name else { return [missing] }
            if name.trimmedBlanks != name {
                errors.append(.invalid(path, string: name, "must not be padded with whitespace"))
            } else if name.isEmpty {
                errors.append(missing)
            }
            if name.utf8.count > 4095 { errors.append(.tooLong(path, limit: 4095)) }
        case "RuntimeDefault", "Unconfined":
            if let name { errors.append(.invalid(path, string: name, "can only be set when AppArmor type is Localhost")) }
        case "": errors.append(.required("\(field).type", "type is required when appArmorProfile is set"))
        case let other: errors.append(.notSupported("\(field).type", other, ["Localhost", "RuntimeDefault", "Unconfined"]))
        }
        return errors
    }

    private static func windows(_ options: JSONValue?, _ field: String) -> [FieldError] {
        guard let options, !options.isNull else { return [] }
        var errors: [FieldError] = []
        if let name = options["gmsaCredentialSpecName"]?.string {
            errors.names(name, "\(field).gmsaCredentialSpecName", NameRules.dnsSubdomain)
        }
        if let text = options["gmsaCredentialSpec"]?.string {
            if text.isEmpty {
                errors.append(.invalid("\(field).gmsaCredentialSpec", string: text, "gmsaCredentialSpec cannot be an empty string"))
            } else if text.utf8.count > 65536 {
                errors.append(.invalid("\(field).gmsaCredentialSpec", string: text, "gmsaCredentialSpec size must be under 64 KiB"))
            }
        }
        if let user = options["runAsUserName"]?.string, let detail = userName(user) {
            errors.append(.invalid("\(field).runAsUserName", string: user, detail))
        }
        return errors
    }

    /// What is wrong with the name of a user of Windows, `DOMAIN\USER` or `USER`.
    private static func userName(_ name: String) -> String? {
        if name.isEmpty { return "runAsUserName cannot be an empty string" }
        if name.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) { return "runAsUserName cannot contain control characters" }
        let parts = name.split(separator: "\\", omittingEmptySubsequences: false)
        if parts.count > 2 { return "runAsUserName cannot contain more than one backslash" }
        let user = parts.last ?? ""
        if parts.count == 2, parts[0].utf8.count > 256 { return "runAsUserName's Domain length must be under 256 characters" }
        if user.isEmpty { return "runAsUserName's User cannot be empty" }
        if user.utf8.count > 104 { return "runAsUserName's User length must not be longer than 104 characters" }
        if user.allSatisfy({ $0 == "." || $0 == " " }) { return "runAsUserName's User cannot contain only periods or spaces" }
        return nil
    }

    private static let sysctlExpression = "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$"

    private static func sysctls(_ sysctls: [JSONValue], spec: JSONValue, _ field: String) -> [FieldError] {
        var errors: [FieldError] = []
        var names: Set<String> = []
        for (i, sysctl) in sysctls.enumerated() {
            let name = sysctl.text("name")
            let path = "\(field)[\(i)].name"
            if name.isEmpty {
                errors.append(.required(path))
            } else if !isSysctl(name) {
                errors.append(.invalid(path, string: name, "must have at most 253 characters and match regex \(sysctlExpression)"))
            } else if names.contains(name) {
                errors.append(.duplicate(path, FieldError.quoted(name)))
            }
            names.insert(name)
            // What belongs to a namespace that the pod shares with its node cannot be set for the pod alone.
            let dotted = name.replacing("/", with: ".")
            if spec["hostNetwork"]?.bool == true, dotted.hasPrefix("net.") {
                errors.append(.invalid(path, string: name, "may not be specified when 'hostNetwork' is true"))
            }
            if spec["hostIPC"]?.bool == true, dotted.hasPrefix("kernel.shm") || dotted.hasPrefix("kernel.msg") || dotted == "kernel.sem" || dotted.hasPrefix("fs.mqueue.") {
                errors.append(.invalid(path, string: name, "may not be specified when 'hostIPC' is true"))
            }
        }
        return errors
    }

    private static func isSysctl(_ name: String) -> Bool {
        name.utf8.count <= 253
            && name.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "." || $0 == "/" }).allSatisfy {
                NameRules.isDNSLabel(String($0).replacing("_", with: "-")) && $0.first != "_" && $0.last != "_"
            }
    }
}
