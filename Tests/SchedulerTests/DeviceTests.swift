import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import Synchronization
import Testing
@testable import Scheduler

private typealias Claim = ResourceV1.ResourceClaim
private typealias Slice = ResourceV1.ResourceSlice

/// The devices that claims get on a node; nil if there are not enough.
private func allocate(_ claims: [Claim], _ slices: [Slice], taken: [String] = [], node: Node = makeNode("n1")) throws -> [[String]]? {
    var use = DeviceUse()
    use.add(taken.map { .init(request: "", driver: "gpu.example.com", pool: "p", device: $0) })
    let requests = try claims.map { try DeviceClaimRequest($0) { $0 == "gpu" ? gpuClass : nil } }
    var allocator = DeviceAllocator(requests, on: NodeDescription(node), pools: DevicePools(slices), use: use, expressions: DeviceExpressions())
    return try allocator.allocate { "share" }?.map { $0.devices.results.map(\.device) }
}

@Suite struct DeviceAllocatorTests {
    private let two = [makeSlice("p", [makeDevice("gpu0"), makeDevice("gpu1")])]

    @Test func countsAndAll() throws {
        #expect(try allocate([makeClaim([makeRequest()])], two) == [["gpu0"]])
        #expect(try allocate([makeClaim([makeRequest(count: 2)])], two) == [["gpu0", "gpu1"]])
        #expect(try allocate([makeClaim([makeRequest(count: 3)])], two) == nil)
        // More than there are, or may be, is told at once.
        let many = [makeSlice("p", (0..<30).map { makeDevice("gpu\($0)") })]
        #expect(try allocate([makeClaim([makeRequest(count: 31)])], many) == nil && allocate([makeClaim([makeRequest(count: 1_000_000)])], many) == nil)
        #expect(try allocate([makeClaim([makeRequest(all: true)])], two) == [["gpu0", "gpu1"]])
        #expect(try allocate([makeClaim([makeRequest(all: true)])], two, taken: ["gpu1"]) == nil)
        #expect(try allocate([makeClaim([makeRequest()])], two, taken: ["gpu0"]) == [["gpu1"]])
        #expect(try allocate([makeClaim("a", [makeRequest()]), makeClaim("b", [makeRequest()])], two) == [["gpu0"], ["gpu1"]])
        #expect(try allocate([makeClaim("a", [makeRequest()]), makeClaim("b", [makeRequest(count: 2)])], two) == nil)
        #expect(try allocate([makeClaim([makeRequest()])], two, node: makeNode("n2")) == nil)
    }

