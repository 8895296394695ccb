import JSON

/// The rules of the level baseline: no known ways to more privileges.
enum PodSecurityBaseline {
    /// By identifier.
    static let checks: [PodSecurityCheck] = [
        PodSecurityCheck("appArmorProfile", .baseline, [(0, appArmorProfile)]),
        PodSecurityCheck("capabilities_baseline", .baseline, [(0, capabilities)]),
        PodSecurityCheck("hostNamespaces", .baseline, [(0, hostNamespaces)]),
        PodSecurityCheck("hostPathVolumes", .baseline, [(0, hostPathVolumes)]),
        PodSecurityCheck("hostPorts", .baseline, [(0, hostPorts)]),
        PodSecurityCheck("hostProbesAndHostLifecycle", .baseline, [(34, hostProbes)]),
        PodSecurityCheck("privileged", .baseline, [(0, privileged)]),
        PodSecurityCheck(
            "procMount", .baseline, [(35, { $0.hasOwnUsers ? nil : procMount($0) }), (0, procMount)]),
        PodSecurityCheck("seLinuxOptions", .baseline, [(31, { seLinux($0, types + ["container_engine_t"]) }), (0, { seLinux($0, types) })]),
        PodSecurityCheck("seccompProfile_baseline", .baseline, [(19, seccompProfile), (0, seccompAnnotations)]),
        PodSecurityCheck(
            "sysctls", .baseline,
            [
                (32, { sysctls($0, first + second + third + fourth) }), (29, { sysctls($0, first + second + third) }),
                (27, { sysctls($0, first + second) }), (0, { sysctls($0, first) }),
            ]),
        PodSecurityCheck("windowsHostProcess", .baseline, [(0, hostProcess)]),
    ]

    @Sendable private static func appArmorProfile(_ pod: PodSecuritySubject) -> PodSecurityViolation? {
        func bad(_ context: JSONValue?) -> String? {
            guard let type = context?["appArmorProfile"]?.text("type"), !["RuntimeDefault", "Localhost"].contains(type) else { return nil }
            return type
        }
        let podType = bad(pod.context)
        let names = pod.names { bad($0["securityContext"]) != nil }
        var values = Set([podType].compactMap { $0 } + pod.containers.compactMap { bad($0["securityContext"]) }).sorted()
        var setters = (podType != nil ? ["pod"] : []) + (names.isEmpty ? [] : [PodSecurityCheck.containers(names)])
        let annotations = pod.annotations.filter { key, value in
            let profile = value.string ?? ""
            return key.hasPrefix("container.apparmor.security.beta.kubernetes.io/")
                && !(profile.isEmpty || profile == "runtime/default" || profile.hasPrefix("localhost/"))
        }.map { "\($0.key)=\(FieldError.quoted($0.value.string ?? ""))" }.sorted()
        if !annotations.isEmpty {
            values += annotations
            setters.append(PodSecurityCheck.plural("annotation", "annotations", annotations.count))
        }
        if setters.isEmpty { return nil }
        return .init(
            reason: PodSecurityCheck.plural("forbidden AppArmor profile", "forbidden AppArmor profiles", values.count),
            detail: "\(setters.joined(separator: " and ")) must not set AppArmor profile type to \(PodSecurityCheck.quoted(values))")
    }

    private static let defaultCapabilities: Set<String> = [
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP",
        "SETUID", "SYS_CHROOT",
    ]

    @Sendable private static func capabilities(_ pod: PodSecuritySubject) -> PodSecurityViolation? {
        var added: Set<String> = []
        let names = pod.names { container in
            let bad = addedCapabilities(container).subtracting(defaultCapabilities)
            added.formUnion(bad)
            return !bad.isEmpty
        }
        if names.isEmpty { return nil }
        return .init(
            reason: "non-default capabilities",
            detail: "\(PodSecurityCheck.containers(names)) must not include \(PodSecurityCheck.quoted(added.sorted())) in "
                + "securityContext.capabilities.add")
    }

    static func addedCapabilities(_ container: JSONValue) -> Set<String> {
        Set((container["securityContext"]?["capabilities"]?.items("add") ?? []).compactMap(\.string))
    }

