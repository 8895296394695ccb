import KubernetesAPI
import Logging
import Synchronization

/// The sources of pods besides the API server, put together: files, a URL, and the kubelet's own endpoint. Safe to use from
/// anywhere.
final class StaticPodSources: Sendable {
    private struct State {
        /// What each source has, in the order in which they win over each other.
        var pods: [[Pod]] = [[], [], []]
        /// Sources that have said what they have.
        var seen: Set<Int> = []
        /// Conflicts that were told already.
        var told: Set<String> = []
    }

    private static let file = 0, url = 1, endpoint = 2

    private let options: KubeletOptions
    private let clock: any WallClock
    private let logger: Logger
    private let parser: StaticPodParser
    /// A manifest could not be read: the file and why.
    private let complain: @Sendable (String, String) -> Void
    /// A pod is left out because another has its name.
    private let duplicate: @Sendable (Pod, String) -> Void
    /// All static pods there are now.
    private let update: @Sendable ([Pod]) -> Void
    private let state = Mutex(State())

    init(
        options: KubeletOptions, clock: any WallClock, logger: Logger, complain: @escaping @Sendable (String, String) -> Void,
        duplicate: @escaping @Sendable (Pod, String) -> Void, update: @escaping @Sendable ([Pod]) -> Void
    ) {
        self.options = options
        self.clock = clock
        self.logger = logger
        self.complain = complain
        self.duplicate = duplicate
        self.update = update
        parser = StaticPodParser(
            nodeName: options.nodeName, refusesReferences: options.node.featureGates["PreventStaticPodAPIReferences"] ?? true)
    }

    /// Whether all of them have said what they have, so that a pod that is not among it may be removed.
    var areSeen: Bool {
        state.withLock { state in
            (options.podManifestPath == nil || state.seen.contains(Self.file)) && (options.sources.manifestURL == nil || state.seen.contains(Self.url))
                && (options.sources.podEndpoint == nil || state.seen.contains(Self.endpoint))
        }
    }

    /// Works until it is cancelled.
    /// - Parameter status: of a pod, by UID, for those who ask at the endpoint.
    func run(status: @escaping @Sendable (String) -> PodStatus?) async {
        await withDiscardingTaskGroup { group in
            if let path = options.podManifestPath {
                let source = FileSource(
                    path: path, parser: parser, clock: clock, frequency: options.fileCheckFrequency, logger: logger, complain: complain
                ) { [self] in set($0, of: Self.file) }
                group.addTask { await source.run() }
            }
            if let url = options.sources.manifestURL {
                let source = URLSource(options: options.sources, url: url, parser: parser, clock: clock, logger: logger) { [self] in set($0, of: Self.url) }
                group.addTask { await source.run() }
            }
            if let address = options.sources.podEndpoint { group.addTask { await self.serve(address, status) } }
        }
    }

    private func serve(_ address: String, _ status: @escaping @Sendable (String) -> PodStatus?) async {
        let store = LocalPodStore(rootDirectory: options.rootDirectory, parser: parser, clock: clock, logger: logger) { [self] in
            set($0, of: Self.endpoint)
        }
        store.load()
        let endpoint = PodEndpoint(store: store, status: status, clock: clock, logger: logger)
        while !Task.isCancelled {
            do { try await endpoint.serve(address) } catch {
                if Task.isCancelled { return }
                logger.error("cannot take pods; trying again", metadata: ["address": "\(address)", "error": "\(error)"])
            }
            do { try await clock.sleep(for: .seconds(10)) } catch { return }
        }
    }

    private func set(_ pods: [Pod], of source: Int) {
        var conflicts: [(Pod, String)] = []
        let all = state.withLock { state -> [Pod] in
            state.pods[source] = pods
            state.seen.insert(source)
            var names: Set<String> = []
            var told: Set<String> = []
            var all: [Pod] = []
            for pod in state.pods.joined() {
                if names.insert(pod.key).inserted {
                    all.append(pod)
                } else if told.insert(pod.metadata.uid).inserted, !state.told.contains(pod.metadata.uid) {
                    let source = pod.metadata.annotations[PodAnnotations.source] ?? ""
                    conflicts.append((pod, "Error validating pod \(pod.formatted) from \(source) due to duplicate pod name \"\(pod.metadata.name)\", ignoring"))
                }
            }
            state.told = told
            return all
        }
        for (pod, message) in conflicts {
            logger.warning("Pod failed validation due to duplicate pod name, ignoring", metadata: ["pod": "\(pod.key)"])
            duplicate(pod, message)
        }
        update(all)
    }
}
