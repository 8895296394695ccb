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
    private let health: HealthChecks
    private let isReady: @Sendable () -> Bool

    /// A setting that cannot be used.
    struct BadOption: Error, CustomStringConvertible {
        let description: String
    }

    /// Makes the resources and loads their caches.
    init(
        _ options: APIServerOptions, store: any Store, feed: StoreFeed, clock: any WallClock, logger: Logger,
        isReady: @escaping @Sendable () -> Bool
    ) async throws {
        self.options = options
        self.clock = clock
        self.logger = logger
        self.isReady = isReady
        guard let network = IPv4Network(options.serviceClusterIPRange), network.size > 2 else {
            throw BadOption(description: "--service-cluster-ip-range=\(options.serviceClusterIPRange) is not an IPv4 network")
        }
        allocators = ServiceAllocators(network: network, portRange: options.serviceNodePortRange)
        description = try APIDescription.builtin()
        let resources = ResourceTable(description: description)
        try await Self.addResources(description, to: resources, store: store, feed: feed)
        let rbac = RBACIndex(resources).map { RBACAuthorizer(index: $0) }
        access = try AuthorizationModes(
            options.authorizationMode, rbac: rbac, node: NodeGraph(resources).map { NodeAuthorizer(graph: $0) })
        var admission = try AdmissionChain(
            enabled: options.enableAdmissionPlugins, disabled: options.disableAdmissionPlugins,
            configuration: AdmissionConfiguration(file: options.admissionControlConfigFile),
            environment: .init(
                authorizer: access.authorizer, clock: clock, notReadyTolerationSeconds: options.defaultNotReadyTolerationSeconds,
                unreachableTolerationSeconds: options.defaultUnreachableTolerationSeconds))
        if let rbac, options.authorizationMode.contains("RBAC") {
            admission = admission.appending(EscalationCheck(authorizer: access.authorizer, resolver: rbac))
        }
        registry = Registry(resources: resources, admission: admission, clock: clock, allocators: allocators)
        health = HealthChecks(
            live: [.init("ping"), .init("log"), .init("etcd") { await Self.check(store) }],
            ready: [
                .init("ping"), .init("log"), .init("etcd") { await Self.check(store) },
                .init("informer-sync") { isReady() ? nil : "not ready" },
                .init("poststarthook/bootstrap-controller") { isReady() ? nil : "not finished" },
                .init("shutdown"),
            ])
    }

    /// Waits until the caches have what is stored, and learns from the services which addresses and ports they use. To be
    /// called once, when the feed runs, before the first request.
    func catchUp() async throws {
        guard let services = registry.resources.stored(group: "", plural: "services")?.storage else { return }
        try await services.refresh()
        allocators.rebuild(from: services.cache.snapshot().items(prefix: services.prefix).map(\.entry.tree))
    }

    private static func check(_ store: any Store) async -> String? {
        do {
            _ = try await store.currentRevision()
            return nil
        } catch {
            return "etcd failed: \(error)"
        }
    }

    private static func addResources(
        _ description: APIDescription, to table: ResourceTable, store: any Store, feed: StoreFeed
    ) async throws {
        var storages: [String: ResourceStorage] = [:]
        for resource in description.resources where resource.isServedByDefault {
            let rules = Catalog.rules(group: resource.group, plural: resource.plural)
            let prefix = Catalog.storagePrefix(group: resource.group, plural: resource.plural)
            let storage: ResourceStorage
            if let shared = storages[prefix] {
                storage = shared
            } else {
                storage = ResourceStorage(prefix: prefix, isNamespaced: resource.isNamespaced, rules: rules, store: store, feed: feed)
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
        let signer = try tokenSigner()
        let authenticator = try authenticator(signer, get)
        let authorizer = access.authorizer
        let metrics = APIServerMetrics(version: options.version) {
            registry.resources.storedResources.filter { !Catalog.isVirtual($0.description) }.map { resource in
                let name = resource.group.isEmpty ? resource.plural : "\(resource.plural).\(resource.group)"
                return (resource: name, count: resource.storage.cache.snapshot().count)
            }
        }
        let host = options.externalHostname ?? options.advertiseAddress ?? (options.bindAddress == "0.0.0.0" ? "127.0.0.1" : options.bindAddress)
        let address = "\(host):\(options.securePort)"
        let description = description
        let discovery = Discovery(
            resources: { registry.resources.descriptions }, schemas: { description.schemas[$0] }, serverAddress: address,
            version: options.version)
        let routes = RouteTable(
            resources: ResourceHandler(
                registry: registry, metrics: metrics, clock: clock,
                reviews: SubjectReviews(authenticator: authenticator, authorizer: authorizer, resolvers: access.resolvers),
                tokens: TokenRequests(signer: signer, clock: clock, get: get), connections: connections),
            documents: DocumentHandler(discovery: discovery, signer: signer, version: options.version, serverAddress: address),
            health: health, metrics: metrics)
        return RequestPipeline(
            authenticator: authenticator, authorizer: authorizer, handlers: routes, metrics: metrics, options: options, clock: clock,
            logger: logger)
    }

    private func tokenSigner() throws -> ServiceAccountTokenSigner {
        let key = try options.serviceAccountSigningKeyFile.map { try TokenSigningKey(pem: Self.read($0)) } ?? TokenSigningKey()
        return ServiceAccountTokenSigner(
            issuer: options.serviceAccountIssuer, audiences: options.apiAudiences, signingKey: key,
            verificationKeys: try options.serviceAccountKeyFiles.map { try TokenVerificationKey(pem: Self.read($0)) })
    }

    private func authenticator(_ signer: ServiceAccountTokenSigner, _ get: @escaping ObjectGetter) throws -> AuthenticatorChain {
        var tokens: [any TokenAuthenticator] = []
        if let file = options.tokenAuthFile { tokens.append(try TokenFileAuthenticator(csv: Self.read(file))) }
        tokens.append(ServiceAccountTokenAuthenticator(signer: signer, clock: clock, get: get))
        return AuthenticatorChain(
            requests: options.clientCAFile == nil ? [] : [X509Authenticator(clock: clock)], tokens: tokens,
            anonymous: options.anonymousAuth, audiences: signer.audiences)
    }

    private static func read(_ path: String) throws -> String {
        do {
            return try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw BadOption(description: "cannot read \(path): \(error)")
        }
    }
}
