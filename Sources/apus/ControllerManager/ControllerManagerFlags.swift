import ComponentServer
import ControllerManager
import KubernetesAPI

/// kube-controller-manager's flags.
enum ControllerManagerFlags {
    private typealias F = Flag<ControllerManagerSettings>

    /// All of them.
    static var all: FlagSet<ControllerManagerSettings> {
        let flags = generic + workers + autoscaling + nodes + volumes + workloads + signing
            + CommonFlags.leaderElection(\ControllerManagerSettings.options.leaderElection)
            + CommonFlags.serving(\ControllerManagerSettings.serving) + CommonFlags.withoutEffect() + idle
        return FlagSet(flags, lists: ["controllers": { $0.options.controllers = [] }])
    }

    private static var generic: [F] {
        [
            .strings("controllers", \.options.controllers, "Which controllers run: *, NAME, -NAME, with commas between."),
            .string("kubeconfig", \.kubeconfig, "How to reach the API server."),
            .string("master", \.master, "The API server's address, instead of the kubeconfig's."),
            .double("kube-api-qps", \.qps, "How many requests a second each client may send."),
            .integer("kube-api-burst", \.burst, "How many it may send at once.", minimum: 0),
            .bool("use-service-account-credentials", \.useServiceAccountCredentials, "Whether each controller works as a service account of its own."),
            .string("root-ca-file", \.rootCAFile, "The certificate that goes into every namespace, PEM."),
            .string("service-account-private-key-file", \.serviceAccountPrivateKeyFile, "The key for tokens in secrets, PEM."),
            .integer("v", \.verbosity, "How much is logged: 0 to 10."),
            .string("logging-format", \.loggingFormat, "text or json."),
        ]
    }

    private static var workers: [F] {
        func count(_ name: String, _ path: F.Path<Int>, _ what: String) -> F { .integer(name, path, "\(what) at once.", minimum: 1) }
        return [
            count("concurrent-deployment-syncs", \.options.concurrentDeploymentSyncs, "Deployments"),
            count("concurrent-replicaset-syncs", \.options.concurrentReplicaSetSyncs, "Replica sets"),
            count("concurrent-rc-syncs", \.options.concurrentReplicationControllerSyncs, "Replication controllers"),
            count("concurrent-endpoint-syncs", \.options.concurrentEndpointSyncs, "Endpoints"),
            count("concurrent-service-endpoint-syncs", \.options.concurrentServiceEndpointSyncs, "Services' endpoint slices"),
            count("mirroring-concurrent-service-endpoint-syncs", \.options.mirroringConcurrentServiceEndpointSyncs, "Mirrored endpoints"),
            count(
                "concurrent-validating-admission-policy-status-syncs", \.options.concurrentValidatingAdmissionPolicyStatusSyncs, "Admission policies' checks"),
            count("concurrent-service-syncs", \.options.concurrentServiceSyncs, "Services' load balancers"),
            count("concurrent-daemonset-syncs", \.options.concurrentDaemonSetSyncs, "Daemon sets"),
            count("concurrent-statefulset-syncs", \.options.concurrentStatefulSetSyncs, "Stateful sets"),
            count("concurrent-job-syncs", \.options.concurrentJobSyncs, "Jobs"),
            count("concurrent-cron-job-syncs", \.options.concurrentCronJobSyncs, "Cron jobs"),
            count("concurrent-ttl-after-finished-syncs", \.options.concurrentTTLSyncs, "Finished jobs"),
            count("concurrent-namespace-syncs", \.options.concurrentNamespaceSyncs, "Namespaces"),
            count("concurrent-resource-quota-syncs", \.options.concurrentResourceQuotaSyncs, "Resource quotas"),
            count("concurrent-resource-claim-syncs", \.options.concurrentResourceClaimSyncs, "Resource claims"),
            count("concurrent-device-taint-eviction-syncs", \.options.concurrentDeviceTaintEvictionSyncs, "Pods on tainted devices"),
            count("concurrent-gc-syncs", \.options.concurrentGCSyncs, "Objects collected"),
            count("concurrent-ephemeralvolume-syncs", \.options.concurrentEphemeralVolumeSyncs, "Pods with ephemeral volumes"),
        ]
    }

