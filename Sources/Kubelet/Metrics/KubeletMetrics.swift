import ComponentMetrics
import KubernetesClient

/// What the kubelet counts and measures, by upstream's names. One for a kubelet; each part records into its theme.
final class KubeletMetrics: Sendable {
    /// Those of /metrics.
    let registry = MetricRegistry()
    /// Those of /metrics/probes.
    let probeRegistry = MetricRegistry()

    let pods: PodMetrics
    let runtime: RuntimeMetrics
    let images: ImageMetrics
    let node: NodeMetrics
    let volumes: VolumeMetrics
    let resources: ResourceManagerMetrics
    let claims: ClaimMetrics
    let certificates: CertificateMetrics
    let server: ServerMetrics
    let client: ClientMetrics
    let probes: ProbeMetrics

    init() {
        pods = PodMetrics(registry)
        runtime = RuntimeMetrics(registry)
        images = ImageMetrics(registry)
        node = NodeMetrics(registry)
        volumes = VolumeMetrics(registry)
        resources = ResourceManagerMetrics(registry)
        claims = ClaimMetrics(registry)
        certificates = CertificateMetrics(registry)
        server = ServerMetrics(registry)
        client = ClientMetrics(registry)
        probes = ProbeMetrics(probeRegistry)
    }
}

/// Of pods' lives.
struct PodMetrics: Sendable {
    private static let startBuckets: [Double] = [0.5, 1, 2, 3, 4, 5, 6, 8, 10, 20, 30, 45, 60, 120, 180, 240, 300, 360, 480, 600, 900, 1200, 1800, 2700, 3600]

    let started: Counter
    let startErrors: Counter
    /// Labels: container_type (container, init_container, ephemeral_container, podsandbox).
    let containersStarted: Counter
    /// Labels: container_type, code.
    let containerStartErrors: Counter
    let startDuration: Histogram
    let startSLIDuration: Histogram
    let startTotalDuration: Histogram
    let firstNetworkStart: Gauge
    /// Labels: operation_type (sync, terminating, terminated).
    let workerDuration: Histogram
    let workerStartDuration: Histogram
    let statusSyncDuration: Histogram
    /// Labels: reason.
    let admissionRejections: Counter
    let preemptions: Counter
    let orphanedRuntimePods: Counter
    let sleepTerminatedEarly: Counter
    let httpHookFallbacks: Counter
    /// Labels: resource, requirement, operation.
    let requestedResizes: Counter
    /// Labels: success.
    let resizeDuration: Histogram
    let pendingResizes: Gauge
    let inProgressResizes: Gauge
    /// Labels: reason_detail.
    let infeasibleResizes: Counter
    /// Labels: retry_trigger.
    let deferredAcceptedResizes: Counter

