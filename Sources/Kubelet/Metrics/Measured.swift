import ComponentMetrics
import ContainerRuntime
import KubernetesAPI
import Synchronization

/// Passes events on, and counts what they tell of: containers started, failures to start them, images being pulled.
struct MeasuredPodEvents: PodEventSink {
    let events: any PodEventSink
    let metrics: KubeletMetrics
    let starts: PodStartLatency

    func event(_ pod: Pod, container: String?, type: String, reason: String, message: String) {
        if let container {
            let kind = Self.kind(container, of: pod)
            switch reason {
            case "Pulling": starts.pull(pod.metadata.uid, container: container, ended: false)
            case "Pulled": starts.pull(pod.metadata.uid, container: container, ended: true)
            case "Started": metrics.pods.containersStarted.add(1, kind)
            case "Failed":
                starts.pull(pod.metadata.uid, container: container, ended: true)
                if let error = Self.code(message) { metrics.pods.containerStartErrors.add(1, kind, error) }
            default: break
            }
        }
        events.event(pod, container: container, type: type, reason: reason, message: message)
    }

    private static func kind(_ container: String, of pod: Pod) -> String {
        if pod.spec.initContainers.contains(where: { $0.name == container }) { return "init_container" }
        return pod.spec.ephemeralContainers.contains { $0.name == container } ? "ephemeral_container" : "container"
    }

    /// The error that a message names; only known ones, so that there is no series for each text.
    private static func code(_ message: String) -> String? {
        guard message.hasPrefix("Error: ") else { return nil }
        let known = [
            "ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName", "ImageInspectError", "RegistryUnavailable", "SignatureValidationFailed",
        ]
        return known.first { message.dropFirst(7).hasPrefix($0) } ?? "RunContainerError"
    }
}

/// The steps of pods' lives, with the time each takes.
final class MeasuredPodSteps: PodSteps {
    private let steps: any PodSteps
    private let metrics: KubeletMetrics
    private let starts: PodStartLatency
    private let clock: any WallClock
    private let known = Mutex<Set<String>>([])

    init(_ steps: any PodSteps, metrics: KubeletMetrics, starts: PodStartLatency, clock: any WallClock) {
        self.steps = steps
        self.metrics = metrics
        self.starts = starts
        self.clock = clock
    }

    private func measure<T>(_ operation: String, _ body: () async throws -> T) async throws -> T {
        let begun = clock.monotonic
        defer { metrics.pods.workerDuration.observe((clock.monotonic - begun).inSeconds, operation) }
        return try await body()
    }

    func sync(_ pod: Pod) async throws -> PodStepOutcome {
        let isNew = known.withLock { $0.insert(pod.metadata.uid).inserted }
        if isNew { starts.workerStarted(pod.metadata.uid) }
        return try await measure(isNew ? "create" : "sync") { try await steps.sync(pod) }
    }

    func terminate(_ pod: Pod, grace: Int, verdict: PodVerdict?) async throws {
        try await measure("kill") { try await steps.terminate(pod, grace: grace, verdict: verdict) }
    }

    func finish(_ pod: Pod, verdict: PodVerdict?) async throws { try await steps.finish(pod, verdict: verdict) }

    func forget(_ pod: Pod) async throws {
        try await steps.forget(pod)
        starts.forget(pod.metadata.uid)
        known.withLock { _ = $0.remove(pod.metadata.uid) }
    }

    func removeOrphan(_ pod: RuntimeOnlyPod) async throws {
        metrics.pods.orphanedRuntimePods.add()
        try await steps.removeOrphan(pod)
    }
}

extension RuntimeMetrics {
    /// What upstream calls CRI's methods that it does not name after them.
    private static let names = [
        "RunPodSandbox": "run_podsandbox", "StopPodSandbox": "stop_podsandbox", "RemovePodSandbox": "remove_podsandbox",
        "PodSandboxStatus": "podsandbox_status", "ListPodSandbox": "list_podsandbox", "PodSandboxStats": "podsandbox_stats",
        "ListPodSandboxStats": "list_podsandbox_stats", "UpdateContainerResources": "update_container",
    ]

    /// Counts a call to the container runtime, by its method in CRI.
    func called(_ method: String, _ took: Duration, _ error: ContainerRuntimeError?) {
        let name = Self.names[method] ?? method.reduce(into: "") { name, letter in
            if letter.isUppercase, !name.isEmpty { name.append("_") }
            name.append(contentsOf: letter.lowercased())
        }
        operations.add(1, name)
        operationDuration.observe(took.inSeconds, name)
        if error != nil { operationErrors.add(1, name) }
    }
}
