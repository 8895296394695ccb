import APISchema
import Foundation
import JSON
import KubernetesAPI
import Logging
import Store

/// The parts of a server, put together in their order.
struct Assembly: Sendable {
    let options: APIServerOptions
    let registry: Registry
    let allocators: ServiceAllocators
    let access: AuthorizationModes
    private let description: APIDescription
    private let clock: any WallClock
    private let logger: Logger
    private let store: any Store
    private let metrics: APIServerMetrics
    let hooks = PostStartHooks()
    let lifecycle = ServerLifecycle()
    let watches = WatchTracker()
    private let tokenUses: LegacyTokenUses
    /// What says whose turn it is; nil without priority and fairness.
    let flow: FlowController?

    /// A setting that cannot be used.
    struct BadOption: Error, CustomStringConvertible {
        let description: String
    }

    /// Makes the resources and loads their caches.
    init(_ options: APIServerOptions, store: any Store, feed: StoreFeed, clock: any WallClock, logger: Logger) async throws {
        self.options = options
        self.clock = clock
        self.logger = logger
        self.store = store
        tokenUses = LegacyTokenUses(clock: clock)
        description = try APIDescription.withResourceMetrics()
        let resources = ResourceTable(description: description)
        allocators = ServiceAllocators(
            networks: try Self.serviceNetworks(options.serviceClusterIPRange), portRange: options.serviceNodePortRange,
            resources: resources, store: store, clock: clock)
        metrics = APIServerMetrics(version: options.version) {
            resources.storedResources.filter { !Catalog.isVirtual($0.description) }.map { resource in
                let name = resource.group.isEmpty ? resource.plural : "\(resource.plural).\(resource.group)"
                return (resource: name, count: resource.storage.cache.snapshot().count)
            }
        }
        try await Self.addResources(
            description, RuntimeConfig(options.runtimeConfig, description), to: resources, store: store, feed: feed, metrics: metrics, clock: clock,
            eventTTL: options.eventTTL)
        let rbac = RBACIndex(resources).map { RBACAuthorizer(index: $0) }
        access = try AuthorizationModes(
            options.authorizationMode, rbac: rbac, node: NodeGraph(resources).map { NodeAuthorizer(graph: $0) })
        var admission = try AdmissionChain(
            enabled: options.enableAdmissionPlugins, disabled: options.disableAdmissionPlugins,
            configuration: AdmissionConfiguration(file: options.admissionControlConfigFile),
            environment: .init(
                authorizer: access.authorizer, clock: clock,
                notReadyTolerationSeconds: options.defaultNotReadyTolerationSeconds,
                unreachableTolerationSeconds: options.defaultUnreachableTolerationSeconds))
        if let rbac, options.authorizationMode.contains("RBAC") {
            admission = admission.appending(EscalationCheck(authorizer: access.authorizer, resolver: rbac))
        }
        if !options.allowPrivileged { admission = admission.appending(PrivilegedContainers()) }
        admission.meter = AdmissionMeter(metrics, clock: clock)
        registry = Registry(
            resources: resources, admission: admission, clock: clock, allocators: allocators, minRequestTimeout: options.minRequestTimeout)
        let estimator = WorkEstimator(
            objects: { group, resource, namespace in
                guard let storage = resources.stored(group: group, plural: resource)?.storage else { return nil }
                return storage.cache.snapshot().count(prefix: storage.prefix(namespace: namespace))
            }, watches: watches)
        let seats = options.maxRequestsInflight + options.maxMutatingRequestsInflight
        flow = options.enablePriorityAndFairness && seats > 0 ? FlowController(total: seats, clock: clock, estimator: estimator) : nil
    }

    private func health() -> HealthChecks {
        let lifecycle = lifecycle
        let (etcd, limits) = (StoreHealth(store: store, clock: clock), options.etcd)
        return HealthChecks(
            hooks: hooks, live: [.init("ping"), .init("log"), .init("etcd") { await etcd.check(within: limits.healthcheckTimeout) }],
            ready: [
                .init("etcd-readiness") { await etcd.check(within: limits.readycheckTimeout) },
                // The caches are loaded before the server listens.
                .init("informer-sync"),
                .init("shutdown") { lifecycle.isShuttingDown ? "process is shutting down" : nil },
            ])
    }

    /// Waits until the caches have what is stored. To be called once, when the feed runs, before the first request.
    func catchUp() async throws {
        guard let services = registry.resources.stored(group: "", plural: "services")?.storage else { return }
        try await services.refresh()
    }

    /// The networks of `--service-cluster-ip-range`: one, or one of each family.
    static func serviceNetworks(_ text: String) throws -> [IPNetwork] {
        let networks = text.split(separator: ",").map { IPNetwork(String($0)) }
        guard (1...2).contains(networks.count), networks.allSatisfy({ $0.flatMap(ClusterIPAllocator.usable) != nil }) else {
            throw BadOption(description: "--service-cluster-ip-range=\(text) is no network, and no list of two")
        }
        let found = networks.compactMap { $0 }
        if found.count == 2, found[0].family == found[1].family {
            throw BadOption(description: "--service-cluster-ip-range=\(text) has two networks of one family")
        }
        return found
    }

