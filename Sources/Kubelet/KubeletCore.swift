import ComponentMetrics
import ContainerRuntime
import Foundation
import KubernetesAPI
import KubernetesClient
import Logging
import Synchronization

/// Puts the parts of the kubelet together and runs them: from the sources of pods to their workers, and from the runtime back.
final class KubeletCore: Sendable {
    /// What the other parts are made with.
    struct Context: Sendable {
        var client: Client?
        var informers: InformerFactory?
        var clock: any WallClock
        var logger: Logger
        var options: KubeletOptions
        var cri: any CRI
        var targets: any ProbeTargets
        var health: any RuntimeHealth
        var recorder: EventRecorder?
        var metrics: KubeletMetrics
        var pressure: NodePressure
        var resources: ResourceManagers
    }

    let options: KubeletOptions
    let cri: any CRI
    let parts: Kubelet.Parts
    let pods = PodManager()
    let statuses: StatusManager
    let monitor: RuntimeMonitor
    let workers: PodWorkers
    let pleg: PLEG
    let reader: RuntimeReader
    let allocation: AllocationManager
    let metrics: KubeletMetrics
    private let starts: PodStartLatency
    let lifecycle: PodLifecycle
    let clock: any WallClock
    let logger: Logger
    let client: Client?
    let informer: Informer<Pod>?
    let recorder: EventRecorder?
    let pressure = NodePressure()
    let upkeep: NodeUpkeep
    let images: ImageManager
    let files: PodFiles
    let cgroups: CgroupManager
    let staticPods = Mutex<[Pod]>([])
    let sources = Mutex<StaticPodSources?>(nil)
    /// Whether all pods that the API server has for this node were told to the workers.
    let apiSeen = Mutex(false)
    let classesChanged = Signal()
    let resources: ResourceManagers
    let machine: MachineInfo

    init(
        client: Client?, informers: InformerFactory?, clock: any WallClock, logger: Logger, options: KubeletOptions, cri: any CRI,
        hookRequests: any HookRequests, metrics: KubeletMetrics = KubeletMetrics(),
        sources: NodeUpkeep.Sources = .init(), makeParts: (Context) throws -> Kubelet.Parts
    ) throws {
        self.options = options
        self.metrics = metrics
        self.cri = cri
        self.clock = clock
        self.logger = logger
        self.client = client
        informer = informers?.informer(for: Pod.self, fieldSelector: "spec.nodeName=\(options.nodeName)")
        recorder = client.map { EventRecorder(client: $0, component: "kubelet", host: options.nodeName, clock: clock, logger: logger) }
        let starts = PodStartLatency(metrics: metrics, clock: clock)
        self.starts = starts
        let events: any PodEventSink = MeasuredPodEvents(
            events: recorder.map { PodEvents(recorder: $0) } ?? LoggedEvents(logger: logger), metrics: metrics, starts: starts)

        // Some parts call each other; these links are closed when all are there.
        let links = Links()
        let pods = self.pods
        let informer = self.informer
        statuses = StatusManager(client: client, metrics: metrics.pods, clock: clock, logger: logger) { pod in
            pod.isStatic ? pods.mirror(of: pod) : informer?.get(pod.metadata.name, namespace: pod.metadata.namespace)
        }
        pleg = PLEG(cri: cri, clock: clock, logger: logger, metrics: metrics) { links.runtimeChanged($0) }
        let pleg = self.pleg
        monitor = RuntimeMonitor(cri: cri, clock: clock, logger: logger) { pleg.lastListed }
        let machine = MachineInfo.read(rootDirectory: options.rootDirectory)
        self.machine = machine
        resources = try ResourceManagers(options: options, machine: machine, client: client, metrics: metrics, clock: clock, logger: logger)
        let targets = Targets(statuses: statuses, cri: cri, events: events, links: links)
        parts = try makeParts(Context(
            client: client, informers: informers, clock: clock, logger: logger, options: options, cri: cri, targets: targets,
            health: monitor, recorder: recorder, metrics: metrics, pressure: pressure, resources: resources
        ))
        let node = parts.node
        let monitor = self.monitor
        files = PodFiles(options: options)
        let hierarchy = CgroupHierarchy()
        cgroups = CgroupManager(
            metrics: metrics.runtime, clock: clock, options: options, hierarchy: hierarchy, settings: ResourceSettings(options: options, hierarchy: hierarchy, machine: machine), logger: logger)
        let waitReasons = WaitReasons()
        images = try ImageManager(
            cri: cri, clock: clock, options: options, home: NSHomeDirectory(),
            providers: CredentialProviders.load(options.images, client: client, metrics: metrics.images, clock: clock, logger: logger), metrics: metrics.images, logger: logger)
        reader = RuntimeReader(cri: cri, runtimeName: monitor.name, showsImages: options.node.featureGates["ImageVolumeWithDigest"] == true)
        allocation = AllocationManager(
            directory: options.rootDirectory, managers: options.resourceManagers, events: events, clock: clock, logger: logger, metrics: metrics.pods)
        let runtime = RuntimeManager(
            cri: cri, options: options, clock: clock, files: files, cgroups: cgroups, images: images, environment: parts.environment,
            probes: parts.probes, events: events, hooks: Hooks(cri: cri, http: hookRequests, clock: clock, metrics: metrics.pods),
            backOff: BackOff(maximum: options.maxContainerBackOff, clock: clock),
            sandboxBackOff: BackOff(initial: .seconds(1), maximum: .seconds(30), clock: clock), waitReasons: waitReasons, allocation: allocation, resources: resources,
            hostIPs: { node.hostIPs() },
            classes: RuntimeClasses(informer: informers?.informer(for: RuntimeClass.self)), handlers: monitor.handlers,
            userNamespaces: UserNamespaces(options: options), imageVolumes: ImageVolumes(options, cri, clock), logger: logger, metrics: metrics
        )
        lifecycle = PodLifecycle(
            options: options, client: client, cri: cri, reader: reader, runtime: runtime, volumes: parts.volumes, probes: parts.probes,
            files: files, cgroups: cgroups, images: images, statuses: statuses, waitReasons: waitReasons, allocation: allocation, resources: resources, activePods: { links.resourceHolders },
            mirrors: MirrorPods(client: client, node: { node.node() }, logger: logger), pods: pods, events: events, clock: clock,
            hostIPs: { node.hostIPs() }, networkError: { monitor.networkError }, changed: { pleg.lookSoon() }, logger: logger, starts: starts
        )
        workers = PodWorkers(steps: MeasuredPodSteps(lifecycle, metrics: metrics, starts: starts, clock: clock), clock: clock, syncFrequency: options.syncFrequency, logger: logger)
        let cgroups = self.cgroups
        upkeep = try NodeUpkeep(
            options: options, cri: cri, pressure: pressure,
            ports: NodeUpkeep.Ports(
                workers: { links.workers }, node: { node.node() }, recorder: recorder, metrics: metrics,
                podCgroup: { cgroups.directoryName(of: $0) },
                podsCgroup: cgroups.podsDirectoryName),
            sources: sources, clock: clock, logger: logger)
        links.close { [weak self] in self }
    }

