import Foundation
import KubernetesAPI
import Logging

/// Makes, limits and removes the cgroups of pods: `kubepods`, below it one for each QoS class but Guaranteed, below those one
/// for each pod, as the upstream kubelet has them.
struct CgroupManager: Sendable {
    private let hierarchy: CgroupHierarchy?
    private let driver: CgroupDriver
    private let cgroupRoot: String
    private let pidsLimit: Int
    private let logger: Logger

    /// - Parameter hierarchy: nil turns cgroups of pods off; the runtime then decides.
    init(options: KubeletOptions, hierarchy: CgroupHierarchy?, logger: Logger) {
        self.hierarchy = options.cgroupsPerQOS ? hierarchy : nil
        driver = options.cgroupDriver
        var root = options.cgroupRoot
        while root.hasSuffix("/") { root.removeLast() }
        cgroupRoot = root
        pidsLimit = options.podPidsLimit
        self.logger = logger
    }

    // MARK: - Names

    /// The parts of a cgroup's name, from `kubepods` down.
    private static func parts(_ qos: QOSClass, uid: String?) -> [String] {
        var parts = ["kubepods"]
        switch qos {
        case .guaranteed: break
        case .burstable: parts.append("burstable")
        case .bestEffort: parts.append("besteffort")
        }
        if let uid { parts.append("pod" + uid) }
        return parts
    }

    /// systemd's name of a slice, in which `-` means "child of".
    private static func slice(_ parts: [String]) -> String {
        parts.map { $0.replacing("-", with: "_") }.joined(separator: "-") + ".slice"
    }

    private func path(_ parts: [String]) -> String {
        switch driver {
        case .cgroupfs: cgroupRoot + "/" + parts.joined(separator: "/")
        case .systemd: cgroupRoot + "/" + parts.indices.map { Self.slice(Array(parts[...$0])) }.joined(separator: "/")
        }
    }

    /// The cgroup of a class of pods, that of the guaranteed ones being the one above all; nil when pods have none.
    func path(_ qos: QOSClass) -> String? { hierarchy == nil ? nil : path(Self.parts(qos, uid: nil)) }

    /// What the runtime is told to put the pod's containers under; empty when it may decide.
    func parent(of pod: Pod) -> String {
        if hierarchy == nil { return "" }
        let parts = Self.parts(QOSClass.of(pod), uid: pod.metadata.uid)
        switch driver {
        case .cgroupfs: return path(parts)
        case .systemd: return Self.slice(parts)
        }
    }

    /// The pod's cgroup below the root of the hierarchy; nil when pods have none.
    func directoryName(of pod: Pod) -> String? {
        hierarchy == nil ? nil : path(Self.parts(QOSClass.of(pod), uid: pod.metadata.uid))
    }

    /// The cgroup of all pods; nil when pods have none.
    var podsDirectoryName: String? { hierarchy == nil ? nil : path(["kubepods"]) }

    // MARK: - Making

    /// Makes the pod's cgroup and sets its limits. May be repeated.
    func create(_ pod: Pod) {
        guard let hierarchy else { return }
        let parts = Self.parts(QOSClass.of(pod), uid: pod.metadata.uid)
        for end in parts.indices { make(hierarchy, path(Array(parts[...end]))) }
        apply(hierarchy, path(parts), LinuxResources.pod(pod), pids: true)
    }

    /// Gives the burstable class as much weight as its pods ask for together, and best effort the least.
    func updateClasses(_ pods: [Pod]) {
        guard let hierarchy else { return }
        var milliCPU = 0
        for pod in pods where QOSClass.of(pod) == .burstable {
            for container in pod.spec.containers { milliCPU += container.resources.requests["cpu"]?.milliValue ?? 0 }
        }
        make(hierarchy, path(["kubepods"]))
        for (qos, shares) in [(QOSClass.burstable, LinuxResources.shares(milliCPU: milliCPU)), (.bestEffort, 2)] {
            let path = path(Self.parts(qos, uid: nil))
            make(hierarchy, path)
            apply(hierarchy, path, PodLimits(cpuShares: shares), pids: false)
        }
    }

