import ArgumentParser
import Cluster

/// Flags of kube-apiserver that manifests pass and that have nothing to act on here; they are taken, so that a manifest
/// made for Kubernetes works. The last ones would change what a user relies on, and are refused instead.
struct AcceptedArguments: ParsableArguments {
    // Nothing is profiled over HTTP, and no cache has a size to be set: watches share one log.
    @Option(help: .hidden) var profiling = true
    @Option(help: .hidden) var contentionProfiling = false
    @Option(help: .hidden) var debugSocketPath: String?
    @Option(help: .hidden) var watchCache = true
    @Option(help: .hidden) var watchCacheSizes: String?
    @Option(help: .hidden) var defaultWatchCacheSize: Int?
    @Option(help: .hidden) var deleteCollectionWorkers: Int?
    @Option(help: .hidden) var enableGarbageCollector = true
    // Objects are stored as JSON in the store that --etcd-servers names.
    @Option(help: .hidden) var storageBackend = "etcd3"
    @Option(help: .hidden) var storageMediaType = "application/json"
    @Option(help: .hidden) var etcdServersOverrides: String?
    @Option(help: .hidden) var etcdCountMetricPollPeriod: GoDuration?
    @Option(help: .hidden) var etcdDbMetricPollInterval: GoDuration?
    @Option(help: .hidden) var leaseReuseDurationSeconds: Int?
    // Every server puts itself into the endpoints of the service kubernetes.
    @Option(help: .hidden) var apiserverCount: Int?
    @Option(help: .hidden) var endpointReconcilerType = "lease"
    @Option(help: .hidden) var kubernetesServiceNodePort: Int?
    @Option(help: .hidden) var identityLeaseDurationSeconds: Int?
    @Option(help: .hidden) var identityLeaseRenewIntervalSeconds: Int?
    // Kubelets are reached by their nodes' internal addresses.
    @Option(help: .hidden) var kubeletPreferredAddressTypes: String?
    @Option(help: .hidden) var kubeletTimeout: GoDuration?
    @Option(help: .hidden) var kubeletPort: Int?
    // For aggregated servers, which are not proxied to yet.
    @Option(help: .hidden) var proxyClientCertFile: String?
    @Option(help: .hidden) var proxyClientKeyFile: String?
    @Option(help: .hidden) var enableAggregatorRouting = false
    @Option(help: .hidden) var aggregatorRejectForwardingRedirect = true
    @Option(help: .hidden) var livezGracePeriod: GoDuration?
    @Option(help: .hidden) var permitAddressSharing = false
    @Option(help: .hidden) var permitPortSharing = false
    @Option(help: .hidden) var disableHttp2Serving = false
    @Option(help: .hidden) var coordinatedLeadershipLeaseDuration: GoDuration?
    @Option(help: .hidden) var coordinatedLeadershipRenewDeadline: GoDuration?
    @Option(help: .hidden) var coordinatedLeadershipRetryPeriod: GoDuration?
    @Option(help: .hidden) var showHiddenMetricsForVersion: String?
    @Option(help: .hidden) var disabledMetrics: String?
    @Option(help: .hidden) var allowMetricLabels: String?
    @Option(help: .hidden) var allowMetricLabelsManifest: String?
    @Option(help: .hidden) var emulatedVersion: String?
    @Option(help: .hidden) var minCompatibilityVersion: String?
    @Option(help: .hidden) var serviceAccountLookup = true
    @Option(help: .hidden) var vmodule: String?
    @Option(help: .hidden) var logFlushFrequency: GoDuration?
    @Option(help: .hidden) var logTextSplitStream = false
    @Option(help: .hidden) var logTextInfoBufferSize: String?
    @Option(help: .hidden) var logJsonSplitStream = false
    @Option(help: .hidden) var logJsonInfoBufferSize: String?
    // Refused.
    @Option(help: .hidden) var encryptionProviderConfig: String?
    @Option(help: .hidden) var encryptionProviderConfigAutomaticReload = false
    @Option(help: .hidden) var egressSelectorConfigFile: String?
    @Option(help: .hidden) var tracingConfigFile: String?
    @Option(help: .hidden) var tlsSniCertKey: [String] = []
    @Option(help: .hidden) var peerCaFile: String?

    /// - Throws: for a flag that a user relies on and that would be broken silently.
    func refuse() throws {
        if encryptionProviderConfig != nil {
            throw ClusterError("--encryption-provider-config: encryption at rest is not supported; objects would be stored in the clear")
        }
        if egressSelectorConfigFile != nil { throw ClusterError("--egress-selector-config-file: connections through proxies are not supported") }
        if tracingConfigFile != nil { throw ClusterError("--tracing-config-file: tracing is not supported") }
        if !tlsSniCertKey.isEmpty { throw ClusterError("--tls-sni-cert-key: certificates by host name are not supported; use --tls-cert-file") }
        if storageBackend != "etcd3", !storageBackend.isEmpty { throw ClusterError("--storage-backend invalid, allowed values: etcd3. If not specified, it will default to 'etcd3'") }
        if !watchCache { throw ClusterError("--watch-cache=false: every read comes from the watch cache") }
        if disableHttp2Serving { throw ClusterError("--disable-http2-serving: HTTP/2 cannot be switched off") }
    }
}
