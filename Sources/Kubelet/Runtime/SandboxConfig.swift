import ContainerRuntime
import KubernetesAPI

/// Where the logs of a pod and its containers lie.
enum LogPaths {
    /// `<root>/<namespace>_<name>_<uid>`
    static func podDirectory(root: String, _ pod: Pod) -> String {
        "\(root)/\(pod.metadata.namespace)_\(pod.metadata.name)_\(pod.metadata.uid)"
    }

    /// Relative to the pod's directory: `<container>/<restart>.log`
    static func container(_ name: String, restartCount: Int) -> String { "\(name)/\(restartCount).log" }

    /// The namespace, name and UID in the name of a pod's log directory; nil for something else.
    static func parse(_ directory: String) -> (namespace: String, name: String, uid: String)? {
        let parts = directory.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, !parts[2].isEmpty else { return nil }
        return (parts[0], parts[1], parts[2])
    }

    /// The name of the link that log collectors look for: `<pod>_<namespace>_<container>-<id>.log`
    static func link(root: String, _ pod: Pod, container: String, id: String) -> String {
        let name = "\(pod.metadata.name)_\(pod.metadata.namespace)_\(container)-\(id)"
        // Names of files end at 255 bytes.
        return "\(root)/\(String(decoding: Array(name.utf8.prefix(251)), as: UTF8.self)).log"
    }
}

/// What a pod calls itself.
enum PodHostname {
    /// The longest name that the kernel and DNS allow.
    static let maximum = 63
    /// The longest that the kernel takes for a pod's own.
    static let kernelMaximum = 64

    /// Host name, and the domain when the pod is to have a full name.
    static func of(_ pod: Pod, clusterDomain: String) -> (name: String, domain: String) {
        if let override = pod.spec.hostnameOverride, !override.isEmpty { return (truncated(override, 64), "") }
        var name = truncated(pod.metadata.name, maximum)
        if let hostname = pod.spec.hostname, !hostname.isEmpty { name = hostname }
        guard let subdomain = pod.spec.subdomain, !subdomain.isEmpty else { return (name, "") }
        return (name, "\(subdomain).\(pod.metadata.namespace).svc.\(clusterDomain)")
    }

    /// What the pod's kernel is told: the full name with setHostnameAsFQDN.
    static func ofNode(_ pod: Pod, clusterDomain: String) throws(PodNameTooLong) -> String {
        let (name, domain) = of(pod, clusterDomain: clusterDomain)
        guard pod.spec.setHostnameAsFQDN == true, !domain.isEmpty else { return name }
        let full = "\(name).\(domain)"
        guard full.utf8.count <= kernelMaximum else { throw PodNameTooLong(name: full) }
        return full
    }

    static func truncated(_ name: String, _ limit: Int) -> String {
        var bytes = Array(name.utf8.prefix(limit))
        while let last = bytes.last, last == UInt8(ascii: "-") || last == UInt8(ascii: ".") { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// The pod's full name does not fit into the kernel.
struct PodNameTooLong: Error, CustomStringConvertible {
    var name: String
    var description: String {
        "failed to construct FQDN from pod hostname and cluster domain, FQDN \(name) is too long "
            + "(\(PodHostname.kernelMaximum) characters is the max, \(name.utf8.count) characters requested)"
    }
}

/// Builds what CRI needs to make the sandbox of a pod.
struct SandboxConfig {
    var pod: Pod
    var options: KubeletOptions
    var dns: PodDNS
    /// As the cgroup driver writes it; empty when pods have no cgroups of their own.
    var cgroupParent: String
    var settings = ResourceSettings()
    /// The pod's user namespace; nil when the runtime knows none.
    var userNamespace: CRIUserNamespace?

    /// - Throws: `PodNameTooLong`
    func config(attempt: Int) throws -> CRIPodSandboxConfig {
        var out = CRIPodSandboxConfig()
        out.metadata.name = pod.metadata.name
        out.metadata.namespace = pod.metadata.namespace
        out.metadata.uid = pod.metadata.uid
        out.metadata.attempt = UInt32(clamping: attempt)
        out.labels = RuntimeLabels.sandboxLabels(pod)
        out.annotations = pod.metadata.annotations
        out.dnsConfig = dns.cri
        if pod.spec.hostNetwork != true {
            out.hostname = try PodHostname.ofNode(pod, clusterDomain: options.clusterDomain)
            out.portMappings = portMappings()
        }
        out.logDirectory = LogPaths.podDirectory(root: options.podLogsDirectory, pod)
        out.linux.cgroupParent = cgroupParent
        out.linux.securityContext = SecurityContexts(pod: pod, options: options, userNamespace: userNamespace).sandbox()
        for sysctl in pod.spec.securityContext?.sysctls ?? [] {
            out.linux.sysctls[Sysctls.normalized(sysctl.name)] = sysctl.value
        }
        let limits = LinuxResources.pod(pod, settings)
        out.linux.resources.cpuShares = limits.cpuShares ?? LinuxResources.minimumShares
        if let quota = limits.cpuQuota {
            out.linux.resources.cpuPeriod = limits.cpuPeriod
            out.linux.resources.cpuQuota = quota
        }
        if let memory = limits.memoryLimit { out.linux.resources.memoryLimitInBytes = memory }
        if let cpu = pod.spec.overhead["cpu"] { out.linux.overhead.cpuShares = LinuxResources.shares(milliCPU: cpu.milliValue) }
        if let memory = pod.spec.overhead["memory"] { out.linux.overhead.memoryLimitInBytes = Int64(clamping: memory.value) }
        return out
    }

    private func portMappings() -> [CRIPortMapping] {
        (pod.spec.initContainers.filter(\.isSidecar) + pod.spec.containers).flatMap(\.ports).compactMap { port in
            guard let hostPort = port.hostPort, hostPort > 0 else { return nil }
            var out = CRIPortMapping()
            out.containerPort = Int32(clamping: port.containerPort)
            out.hostPort = Int32(clamping: hostPort)
            out.hostIp = port.hostIP ?? ""
            switch port.protocol {
            case "UDP": out.protocol = .udp
            case "SCTP": out.protocol = .sctp
            default: out.protocol = .tcp
            }
            return out
        }
    }
}