    init(_ registry: MetricRegistry) {
        started = registry.counter("kubelet_started_pods_total", "Cumulative number of pods started")
        startErrors = registry.counter("kubelet_started_pods_errors_total", "Cumulative number of errors when starting pods")
        containersStarted = registry.counter("kubelet_started_containers_total", "Cumulative number of containers started", ["container_type"])
        containerStartErrors = registry.counter(
            "kubelet_started_containers_errors_total", "Cumulative number of errors when starting containers", ["container_type", "code"])
        startDuration = registry.histogram(
            "kubelet_pod_start_duration_seconds", "Duration in seconds from kubelet seeing a pod for the first time to the pod starting to run", buckets: Self.startBuckets)
        startSLIDuration = registry.histogram(
            "kubelet_pod_start_sli_duration_seconds", "Duration in seconds to start a pod, excluding time to pull images and run init containers, measured from pod creation timestamp to when all its containers are reported as started and observed via watch", buckets: Self.startBuckets)
        startTotalDuration = registry.histogram(
            "kubelet_pod_start_total_duration_seconds", "Duration in seconds to start a pod since creation, including time to pull images and run init containers, measured from pod creation timestamp to when all its containers are reported as started and observed via watch", buckets: Self.startBuckets)
        firstNetworkStart = registry.gauge(
            "kubelet_first_network_pod_start_sli_duration_seconds", "Duration in seconds to start the first network pod, excluding time to pull images and run init containers, measured from pod creation timestamp to when all its containers are reported as started and observed via watch")
        workerDuration = registry.histogram("kubelet_pod_worker_duration_seconds", "Duration in seconds to sync a single pod. Broken down by operation type: create, update, or sync", ["operation_type"])
        workerStartDuration = registry.histogram("kubelet_pod_worker_start_duration_seconds", "Duration in seconds from kubelet seeing a pod to starting a worker.")
        statusSyncDuration = registry.histogram(
            "kubelet_pod_status_sync_duration_seconds", "Duration in seconds to sync a pod status update. Measures time from detection of a change to pod status until the API is successfully updated for that pod, even if multiple intevening changes to pod status occur.", buckets: [0.010, 0.050, 0.100, 0.500, 1, 5, 10, 20, 30, 45, 60])
        admissionRejections = registry.counter("kubelet_admission_rejections_total", "Cumulative number pod admission rejections by the Kubelet.", ["reason"])
        preemptions = registry.counter("kubelet_preemptions", "Cumulative number of pod preemptions by preemption resource", ["preemption_signal"])
        orphanedRuntimePods = registry.counter("kubelet_orphaned_runtime_pods_total", "Number of pods that have been detected in the container runtime without being already known to the pod worker. This typically indicates the kubelet was restarted while a pod was force deleted in the API or in the local configuration, which is unusual.")
        sleepTerminatedEarly = registry.counter("kubelet_sleep_action_terminated_early_total", "The number of times lifecycle sleep handler got terminated before it finishes")
        httpHookFallbacks = registry.counter("kubelet_lifecycle_handler_http_fallbacks_total", "The number of times lifecycle handlers successfully fell back to http from https.")
        requestedResizes = registry.counter("kubelet_container_requested_resizes_total", "Number of requested resizes, counted at the container level. Different resources on the same container are counted separately. The 'requirement' label refers to 'memory' or 'limits'; the 'operation' label can be one of 'add', 'remove', 'increase' or 'decrease'.", ["resource", "requirement", "operation"])
        resizeDuration = registry.histogram("kubelet_pod_resize_duration_milliseconds", "Duration in milliseconds to actuate a pod resize", ["success"], buckets: Histogram.exponential(10, 2, 15))
        pendingResizes = registry.gauge("kubelet_pod_pending_resizes", "Number of pending resizes for pods.", ["reason"])
        inProgressResizes = registry.gauge("kubelet_pod_in_progress_resizes", "Number of in-progress resizes for pods.")
        infeasibleResizes = registry.counter("kubelet_pod_infeasible_resizes_total", "Number of infeasible resizes for pods.", ["reason_detail"])
        deferredAcceptedResizes = registry.counter("kubelet_pod_deferred_accepted_resizes_total", "Cumulative number of resizes that were accepted after being deferred.", ["retry_trigger"])
    }
}

/// Of the container runtime and how it is looked at.
struct RuntimeMetrics: Sendable {
    /// Labels: operation_type.
    let operations: Counter
    let operationDuration: Histogram
    let operationErrors: Counter
    /// Labels: runtime_handler.
    let sandboxDuration: Histogram
    let sandboxErrors: Counter
    let relistDuration: Histogram
    let relistInterval: Histogram
    /// Labels: operation_type (create, update, destroy).
    let cgroupDuration: Histogram

    init(_ registry: MetricRegistry) {
        operations = registry.counter("kubelet_runtime_operations_total", "Cumulative number of runtime operations by operation type.", ["operation_type"])
        operationDuration = registry.histogram(
            "kubelet_runtime_operations_duration_seconds", "Duration in seconds of runtime operations. Broken down by operation type.", ["operation_type"], buckets: Histogram.exponential(0.005, 2.5, 14))
        operationErrors = registry.counter("kubelet_runtime_operations_errors_total", "Cumulative number of runtime operation errors by operation type.", ["operation_type"])
        sandboxDuration = registry.histogram("kubelet_run_podsandbox_duration_seconds", "Duration in seconds of the run_podsandbox operations. Broken down by RuntimeClass.Handler.", ["runtime_handler"])
        sandboxErrors = registry.counter("kubelet_run_podsandbox_errors_total", "Cumulative number of the run_podsandbox operation errors by RuntimeClass.Handler.", ["runtime_handler"])
        relistDuration = registry.histogram("kubelet_pleg_relist_duration_seconds", "Duration in seconds for relisting pods in PLEG.")
        relistInterval = registry.histogram("kubelet_pleg_relist_interval_seconds", "Interval in seconds between relisting in PLEG.")
        cgroupDuration = registry.histogram("kubelet_cgroup_manager_duration_seconds", "Duration in seconds for cgroup manager operations. Broken down by method.", ["operation_type"])
    }
}

/// Of images.
struct ImageMetrics: Sendable {
    /// Labels: image_size_in_bytes, a range such as `1MB-10MB`.
    let pullDuration: Histogram
    /// Labels: reason (age or space).
    let garbageCollected: Counter
    /// Labels: plugin_name.
    let credentialProviderDuration: Histogram
    let credentialProviderErrors: Counter
    /// Labels: result, pull_policy, present_locally, pull_required.
    let ensureRequests: Counter