    @Test func selectorsChoose() throws {
        let claim = makeClaim([makeRequest(cel: ["device.attributes['gpu.example.com'].numa == 1"])])
        #expect(try allocate([claim], two) == [["gpu1"]])
        // The first request would take what only it can leave to the second: it has to go back.
        let greedy = makeClaim([makeRequest("any"), makeRequest("first", cel: ["device.attributes['gpu.example.com'].numa == 0"])])
        #expect(try allocate([greedy], two) == [["gpu1", "gpu0"]])
        let memory = "device.capacity['gpu.example.com'].memory.compareTo(quantity('30Gi')) >= 0"
        let version = "device.attributes['gpu.example.com'].driverVersion.isGreaterThan(semver('1.1.9'))"
        #expect(try allocate([makeClaim([makeRequest(cel: [memory, version])])], two) == [["gpu0"]])
        #expect(try allocate([makeClaim([makeRequest(cel: ["'x' in device.attributes['other.com']"])])], two) == nil)
        #expect(throws: DeviceError("claim claim: request r: selector #0: CEL runtime error: no such key: none")) {
            try allocate([makeClaim([makeRequest(cel: ["device.attributes['gpu.example.com'].none"])])], two)
        }
        #expect(throws: DeviceError("request r: device class none does not exist")) {
            try allocate([makeClaim([makeRequest { $0.deviceClassName = "none" }])], two)
        }
    }

    @Test func theFirstThatIsAvailable() throws {
        let claim = makeClaim([
            ResourceV1.DeviceRequest(name: "r", firstAvailable: [
                .init(name: "four", deviceClassName: "gpu", allocationMode: "ExactCount", count: 4),
                .init(name: "two", deviceClassName: "gpu", allocationMode: "ExactCount", count: 2),
            ])
        ])
        let requests = [try DeviceClaimRequest(claim) { _ in gpuClass }]
        var allocator = DeviceAllocator(requests, on: NodeDescription(makeNode("n1")), pools: DevicePools(two), use: DeviceUse(), expressions: DeviceExpressions())
        let result = try #require(try allocator.allocate { "" }?.first)
        #expect(result.devices.results.map(\.request) == ["r/two", "r/two"])
        #expect(result.nodeSelector?.nodeSelectorTerms.first?.matchFields.first?.values == ["n1"])
    }

    @Test func constraintsTieDevicesTogether() throws {
        let four = [makeSlice("p", ["a0", "b1", "c0", "d1"].map { makeDevice($0) })]
        func constrained(_ constraint: ResourceV1.DeviceConstraint) -> Claim {
            makeClaim([makeRequest(count: 2)]) { $0.spec.devices.constraints = [constraint] }
        }
        #expect(try allocate([constrained(.init(matchAttribute: "gpu.example.com/numa"))], four) == [["a0", "c0"]])
        #expect(try allocate([constrained(.init(distinctAttribute: "gpu.example.com/numa"))], four) == [["a0", "b1"]])
        #expect(try allocate([constrained(.init(matchAttribute: "gpu.example.com/none"))], four) == nil)
    }

    @Test func adminsTakeNothing() throws {
        let admin = makeClaim([makeRequest(all: true) { $0.adminAccess = true }])
        #expect(try allocate([admin, makeClaim("b", [makeRequest(count: 2)])], two) == [["gpu0", "gpu1"], ["gpu0", "gpu1"]])
        #expect(try allocate([admin], two, taken: ["gpu0"]) == [["gpu0", "gpu1"]])
    }

    @Test func taintsKeepClaimsAway() throws {
        let slices = [makeSlice("p", [makeDevice("gpu0") { $0.taints = [.init(key: "sick", effect: "NoSchedule")] }])]
        #expect(try allocate([makeClaim([makeRequest()])], slices) == nil)
        #expect(try allocate([makeClaim([makeRequest { $0.tolerations = [.init(key: "sick", operator: "Exists")] }])], slices) == [["gpu0"]])
        let mild = [makeSlice("p", [makeDevice("gpu0") { $0.taints = [.init(key: "sick", effect: "None")] }])]
        #expect(try allocate([makeClaim([makeRequest()])], mild) == [["gpu0"]])
    }

    @Test func onlyWholePoolsOfTheNewestGenerationCount() throws {
        #expect(try allocate([makeClaim([makeRequest()])], [makeSlice("p", of: 2, [makeDevice("gpu0")])]) == nil)
        // Who wants all has to know all.
        #expect(throws: DeviceError.self) { try allocate([makeClaim([makeRequest(all: true)])], two + [makeSlice("q", of: 2, [makeDevice("gpu9")])]) }
        let both = [makeSlice("p", generation: 1, [makeDevice("old")]), makeSlice("p", generation: 2, [makeDevice("new")])]
        #expect(try allocate([makeClaim([makeRequest()])], both) == [["new"]])
    }

    @Test func devicesThatManyNodesReach() throws {
        let selector = NodeSelector(nodeSelectorTerms: [
            NodeSelectorTerm(matchExpressions: [NodeSelectorRequirement(key: "rack", operator: "In", values: ["1"])])
        ])
        let slices = [makeSlice("p", node: nil, [makeDevice("gpu0")]) { $0.spec.nodeSelector = selector }]
        #expect(try allocate([makeClaim([makeRequest()])], slices, node: makeNode("n7", labels: ["rack": "1"])) == [["gpu0"]])
        #expect(try allocate([makeClaim([makeRequest()])], slices, node: makeNode("n7", labels: ["rack": "2"])) == nil)
        let everywhere = [makeSlice("p", node: nil, [makeDevice("gpu0")]) { $0.spec.allNodes = true }]
        #expect(try allocate([makeClaim([makeRequest()])], everywhere, node: makeNode("n9")) == [["gpu0"]])
    }

    @Test func partsOfOneDeviceShareCounters() throws {
        func part(_ name: String, _ memory: Quantity) -> ResourceV1.Device {
            makeDevice(name) { $0.consumesCounters = [.init(counterSet: "gpu", counters: ["memory": .init(value: memory)])] }
        }
        let slices = [
            makeSlice("p", of: 2, [part("whole", "40Gi"), part("half0", "20Gi"), part("half1", "20Gi")]),
            makeSlice("p", node: nil, of: 2, []) {
                $0.spec.sharedCounters = [.init(name: "gpu", counters: ["memory": .init(value: "40Gi")])]
                $0.metadata.name = "counters"
            },
        ]
        #expect(try allocate([makeClaim([makeRequest(count: 2)])], slices) == [["half0", "half1"]])
        #expect(try allocate([makeClaim([makeRequest(count: 3)])], slices) == nil)
        #expect(try allocate([makeClaim([makeRequest()])], slices, taken: ["half0"]) == [["half1"]])
    }

    @Test func devicesThatMayBeShared() throws {
        let slices = [makeSlice("p", [makeDevice("nic") { $0.allowMultipleAllocations = true }])]
        func wanting(_ name: String, _ memory: Quantity) -> Claim { makeClaim(name, [makeRequest { $0.capacity = .init(requests: ["memory": memory]) }]) }
        #expect(try allocate([wanting("a", "30Gi"), wanting("b", "10Gi")], slices) == [["nic"], ["nic"]])
        #expect(try allocate([wanting("a", "30Gi"), wanting("b", "11Gi")], slices) == nil)
    }
}