    // MARK: - Running

    /// Works until it is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.runNode() }
            group.addTask { await self.monitor.run() }
            group.addTask { await self.statuses.run() }
            group.addTask { await self.parts.volumes.run() }
            group.addTask { await self.runPods() }
        }
        await workers.stop()
    }

    private func runNode() async {
        while !Task.isCancelled {
            do { try await parts.node.run() } catch {
                if Task.isCancelled { return }
                logger.error("the node's status is not kept; trying again", metadata: ["error": "\(error)"])
            }
            try? await clock.sleep(for: .seconds(5))
        }
    }

    /// Nothing is done to pods before the runtime has said what it has: what runs is taken up, not started twice.
    private func runPods() async {
        do {
            try await monitor.waitForRuntime()
            await monitor.check()
            while pleg.lastListed == nil {
                await pleg.relist()
                if pleg.lastListed == nil { try await clock.sleep(for: .milliseconds(500)) }
            }
        } catch {
            return
        }
        await takeCgroupDriver()
        if !options.podCIDR.isEmpty { try? await cri.updateRuntimeConfig(podCIDR: options.podCIDR) }
        await withDiscardingTaskGroup { group in
            group.addTask { await self.pleg.run() }
            group.addTask { await self.runStaticSources() }
            group.addTask { await self.startStaticPods() }
            group.addTask { await self.runAPISource() }
            group.addTask { await self.housekeeping() }
            group.addTask { await self.keepRetryingResizes() }
            group.addTask { await self.keepRemovingOrphanedDirectories() }
            group.addTask { await self.upkeep.run() }
            group.addTask { await self.keepClasses() }
            group.addTask { await self.keepResources() }
        }
    }

    private func runStaticSources() async {
        let sources = StaticPodSources(
            options: options, clock: clock, logger: logger, complain: { [self] file, message in invalidManifest(file, message) },
            duplicate: { [self] in recorder?.event($0, type: "Warning", reason: "FailedValidation", message: $1) },
            update: { [self] in setStaticPods($0) })
        self.sources.withLock { $0 = sources }
        await sources.run { [self] in statuses.status($0) }
        self.sources.withLock { $0 = nil }
    }

    /// Static pods whose forerunners of the same name are still ending are looked at again.
    private func startStaticPods() async {
        while !Task.isCancelled {
            do { try await clock.sleep(for: .milliseconds(200)) } catch { return }
            let waiting = staticPods.withLock { $0.filter { pods.pod(uid: $0.metadata.uid) == nil } }
            for pod in waiting { start(pod) }
        }
    }

    private func runAPISource() async {
        guard let informer else { return }
        // Admission needs the node; a pod that named it before it was there waits a little.
        for _ in 0..<100 where parts.node.node() == nil {
            do { try await clock.sleep(for: .milliseconds(100)) } catch { return }
        }
        informer.addHandler { [self] event in
            switch event {
            case .added(let pod), .updated(_, let pod): seen(pod)
            case .deleted(let pod): gone(pod)
            }
        }
        guard (try? await informer.waitForSync()) != nil else { return }
        apiSeen.withLock { $0 = true }
    }

    private func invalidManifest(_ file: String, _ message: String) {
        guard let node = parts.node.node() else { return }
        recorder?.event(node, type: "Warning", reason: "InvalidManifest", message: "Could not process manifest file \(file): \(message)")
    }

    // MARK: - Pods come and go

    private func setStaticPods(_ all: [Pod]) {
        let uids = Set(all.map(\.metadata.uid))
        for pod in pods.all where pod.isStatic && !uids.contains(pod.metadata.uid) {
            pods.remove(pod)
            workers.remove(pod.metadata.uid)
        }
        staticPods.withLock { $0 = all }
        for pod in all { start(pod) }
    }

    /// Starts a static pod, unless one of its name has not ended yet.
    private func start(_ pod: Pod) {
        let uid = pod.metadata.uid
        if workers.active.contains(where: { $0.isStatic && $0.key == pod.key && $0.metadata.uid != uid }) { return }
        seen(pod)
    }

    private func seen(_ pod: Pod) {
        pods.set(pod)
        if pod.isMirror {
            if let original = pods.staticPod(of: pod) {
                workers.wake(original.metadata.uid)
                statuses.observed(original.metadata.uid)
            }
            return
        }
        let uid = pod.metadata.uid
        let known = workers.known[uid] != nil
        if !known, pod.metadata.deletionTimestamp == nil, pod.status.phase != PodPhase.running, !PodPhase.isTerminal(pod.status.phase),
            let refusal = refusal(pod)
        {
            let verdict = PodVerdict(reason: refusal.reason, message: "Pod was rejected: " + refusal.message, isRejection: true)
            logger.warning("pod is not admitted", metadata: ["pod": "\(pod.key)", "reason": "\(verdict.reason)", "message": "\(verdict.message)"])
            recorder?.event(pod, type: "Warning", reason: refusal.reason, message: refusal.message)
            metrics.pods.admissionRejections.add(1, verdict.reason)
            workers.reject(pod, verdict: verdict)
            return
        }
        if !known {
            starts.seen(pod)
            allocation.admit(pod)
        }
        if known || !allocation.postpone(pod) { grantResize(pod) } else { allocation.retry("pods_added") }
        workers.update(allocation.allocated(pod))
        statuses.observed(uid)
        if !known { classesChanged.signal() }
    }

    private var securityAdmission: SecurityAdmission {
        SecurityAdmission(allowedUnsafeSysctls: options.node.allowedUnsafeSysctls, appArmor: AppArmor.isEnabled, node: parts.node.node())
    }

    /// Why a new pod is not let in; nil when it is.
    private func refusal(_ pod: Pod) -> PodVerdict? {
        var others = workers.active
        // What it was allocated before a restart of the kubelet is what counts.
        let pod = allocation.allocated(pod)
        if let verdict = pressure.check(pod) ?? securityAdmission.check(pod) ?? DeclaredFeatures(gates: options.node.featureGates).refusal(pod) { return verdict }
        let admission = PodAdmission(node: parts.node.node().map(resources.devices.sanitized), maxPods: options.maxPods)
        for victim in Preemption(admission: admission).victims(for: pod, among: others) ?? [] {
            recorder?.event(victim, type: "Warning", reason: Preemption.reason, message: Preemption.message)
            metrics.pods.preemptions.add(1, "pod")
            workers.kill(victim.metadata.uid, verdict: PodVerdict(reason: Preemption.reason, message: Preemption.message, isDisruption: true))
            others.removeAll { $0.metadata.uid == victim.metadata.uid }
        }
        return admission.check(pod, active: others)
            ?? parts.admission.lazy.compactMap { $0.refusal(pod, others: others) }.first
    }

    /// Gives a pod what its spec asks for now, if the node has it.
    /// - Returns: whether anything came of it.
    @discardableResult
    func grantResize(_ pod: Pod, trigger: String = "pod_updated") -> Bool {
        if PodPhase.isTerminal(pod.status.phase) || pod.metadata.deletionTimestamp != nil { return false }
        let others = workers.active.filter { $0.metadata.uid != pod.metadata.uid }
        let changed = allocation.resize(pod, node: parts.node.node(), others: others, trigger: trigger)
        if changed { classesChanged.signal() }
        return changed
    }

    private func gone(_ pod: Pod) {
        pods.remove(pod)
        if pod.isMirror {
            // Someone deleted the mirror; its pod makes another.
            if let original = pods.staticPod(of: pod) { workers.wake(original.metadata.uid) }
            return
        }
        workers.remove(pod.metadata.uid)
    }

    func probeChanged(_ uid: String) {
        if let pod = workers.pod(uid) { lifecycle.refreshReadiness(pod) }
        workers.wake(uid)
    }

    func runtimeChanged(_ pod: RuntimeOnlyPod) { workers.wake(pod.uid) }
}
