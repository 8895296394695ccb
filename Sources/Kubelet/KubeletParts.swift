import KubernetesAPI
import KubernetesClient
import Logging

extension Kubelet {
    /// The kubelet with all its parts.
    /// - Parameters:
    ///   - client: talks to the API server as the node; nil for a node that stands alone.
    ///   - informers: those of the process, which someone else runs; nil makes own ones.
    ///   - version: what the node says it runs, as `v1.36.2+apus.0.1`.
    ///   - clientCertificateSecondsLeft: for the metrics.
    /// - Throws: when the runtime's address is none.
    public init(
        client: Client?, informers: InformerFactory? = nil, clock: any WallClock = SystemClock(), logger: Logger,
        options: KubeletOptions, version: String, clientCertificateSecondsLeft: @escaping @Sendable () -> Double = { .infinity }
    ) throws {
        try self.init(
            client: client, informers: informers, clock: clock, logger: logger, options: options, clientCertificateSecondsLeft: clientCertificateSecondsLeft
        ) { context in
            Self.parts(context, version: version)
        }
    }

    static func parts(_ context: KubeletCore.Context, version: String) -> Parts {
        let options = context.options
        // A node that stands alone has no config maps, secrets, tokens or services.
        let client = context.client ?? Client(transport: NoServer())
        let targets = context.targets
        let objects = PodObjects(
            client: client, clock: context.clock,
            strategy: context.client == nil ? .get : PodObjects.Strategy(rawValue: options.node.changeDetection) ?? .watch,
            logger: context.logger, changed: { pods in pods.forEach(targets.probeChanged) })
        let node = NodeStatusManager(
            client: context.client, informers: context.informers, options: options, version: version, health: context.health, pressure: context.pressure,
            recorder: context.recorder, devices: context.resources.devices, clock: context.clock, logger: context.logger)
        let services = context.client == nil ? nil : context.informers?.informer(for: Service.self)
        let environment = EnvironmentBuilder(
            objects: objects,
            services: {
                guard let services else { return [] }
                try await services.waitForSync()
                return services.list()
            },
            allocatable: { node.allocatable() }, rootDirectory: options.rootDirectory)
        let volumes = VolumeManager(
            client: client, nodeName: context.client == nil ? "" : options.nodeName, rootDirectory: options.rootDirectory,
            objects: objects, allocatable: { node.allocatable() }, node: { node.node() }, recorder: context.recorder,
            images: ImageVolumes(options, context.cri, context.clock),
            handlers: context.resources.pluginHandlers, metrics: context.metrics.volumes,
            flexDirectory: options.node.volumePluginDirectory, clock: context.clock, logger: context.logger)
        let probes = ProbeManager(
            targets: context.targets, prober: NetworkProber(), clock: context.clock, logger: context.logger, metrics: context.metrics.probes)
        return Parts(volumes: volumes, probes: probes, environment: environment, node: node)
    }
}

/// What a node that stands alone asks.
private struct NoServer: Transport {
    func send(_ request: ClientRequest) async throws -> ClientResponse {
        throw ClientError.configuration("this kubelet has no API server")
    }
}