    @Sendable private static func hostNamespaces(_ pod: PodSecuritySubject) -> PodSecurityViolation? {
        let shared = ["hostNetwork", "hostPID", "hostIPC"].filter { pod.spec[$0]?.bool == true }
        return shared.isEmpty ? nil : .init(reason: "host namespaces", detail: shared.map { "\($0)=true" }.joined(separator: ", "))
    }

    @Sendable private static func hostPathVolumes(_ pod: PodSecuritySubject) -> PodSecurityViolation? {
        let names = pod.spec.items("volumes").filter { $0["hostPath"] != nil }.map { $0.text("name") }
        if names.isEmpty { return nil }
        return .init(
            reason: "hostPath volumes",
            detail: "\(PodSecurityCheck.plural("volume", "volumes", names.count)) \(PodSecurityCheck.quoted(names))")
    }

    @Sendable private static func hostPorts(_ pod: PodSecuritySubject) -> PodSecurityViolation? {
        var ports: Set<String> = []
        let names = pod.names { container in
            let bad = container.items("ports").compactMap { $0["hostPort"]?.int }.filter { $0 != 0 }
            ports.formUnion(bad.map { "\($0)" })
            return !bad.isEmpty
        }
        if names.isEmpty { return nil }
        return .init(
            reason: "hostPort",
            detail: "\(PodSecurityCheck.containers(Set(names).sorted())) \(PodSecurityCheck.plural("uses", "use", names.count)) "
                + "\(PodSecurityCheck.plural("hostPort", "hostPorts", ports.count)) \(ports.sorted().joined(separator: ", "))")
    }

    @Sendable private static func hostProbes(_ pod: PodSecuritySubject) -> PodSecurityViolation? {
        var hosts: Set<String> = []
        let names = pod.names { container in
            let probes = ["livenessProbe", "readinessProbe", "startupProbe"].compactMap { container[$0] }
            let handlers = ["postStart", "preStop"].compactMap { container["lifecycle"]?[$0] }
            let bad = (probes + handlers).flatMap { handler in
                ["httpGet", "tcpSocket"].compactMap { handler[$0]?.text("host") }.filter { !$0.isEmpty }
            }
            hosts.formUnion(bad)
            return !bad.isEmpty
        }
        if names.isEmpty { return nil }
        return .init(
            reason: "probe or lifecycle host",
            detail: "\(PodSecurityCheck.containers(Set(names).sorted())) \(PodSecurityCheck.plural("uses", "use", names.count)) "
                + "\(PodSecurityCheck.plural("probe or lifecycle host", "probe or lifecycle hosts", hosts.count)) "
                + PodSecurityCheck.quoted(hosts.sorted()))
    }

    @Sendable private static func privileged(_ pod: PodSecuritySubject) -> PodSecurityViolation? {
        let names = pod.names { $0["securityContext"]?["privileged"]?.bool == true }
        if names.isEmpty { return nil }
        return .init(reason: "privileged", detail: "\(PodSecurityCheck.containers(names)) must not set securityContext.privileged=true")
    }

    @Sendable static func procMount(_ pod: PodSecuritySubject) -> PodSecurityViolation? {
        var types: Set<String> = []
        let names = pod.names { container in
            guard let type = container["securityContext"]?["procMount"]?.string, type != "Default" else { return false }
            types.insert(type)
            return true
        }
        if names.isEmpty { return nil }
        return .init(
            reason: "procMount",
            detail: "\(PodSecurityCheck.containers(names)) must not set securityContext.procMount to \(PodSecurityCheck.quoted(types.sorted()))")
    }

    private static let types = ["", "container_t", "container_init_t", "container_kvm_t"]

