import KubernetesAPI

/// Whether what a pod asks of the node's kernel may be given: sysctls, AppArmor profiles, strict supplementary groups.
struct SecurityAdmission {
    /// `--allowed-unsafe-sysctls`
    var allowedUnsafeSysctls: [String]
    var appArmor: Bool
    /// Nil before the node is known.
    var node: Node?

    /// - Returns: nil when the pod may run, else why it has failed.
    func check(_ pod: Pod) -> PodVerdict? {
        for sysctl in pod.spec.securityContext?.sysctls ?? [] {
            if let problem = Sysctls.problem(sysctl.name, pod, allowedUnsafe: allowedUnsafeSysctls) {
                return refuse("SysctlForbidden", "forbidden sysctl: \(problem)")
            }
        }
        if pod.spec.securityContext?.supplementalGroupsPolicy == "Strict", let node, node.status.features?.supplementalGroupsPolicy != true {
            return refuse("SupplementalGroupsPolicyNotSupported", "SupplementalGroupsPolicy=Strict is not supported in this node")
        }
        if !appArmor && AppArmor.isAsked(by: pod) { return refuse("AppArmor", "Cannot enforce AppArmor: AppArmor is not enabled on the host") }
        return nil
    }

    private func refuse(_ reason: String, _ message: String) -> PodVerdict {
        PodVerdict(reason: reason, message: message)
    }
}

/// Kernel settings of a pod's own namespaces.
enum Sysctls {
    /// Which namespace a setting belongs to.
    enum Namespace: String {
        case ipc, net
    }

    /// Those that every pod may have: they change nothing outside of the pod.
    static let safe: [String] = [
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range",
        "net.ipv4.ip_unprivileged_port_start", "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time",
        "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem",
        "net.ipv4.tcp_wmem",
    ]

    /// The name with dots between its parts, however it is written: after a slash first, dots belong to the parts.
    static func normalized(_ name: String) -> String {
        guard let first = name.first(where: { $0 == "." || $0 == "/" }), first == "/" else { return name }
        return String(name.map { $0 == "." ? "/" : $0 == "/" ? "." : $0 })
    }

    /// The namespace of a setting, or of all that begin so; nil for one of the whole node.
    static func namespace(_ name: String) -> Namespace? {
        if name.hasPrefix("net.") { return .net }
        if name == "kernel.sem" || ["kernel.shm", "kernel.msg", "fs.mqueue."].contains(where: name.hasPrefix) { return .ipc }
        return nil
    }

    /// Why the pod may not have the setting; nil when it may.
    static func problem(_ name: String, _ pod: Pod, allowedUnsafe: [String]) -> String? {
        let name = normalized(name)
        let isAllowed = (safe + allowedUnsafe.map(normalized)).contains { pattern in
            pattern.hasSuffix("*") ? name.hasPrefix(pattern.dropLast()) : name == pattern
        }
        guard isAllowed, let namespace = namespace(name) else { return "\"\(name)\" not allowlisted" }
        let isShared = namespace == .ipc ? pod.spec.hostIPC == true : pod.spec.hostNetwork == true
        return isShared ? "\"\(name)\" not allowed with host \(namespace.rawValue) enabled" : nil
    }

    /// Why the flag `--allowed-unsafe-sysctls` makes no sense; nil when it does.
    static func problem(ofPatterns patterns: [String]) -> String? {
        for pattern in patterns {
            let name = normalized(pattern)
            let prefix = name.hasSuffix("*") ? String(name.dropLast()) : name
            if namespace(prefix) == nil { return "the sysctls \"\(pattern)\" are not known to be namespaced" }
        }
        return nil
    }
}

/// AppArmor profiles of pods.
enum AppArmor {
    private static let annotation = "container.apparmor.security.beta.kubernetes.io/"

    /// Whether the kernel enforces profiles.
    static var isEnabled: Bool { POSIXFiles.read("/sys/module/apparmor/parameters/enabled")?.first == UInt8(ascii: "Y") }

    /// The profile of a container: its own, else that of the annotation of older times, else the pod's.
    static func profile(of container: Container, in pod: Pod) -> AppArmorProfile? {
        if let own = container.securityContext?.appArmorProfile { return own }
        switch pod.metadata.annotations[annotation + container.name] {
        case nil, "": return pod.spec.securityContext?.appArmorProfile
        case "runtime/default": return AppArmorProfile(type: "RuntimeDefault")
        case let text? where text.hasPrefix("localhost/"):
            return AppArmorProfile(type: "Localhost", localhostProfile: String(text.dropFirst("localhost/".count)))
        default: return AppArmorProfile(type: "Unconfined")
        }
    }

    /// Whether some container must be confined.
    static func isAsked(by pod: Pod) -> Bool {
        pod.everyContainer.contains { container in profile(of: container, in: pod).map { $0.type != "Unconfined" } ?? false }
    }
}
