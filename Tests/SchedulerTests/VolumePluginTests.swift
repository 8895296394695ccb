import KubernetesAPI
import KubernetesClient
import Logging
import Synchronization
import Testing
@testable import Scheduler

/// The storage of a cluster as lists that never change, for as much of the scheduler as looks at it.
private final class StorageAPI: Transport {
    private let lists: [String: [UInt8]]

    init(
        claims: [PersistentVolumeClaim] = [], volumes: [PersistentVolume] = [], classes: [StorageClass] = [], csiNodes: [CSINode] = [],
        drivers: [CSIDriver] = [], capacities: [CSIStorageCapacity] = []
    ) {
        func list<T: KubernetesObject>(_ items: [T]) -> [UInt8] { ObjectList(metadata: .init(resourceVersion: "1"), items: items).jsonBytes() }
        lists = [
            "persistentvolumeclaims": list(claims), "persistentvolumes": list(volumes), "storageclasses": list(classes),
            "csinodes": list(csiNodes), "csidrivers": list(drivers), "csistoragecapacities": list(capacities),
            "volumeattachments": list([VolumeAttachment]()), "pods": list([Pod]()),
        ]
    }

    func send(_ request: ClientRequest) async throws -> ClientResponse {
        let path = request.path.split(separator: "?")[0]
        if request.path.contains("watch=") { return ClientResponse(status: 200, body: ClientBody(AsyncStream<[UInt8]> { _ in })) }
        let body = lists[path.split(separator: "/").last.map(String.init) ?? ""] ?? []
        return ClientResponse(status: 200, headers: [("Content-Type", "application/json")], body: ClientBody(body))
    }
}

/// A framework that knows this storage, and what tells it.
private struct StorageWorld {
    let framework: Framework
    let storage: StorageCatalog
    let binder: VolumeBinding

    static func with(_ api: StorageAPI, _ body: (StorageWorld) async throws -> Void) async throws {
        let clock = ManualClock()
        let client = Client(transport: api)
        let factory = InformerFactory(client: client, clock: clock, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let storage = StorageCatalog(factory)
        let binder = VolumeBinding(storage: storage, client: client, pods: factory.informer(), clock: clock)
        let running = Task { try await factory.run() }
        try await storage.waitForSync()
        try await body(StorageWorld(framework: .standard(storage: storage, binder: binder), storage: storage, binder: binder))
        running.cancel()
        _ = try? await running.value
    }

    /// What the event would say; nil if there is a node.
    func message(_ pod: Pod, _ nodes: [NodeInfo]) -> String? {
        var cycle = SchedulingCycle(framework: framework, generator: Lehmer())
        return cycle.schedule(PodToSchedule(pod), in: Snapshot(nodes)).error?.message()
    }

    func node(_ pod: Pod, _ nodes: [NodeInfo]) -> Int? {
        var cycle = SchedulingCycle(framework: framework, generator: Lehmer())
        return cycle.schedule(PodToSchedule(pod), in: Snapshot(nodes)).node
    }
}

private func makeClaim(
    _ name: String, storageClass: String = "", size: Quantity = "1Gi", modes: [String] = ["ReadWriteOnce"], volume: String? = nil,
    _ change: (inout PersistentVolumeClaim) -> Void = { _ in }
) -> PersistentVolumeClaim {
    var claim = PersistentVolumeClaim()
    claim.metadata.name = name
    claim.metadata.namespace = "default"
    claim.metadata.uid = "uid-\(name)"
    claim.spec.storageClassName = storageClass
    claim.spec.resources.requests = ["storage": size]
    claim.spec.accessModes = modes
    if let volume {
        claim.spec.volumeName = volume
        claim.metadata.annotations[StorageKeys.bindCompleted] = "yes"
        claim.status.phase = "Bound"
    }
    change(&claim)
    return claim
}

private func makeVolume(
    _ name: String, storageClass: String = "", size: Quantity = "1Gi", zone: String? = nil, _ change: (inout PersistentVolume) -> Void = { _ in }
) -> PersistentVolume {
    var volume = PersistentVolume()
    volume.metadata.name = name
    volume.spec.storageClassName = storageClass
    volume.spec.capacity = ["storage": size]
    volume.spec.accessModes = ["ReadWriteOnce"]
    volume.status.phase = "Available"
    if let zone {
        let requirement = NodeSelectorRequirement(key: "zone", operator: "In", values: [zone])
        volume.spec.nodeAffinity = VolumeNodeAffinity(
            required: NodeSelector(nodeSelectorTerms: [NodeSelectorTerm(matchExpressions: [requirement])]))
    }
    change(&volume)
    return volume
}

private func makeClass(_ name: String, provisioner: String, waits: Bool = true) -> StorageClass {
    var result = StorageClass()
    result.metadata.name = name
    result.provisioner = provisioner
    result.volumeBindingMode = waits ? "WaitForFirstConsumer" : "Immediate"
    return result
}

private func makeUser(_ name: String = "p", _ claims: String..., node: String? = nil, priority: Int? = nil) -> Pod {
    makePod(name, priority: priority, node: node) { pod in
        pod.spec.volumes = claims.map { claim in
            var volume = Volume()
            volume.name = claim
            volume.persistentVolumeClaim = PersistentVolumeClaimVolumeSource(claimName: claim)
            return volume
        }
    }
}

@Suite struct VolumePluginTests {
    private let nodes = [makeInfo(makeNode("a", labels: ["zone": "x"])), makeInfo(makeNode("b", labels: ["zone": "y"]))]