    private static var autoscaling: [F] {
        [
            .integer("concurrent-horizontal-pod-autoscaler-syncs", \.options.horizontalPodAutoscaler.concurrentSyncs, "Autoscalers at once.", minimum: 1),
            .duration("horizontal-pod-autoscaler-sync-period", \.options.horizontalPodAutoscaler.syncPeriod, "How often each autoscaler is looked at."),
            .duration(
                "horizontal-pod-autoscaler-downscale-stabilization", \.options.horizontalPodAutoscaler.downscaleStabilization,
                "For how long the highest recommendation holds, where an autoscaler says nothing else."),
            .double(
                "horizontal-pod-autoscaler-tolerance", \.options.horizontalPodAutoscaler.tolerance,
                "How far from its target a metric may be without any change, as a share of it."),
            .duration(
                "horizontal-pod-autoscaler-cpu-initialization-period", \.options.horizontalPodAutoscaler.cpuInitializationPeriod,
                "How long after a pod's start its CPU counts only while it is ready."),
            .duration(
                "horizontal-pod-autoscaler-initial-readiness-delay", \.options.horizontalPodAutoscaler.initialReadinessDelay,
                "Within which time after its start a pod's readiness is taken to be its first."),
        ]
    }

    private static var nodes: [F] {
        [
            .duration("node-monitor-period", \.options.nodeMonitorPeriod, "How often nodes are looked at."),
            .duration("node-monitor-grace-period", \.options.nodeMonitorGracePeriod, "How long a node may be silent."),
            .duration("node-startup-grace-period", \.options.nodeStartupGracePeriod, "How long a new node may be silent."),
            .double("node-eviction-rate", \.options.nodeEvictionRate, "How many nodes of a healthy zone are emptied a second."),
            .double("secondary-node-eviction-rate", \.options.secondaryNodeEvictionRate, "How many nodes of an unhealthy zone are emptied a second."),
            .double("unhealthy-zone-threshold", \.options.unhealthyZoneThreshold, "From which share of nodes that are not ready a zone is unhealthy."),
            .integer("large-cluster-size-threshold", \.options.largeClusterSizeThreshold, "From how many nodes on a zone is large.", minimum: 0),
            .bool("allocate-node-cidrs", \.options.allocateNodeCIDRs, "Whether nodes are given ranges of pod addresses."),
            .string("cluster-cidr", \.options.clusterCIDR, "The addresses of pods, one range for each family."),
            .integer("node-cidr-mask-size", \.options.nodeCIDRMaskSize, "How long the prefix of a node's range is.", minimum: 0),
            .integer("node-cidr-mask-size-ipv4", \.options.nodeCIDRMaskSize, "The same, of a range of IPv4.", minimum: 0),
            .integer("node-cidr-mask-size-ipv6", \.options.nodeCIDRMaskSizeIPv6, "The same, of a range of IPv6.", minimum: 0),
            .string("service-cluster-ip-range", \.options.serviceClusterIPRange, "The addresses of services, of which no node gets any."),
            .string("load-balancer-address-pool", \.options.loadBalancerAddressPool, "The addresses of services of type LoadBalancer; empty for those of the nodes."),
        ]
    }

    private static var volumes: [F] {
        [
            .duration("pvclaimbinder-sync-period", \.options.pvClaimBinderSyncPeriod, "How often claims that wait are looked at again."),
            .duration("attach-detach-reconcile-sync-period", \.options.attachDetachReconcileSyncPeriod, "How often attachments are compared with what nodes say."),
            .string("flex-volume-plugin-dir", \.options.flexVolumePluginDirectory, "Where drivers of FlexVolumes are."),
            .bool("disable-attach-detach-reconcile-sync", \.options.disableAttachDetachReconcileSync, "Never compare them."),
            .bool("disable-force-detach-on-timeout", \.options.disableForceDetachOnTimeout, "Leave volumes with unreachable nodes."),
        ]
    }

