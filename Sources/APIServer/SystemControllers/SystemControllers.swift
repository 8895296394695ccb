import JSON
import KubernetesAPI
import Logging
import Store

/// The controllers that run inside of the API server: what it does to its own objects while it serves.
struct SystemControllers: Sendable {
    private let registry: Registry
    private let client: SystemClient
    private let hooks: PostStartHooks
    private let clock: any WallClock
    private let definitions: CustomResourceController
    private let services: APIServiceController
    private let repair: ServiceRepair

    init(registry: Registry, pipeline: RequestPipeline, hooks: PostStartHooks, clock: any WallClock, logger: Logger) {
        self.registry = registry
        self.clock = clock
        self.hooks = hooks
        for name in Self.hookNames { hooks.add(name) }
        let client = SystemClient(pipeline: pipeline, clock: clock, logger: logger)
        self.client = client
        definitions = CustomResourceController(registry: registry, client: client, clock: clock)
        services = APIServiceController(registry: registry, client: client, clock: clock)
        repair = ServiceRepair(
            allocators: registry.allocators, resources: registry.resources, clock: clock, logger: logger,
            tell: { object, component, reason, message in
                await client.event(about: object, component: component, reason: reason, message: message)
            })
    }

    private static let hookNames = [
        "start-kubernetes-service-cidr-controller", "start-service-ip-repair-controllers", "apiservice-registration-controller",
        "start-apiextensions-controllers",
    ]

    /// Does what must be done before the server is ready.
    func start() async {
        let (definitions, services) = (definitions, services)
        registry.resources.stored(group: "apiextensions.k8s.io", plural: "customresourcedefinitions")?.follower?
            .set { await definitions.sync($0) }
        registry.resources.stored(group: "apiregistration.k8s.io", plural: "apiservices")?.follower?.set { await services.sync($0) }
        await ensureServiceCIDR()
        await repair.run()
        await services.registerLocal()
        for name in Self.hookNames { hooks.finish(name) }
    }

    /// Works until the task is cancelled.
    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while true {
                    try await clock.sleep(for: ServiceRepair.interval)
                    await ensureServiceCIDR()
                    await repair.run()
                }
            }
            group.addTask { try await followDefinitions() }
            for (groupName, plural) in [("", "services"), ("discovery.k8s.io", "endpointslices"), ("apiregistration.k8s.io", "apiservices")] {
                group.addTask { try await followAvailability(groupName, plural) }
            }
            try await group.waitForAll()
        }
    }

    /// Follows the definitions, those that other servers wrote as well.
    private func followDefinitions() async throws {
        guard let storage = registry.resources.stored(group: "apiextensions.k8s.io", plural: "customresourcedefinitions")?.storage else { return }
        let (definitions, clock) = (definitions, clock)
        try await withThrowingTaskGroup(of: Void.self) { group in
            while true {
                let (snapshot, watcher) = storage.cache.snapshotAndWatch()
                var names = snapshot.items(prefix: storage.prefix).map { $0.entry.fields["metadata.name"] ?? "" }
                do {
                    while true {
                        for name in Set(names) where await definitions.sync(name) {
                            group.addTask {
                                try await clock.sleep(for: CustomResourceController.finalizationDelay)
                                await definitions.finalize(name)
                            }
                        }
                        names = try await watcher.next().deliveries.map { String($0.event.key.dropFirst(storage.prefix.count)) }
                    }
                } catch CacheError.expired {
                    continue
                }
            }
        }
    }

    /// Looks at the APIServices again whenever something changed that they depend on.
    private func followAvailability(_ group: String, _ plural: String) async throws {
        guard let storage = registry.resources.stored(group: group, plural: plural)?.storage else { return }
        while true {
            let watcher = storage.cache.snapshotAndWatch().watcher
            let isOwn = plural == "apiservices"
            await services.syncAll()
            do {
                while true {
                    _ = try await watcher.next()
                    if isOwn { await services.syncAll() } else { await services.syncRemote() }
                }
            } catch CacheError.expired {
                continue
            }
        }
    }

    /// Makes the ServiceCIDR of `--service-cluster-ip-range`, and says that it is ready. No service gets an address before that, so that
    /// one who wrote to the object at the same time is no reason to leave it at that.
    private func ensureServiceCIDR() async {
        for _ in 0..<5 {
            if await tryServiceCIDR() { return }
        }
    }

    /// Returns false when somebody else wrote to it meanwhile.
    private func tryServiceCIDR() async -> Bool {
        let path = "/apis/networking.k8s.io/v1/servicecidrs"
        let networks = registry.allocators.addresses.networks.map { JSONValue.string($0.description) }
        func read() async -> JSONValue? {
            try? await registry.read(group: "networking.k8s.io", resource: "servicecidrs", namespace: "", name: "kubernetes")
        }
        if await read() == nil {
            let object: JSONValue = [
                "apiVersion": "networking.k8s.io/v1", "kind": "ServiceCIDR", "metadata": ["name": "kubernetes"], "spec": ["cidrs": .array(networks)],
            ]
            _ = await client.send("POST", path, object)
        }
        guard var object = await read(), object["metadata"]?["deletionTimestamp"] == nil else { return true }
        let present = object["spec"]?.items("cidrs") ?? []
        if present.count == 1, networks.count == 2, present[0] == networks[0] {
            // The cluster has got a second family.
            object.edit("spec") { $0["cidrs"] = .array(networks) }
            _ = await client.send("PUT", "\(path)/kubernetes", object)
            object = await read() ?? object
        } else if present != networks {
            let flags = networks.compactMap(\.string).joined(separator: " ")
            await client.event(
                about: object, component: "kube-apiserver", reason: "KubernetesDefaultServiceCIDRInconsistent",
                message: "The default ServiceCIDR [\(present.compactMap(\.string).joined(separator: " "))] does not match the flag configurations [\(flags)]")
        }
        let conditions = object["status"]?.items("conditions") ?? []
        if conditions.contains(where: { $0.text("type") == "Ready" && $0.text("status") == "True" }) { return true }
        let ready: JSONValue = [
            "type": "Ready", "status": "True", "lastTransitionTime": .string(clock.time.description), "reason": "",
            "message": "Kubernetes default Service CIDR is ready",
        ]
        object["status"] = ["conditions": .array(conditions.filter { $0.text("type") != "Ready" } + [ready])]
        return await client.send("PUT", "\(path)/kubernetes/status", object).status != 409
    }
}
