import ComponentMetrics
import Foundation
import KubernetesAPI
import Logging
import Synchronization

/// Makes, limits and removes the cgroups of pods: `kubepods`, below it one for each QoS class but Guaranteed, below those one
/// for each pod, as the upstream kubelet has them. Safe to use from any task; calls for one pod must not overlap.
final class CgroupManager: Sendable {
    let settings: ResourceSettings
    /// Nil when pods have no cgroups of their own; the runtime then decides.
    let hierarchy: CgroupHierarchy?
    private let root: CgroupName
    private let pidsLimit: Int64
    private let systemd: any SystemdSlices
    private let logger: Logger
    private let metrics: RuntimeMetrics
    private let clock: any WallClock
    private let currentDriver: Mutex<CgroupDriver>

    /// - Parameters:
    ///   - hierarchy: nil turns cgroups of pods off.
    ///   - settings: how requests and limits become settings of the kernel.
    init(
        metrics: RuntimeMetrics = KubeletMetrics().runtime, clock: any WallClock = SystemClock(), options: KubeletOptions, hierarchy: CgroupHierarchy?, settings: ResourceSettings, systemd: any SystemdSlices = SystemdBus(),
        logger: Logger
    ) {
        self.hierarchy = options.cgroupsPerQOS ? hierarchy : nil
        self.settings = settings
        self.systemd = systemd
        self.metrics = metrics
        self.clock = clock
        self.logger = logger
        root = CgroupName(root: options.cgroupRoot)
        pidsLimit = Int64(options.podPidsLimit)
        currentDriver = Mutex(options.cgroupDriver)
    }

    /// `--cgroup-driver`, or what the runtime says its own is.
    var driver: CgroupDriver {
        get { currentDriver.withLock { $0 } }
        set { currentDriver.withLock { $0 = newValue } }
    }

    // MARK: - Names

    /// The cgroup of all pods.
    var kubepods: CgroupName { root.appending(CgroupName.kubepods) }

    /// The cgroup of a QoS class.
    func name(_ qos: QOSClass) -> CgroupName {
        switch qos {
        case .guaranteed: kubepods
        case .burstable: kubepods.appending("burstable")
        case .bestEffort: kubepods.appending("besteffort")
        }
    }

    /// The cgroup of a class of pods, that of the guaranteed ones being the one above all; nil when pods have none.
    func path(_ qos: QOSClass) -> String? { hierarchy == nil ? nil : name(qos).path(driver) }

    /// The cgroup of a pod.
    func name(_ pod: Pod) -> CgroupName { name(QOSClass.of(pod)).appending("pod" + pod.metadata.uid) }

    /// What the runtime is told to put the pod's containers under; empty when it may decide.
    func parent(of pod: Pod) -> String { hierarchy == nil ? "" : name(pod).path(driver) }

    /// The directory of a pod's cgroup in the tree of a controller; nil when there is none.
    func directory(of pod: Pod, controller: String) -> String? { hierarchy?.directory(controller, name(pod).path(driver)) }

    // MARK: - Pods

    /// Makes the pod's cgroup with its limits. One that is there already stays as it is: `update` changes it.
    /// - Parameter exclusiveCPUs: whether a container of the pod has CPUs of its own, which no quota may slow.
    func create(_ pod: Pod, exclusiveCPUs: Bool = false) async {
        guard let hierarchy else { return }
        let name = name(pod)
        if exists(hierarchy, name) { return }
        let begun = clock.monotonic
        defer { metrics.cgroupDuration.observe((clock.monotonic - begun).inSeconds, "create") }
        var limits = LinuxResources.pod(pod, settings, exclusiveCPUs: exclusiveCPUs)
        if pidsLimit > 0 { limits.pids = pidsLimit }
        for above in name.chain.dropLast() where !exists(hierarchy, above) { await make(hierarchy, above, CgroupLimits()) }
        await make(hierarchy, name, limits)
    }

    /// Changes the limits of a pod's cgroup, as when its containers are resized.
    /// - Parameter limits: what is nil in it stays as it is.
    /// - Throws: when the kernel (or systemd) does not take one, as a memory limit below what is in use.
    func update(_ pod: Pod, _ limits: CgroupLimits) async throws {
        guard let hierarchy else { return }
        let begun = clock.monotonic
        defer { metrics.cgroupDuration.observe((clock.monotonic - begun).inSeconds, "update") }
        try await apply(hierarchy, name(pod), limits)
    }