    private static var workloads: [F] {
        [
            .integer("terminated-pod-gc-threshold", \.options.terminatedPodGCThreshold, "How many finished pods may be kept; none or less keeps all."),
            .integer("max-endpoints-per-slice", \.options.maxEndpointsPerSlice, "The most endpoints in one slice.", minimum: 1),
            .integer("mirroring-max-endpoints-per-subset", \.options.mirroringMaxEndpointsPerSubset, "The most endpoints that are mirrored of a subset.", minimum: 1),
            .duration("resource-quota-sync-period", \.options.resourceQuotaSyncPeriod, "How often quotas are counted anew."),
            .duration(
                "legacy-service-account-token-clean-up-period", \.options.legacyServiceAccountTokenCleanUpPeriod,
                "How long a token in a secret that was made by itself lives unused."),
        ]
    }

    private static var signing: [F] {
        var flags: [F] = [
            .string("cluster-signing-cert-file", \.clusterSigningCertFile, "The CA that signs certificates on request, PEM."),
            .string("cluster-signing-key-file", \.clusterSigningKeyFile, "Its key, PEM."),
            Flag("cluster-signing-duration", "The longest life of such certificates.") { (settings, text) throws(FlagError) in
                settings.options.clusterSigningDuration = try F.seconds(text)
            },
        ]
        for signer in ["kubelet-serving", "kubelet-client", "kube-apiserver-client", "legacy-unknown"] {
            flags.append(Flag("cluster-signing-\(signer)-cert-file", "The CA for the signer kubernetes.io/\(signer).") { (settings, text) throws(FlagError) in
                settings.signers[signer, default: .init()].certificate = text
            })
            flags.append(Flag("cluster-signing-\(signer)-key-file", "Its key.") { (settings, text) throws(FlagError) in
                settings.signers[signer, default: .init()].key = text
            })
        }
        return flags
    }

    /// Flags of Kubernetes with nothing to act on here: of cloud providers, of what has no period because it follows events, and
    /// of what controllers decide themselves.
    private static var idle: [F] {
        let values = [
            "cloud-provider", "cloud-config", "external-cloud-volume-plugin", "cluster-name", "node-sync-period", "route-reconciliation-period",
            "cidr-allocator-type", "min-resync-period",
            "controller-start-interval", "namespace-sync-period", "deployment-controller-sync-period", "endpoint-updates-batch-period",
            "endpointslice-updates-batch-period", "mirroring-endpointslice-updates-batch-period", "concurrent-serviceaccount-token-syncs",
            "horizontal-pod-autoscaler-upscale-delay", "horizontal-pod-autoscaler-downscale-delay",
            "pv-recycler-increment-timeout-nfs", "pv-recycler-minimum-timeout-hostpath", "pv-recycler-minimum-timeout-nfs",
            "pv-recycler-pod-template-filepath-hostpath", "pv-recycler-pod-template-filepath-nfs", "pv-recycler-timeout-increment-hostpath",
            "feature-gates", "leader-migration-config",
        ]
        let switches = [
            "configure-cloud-routes", "enable-dynamic-provisioning", "enable-garbage-collector", "enable-hostpath-provisioner",
            "enable-leader-migration", "allow-untagged-cloud", "horizontal-pod-autoscaler-use-rest-clients", "enable-taint-manager",
        ]
        return values.map { .withoutEffect($0) } + switches.map { .withoutEffect($0, isSwitch: true) }
    }
}

extension Flag where Target == ControllerManagerSettings {
    static func seconds(_ text: String) throws(FlagError) -> Int64 {
        do { return try GoDurationText.parse(text).components.seconds } catch { throw FlagError("\(error)") }
    }
}