/// Claims, slices and classes of a cluster; remembers what is written.
private final class DeviceAPI: Transport {
    private let lists: [String: [UInt8]]
    let written = Mutex<[(path: String, claim: Claim)]>([])

    init(claims: [Claim], slices: [Slice], rules: [ResourceV1beta2.DeviceTaintRule]? = nil) {
        func list<T: KubernetesObject>(_ items: [T]) -> [UInt8] { ObjectList(metadata: .init(resourceVersion: "1"), items: items).jsonBytes() }
        var lists = ["resourceclaims": list(claims), "resourceslices": list(slices), "deviceclasses": list([gpuClass])]
        if let rules { lists["devicetaintrules"] = list(rules) }
        self.lists = lists
    }

    func send(_ request: ClientRequest) async throws -> ClientResponse {
        if request.path.contains("watch=") { return ClientResponse(status: 200, body: ClientBody(AsyncStream<[UInt8]> { _ in })) }
        if request.method == "PUT", let body = request.body {
            let claim = try Claim(json: body)
            written.withLock { $0.append((request.path, claim)) }
            return ClientResponse(status: 200, headers: [("Content-Type", "application/json")], body: ClientBody(body))
        }
        let last = request.path.split(separator: "?")[0].split(separator: "/").last.map(String.init) ?? ""
        // Off by default.
        if last == "devicetaintrules", lists[last] == nil { return ClientResponse(status: 404) }
        return ClientResponse(status: 200, headers: [("Content-Type", "application/json")], body: ClientBody(lists[last] ?? []))
    }
}