    private static func seLinux(_ pod: PodSecuritySubject, _ allowed: [String]) -> PodSecurityViolation? {
        var badTypes: Set<String> = []
        var user = false
        var role = false
        func isBad(_ context: JSONValue?) -> Bool {
            guard let options = context?["seLinuxOptions"] else { return false }
            let badType = !allowed.contains(options.text("type"))
            if badType { badTypes.insert(options.text("type")) }
            let badUser = !options.text("user").isEmpty
            let badRole = !options.text("role").isEmpty
            user = user || badUser
            role = role || badRole
            return badType || badUser || badRole
        }
        let podIsBad = isBad(pod.context)
        let names = pod.names { isBad($0["securityContext"]) }
        guard podIsBad || !names.isEmpty else { return nil }
        var data: [String] = []
        if !badTypes.isEmpty { data.append("\(PodSecurityCheck.plural("type", "types", badTypes.count)) \(PodSecurityCheck.quoted(badTypes.sorted()))") }
        if user { data.append("user may not be set") }
        if role { data.append("role may not be set") }
        return .init(
            reason: "seLinuxOptions",
            detail: "\(PodSecurityCheck.setters(pod: podIsBad, names)) set forbidden securityContext.seLinuxOptions: "
                + data.joined(separator: "; "))
    }

    /// The seccomp profile that may not be, of a security context.
    static func badSeccomp(_ context: JSONValue?) -> String? {
        guard let profile = context?["seccompProfile"], !profile.isNull else { return nil }
        return ["RuntimeDefault", "Localhost"].contains(profile.text("type")) ? nil : profile.text("type")
    }

    @Sendable static func seccompProfile(_ pod: PodSecuritySubject) -> PodSecurityViolation? {
        let podType = badSeccomp(pod.context)
        let names = pod.names { badSeccomp($0["securityContext"]) != nil }
        guard podType != nil || !names.isEmpty else { return nil }
        let values = Set([podType].compactMap { $0 } + pod.containers.compactMap { badSeccomp($0["securityContext"]) })
        return .init(
            reason: "seccompProfile",
            detail: "\(PodSecurityCheck.setters(pod: podType != nil, names)) must not set securityContext.seccompProfile.type to "
                + PodSecurityCheck.quoted(values.sorted()))
    }

    /// Before v1.19 the profiles were annotations.
    @Sendable private static func seccompAnnotations(_ pod: PodSecuritySubject) -> PodSecurityViolation? {
        func isBad(_ value: JSONValue?) -> Bool {
            guard let text = value?.string else { return false }
            return !(["runtime/default", "docker/default"].contains(text) || text.hasPrefix("localhost/"))
        }
        let podKey = "seccomp.security.alpha.kubernetes.io/pod"
        let keys = [podKey] + pod.containers.map { "container.seccomp.security.alpha.kubernetes.io/\($0.text("name"))" }
        let bad = keys.filter { isBad(pod.annotations[$0]) }.map { "\($0)=\(FieldError.quoted(pod.annotations[$0]?.string ?? ""))" }
        if bad.isEmpty { return nil }
        return .init(
            reason: "seccompProfile",
            detail: "forbidden \(PodSecurityCheck.plural("annotation", "annotations", bad.count)) \(bad.joined(separator: ", "))")
    }

    private static let first = [
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range",
        "net.ipv4.ip_unprivileged_port_start",
    ]
    private static let second = ["net.ipv4.ip_local_reserved_ports"]
    private static let third = [
        "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes",
    ]
    private static let fourth = ["net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"]

    private static func sysctls(_ pod: PodSecuritySubject, _ allowed: [String]) -> PodSecurityViolation? {
        let bad = pod.context.items("sysctls").map { $0.text("name") }.filter { !allowed.contains($0) }
        return bad.isEmpty ? nil : .init(reason: "forbidden sysctls", detail: bad.joined(separator: ", "))
    }

    @Sendable private static func hostProcess(_ pod: PodSecuritySubject) -> PodSecurityViolation? {
        func sets(_ context: JSONValue?) -> Bool { context?["windowsOptions"]?["hostProcess"]?.bool == true }
        let names = pod.names { sets($0["securityContext"]) }
        guard sets(pod.context) || !names.isEmpty else { return nil }
        return .init(
            reason: "hostProcess",
            detail: "\(PodSecurityCheck.setters(pod: sets(pod.context), names)) must not set securityContext.windowsOptions.hostProcess=true")
    }
}