    private static func addResources(
        _ description: APIDescription, _ config: RuntimeConfig, to table: ResourceTable, store: any Store, feed: StoreFeed, metrics: APIServerMetrics,
        clock: any WallClock, eventTTL: Duration
    ) async throws {
        var storages: [String: ResourceStorage] = [:]
        for resource in description.resources where config.serves(resource) {
            let rules = Catalog.rules(group: resource.group, plural: resource.plural)
            let prefix = Catalog.storagePrefix(group: resource.group, plural: resource.plural)
            let storage: ResourceStorage
            if let shared = storages[prefix] {
                storage = shared
            } else {
                let measured = MeasuredStore(store, group: resource.group, resource: resource.plural, metrics: metrics.storage, clock: clock)
                storage = ResourceStorage(
                    prefix: prefix, isNamespaced: resource.isNamespaced, rules: rules, store: measured, feed: feed,
                    lifetime: resource.plural == "events" ? eventTTL : nil)
                storages[prefix] = storage
            }
            let conversion = Catalog.conversion(group: resource.group, version: resource.version, plural: resource.plural)
            table.add(ServedResource(description: resource, rules: rules, storage: storage, conversion: conversion?.2))
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for storage in storages.values { group.addTask { try await storage.cache.load() } }
            try await group.waitForAll()
        }
    }

    /// The way of a request through the server.
    func pipeline(connections: (any ConnectHandler)?) throws -> RequestPipeline {
        let registry = registry
        let get: ObjectGetter = { group, resource, namespace, name in
            try? await registry.read(group: group, resource: resource, namespace: namespace, name: name)
        }
        let signer = try AuthenticationAssembly.signer(options)
        let authenticator = try AuthenticationAssembly.authenticator(options, signer, clock: clock, uses: tokenUses, get: get)
        let authorizer = access.authorizer
        let host = options.externalHostname ?? options.advertiseAddress ?? HostAddress.advertised(bindAddress: options.bindAddress)
        var limits = TokenRequests.Limits()
        limits.maximum = options.serviceAccountMaxTokenExpiration
        limits.extends = options.serviceAccountExtendTokenExpiration
        let address = "\(host):\(options.securePort)"
        let description = description
        let discovery = Discovery(
            resources: { registry.resources.descriptions }, schemas: { description.schemas[$0] }, serverAddress: address,
            version: options.version)
        let routes = RouteTable(
            resources: ResourceHandler(
                registry: registry, metrics: metrics, clock: clock,
                reviews: SubjectReviews(authenticator: authenticator, authorizer: authorizer, resolvers: access.resolvers),
                tokens: TokenRequests(signer: signer, clock: clock, limits: limits, get: get), connections: connections,
                usage: servesUsage ? connections.map { ResourceMetricsHandler(registry: registry, connections: $0, clock: clock) } : nil),
            documents: DocumentHandler(discovery: discovery, signer: signer, version: options.version, jwksURI: options.serviceAccountJWKSURI, serverAddress: address),
            health: health(), metrics: metrics, pages: ServerPages(options: options, clock: clock),
            flowControl: flow.map { FlowControlDebug(controller: $0, clock: clock) })
        metrics.register([FeatureGates.metric] + CacheMetrics.all(registry.resources))
        return try RequestPipeline(
            authenticator: authenticator, authorizer: authorizer, handlers: routes, metrics: metrics, flow: flowControl(),
            lifecycle: lifecycle, watches: watches, options: options, clock: clock, logger: logger,
            auditor: try AuthenticationAssembly.auditor(options, clock: clock, logger: logger))
    }

    /// Whether metrics.k8s.io is served.
    private var servesUsage: Bool { registry.resources.serves(apiVersion: "metrics.k8s.io/v1beta1") }

    private func flowControl() -> FlowControl {
        if let flow {
            metrics.register(flow.allMetrics)
            return .fair(flow)
        }
        let limits = InflightLimits(reading: options.maxRequestsInflight, mutating: options.maxMutatingRequestsInflight)
        metrics.register([limits.metric])
        return .limits(limits)
    }

    /// What the server makes for itself.
    /// - Parameters:
    ///   - endpoint: where other machines reach it; nil for nowhere.
    func bootstrap(_ pipeline: RequestPipeline, endpoint: (address: String, port: Int)?, hostname: String, unique: String) -> Bootstrap {
        var steps = [SystemObjects.namespaceStep, SystemObjects.priorityClassStep]
        if flow != nil { steps.append(FlowControlProducer.step) }
        steps.append(KubernetesService(firstServiceAddress: allocators.firstAddress, endpoint: endpoint).step)
        steps.append(AuthenticationConfigMap(options).step)
        steps += [SystemObjects.tokenTrackingStep, tokenUses.step]
        if servesUsage { steps.append(ResourceMetrics.roleStep) }
        steps += IdentityLease(hostname: hostname, unique: unique).steps
        if registry.resources.stored(group: "internal.apiserver.k8s.io", plural: "storageversions") != nil {
            steps.append(StorageVersionRecords(server: IdentityLease.name(hostname), resources: registry.resources).step)
        }
        return Bootstrap(steps: steps, client: SystemClient(pipeline: pipeline, clock: clock, logger: logger), hooks: hooks)
    }

    /// Keeps flow control in step with its objects; nil without priority and fairness.
    func flowConsumer(_ client: SystemClient) -> FlowControlConsumer? {
        let group = "flowcontrol.apiserver.k8s.io"
        guard let flow, let schemas = registry.resources.stored(group: group, plural: "flowschemas")?.storage,
            let levels = registry.resources.stored(group: group, plural: "prioritylevelconfigurations")?.storage
        else { return nil }
        return FlowControlConsumer(controller: flow, schemas: schemas, levels: levels, client: client)
    }

    static func read(_ path: String) throws -> String {
        do {
            return try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw BadOption(description: "cannot read \(path): \(error)")
        }
    }
}