    init(_ registry: MetricRegistry) {
        pullDuration = registry.histogram(
            "kubelet_image_pull_duration_seconds", "Duration in seconds to pull an image.", ["image_size_in_bytes"], buckets: [1, 5, 10, 20, 30, 60, 180, 300, 600, 900, 1200, 1800, 3600])
        garbageCollected = registry.counter("kubelet_image_garbage_collected_total", "Total number of images garbage collected by the kubelet, whether through disk usage or image age.", ["reason"])
        credentialProviderDuration = registry.histogram("kubelet_credential_provider_plugin_duration", "Duration of execution in seconds for credential provider plugin", ["plugin_name"])
        credentialProviderErrors = registry.counter("kubelet_credential_provider_plugin_errors", "Number of errors from credential provider plugin", ["plugin_name"])
        ensureRequests = registry.counter("kubelet_image_manager_ensure_image_requests_total", "Number of ensure-image requests processed by the kubelet.", ["present_locally", "pull_policy", "pull_required", "result"])
    }
}

/// Of the node's own state.
struct NodeMetrics: Sendable {
    /// Labels: eviction_signal.
    let evictions: Counter
    let evictionStatsAge: Histogram
    let shutdownStart: Gauge
    let shutdownEnd: Gauge

    init(_ registry: MetricRegistry) {
        evictions = registry.counter("kubelet_evictions", "Cumulative number of pod evictions by eviction signal", ["eviction_signal"])
        evictionStatsAge = registry.histogram("kubelet_eviction_stats_age_seconds", "Time between when stats are collected, and when pod is evicted based on those stats by eviction signal", ["eviction_signal"])
        shutdownStart = registry.gauge("kubelet_graceful_shutdown_start_time_seconds", "Last graceful shutdown start time since unix epoch in seconds")
        shutdownEnd = registry.gauge("kubelet_graceful_shutdown_end_time_seconds", "Last graceful shutdown start time since unix epoch in seconds")
    }
}

/// Of volumes; what pods' claims use is asked for at each scrape instead.
struct VolumeMetrics: Sendable {
    /// Labels: volume_plugin, operation_name (volume_mount, volume_unmount …), status (success, fail-unknown), migrated.
    let operationDuration: Histogram
    /// Labels: driver_name, method_name, grpc_status_code, migrated.
    let csiOperations: Histogram
    let orphanPodCleanedVolumes: Gauge
    let orphanPodCleanedVolumesErrors: Gauge

    init(_ registry: MetricRegistry) {
        operationDuration = registry.histogram(
            "storage_operation_duration_seconds", "Storage operation duration", ["volume_plugin", "operation_name", "status", "migrated"], buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 25, 50, 120, 300, 600])
        csiOperations = registry.histogram(
            "csi_operations_seconds", "Container Storage Interface operation duration with gRPC error code status total", ["driver_name", "method_name", "grpc_status_code", "migrated"], buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 25, 50, 120, 300, 600])
        orphanPodCleanedVolumes = registry.gauge("kubelet_orphan_pod_cleaned_volumes", "The total number of orphaned Pods whose volumes were cleaned in the last periodic sweep.")
        orphanPodCleanedVolumesErrors = registry.gauge("kubelet_orphan_pod_cleaned_volumes_errors", "The number of orphaned Pods whose volumes failed to be cleaned in the last periodic sweep.")
    }
}

/// Of CPUs, memory and devices given to containers.
struct ResourceManagerMetrics: Sendable {
    let cpuPinningRequests: Counter
    let cpuPinningErrors: Counter
    let memoryPinningRequests: Counter
    let memoryPinningErrors: Counter
    let topologyAdmissionRequests: Counter
    let topologyAdmissionErrors: Counter
    let topologyAdmissionDuration: Histogram
    /// Labels: scope, boundary.
    let alignedContainers: Counter
    /// Labels: resource_name.
    let devicePluginRegistrations: Counter
    let devicePluginAllocation: Histogram
    /// Labels: server_api_version.
    let podResourcesRequests: Counter

