import KubernetesAPI
import KubernetesClient
import Logging

/// Explains what a scheduler would do with a pod, without doing it. Reads the cluster once, by any kubeconfig that may.
public struct SchedulingExplainer: Sendable {
    private let client: Client
    private let configuration: SchedulerConfiguration
    private let clock: any WallClock
    private let logger: Logger

    /// An explainer of what a scheduler with this configuration does.
    public init(client: Client, configuration: SchedulerConfiguration = .init(), clock: any WallClock, logger: Logger) {
        self.client = client
        self.configuration = configuration
        self.clock = clock
        self.logger = logger
    }

    /// Why an explanation cannot be given.
    public struct Failure: Error, CustomStringConvertible {
        /// Why not, for people.
        public let description: String
    }

    /// - Parameter pod: one that is there, which is looked at as if it had no node; or one that is not created yet.
    public func explain(_ pod: Pod) async throws -> SchedulingExplanation {
        let name = pod.spec.schedulerName.flatMap { $0.isEmpty ? nil : $0 } ?? "default-scheduler"
        guard let profile = configuration.profiles.first(where: { $0.schedulerName == name }) else {
            throw Failure(description: "no profile is called \"\(name)\": another scheduler places the pod")
        }
        let informers = InformerFactory(client: client, clock: clock, logger: logger, kindsMayBeAbsent: true)
        let nodes = informers.informer(for: Node.self, isRequired: true)
        let context = PluginContext(
            client: client, informers: informers, storage: StorageCatalog(informers), devices: DeviceCatalog(informers),
            pods: informers.informer(isRequired: true), clock: clock, logger: logger)
        let budgets = informers.informer(for: PodDisruptionBudget.self)
        let framework = Framework(profile, context)
        let running = Task { try await informers.run() }
        defer { running.cancel() }
        // What a cluster does not serve, or does not let us read, is taken as not there; nodes and pods have to be.
        if try await !isComplete(informers), !nodes.hasSynced || !context.pods.hasSynced {
            throw Failure(description: "the cluster's nodes and pods cannot be read")
        }
        context.devices.disregard(pod: pod.metadata.uid)
        let snapshot = Self.snapshot(nodes.list(), context.pods.list(), without: pod, clock)
        var subject = pod
        subject.spec.nodeName = nil
        var result = Self.explain(
            PodToSchedule(subject), framework, snapshot, budgets: budgets.list().compactMap { DisruptionBudget($0) },
            arguments: profile.arguments.defaultPreemption)
        result.node = pod.spec.nodeName ?? ""
        result.extenders = configuration.extenders.map(\.urlPrefix)
        return result
    }