    /// The limits of a pod's cgroup as the kernel has them; nil when there is no such cgroup.
    func limits(of pod: Pod) -> CgroupLimits? { hierarchy.flatMap { CgroupLimitsReader(hierarchy: $0, path: name(pod).path(driver)).limits() } }

    /// Bytes of memory that a pod uses now; nil when unknown.
    func memoryUsage(of pod: Pod) -> Int64? { hierarchy.flatMap { CgroupLimitsReader(hierarchy: $0, path: name(pod).path(driver)).memoryUsage() } }

    // MARK: - Classes

    /// Gives the burstable class as much weight as its pods ask for together, and best effort the least.
    /// - Parameter memory: what `--qos-reserved` leaves of the memory to each class, in bytes.
    func updateClasses(_ pods: [Pod], memory: [QOSClass: Int64] = [:]) async {
        guard let hierarchy else { return }
        for qos in [QOSClass.burstable, .bestEffort] {
            let name = name(qos)
            if !exists(hierarchy, kubepods) { await make(hierarchy, kubepods, CgroupLimits()) }
            if !exists(hierarchy, name) { await make(hierarchy, name, CgroupLimits()) }
            var limits = CgroupLimits(cpuShares: LinuxResources.minimumShares, memoryLimit: memory[qos])
            if qos == .burstable {
                let own = pods.filter { QOSClass.of($0) == .burstable }
                limits.cpuShares = LinuxResources.shares(milliCPU: own.reduce(0) { $0 + PodAdmission.request($1, "cpu", orLimit: true).milliValue })
                if settings.version == .v2, settings.memoryThrottlingFactor != nil {
                    limits.unified["memory.min"] = String(own.reduce(0) { $0 + PodAdmission.request($1, "memory").value })
                }
            }
            await applyOrLog(hierarchy, name, limits)
        }
    }

    /// The pod's cgroup below the root of the hierarchy; nil when pods have none.
    func directoryName(of pod: Pod) -> String? {
        hierarchy == nil ? nil : name(pod).path(driver)
    }

    /// The cgroup of all pods; nil when pods have none.
    var podsDirectoryName: String? { hierarchy == nil ? nil : kubepods.path(driver) }

    /// Limits the cgroup of all pods, making it when it is not there.
    func limitAllPods(_ limits: CgroupLimits) async throws {
        guard let hierarchy else { return }
        for above in kubepods.chain where !exists(hierarchy, above) { await make(hierarchy, above, CgroupLimits()) }
        try await apply(hierarchy, kubepods, limits)
    }

    /// Limits a cgroup that somebody else made, such as the one of system daemons.
    /// - Parameter path: below the hierarchy's root, as the driver writes names.
    /// - Throws: when it does not exist, or takes a limit not.
    func limitExisting(_ path: String, _ limits: CgroupLimits) async throws {
        guard let hierarchy else { return }
        let name = CgroupName(root: path)
        guard exists(hierarchy, name) else { throw CgroupError(message: "\(path) cgroup does not exist") }
        try await apply(hierarchy, name, limits)
    }

    // MARK: - Making

    private func exists(_ hierarchy: CgroupHierarchy, _ name: CgroupName) -> Bool {
        let path = name.path(driver)
        switch hierarchy.version {
        case .v2: return access(hierarchy.root + path, F_OK) == 0
        case .v1: return Self.controllers.allSatisfy { controller in hierarchy.directory(controller, path).map { access($0, F_OK) == 0 } ?? true }
        }
    }

    /// Those that limits of pods need on cgroup v1. A runtime makes the other trees' directories as it needs them.
    private static let controllers = ["cpu", "memory", "pids", "hugetlb"]

