public import ComponentServer
public import ControllerManager
public import JSON
import KubernetesAPI
import KubernetesClient

/// The page /configz: KubeControllerManagerConfiguration, as far as there is something behind it here.
public enum ControllerManagerConfigz {
    /// - Parameter connection: how it talks to the API server; empty where that is in the same process.
    public static func page(_ options: ControllerManagerOptions, _ serving: ComponentServingOptions, connection: JSONValue = [:]) -> JSONValue {
        func syncs(_ name: String, _ count: Int) -> JSONValue { .object([name: .int(Int64(count))]) }
        func text(_ duration: Duration) -> JSONValue { .string(GoDurationText.format(duration)) }
        let election: JSONValue = [
            "LeaderElect": .bool(options.leaderElect), "LeaseDuration": text(options.leaderElection.leaseDuration),
            "RenewDeadline": text(options.leaderElection.renewDeadline), "RetryPeriod": text(options.leaderElection.retryPeriod),
            "ResourceLock": .string(options.leaderElection.resourceLock), "ResourceName": .string(options.leaderElection.resourceName),
            "ResourceNamespace": .string(options.leaderElection.resourceNamespace),
        ]
        let generic: JSONValue = [
            "Address": .string(serving.bindAddress), "Port": .int(Int64(serving.securePort)),
            "Controllers": .array(options.controllers.map { .string($0) }), "LeaderElection": election,
            "ClientConnection": connection,
        ]
        var page: JSONObject = ["Generic": generic]
        page["DeploymentController"] = syncs("ConcurrentDeploymentSyncs", options.concurrentDeploymentSyncs)
        page["ReplicaSetController"] = syncs("ConcurrentRSSyncs", options.concurrentReplicaSetSyncs)
        page["ReplicationController"] = syncs("ConcurrentRCSyncs", options.concurrentReplicationControllerSyncs)
        page["StatefulSetController"] = syncs("ConcurrentStatefulSetSyncs", options.concurrentStatefulSetSyncs)
        page["DaemonSetController"] = syncs("ConcurrentDaemonSetSyncs", options.concurrentDaemonSetSyncs)
        page["JobController"] = syncs("ConcurrentJobSyncs", options.concurrentJobSyncs)
        page["CronJobController"] = syncs("ConcurrentCronJobSyncs", options.concurrentCronJobSyncs)
        page["EndpointController"] = syncs("ConcurrentEndpointSyncs", options.concurrentEndpointSyncs)
        page["EndpointSliceController"] = [
            "ConcurrentServiceEndpointSyncs": .int(Int64(options.concurrentServiceEndpointSyncs)),
            "MaxEndpointsPerSlice": .int(Int64(options.maxEndpointsPerSlice)),
        ]
        page["EndpointSliceMirroringController"] = [
            "MirroringConcurrentServiceEndpointSyncs": .int(Int64(options.mirroringConcurrentServiceEndpointSyncs)),
            "MirroringMaxEndpointsPerSubset": .int(Int64(options.mirroringMaxEndpointsPerSubset)),
        ]
        page["NamespaceController"] = syncs("ConcurrentNamespaceSyncs", options.concurrentNamespaceSyncs)
        page["GarbageCollectorController"] = syncs("ConcurrentGCSyncs", options.concurrentGCSyncs)
        page["ResourceClaimController"] = syncs("ConcurrentSyncs", options.concurrentResourceClaimSyncs)
        page["ValidatingAdmissionPolicyStatusController"] = syncs("ConcurrentPolicySyncs", options.concurrentValidatingAdmissionPolicyStatusSyncs)
        page["PodGCController"] = syncs("TerminatedPodGCThreshold", options.terminatedPodGCThreshold)
        page["ResourceQuotaController"] = [
            "ConcurrentResourceQuotaSyncs": .int(Int64(options.concurrentResourceQuotaSyncs)),
            "ResourceQuotaSyncPeriod": text(options.resourceQuotaSyncPeriod),
        ]
        page["NodeLifecycleController"] = [
            "NodeMonitorGracePeriod": text(options.nodeMonitorGracePeriod), "NodeStartupGracePeriod": text(options.nodeStartupGracePeriod),
            "NodeEvictionRate": .double(options.nodeEvictionRate), "SecondaryNodeEvictionRate": .double(options.secondaryNodeEvictionRate),
            "LargeClusterSizeThreshold": .int(Int64(options.largeClusterSizeThreshold)),
            "UnhealthyZoneThreshold": .double(options.unhealthyZoneThreshold),
        ]
        return ["kubecontrollermanager.config.k8s.io": .object(page)]
    }
}
