import ContainerRuntime
import KubernetesAPI

/// Why a container's configuration cannot be made; the container waits with reason CreateContainerConfigError.
struct ContainerConfigError: Error, CustomStringConvertible {
    var message: String
    var description: String { message }
}

/// Security contexts of pods and containers, as CRI takes them.
struct SecurityContexts {
    var pod: Pod
    var options: KubeletOptions
    /// The pod's user namespace; nil when the runtime knows none.
    var userNamespace: CRIUserNamespace?

    static let maskedPaths = [
        "/proc/asound", "/proc/acpi", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list",
        "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware", "/sys/devices/virtual/powercap",
    ] + thermalPaths
    /// What each processor tells of its heat, which betrays what others run on it.
    private static var thermalPaths: [String] {
        let root = "/sys/devices/system/cpu"
        return POSIXFiles.list(root).filter { $0.hasPrefix("cpu") && Int($0.dropFirst(3)) != nil }.sorted()
            .map { "\(root)/\($0)/thermal_throttle" }.filter { POSIXFiles.status($0) != nil }
    }
    static let readonlyPaths = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]

    /// Namespaces that containers of the pod share with the node or each other.
    func namespaces(targetID: String? = nil) -> CRINamespaceOption {
        var out = CRINamespaceOption()
        out.network = pod.spec.hostNetwork == true ? .node : .pod
        out.ipc = pod.spec.hostIPC == true ? .node : .pod
        out.pid = pod.spec.hostPID == true ? .node : pod.spec.shareProcessNamespace == true ? .pod : .container
        if let targetID, out.pid == .container {
            out.pid = .target
            out.targetID = targetID
        }
        if let userNamespace { out.usernsOptions = userNamespace }
        return out
    }

    /// The context of the sandbox.
    func sandbox() -> CRILinuxSandboxSecurityContext {
        var out = CRILinuxSandboxSecurityContext()
        out.namespaceOptions = namespaces()
        out.privileged = pod.everyContainer.contains { $0.securityContext?.privileged == true }
        // The pause process needs nothing that the default profile forbids.
        out.seccomp.profileType = .runtimeDefault
        if let context = pod.spec.securityContext {
            if let selinux = context.seLinuxOptions { out.selinuxOptions = Self.selinux(selinux) }
            if let user = context.runAsUser { out.runAsUser.value = Int64(user) }
            if let group = context.runAsGroup { out.runAsGroup.value = Int64(group) }
            out.supplementalGroups = supplementalGroups
            if context.supplementalGroupsPolicy == "Strict" { out.supplementalGroupsPolicy = .strict }
        }
        return out
    }

    private var supplementalGroups: [Int64] {
        guard let context = pod.spec.securityContext else { return [] }
        var groups = context.supplementalGroups.map { Int64($0) }
        if let group = context.fsGroup { groups.append(Int64(group)) }
        return groups
    }

    /// The context of a container.
    /// - Parameters:
    ///   - image: tells the image's own user.
    ///   - targetID: the container whose processes an ephemeral container sees.
    /// - Throws: `ContainerConfigError` when the container would run as root though it must not.
    func container(_ container: Container, image: CRIImage, targetID: String? = nil) throws -> CRILinuxContainerSecurityContext {
        let own = container.securityContext
        let shared = pod.spec.securityContext
        var out = CRILinuxContainerSecurityContext()
        out.namespaceOptions = namespaces(targetID: targetID)
        let privileged = own?.privileged ?? false
        out.privileged = privileged
        out.readonlyRootfs = own?.readOnlyRootFilesystem ?? false
        out.noNewPrivs = own?.allowPrivilegeEscalation == false
        if let capabilities = own?.capabilities {
            out.capabilities.addCapabilities = capabilities.add
            out.capabilities.dropCapabilities = capabilities.drop
        }
        let user = own?.runAsUser ?? shared?.runAsUser
        if let user {
            out.runAsUser.value = Int64(user)
        } else if image.hasUid {
            out.runAsUser.value = image.uid.value
        } else if !image.username.isEmpty {
            out.runAsUsername = image.username
        } else {
            // An image that names no user is run as root; said here, because a group cannot go without a user.
            out.runAsUser.value = 0
        }
        if let group = own?.runAsGroup ?? shared?.runAsGroup { out.runAsGroup.value = Int64(group) }
        try verifyNonRoot(container, user: user, image)
        out.supplementalGroups = supplementalGroups
        if shared?.supplementalGroupsPolicy == "Strict" { out.supplementalGroupsPolicy = .strict }
        if !privileged && (own?.procMount ?? "Default") == "Default" {
            out.maskedPaths = Self.maskedPaths
            out.readonlyPaths = Self.readonlyPaths
        }
        let profile = try seccomp(own?.seccompProfile ?? shared?.seccompProfile, privileged: privileged)
        out.seccomp = profile.0
        out.seccompProfilePath = profile.1
        // Each in the present form of CRI and in its old one, which runtimes of before 2021 read.
        if let apparmor = AppArmor.profile(of: container, in: pod) {
            switch apparmor.type {
            case "RuntimeDefault":
                out.apparmor.profileType = .runtimeDefault
                out.apparmorProfile = "runtime/default"
            case "Localhost":
                out.apparmor.profileType = .localhost
                out.apparmor.localhostRef = apparmor.localhostProfile ?? ""
                out.apparmorProfile = "localhost/" + (apparmor.localhostProfile ?? "")
            default:
                out.apparmor.profileType = .unconfined
                out.apparmorProfile = "unconfined"
            }
        }
        if let selinux = own?.seLinuxOptions ?? shared?.seLinuxOptions { out.selinuxOptions = Self.selinux(selinux) }
        return out
    }

    private static func selinux(_ options: SELinuxOptions) -> CRISELinuxOption {
        var out = CRISELinuxOption()
        out.user = options.user ?? ""
        out.role = options.role ?? ""
        out.type = options.type ?? ""
        out.level = options.level ?? ""
        return out
    }

    /// The profile in CRI's present form and in its old one, which older runtimes read.
    private func seccomp(_ profile: SeccompProfile?, privileged: Bool) throws -> (CRISecurityProfile, String) {
        var out = CRISecurityProfile()
        switch profile?.type {
        case "RuntimeDefault":
            out.profileType = .runtimeDefault
        case "Localhost":
            guard let name = profile?.localhostProfile, !name.isEmpty else {
                throw ContainerConfigError(message: "localhostProfile must be set if seccompProfile type is Localhost.")
            }
            out.profileType = .localhost
            let path = "\(options.seccompDirectory)/\(name)"
            out.localhostRef = path
            return (out, "localhost/" + path)
        case nil where options.seccompDefault && !privileged:
            out.profileType = .runtimeDefault
        default:
            out.profileType = .unconfined
        }
        return (out, out.profileType == .runtimeDefault ? "runtime/default" : "")
    }

    private func verifyNonRoot(_ container: Container, user: Int?, _ image: CRIImage) throws {
        guard container.securityContext?.runAsNonRoot ?? pod.spec.securityContext?.runAsNonRoot ?? false else { return }
        let place = "(pod: \"\(pod.formatted)\", container: \(container.name))"
        if let user {
            if user == 0 { throw ContainerConfigError(message: "container's runAsUser breaks non-root policy \(place)") }
            return
        }
        if image.hasUid {
            if image.uid.value == 0 { throw ContainerConfigError(message: "container has runAsNonRoot and image will run as root \(place)") }
            return
        }
        if image.username.isEmpty {
            throw ContainerConfigError(message: "container has runAsNonRoot and image will run as root \(place)")
        }
        throw ContainerConfigError(
            message: "container has runAsNonRoot and image has non-numeric user (\(image.username)), cannot verify user is non-root \(place)"
        )
    }
}
