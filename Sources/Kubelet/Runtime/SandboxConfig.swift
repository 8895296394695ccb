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

    /// Host name, and the domain when the pod is to have a full name.
    static func of(_ pod: Pod, clusterDomain: String) -> (name: String, domain: String) {
        if let override = pod.spec.hostnameOverride, !override.isEmpty { return (truncated(override, 64), "") }
        var name = truncated(pod.metadata.name, maximum)
        if let hostname = pod.spec.hostname, !hostname.isEmpty { name = hostname }
        guard let subdomain = pod.spec.subdomain, !subdomain.isEmpty else { return (name, "") }
        return (name, "\(subdomain).\(pod.metadata.namespace).svc.\(clusterDomain)")
    }

    static func truncated(_ name: String, _ limit: Int) -> String {
        var bytes = Array(name.utf8.prefix(limit))
        while let last = bytes.last, last == UInt8(ascii: "-") || last == UInt8(ascii: ".") { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Builds what CRI needs to make the sandbox of a pod.
struct SandboxConfig {
    var pod: Pod
    var options: KubeletOptions
    var dns: PodDNS
    /// As the cgroup driver writes it; empty when pods have no cgroups of their own.
    var cgroupParent: String

    func config(attempt: Int) -> CRIPodSandboxConfig {
        var out = CRIPodSandboxConfig()
        out.metadata.name = pod.metadata.name
        out.metadata.namespace = pod.metadata.namespace
        out.metadata.uid = pod.metadata.uid
        out.metadata.attempt = UInt32(clamping: attempt)
        out.labels = RuntimeLabels.sandboxLabels(pod)
        out.annotations = pod.metadata.annotations
        out.dnsConfig = dns.cri
        if pod.spec.hostNetwork != true {
            let (name, domain) = PodHostname.of(pod, clusterDomain: options.clusterDomain)
            let full = pod.spec.setHostnameAsFQDN == true && !domain.isEmpty ? "\(name).\(domain)" : name
            // The kernel takes no more than 64 bytes.
            out.hostname = full.utf8.count <= 64 ? full : name
            out.portMappings = portMappings()
        }
        out.logDirectory = LogPaths.podDirectory(root: options.podLogsDirectory, pod)
        out.linux.cgroupParent = cgroupParent
        out.linux.securityContext = SecurityContexts(pod: pod, options: options).sandbox()
        for sysctl in pod.spec.securityContext?.sysctls ?? [] {
            out.linux.sysctls[sysctl.name.replacing("/", with: ".")] = sysctl.value
        }
        let limits = LinuxResources.pod(pod)
        out.linux.resources.cpuShares = limits.cpuShares
        if let quota = limits.cpuQuota {
            out.linux.resources.cpuPeriod = LinuxResources.period
            out.linux.resources.cpuQuota = quota
        }
        if let memory = limits.memoryLimit { out.linux.resources.memoryLimitInBytes = memory }
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