    @Test func claimsThatCannotBeUsedNow() async throws {
        let api = StorageAPI(
            claims: [
                makeClaim("unbound"), makeClaim("slow", storageClass: "now"),
                makeClaim("lost", volume: "gone") { $0.status.phase = "Lost" },
                makeClaim("going") { $0.metadata.deletionTimestamp = Time(seconds: 1) },
                makeClaim("dangling", volume: "missing"), makeClaim("far", volume: "far"),
            ],
            volumes: [makeVolume("far", zone: "z")], classes: [makeClass("now", provisioner: "p", waits: false)])
        try await StorageWorld.with(api) { world in
            let texts = [
                "missing": "0/2 nodes are available: persistentvolumeclaim \"missing\" not found.",
                "unbound": "0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims.",
                "slow": "0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims.",
                "lost": "0/2 nodes are available: persistentvolumeclaim \"lost\" bound to non-existent persistentvolume \"gone\".",
                "going": "0/2 nodes are available: persistentvolumeclaim \"going\" is being deleted.",
                "dangling": "0/2 nodes are available: 2 node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s).",
                "far": "0/2 nodes are available: 2 node(s) had volume node affinity conflict.",
            ]
            for (claim, text) in texts { #expect(world.message(makeUser("p", claim), nodes) == text) }
            var cycle = SchedulingCycle(framework: world.framework, generator: Lehmer())
            let pod = PodToSchedule(makeUser("p", "unbound"))
            let error = try #require(cycle.schedule(pod, in: Snapshot(nodes)).error)
            #expect(error.events.contains(.claim) && error.events.contains(.volume) && !error.events.contains(.podDeleted))
            guard case .impossible(let reason) = preempt(pod, error, Snapshot(nodes), framework: world.framework) else {
                Issue.record("nothing to preempt")
                return
            }
            #expect(reason == "preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.")
        }
    }

    @Test func theNodeIsWhereTheVolumesAreOrCanBeMade() async throws {
        let topology = TopologySelectorTerm(matchLabelExpressions: [TopologySelectorLabelRequirement(key: "zone", values: ["y"])])
        var limited = makeClass("limited", provisioner: "p")
        limited.allowedTopologies = [topology]
        let api = StorageAPI(
            claims: [
                makeClaim("bound", volume: "bound"), makeClaim("static", storageClass: "manual"), makeClaim("static2", storageClass: "manual"),
                makeClaim("limited", storageClass: "limited"),
                makeClaim("selected", storageClass: "limited") { $0.metadata.annotations[StorageKeys.selectedNode] = "b" },
            ],
            volumes: [makeVolume("bound", zone: "y"), makeVolume("local-y", storageClass: "manual", zone: "y")],
            classes: [makeClass("manual", provisioner: StorageKeys.noProvisioner), limited])
        try await StorageWorld.with(api) { world in
            for claim in ["bound", "static", "limited", "selected"] { #expect(world.node(makeUser("p", claim), nodes) == 1) }
            // One volume is not enough for two claims.
            #expect(
                world.message(makeUser("p", "static", "static2"), nodes)
                    == "0/2 nodes are available: 2 node(s) didn't find available persistent volumes to bind.")
            // What one pod was promised another one does not get, until it is given back.
            let first = PodToSchedule(makeUser("first", "static"))
            try world.binder.reserve(first, on: nodes[1])
            #expect(world.binder.needsPreBind(first) && world.storage.assumedVolumes == ["local-y": ObjectKey(namespace: "default", name: "static")])
            #expect(world.node(makeUser("second", "static2"), nodes) == nil)
            world.binder.unreserve(first)
            #expect(world.node(makeUser("second", "static2"), nodes) == 1)
            #expect(!world.binder.needsPreBind(PodToSchedule(makeUser("p", "bound"))))
        }
    }

    @Test func freeStorageCounts() async throws {
        var driver = CSIDriver()
        driver.metadata.name = "csi"
        driver.spec.storageCapacity = true
        func capacity(_ zone: String, _ size: Quantity) -> CSIStorageCapacity {
            var capacity = CSIStorageCapacity()
            capacity.metadata.name = zone
            capacity.metadata.namespace = "kube-system"
            capacity.storageClassName = "sc"
            capacity.nodeTopology = LabelSelector(matchLabels: ["zone": zone])
            capacity.capacity = size
            return capacity
        }
        let api = StorageAPI(
            claims: [makeClaim("small", storageClass: "sc", size: "1Gi"), makeClaim("large", storageClass: "sc", size: "9Gi")],
            classes: [makeClass("sc", provisioner: "csi")], drivers: [driver], capacities: [capacity("x", "500Mi"), capacity("y", "5Gi")])
        try await StorageWorld.with(api) { world in
            #expect(world.node(makeUser("p", "small"), nodes) == 1)
            #expect(world.message(makeUser("p", "large"), nodes) == "0/2 nodes are available: 2 node(s) did not have enough free storage.")
        }
    }

    @Test func oneClaimForOnePodAndSoManyVolumesForANode() async throws {
        func csi(_ name: String) -> PersistentVolume {
            makeVolume(name) { $0.spec.csi = CSIPersistentVolumeSource(driver: "csi", volumeHandle: name) }
        }
        var csiNode = CSINode()
        csiNode.metadata.name = "a"
        csiNode.spec.drivers = [CSINodeDriver(name: "csi", nodeID: "a", allocatable: VolumeNodeResources(count: 1))]
        let api = StorageAPI(
            claims: [
                makeClaim("alone", modes: ["ReadWriteOncePod"], volume: "v0"), makeClaim("one", volume: "v1"), makeClaim("two", volume: "v2"),
            ],
            volumes: [makeVolume("v0"), csi("v1"), csi("v2")], csiNodes: [csiNode])
        try await StorageWorld.with(api) { world in
            let text = "node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode"
            let users = [makeInfo(makeNode("a"), [makeUser("u", "alone", node: "a", priority: 0)]), makeInfo(makeNode("b"))]
            #expect(world.message(makeUser("p", "alone"), users) == "0/2 nodes are available: 2 \(text).")
            // A more important pod may take its place.
            var cycle = SchedulingCycle(framework: world.framework, generator: Lehmer())
            let vip = PodToSchedule(makeUser("vip", "alone", priority: 10))
            let error = try #require(cycle.schedule(vip, in: Snapshot(users)).error)
            guard case .victims(let index, let victims) = preempt(vip, error, Snapshot(users), framework: world.framework) else {
                Issue.record("the user could go")
                return
            }
            #expect(index == 0 && victims.map(\.name) == ["u"])

            let full = [makeInfo(makeNode("a"), [makeUser("u", "one", node: "a")])]
            #expect(world.message(makeUser("p", "two"), full) == "0/1 nodes are available: 1 node(s) exceed max volume count.")
            // The same volume again takes no place.
            #expect(world.node(makeUser("p", "one"), full) == 0)
        }
    }

    @Test func disksThatDriversHaveTakenOverCount() async throws {
        var csiNode = CSINode()
        csiNode.metadata.name = "a"
        csiNode.spec.drivers = [CSINodeDriver(name: "ebs.csi.aws.com", nodeID: "a", allocatable: VolumeNodeResources(count: 1))]
        var driver = CSIDriver()
        driver.metadata.name = "ebs.csi.aws.com"
        func user(_ name: String, _ id: String, node: String? = nil) -> Pod {
            makePod(name, node: node) { pod in
                var volume = Volume()
                volume.name = "v"
                volume.awsElasticBlockStore = AWSElasticBlockStoreVolumeSource(volumeID: id)
                pod.spec.volumes = [volume]
            }
        }
        let api = StorageAPI(
            claims: [makeClaim("one", volume: "v1"), makeClaim("new", storageClass: "old")],
            volumes: [makeVolume("v1") { $0.spec.awsElasticBlockStore = AWSElasticBlockStoreVolumeSource(volumeID: "aws:///vol-1") }],
            classes: [makeClass("old", provisioner: "kubernetes.io/aws-ebs")], csiNodes: [csiNode], drivers: [driver])
        try await StorageWorld.with(api) { world in
            let full = [makeInfo(makeNode("a"), [makeUser("u", "one", node: "a")])]
            let text = "0/1 nodes are available: 1 node(s) exceed max volume count."
            #expect(world.message(user("p", "vol-2"), full) == text && world.message(makeUser("p", "new"), full) == text)
            // The same disk under its other name takes no place.
            #expect(world.node(user("p", "vol-1"), full) == 0)
            let own = [makeInfo(makeNode("a"), [user("u", "vol-2", node: "a")])]
            #expect(world.message(makeUser("p", "one"), own) == text)
        }
    }

    @Test func zonesAndDisks() async throws {
        let api = StorageAPI(
            claims: [makeClaim("zonal", volume: "v")],
            volumes: [makeVolume("v") { $0.metadata.labels["topology.kubernetes.io/zone"] = "z1__z2" }])
        try await StorageWorld.with(api) { world in
            let zone = "topology.kubernetes.io/zone"
            let zoned = [makeInfo(makeNode("a", labels: [zone: "z3"])), makeInfo(makeNode("b", labels: [zone: "z2"]))]
            #expect(world.node(makeUser("p", "zonal"), zoned) == 1)
            #expect(world.message(makeUser("p", "zonal"), [zoned[0]]) == "0/1 nodes are available: 1 node(s) had no available volume zone.")
            func disk(_ name: String, readOnly: Bool) -> Pod {
                makePod(name) { pod in
                    var volume = Volume()
                    volume.name = "d"
                    volume.gcePersistentDisk = GCEPersistentDiskVolumeSource(pdName: "disk", readOnly: readOnly)
                    pod.spec.volumes = [volume]
                }
            }
            let used = [makeInfo(makeNode("a"), [disk("u", readOnly: true)])]
            #expect(world.node(disk("p", readOnly: true), used) == 0)
            #expect(world.message(disk("p", readOnly: false), used) == "0/1 nodes are available: 1 node(s) had no available disk.")
        }
    }

    @Test func podsWithoutVolumesPayNothing() async throws {
        try await StorageWorld.with(StorageAPI()) { world in
            let pod = PodToSchedule(makePod())
            let active = try world.framework.filters(for: pod, in: Snapshot(nodes)).map(\.plugin.name)
            #expect(Set(active).isDisjoint(with: ["VolumeBinding", "VolumeRestrictions", "NodeVolumeLimits", "VolumeZone"]))
            try world.binder.reserve(pod, on: nodes[0])
            #expect(!world.framework.needsPreBind(pod))
        }
    }
}