    private func make(_ hierarchy: CgroupHierarchy, _ path: String) {
        switch hierarchy.version {
        case .v2:
            // A controller reaches a cgroup only when all above hand it down.
            let above = hierarchy.root + (path as NSString).deletingLastPathComponent
            let enabled = PodFiles.read(above + "/cgroup.subtree_control").split(whereSeparator: \.isWhitespace)
            for controller in ["cpuset", "cpu", "io", "memory", "pids", "hugetlb"] where !enabled.contains(Substring(controller)) {
                hierarchy.write(above, "cgroup.subtree_control", "+" + controller)
            }
            makeDirectory(hierarchy.root + path)
        case .v1:
            for controller in ["cpu", "memory", "pids"] {
                guard let directory = hierarchy.directory(controller, path) else { continue }
                makeDirectory(directory)
                if controller == "memory" { hierarchy.write(directory, "memory.use_hierarchy", "1") }
            }
        }
    }

    private func apply(_ hierarchy: CgroupHierarchy, _ path: String, _ limits: PodLimits, pids: Bool) {
        switch hierarchy.version {
        case .v2:
            let directory = hierarchy.root + path
            hierarchy.write(directory, "cpu.weight", String(LinuxResources.weight(shares: limits.cpuShares)))
            if let quota = limits.cpuQuota { hierarchy.write(directory, "cpu.max", "\(quota) \(LinuxResources.period)") }
            if let memory = limits.memoryLimit { hierarchy.write(directory, "memory.max", String(memory)) }
            if pids && pidsLimit > 0 { hierarchy.write(directory, "pids.max", String(pidsLimit)) }
        case .v1:
            if let directory = hierarchy.directory("cpu", path) {
                hierarchy.write(directory, "cpu.shares", String(limits.cpuShares))
                if let quota = limits.cpuQuota {
                    hierarchy.write(directory, "cpu.cfs_period_us", String(LinuxResources.period))
                    hierarchy.write(directory, "cpu.cfs_quota_us", String(quota))
                }
            }
            if let memory = limits.memoryLimit, let directory = hierarchy.directory("memory", path) {
                hierarchy.write(directory, "memory.limit_in_bytes", String(memory))
            }
            if pids && pidsLimit > 0, let directory = hierarchy.directory("pids", path) {
                hierarchy.write(directory, "pids.max", String(pidsLimit))
            }
        }
    }

    private func makeDirectory(_ path: String) {
        if mkdir(path, 0o755) != 0 && errno != EEXIST {
            logger.debug("cannot make a cgroup", metadata: ["path": "\(path)", "error": "\(String(cString: strerror(errno)))"])
        }
    }

    // MARK: - Removing

    /// Removes the cgroup of a pod, whose processes are gone.
    /// - Returns: false when something still lives in it; it is killed, and the caller comes back.
    func remove(uid: String) -> Bool {
        guard let hierarchy else { return true }
        var gone = true
        for qos in [QOSClass.guaranteed, .burstable, .bestEffort] {
            for directory in hierarchy.directories(path(Self.parts(qos, uid: uid))) where access(directory, F_OK) == 0 {
                if !removeTree(directory) { gone = false }
            }
        }
        return gone
    }

    private func removeTree(_ directory: String) -> Bool {
        for name in PodFiles.list(directory) {
            var info = stat()
            if lstat(directory + "/" + name, &info) == 0, info.st_mode & S_IFMT == S_IFDIR { _ = removeTree(directory + "/" + name) }
        }
        if rmdir(directory) == 0 || errno == ENOENT { return true }
        let processes = PodFiles.read(directory + "/cgroup.procs")
        for pid in processes.split(separator: "\n").compactMap({ pid_t($0) }) where pid > 1 { kill(pid, SIGKILL) }
        return rmdir(directory) == 0
    }

    /// The UIDs of pods that have a cgroup.
    func podsWithCgroups() -> Set<String> {
        guard let hierarchy else { return [] }
        var uids = Set<String>()
        for qos in [QOSClass.guaranteed, .burstable, .bestEffort] {
            for directory in hierarchy.directories(path(Self.parts(qos, uid: nil))) {
                for name in PodFiles.list(directory) {
                    if let uid = uid(fromDirectory: name) { uids.insert(uid) }
                }
            }
        }
        return uids
    }

    private func uid(fromDirectory name: String) -> String? {
        switch driver {
        case .cgroupfs:
            return name.hasPrefix("pod") ? String(name.dropFirst(3)) : nil
        case .systemd:
            guard name.hasSuffix(".slice"), let last = name.dropLast(6).split(separator: "-").last, last.hasPrefix("pod") else { return nil }
            return String(last.dropFirst(3)).replacing("_", with: "-")
        }
    }
}
