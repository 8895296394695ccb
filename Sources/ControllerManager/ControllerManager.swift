import KubernetesAPI
import KubernetesClient
import Logging
import ServiceLifecycle

/// kube-controller-manager: the control loops that make the cluster what its objects ask for.
///
/// Runs the enabled controllers over shared informers, with `leaderElect` only while it holds the Lease. `run` ends on graceful
/// shutdown or cancellation; it throws when the lead was lost, for then another one works and this must not.
public struct ControllerManager: ServiceLifecycle.Service {
    private let client: Client
    private let informers: InformerFactory?
    private let clock: any WallClock
    private let logger: Logger
    private let options: ControllerManagerOptions
    private let telemetry: ControllerManagerTelemetry
    private let onStoppedLeading: @Sendable () -> Void
    private let clientForAccount: (@Sendable (_ serviceAccount: String) -> Client)?

    /// - Parameters:
    ///   - client: reads for all controllers, and holds the Lease.
    ///   - clientForAccount: makes the client by which a controller writes, as its service account in kube-system; nil for
    ///     `client`. What `--use-service-account-credentials` does.
    ///   - informers: Shared informers, which the caller runs; nil for ones of its own.
    ///   - telemetry: is told what it does.
    ///   - onStoppedLeading: called at once when the lead is lost, while the controllers are still being stopped.
    public init(
        client: Client, clientForAccount: (@Sendable (_ serviceAccount: String) -> Client)? = nil, informers: InformerFactory? = nil,
        clock: any WallClock, logger: Logger, options: ControllerManagerOptions = .init(),
        telemetry: ControllerManagerTelemetry = .init(), onStoppedLeading: @escaping @Sendable () -> Void = {}
    ) {
        self.telemetry = telemetry
        self.onStoppedLeading = onStoppedLeading
        self.client = client
        self.clientForAccount = clientForAccount
        self.informers = informers
        self.clock = clock
        self.logger = logger
        self.options = options
    }

    /// All controllers there are, in the order in which they are started.
    static let all: [any Controller.Type] = [
        NamespaceController.self, ServiceAccountController.self, RootCACertificatePublisher.self, GarbageCollector.self,
        ClusterRoleAggregationController.self, TokensController.self,
        CertificateApprovingController.self, CertificateSigningController.self, CertificateCleaner.self,
        ReplicationControllerController.self, ReplicaSetController.self, DeploymentController.self,
        EndpointsController.self, EndpointSliceController.self, EndpointSliceMirroringController.self, ServiceLoadBalancerController.self, ServiceCIDRController.self,
        DaemonSetController.self, StatefulSetController.self, JobController.self, CronJobController.self,
        TTLAfterFinishedController.self, DisruptionController.self, ResourceQuotaController.self,
        HorizontalPodAutoscalerController.self,
        ClaimProtectionController.self, VolumeProtectionController.self, AttributesClassProtectionController.self,
        PersistentVolumeBinder.self, PersistentVolumeExpander.self, EphemeralVolumeController.self, LocalPathProvisioner.self,
        AttachDetachController.self,
        BootstrapSigner.self, TokenCleaner.self, LegacyTokenCleaner.self, TTLController.self,
        ResourceClaimController.self, DeviceTaintEvictionController.self, PolicyStatusController.self,
        StorageVersionCollector.self, StorageVersionMigrator.self, ClusterTrustBundlePublisher.self,
        NodeIPAMController.self, NodeLifecycleController.self, TaintEvictionController.self, PodGarbageCollector.self,
    ]

    /// The names that `--controllers` takes.
    public static var controllerNames: [String] { all.map { $0.name } }

    public func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                guard options.leaderElect else { return try await control() }
                let recorder = EventRecorder(client: client, component: "kube-controller-manager", host: options.identity, clock: clock, logger: logger)
                var elector = LeaderElector(
                    client: client, options: options.leaderElection, identity: options.identity, clock: clock, logger: logger, recorder: recorder,
                    status: telemetry.election)
                elector.onStoppedLeading = onStoppedLeading
                try await elector.run { try await control() }
            }
        } catch is CancellationError {
            // Asked to stop.
        }
    }

    /// Starts the controllers and works until cancelled.
    private func control() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            let factory: InformerFactory
            if let informers {
                factory = informers
            } else {
                let own = InformerFactory(client: client, clock: clock, logger: logger)
                group.addTask { try await own.run() }
                factory = own
            }
            let context = ControllerContext(
                client: client, informers: factory, clock: clock, logger: logger, options: options, queues: telemetry.queues, metrics: telemetry.registry)
            let controllers = Self.all.filter { options.enables($0) }.map { controller in
                let client = ControllerIdentities.serviceAccount(controller.name).flatMap { clientForAccount?($0) }
                return controller.init(context.of(controller.name, writing: client))
            }
            try await factory.waitForSync()
            for controller in controllers {
                group.addTask { try await run(controller) }
            }
        }
    }

    private func run(_ controller: any Controller) async throws {
        let name = type(of: controller).name
        logger.debug("Started controller", metadata: ["controller": "\(name)"])
        telemetry.started(name)
        defer { telemetry.ended(name) }
        do {
            try await controller.run()
        } catch {
            if !(error is CancellationError) { telemetry.failed(name) }
            throw error
        }
    }
}
