import Dispatch
public import KubernetesAPI
public import KubernetesClient
public import Logging
public import ServiceLifecycle
import Synchronization

/// The proxy of one node: makes the kernel send traffic for services to their endpoints, by rules in nftables.
///
/// The rules stay when it stops, so that services go on while it is restarted; ``cleanup()`` removes them. Needs root.
public final class KubeProxy: ServiceLifecycle.Service {
    private let informers: InformerFactory
    private let runsInformers: Bool
    private let clock: any WallClock
    private let logger: Logger
    private let options: KubeProxyOptions
    private let services: Informer<KubernetesAPI.Service>
    private let slices: Informer<EndpointSlice>
    private let pending = Mutex(Set<ObjectKey>())
    private let wakeUps: (stream: AsyncStream<Void>, continuation: AsyncStream<Void>.Continuation)

    private static let index = "kube-proxy/service"

    /// Makes a proxy. With `informers` given somebody else runs them; otherwise the proxy runs its own.
    public init(
        client: Client, informers: InformerFactory?, clock: any WallClock, logger: Logger, options: KubeProxyOptions
    ) {
        self.informers = informers ?? InformerFactory(client: client, clock: clock, logger: logger)
        self.runsInformers = informers == nil
        self.clock = clock
        self.logger = logger
        self.options = options
        self.services = self.informers.informer(for: KubernetesAPI.Service.self)
        self.slices = self.informers.informer(for: EndpointSlice.self)
        self.wakeUps = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Keeps the rules up to date until graceful shutdown or cancellation. Throws when nftables cannot be used at all.
    public func run() async throws {
        slices.addIndex(Self.index) { slice in Self.service(of: slice).map { ["\($0)"] } ?? [] }
        services.addHandler { [self] event in changed(ObjectKey(event.object.metadata)) }
        slices.addHandler { [self] event in
            if let key = Self.service(of: event.object) { changed(key) }
            if case .updated(let old, _) = event, let key = Self.service(of: old) { changed(key) }
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            if runsInformers {
                let informers = informers
                group.addTask { try await informers.run() }
            }
            group.addTask { try await cancelWhenGracefulShutdown { try await self.keepInSync() } }
            defer { group.cancelAll() }
            do {
                try await group.next()
            } catch is CancellationError {}
        }
    }

    /// Removes every rule of the proxy from this machine (`--cleanup`).
    public static func cleanup() throws {
        try Proxier.cleanup()
    }

    private static func service(of slice: EndpointSlice) -> ObjectKey? {
        slice.metadata.labels["kubernetes.io/service-name"].map { ObjectKey(namespace: slice.metadata.namespace, name: $0) }
    }

    private func changed(_ key: ObjectKey) {
        pending.withLock { _ = $0.insert(key) }
        wakeUps.continuation.yield()
    }

    // MARK: The loop

    private func keepInSync() async throws {
        let engine = try await ProxierQueue(options: options, logger: logger)
        // Before everything is known, rules would be taken away that a proxy before this one has made.
        try await services.waitForSync()
        try await slices.waitForSync()
        services.list().forEach { changed(ObjectKey($0.metadata)) }
        logger.info("services are programmed through nftables", metadata: ["node": "\(options.hostnameOverride)"])
        wakeUps.continuation.yield()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.followChanges(engine) }
            group.addTask { try await self.repairFromTimeToTime(engine) }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func followChanges(_ engine: ProxierQueue) async throws {
        for await _ in wakeUps.stream {
            let keys = pending.withLock { pending in
                defer { pending = [] }
                return pending
            }
            let started = clock.monotonic
            do {
                let changes = changes(keys)
                try await engine.run { proxier in try proxier.sync(changes) }
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                logger.error("cannot change the rules; trying again", metadata: ["error": "\(error)"])
                keys.forEach(changed)
                wakeUps.continuation.yield()
            }
            let elapsed = clock.monotonic - started
            if elapsed < options.minSyncPeriod { try await clock.sleep(for: options.minSyncPeriod - elapsed) }
            try await engine.run { proxier in proxier.collectGarbage() }
        }
    }

    private func changes(_ keys: Set<ObjectKey>) -> [ObjectKey: Proxier.Change] {
        Dictionary(uniqueKeysWithValues: keys.map { key in
            (key, Proxier.Change(service: services.get(key), slices: slices.indexed(Self.index, "\(key)")))
        })
    }

    private func repairFromTimeToTime(_ engine: ProxierQueue) async throws {
        while true {
            try await clock.sleep(for: options.syncPeriod)
            do {
                try await engine.run { proxier in try proxier.repair() }
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                logger.error("cannot repair the rules", metadata: ["error": "\(error)"])
            }
        }
    }
}

/// Runs a ``Proxier`` on a queue of its own, since it blocks while the kernel works.
private final class ProxierQueue: Sendable {
    private let queue = DispatchQueue(label: "kube-proxy")
    private let proxier: Mutex<Proxier>

    init(options: KubeProxyOptions, logger: Logger) async throws {
        var options = options
        if !KernelSettings(logger: logger).apply(options), !options.masqueradeAll {
            logger.warning("br_netfilter is not available: traffic to cluster IPs is masqueraded")
            options.masqueradeAll = true
        }
        proxier = Mutex(try Proxier(options: options, logger: logger))
    }

    func run<Value: Sendable>(_ body: @escaping @Sendable (inout Proxier) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async {
                continuation.resume(with: Result { try self.proxier.withLock { try body(&$0) } })
            }
        }
    }
}
