import ComponentMetrics
import ContainerRuntime
import JSON
import KubernetesAPI
import KubernetesClient

/// The kubelet as its server sees it.
struct KubeletBackend: KubeletServerBackend {
    var core: KubeletCore
    var runtime: any KubeletServerRuntime
    var client: Client?
    var clock: any WallClock

    var nodeName: String { core.options.nodeName }
    var rootDirectory: String { core.options.rootDirectory }
    var runtimeEndpoint: String { core.options.containerRuntimeEndpoint }
    var podsCgroup: String? { core.cgroups.path(.guaranteed) }
    var classCgroups: [String] { [.burstable, .bestEffort].compactMap(core.cgroups.path) }
    var sandboxImage: String { core.options.podInfraContainerImage }
    var volumeStatsPeriod: Duration { core.options.serving.volumeStatsPeriod }

    func logDirectory(of pod: Pod, container: String) -> String {
        "\(core.options.podLogsDirectory)/\(pod.metadata.namespace)_\(pod.metadata.name)_\(pod.metadata.uid)/\(container)"
    }

    func boundVolume(namespace: String, claim: String) async -> String? {
        guard let client else { return nil }
        let name = try? await client.get(PersistentVolumeClaim.self, claim, namespace: namespace, resourceVersion: "0").spec.volumeName
        return (name ?? "").isEmpty ? nil : name
    }
    var localVolumes: LocalVolumes? { LocalVolumes(directory: core.options.localVolumeDirectory) }

    func pods() -> [Pod] { core.pods.all.map(withStatus) }

    func pod(namespace: String, name: String) -> Pod? { core.pods.pod(namespace: namespace, name: name).map(withStatus) }

    private func withStatus(_ pod: Pod) -> Pod {
        guard let status = core.statuses.status(pod.metadata.uid) else { return pod }
        var pod = pod
        pod.status = status
        return pod
    }

    func driverFigures(of pod: Pod) async -> [String: VolumeFigures] {
        await (core.parts.volumes as? VolumeManager)?.driverFigures(of: pod) ?? [:]
    }

    func volumeIsAbnormal(_ pod: Pod, volume: String, condition: String) {
        core.recorder?.event(pod, type: "Warning", reason: "VolumeConditionAbnormal", message: "Volume \(volume): \(condition)")
    }

    func configuration() -> JSONValue? { core.options.configurationJSON }

    func healthError() -> String? { core.monitor.runtimeError }

    func metrics() -> String {
        var text = MetricsText()
        text.family("kubelet_node_name", "gauge", "The node's name. The count is always 1.")
        text.sample("kubelet_node_name", ["node": nodeName], 1)
        let states = core.pleg.containerStates
        text.family("kubelet_running_containers", "gauge", "Number of containers currently running")
        for (state, count) in states.sorted(by: { $0.key < $1.key }) {
            text.sample("kubelet_running_containers", ["container_state": state], Double(count))
        }
        text.family("kubelet_running_pods", "gauge", "Number of pods that have a running pod sandbox")
        text.sample("kubelet_running_pods", [:], Double(core.pleg.runningPods))
        text.family("kubelet_desired_pods", "gauge", "The number of pods the kubelet is being instructed to run. static is true if the pod is not from the apiserver.")
        let pods = core.pods.all
        for isStatic in [true, false] {
            text.sample("kubelet_desired_pods", ["static": isStatic ? "true" : ""], Double(pods.count { $0.isStatic == isStatic }))
        }
        text.family("kubelet_active_pods", "gauge", "The number of pods the kubelet considers active and which are being considered when admitting new pods. static is true if the pod is not from the apiserver.")
        let active = core.workers.active
        for isStatic in [true, false] {
            text.sample("kubelet_active_pods", ["static": isStatic ? "true" : ""], Double(active.count { $0.isStatic == isStatic }))
        }
        text.family("kubelet_mirror_pods", "gauge", "The number of mirror pods the kubelet will try to create (one per admitted static pod)")
        text.sample("kubelet_mirror_pods", [:], Double(active.count(where: \.isStatic)))
        if let last = core.pleg.lastListed {
            let now = clock.now
            text.family("kubelet_pleg_last_seen_seconds", "gauge", "Timestamp in seconds when PLEG was last seen active.")
            text.sample("kubelet_pleg_last_seen_seconds", [:], (Double(now.seconds) - (clock.monotonic - last).inSeconds).rounded())
        }
        return text.text
    }
}