@Suite struct DynamicResourcesTests {
    private func with(_ api: DeviceAPI, _ body: (DynamicResources) async throws -> Void) async throws {
        let clock = ManualClock()
        let client = Client(transport: api)
        let factory = InformerFactory(client: client, clock: clock, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let catalog = DeviceCatalog(factory)
        let running = Task { try await factory.run() }
        try await catalog.waitForSync()
        try await body(DynamicResources(catalog: catalog, client: client, clock: clock))
        running.cancel()
        _ = try? await running.value
    }

    private func pod(_ name: String, claim: String) -> PodToSchedule {
        PodToSchedule(makePod(name) { $0.spec.resourceClaims = [PodResourceClaim(name: "gpu", resourceClaimName: claim)] })
    }

    private func reasons(_ plugin: DynamicResources, _ pod: PodToSchedule, _ nodes: [String]) -> [String] {
        let snapshot = Snapshot(nodes.map { makeInfo(makeNode($0)) })
        do {
            guard let filter = try plugin.filter(for: pod, in: snapshot) else { return nodes.map { _ in "" } }
            return snapshot.nodes.map { filter.rejection(of: $0)?.reasons.first ?? "" }
        } catch {
            return [error.reason]
        }
    }

    /// An administrator's taints count like the drivers' own.
    @Test func rulesTaintDevices() async throws {
        func rule(_ device: String?, effect: String = "NoSchedule") -> ResourceV1beta2.DeviceTaintRule {
            var rule = ResourceV1beta2.DeviceTaintRule()
            rule.metadata.name = "rule"
            rule.metadata.resourceVersion = "1"
            rule.spec.deviceSelector = .init(driver: "gpu.example.com", device: device)
            rule.spec.taint = .init(key: "broken", effect: effect)
            return rule
        }
        let tolerating = makeRequest { $0.tolerations = [.init(key: "broken", operator: "Exists")] }
        func fits(_ rules: [ResourceV1beta2.DeviceTaintRule]?, _ request: ResourceV1.DeviceRequest = makeRequest()) async throws -> Bool {
            var result: [String] = []
            try await with(DeviceAPI(claims: [makeClaim("one", [request])], slices: [makeSlice("p", [makeDevice("gpu0")])], rules: rules)) {
                result = reasons($0, pod("a", claim: "one"), ["n1"])
            }
            return result == [""]
        }
        #expect(try await fits(nil))
        #expect(try await fits([]))
        #expect(try await fits([rule("gpu1")]))
        #expect(try await !fits([rule("gpu0")]))
        #expect(try await !fits([rule(nil, effect: "NoExecute")]))
        #expect(try await fits([rule("gpu0", effect: "None")]))
        #expect(try await fits([rule("gpu0")], tolerating))
    }

    @Test func choosesKeepsAndWrites() async throws {
        let api = DeviceAPI(
            claims: [makeClaim("one", [makeRequest()]), makeClaim("two", [makeRequest()])], slices: [makeSlice("p", [makeDevice("gpu0")])])
        try await with(api) { plugin in
            let (first, second) = (pod("a", claim: "one"), pod("b", claim: "two"))
            let node = makeInfo(makeNode("n1"))
            #expect(reasons(plugin, first, ["n1", "n2"]) == ["", "cannot allocate all claims"])
            try plugin.reserve(first, on: node)
            // What is kept is taken, before the API knows.
            #expect(reasons(plugin, second, ["n1"]) == ["cannot allocate all claims"])
            plugin.unreserve(first)
            #expect(reasons(plugin, second, ["n1"]) == [""])
            try plugin.reserve(first, on: node)
            try await plugin.preBind(first, on: "n1")
            let written = api.written.withLock { $0 }
            #expect(written.count == 2)
            #expect(written.first?.claim.metadata.finalizers == ["resource.kubernetes.io/delete-protection"])
            let last = try #require(written.last)
            #expect(last.path.hasSuffix("/resourceclaims/one/status"))
            #expect(last.claim.status.allocation?.devices.results.map(\.device) == ["gpu0"])
            #expect(last.claim.status.reservedFor.map(\.uid) == ["uid-a"] && last.claim.status.reservedFor.map(\.resource) == ["pods"])
            #expect(last.claim.status.allocation?.nodeSelector?.nodeSelectorTerms.first?.matchFields.first?.values == ["n1"])
        }
    }

    @Test func claimsThatHaveDevicesSayWhere() async throws {
        let there = NodeSelector(nodeSelectorTerms: [
            NodeSelectorTerm(matchFields: [NodeSelectorRequirement(key: "metadata.name", operator: "In", values: ["n2"])])
        ])
        let has = makeClaim("has", [makeRequest()]) {
            $0.status.allocation = .init(devices: .init(results: [.init(request: "r", driver: "gpu.example.com", pool: "p", device: "gpu0")]), nodeSelector: there)
        }
        let api = DeviceAPI(claims: [has, makeClaim("wants", [makeRequest()])], slices: [makeSlice("p", [makeDevice("gpu0")])])
        try await with(api) { plugin in
            #expect(reasons(plugin, pod("a", claim: "has"), ["n1", "n2"]) == ["resourceclaim not available on the node", ""])
            // Its device is taken.
            #expect(reasons(plugin, pod("b", claim: "wants"), ["n1"]) == ["cannot allocate all claims"])
            try await plugin.preBind(pod("a", claim: "has"), on: "n2")
            #expect(api.written.withLock { $0.map { $0.claim.status.reservedFor.map(\.uid) } } == [["uid-a"]])
            #expect(plugin.preEnqueue(pod("c", claim: "none"))?.reason == "resourceclaim.resource.k8s.io \"none\" not found")
            #expect(plugin.preEnqueue(PodToSchedule(makePod())) == nil)
        }
    }
}