    private func make(_ hierarchy: CgroupHierarchy, _ name: CgroupName, _ limits: CgroupLimits) async {
        if driver == .systemd {
            do { try await systemd.start(name.slice, limits.systemdProperties(hierarchy.version)) } catch {
                logger.warning("cannot make a slice", metadata: ["slice": "\(name.slice)", "error": "\(error)"])
            }
        }
        // Also beside systemd, which knows only some of the controllers.
        let path = name.path(driver)
        switch hierarchy.version {
        case .v2:
            // A controller reaches a cgroup only when all above hand it down.
            for above in [CgroupName(root: "/")] + name.chain.dropLast() { handDown(hierarchy, hierarchy.root + above.path(driver)) }
            makeDirectory(hierarchy.root + path)
        case .v1:
            for controller in Self.controllers {
                guard let directory = hierarchy.directory(controller, path) else { continue }
                makeDirectory(directory)
                if controller == "memory" { hierarchy.write(directory, "memory.use_hierarchy", "1") }
            }
        }
        await applyOrLog(hierarchy, name, limits)
    }

    private func handDown(_ hierarchy: CgroupHierarchy, _ directory: String) {
        let available = Set(PodFiles.read(directory + "/cgroup.controllers").split(whereSeparator: \.isWhitespace))
        let enabled = PodFiles.read(directory + "/cgroup.subtree_control").split(whereSeparator: \.isWhitespace)
        for controller in ["cpuset", "cpu", "io", "memory", "pids", "hugetlb"]
        where available.contains(Substring(controller)) && !enabled.contains(Substring(controller)) {
            hierarchy.write(directory, "cgroup.subtree_control", "+" + controller)
        }
    }

    private func applyOrLog(_ hierarchy: CgroupHierarchy, _ name: CgroupName, _ limits: CgroupLimits) async {
        do { try await apply(hierarchy, name, limits) } catch {
            // No reason to keep a pod from running: not every kernel has every limit.
            logger.debug("cannot limit a cgroup", metadata: ["error": "\(error)"])
        }
    }

    private func apply(_ hierarchy: CgroupHierarchy, _ name: CgroupName, _ limits: CgroupLimits) async throws {
        if driver == .systemd { try await systemd.set(name.slice, limits.systemdProperties(hierarchy.version)) }
        var refused: CgroupError?
        for setting in limits.settings(hierarchy.version) {
            guard let directory = hierarchy.directory(setting.controller, name.path(driver)) else { continue }
            if !hierarchy.write(directory, setting.file, setting.value) {
                refused = refused ?? CgroupError(message: "cannot write \(setting.value) to \(directory)/\(setting.file): \(String(cString: strerror(errno)))")
            }
        }
        if let refused { throw refused }
    }

    private func makeDirectory(_ path: String) {
        do { try POSIXFiles.makeDirectories(path, mode: 0o755) } catch {
            logger.debug("cannot make a cgroup", metadata: ["error": "\(error)"])
        }
    }

    // MARK: - Removing

    /// Removes the cgroup of a pod, whose processes are gone.
    /// - Returns: false when something still lives in it; it is killed, and the caller comes back.
    func remove(uid: String) async -> Bool {
        guard let hierarchy else { return true }
        let begun = clock.monotonic
        defer { metrics.cgroupDuration.observe((clock.monotonic - begun).inSeconds, "destroy") }
        var gone = true
        for qos in [QOSClass.guaranteed, .burstable, .bestEffort] {
            let name = name(qos).appending("pod" + uid)
            let there = hierarchy.directories(name.path(driver)).filter { access($0, F_OK) == 0 }
            if there.isEmpty { continue }
            if driver == .systemd { try? await systemd.stop(name.slice) }
            for directory in there where !CgroupTree.remove(directory) { gone = false }
        }
        return gone
    }

    /// The UIDs of pods that have a cgroup.
    func podsWithCgroups() -> Set<String> {
        guard let hierarchy else { return [] }
        var uids = Set<String>()
        for qos in [QOSClass.guaranteed, .burstable, .bestEffort] {
            for directory in hierarchy.directories(name(qos).path(driver)) {
                for name in PodFiles.list(directory) {
                    if let uid = CgroupName.podUID(directory: name, driver) { uids.insert(uid) }
                }
            }
        }
        return uids
    }
}

/// A cgroup that is not there, or that takes a setting not.
struct CgroupError: Error, CustomStringConvertible {
    var message: String
    var description: String { message }
}