    /// Whether all that the plugins look at is known; gives up after some time.
    private func isComplete(_ informers: InformerFactory) async throws -> Bool {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await informers.waitForSync()
                return true
            }
            group.addTask { [clock] in
                try await clock.sleep(for: .seconds(15))
                return false
            }
            defer { group.cancelAll() }
            return try await group.next() ?? false
        }
    }

    private static func snapshot(_ nodes: [Node], _ pods: [Pod], without subject: Pod, _ clock: any WallClock) -> Snapshot {
        let cache = SchedulerCache(clock: clock)
        for node in nodes { _ = cache.setNode(node) }
        for pod in pods where !pod.isTerminal {
            let isSubject = pod.metadata.name == subject.metadata.name && pod.metadata.namespace == subject.metadata.namespace
            if isSubject { continue }
            if !(pod.spec.nodeName ?? "").isEmpty {
                cache.setPod(pod)
            } else if let promised = pod.status.nominatedNodeName, !promised.isEmpty {
                cache.nominate(PodInfo(pod), on: promised)
            }
        }
        var snapshot = Snapshot()
        cache.update(&snapshot)
        return snapshot
    }

    /// The explanation, given all that counts.
    static func explain(
        _ pod: PodToSchedule, _ framework: Framework, _ snapshot: Snapshot, budgets: [DisruptionBudget] = [],
        arguments: DefaultPreemptionArgs = DefaultPreemptionArgs()
    ) -> SchedulingExplanation {
        var result = SchedulingExplanation()
        result.pod = pod.key
        result.profile = framework.profileName
        result.holds = framework.preEnqueues.compactMap { plugin in plugin.preEnqueue(pod).map { "\(plugin.name): \($0.reason)" } }
        // Each by itself: one that rejects the pod as a whole must not hide the others.
        var filters: [ActiveFilter] = []
        var refusals: [SchedulingExplanation.Verdict] = []
        for plugin in framework.filters {
            do {
                if let filter = try plugin.filter(for: pod, in: snapshot) {
                    filters.append(ActiveFilter(plugin: plugin, filter: filter))
                } else {
                    result.skipped.append(plugin.name)
                }
            } catch {
                refusals.append(.init(plugin: plugin.name, reasons: [error.reason]))
            }
        }
        var feasible: [Int] = []
        for (index, node) in snapshot.nodes.enumerated() {
            var report = SchedulingExplanation.NodeReport(name: node.name)
            report.verdicts = refusals + verdicts(filters, node, pod, snapshot)
            if report.isFeasible { feasible.append(index) }
            result.nodes.append(report)
        }
        if !feasible.isEmpty {
            score(pod, framework, snapshot, feasible, &result)
        } else {
            explainFailure(pod, framework, snapshot, budgets, arguments, &result)
        }
        result.nodes.sort { $0.name < $1.name }
        return result
    }

    private static func verdicts(
        _ filters: [ActiveFilter], _ node: NodeInfo, _ pod: PodToSchedule, _ snapshot: Snapshot
    ) -> [SchedulingExplanation.Verdict] {
        var verdicts = filters.map { active in
            SchedulingExplanation.Verdict(plugin: active.plugin.name, reasons: active.filter.rejection(of: node)?.reasons ?? [])
        }
        // Room that is promised to more important pods counts as taken.
        if verdicts.allSatisfy(\.reasons.isEmpty), let (plugin, rejection) = filters.rejection(of: node, for: pod, in: snapshot),
            let index = verdicts.firstIndex(where: { $0.plugin == plugin.name })
        {
            verdicts[index].reasons = rejection.reasons.map { $0 + " (with the pods that were promised the node)" }
        }
        return verdicts
    }

    private static func score(
        _ pod: PodToSchedule, _ framework: Framework, _ snapshot: Snapshot, _ feasible: [Int], _ result: inout SchedulingExplanation
    ) {
        for (plugin, weight) in framework.scores {
            guard let scorer = plugin.scorer(for: pod, among: feasible, in: snapshot) else {
                result.indifferent.append(plugin.name)
                continue
            }
            var scores = feasible.map { scorer.score(snapshot.nodes[$0]) }
            scorer.normalize(&scores)
            for (place, index) in feasible.enumerated() {
                result.nodes[index].scores.append(.init(plugin: plugin.name, score: scores[place], weight: weight))
            }
        }
        let best = feasible.map { result.nodes[$0].total }.max() ?? 0
        result.chosen = feasible.filter { result.nodes[$0].total == best }.map { result.nodes[$0].name }.sorted()
    }

    private static func explainFailure(
        _ pod: PodToSchedule, _ framework: Framework, _ snapshot: Snapshot, _ budgets: [DisruptionBudget], _ arguments: DefaultPreemptionArgs,
        _ result: inout SchedulingExplanation
    ) {
        var cycle = SchedulingCycle(framework: framework, generator: SystemRandomNumberGenerator())
        guard let error = cycle.filter(pod, in: snapshot) else { return }
        var afterwards: [String] = []
        for plugin in framework.postFilters {
            guard let devices = plugin as? DynamicResources else { continue }
            switch devices.postFilter(pod, error, in: snapshot, framework) {
            case .impossible(let reason, _): afterwards.append(reason)
            case .helps:
                result.message = error.message()
                result.remedy = "A claim whose devices are out of reach would give them back first"
                return
            }
        }
        if error.nodeCount > 0, framework.postFilters.contains(where: { $0.name == "DefaultPreemption" }) {
            switch PreemptionSearch(framework: framework, budgets: budgets, arguments: arguments).candidates(for: pod, error, in: snapshot) {
            case .none(let reason, _): afterwards.append(reason)
            case .some(let candidates):
                afterwards = []
                if let best = PreemptionSearch.best(of: candidates) {
                    result.preemption = (snapshot.nodes[best.node].name, best.victims.map { "\($0.namespace)/\($0.name)" })
                }
            }
        }
        result.message = error.message(afterwards: afterwards.joined(separator: ", "))
    }
}