    init(_ registry: MetricRegistry) {
        cpuPinningRequests = registry.counter("kubelet_cpu_manager_pinning_requests_total", "The number of cpu core allocations which required pinning.")
        cpuPinningErrors = registry.counter("kubelet_cpu_manager_pinning_errors_total", "The number of cpu core allocations which required pinning failed.")
        memoryPinningRequests = registry.counter("kubelet_memory_manager_pinning_requests_total", "The number of memory pages allocations which required pinning.")
        memoryPinningErrors = registry.counter("kubelet_memory_manager_pinning_errors_total", "The number of memory pages allocations which required pinning that failed.")
        topologyAdmissionRequests = registry.counter("kubelet_topology_manager_admission_requests_total", "The number of admission requests where resources have to be aligned.")
        topologyAdmissionErrors = registry.counter("kubelet_topology_manager_admission_errors_total", "The number of admission request failures where resources could not be aligned.")
        topologyAdmissionDuration = registry.histogram("kubelet_topology_manager_admission_duration_ms", "Duration in milliseconds to serve a pod admission request.", buckets: Histogram.exponential(0.05, 2, 15))
        alignedContainers = registry.counter("kubelet_container_aligned_compute_resources_count", "Cumulative number of aligned compute resources allocated to containers by alignment type.", ["scope", "boundary"])
        devicePluginRegistrations = registry.counter("kubelet_device_plugin_registration_total", "Cumulative number of device plugin registrations. Broken down by resource name.", ["resource_name"])
        devicePluginAllocation = registry.histogram("kubelet_device_plugin_alloc_duration_seconds", "Duration in seconds to serve a device plugin Allocation request. Broken down by resource name.", ["resource_name"])
        podResourcesRequests = registry.counter("kubelet_pod_resources_endpoint_requests_total", "Cumulative number of requests to the PodResource endpoint. Broken down by server api version.", ["server_api_version"])
    }
}

/// Of the kubelet's certificates.
struct CertificateMetrics: Sendable {
    let serverExpirationRenewErrors: Counter
    let serverRotation: Histogram

    init(_ registry: MetricRegistry) {
        serverExpirationRenewErrors = registry.counter("kubelet_server_expiration_renew_errors", "Counter of certificate renewal errors.")
        serverRotation = registry.histogram("kubelet_certificate_manager_server_rotation_seconds", "Histogram of the number of seconds the previous certificate lived before being rotated.", buckets: [60, 3600, 14400, 21600, 43200, 86400, 345600, 604_800, 2_592_000, 7_776_000, 15_552_000, 31_104_000, 124_416_000])
    }
}

extension ResourceManagerMetrics {
    /// How the cpu manager has parted the CPUs, asked for at each scrape.
    static func cpuPools(shared: @escaping @Sendable () -> Int, exclusive: @escaping @Sendable () -> Int) -> [any Metric] {
        [
            Gauge(
                name: "kubelet_cpu_manager_shared_pool_size_millicores", help: "The size of the shared CPU pool for non-guaranteed QoS pods, in millicores.",
                read: { [([], Double(shared()) * 1000)] }),
            Gauge(
                name: "kubelet_cpu_manager_exclusive_cpu_allocation_count", help: "The total number of CPUs exclusively allocated to containers running on this node",
                read: { [([], Double(exclusive()))] }),
        ]
    }
}

extension CertificateMetrics {
    /// How long a certificate still holds: `client` or `server`.
    static func ttl(_ kind: String, _ help: String, _ seconds: @escaping @Sendable () -> Double) -> Gauge {
        Gauge(name: "kubelet_certificate_manager_\(kind)_ttl_seconds", help: help, read: { [([], seconds().rounded())] })
    }
}

/// Of the kubelet's own server. Labels: long_running, method, path, server_type.
struct ServerMetrics: Sendable {
    let requests: Counter
    let duration: Histogram
    let inflight: Gauge

    init(_ registry: MetricRegistry) {
        let labels = ["long_running", "method", "path", "server_type"]
        requests = registry.counter("kubelet_http_requests_total", "Number of the http requests received since the server started", labels)
        duration = registry.histogram("kubelet_http_requests_duration_seconds", "Duration in seconds to serve http requests", labels)
        inflight = registry.gauge("kubelet_http_inflight_requests", "Number of the inflight http requests", labels)
    }
}

/// Of probes.
struct ProbeMetrics: Sendable {
    /// Labels: probe_type (Liveness, Readiness, Startup), result (successful, failed, unknown), container, pod, namespace, pod_uid.
    let total: Counter
    /// Labels: probe_type, container, pod, namespace.
    let duration: Histogram

    init(_ registry: MetricRegistry) {
        total = registry.counter("prober_probe_total", "Cumulative number of a liveness, readiness or startup probe for a container by result.", ["probe_type", "result", "container", "pod", "namespace", "pod_uid"])
        duration = registry.histogram("prober_probe_duration_seconds", "Duration in seconds for a probe response.", ["probe_type", "container", "pod", "namespace"])
    }
}
