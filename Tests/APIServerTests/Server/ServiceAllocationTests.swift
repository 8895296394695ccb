import JSON
import KubernetesAPI
import Store
import Testing

@testable import APIServer

@Suite struct ServiceAllocationTests {
    private static let path = "/api/v1/namespaces/default/services"
    private static let addresses = "/apis/networking.k8s.io/v1/ipaddresses"
    private static let networks = "/apis/networking.k8s.io/v1/servicecidrs"
    private static let merge = "application/merge-patch+json"

    private static func service(_ name: String, _ spec: JSONValue = [:]) -> JSONValue {
        var spec = spec
        spec["ports"] = spec["ports"] ?? [["port": 80]]
        spec["selector"] = spec["selector"] ?? ["a": "b"]
        return ["metadata": ["name": .string(name)], "spec": spec]
    }

    /// The default network, and the addresses of services as objects that come and go with them.
    @Test func anAddressIsAnObjectThatItsServiceOwns() async throws {
        try await TestServer.run { (server) async throws in
            let network = try await server.send("GET", Self.networks + "/kubernetes").body
            #expect(network[at: "spec.cidrs"] == ["10.96.0.0/16"])
            #expect(network[at: "status.conditions.0.type"] == "Ready")
            let own = try await server.send("GET", Self.addresses + "/10.96.0.1").body
            #expect(own[at: "spec.parentRef"] == ["resource": "services", "namespace": "default", "name": "kubernetes"])

            let service = try await server.send("POST", Self.path, Self.service("s")).body
            let address = try #require(service[at: "spec.clusterIP"]?.string)
            let object = try await server.send("GET", "\(Self.addresses)/\(address)").body
            #expect(object[at: "spec.parentRef.name"] == "s")
            #expect(object["metadata"]?["labels"]?["ipaddress.kubernetes.io/managed-by"] == "ipallocator.k8s.io")

            _ = try await server.send(
                "PATCH", Self.path + "/s", ["spec": ["type": "ExternalName", "externalName": "a.b"]], type: Self.merge)
            #expect(try await server.send("GET", "\(Self.addresses)/\(address)").status == 404)
            let back = try await server.send("PATCH", Self.path + "/s", ["spec": ["type": "ClusterIP", "externalName": nil]], type: Self.merge)
            let again = try #require(back.body[at: "spec.clusterIP"]?.string)
            #expect(try await server.send("GET", "\(Self.addresses)/\(again)").status == 200)
            _ = try await server.send("DELETE", Self.path + "/s")
            #expect(try await server.send("GET", "\(Self.addresses)/\(again)").status == 404)
        }
    }

    @Test func whatIsNotStoredLeavesNothingBehind() async throws {
        try await TestServer.run { (server) async throws in
            let body = Self.service("s", ["clusterIP": "10.96.9.9", "type": "NodePort", "ports": [["port": 80, "nodePort": 30999]]])
            #expect(try await server.send("POST", Self.path + "?dryRun=All", body).status == 201)
            _ = try await server.send("POST", Self.path, Self.service("taken"))
            var conflicting = body
            conflicting["metadata"]?["name"] = "taken"
            #expect(try await server.send("POST", Self.path, conflicting).status == 409)
            #expect(try await server.send("GET", Self.addresses + "/10.96.9.9").status == 404)
            #expect(try await server.send("POST", Self.path, body).status == 201)
        }
    }

    @Test func furtherNetworksExtendTheRange() async throws {
        try await TestServer.run { options in
            options.serviceClusterIPRange = "10.96.0.0/30"
        } _: { (server) async throws in
            // Two addresses can be used, and the server's own service has one of them.
            #expect(try await server.send("POST", Self.path, Self.service("a")).body[at: "spec.clusterIP"] == "10.96.0.2")
            let full = try await server.send("POST", Self.path, Self.service("b"))
            #expect(full.status == 500)
            #expect(full.body.text("message") == "Internal error occurred: failed to allocate a serviceIP: range is full")
            _ = try await server.send("POST", Self.networks, ["metadata": ["name": "more"], "spec": ["cidrs": ["10.97.0.0/24"]]])
            // A network is used as soon as it is ready.
            #expect(try await server.send("POST", Self.path, Self.service("b")).status == 500)
            let ready: JSONValue = ["status": ["conditions": [["type": "Ready", "status": "True", "lastTransitionTime": "2026-01-01T00:00:00Z", "reason": "", "message": ""]]]]
            #expect(try await server.send("PATCH", Self.networks + "/more/status", ready, type: Self.merge).status == 200)
            let more = try await server.send("POST", Self.path, Self.service("b")).body[at: "spec.clusterIP"]?.string ?? ""
            #expect(more.hasPrefix("10.97.0."))
            let outside = try await server.send("POST", Self.path, Self.service("c", ["clusterIP": "10.98.0.1"]))
            #expect(outside.body.text("message").hasSuffix("the provided network does not match the current range"))
            let last = try await server.send("POST", Self.path, Self.service("c", ["clusterIP": "10.97.0.255"]))
            #expect(last.body.text("message").contains("is not in the valid range"))
        }
    }

    /// Two servers on one store, each with its own cache, give out different addresses and ports.
    @Test func serversNeverGiveOutTheSameTwice() async throws {
        let store = MemoryStore()
        try await TestServer.run(store) { options in
            options.serviceClusterIPRange = "10.96.0.0/26"
            options.serviceNodePortRange = 30000...30063
        } _: { (first) async throws in
            try await TestServer.run(store) { options in
                options.serviceClusterIPRange = "10.96.0.0/26"
                options.serviceNodePortRange = 30000...30063
            } _: { (second) async throws in
                try await withThrowingTaskGroup(of: (String, Int64).self) { group in
                    for i in 0..<60 {
                        group.addTask {
                            let server = i % 2 == 0 ? first : second
                            let answer = try await server.send("POST", Self.path, Self.service("s\(i)", ["type": "NodePort"]))
                            #expect(answer.status == 201, "\(answer.body.text("message"))")
                            return (answer.body[at: "spec.clusterIP"]?.string ?? "", answer.body[at: "spec.ports.0.nodePort"]?.int ?? 0)
                        }
                    }
                    var addresses: Set<String> = []
                    var ports: Set<Int64> = []
                    for try await (address, port) in group {
                        addresses.insert(address)
                        ports.insert(port)
                    }
                    #expect(addresses.count == 60 && ports.count == 60)
                }
            }
        }
    }

    @Test func servicesOfTwoFamilies() async throws {
        try await TestServer.run { options in
            options.serviceClusterIPRange = "10.96.0.0/16,fd00:10::/112"
        } _: { (server) async throws in
            let both = try await server.send("POST", Self.path, Self.service("both", ["ipFamilyPolicy": "RequireDualStack"])).body
            #expect(both[at: "spec.ipFamilies"] == ["IPv4", "IPv6"])
            let second = try #require(both[at: "spec.clusterIPs.1"]?.string)
            #expect(second.hasPrefix("fd00:10::"))
            #expect(try await server.send("GET", "\(Self.addresses)/\(second)").status == 200)
            let one = try await server.send("PATCH", Self.path + "/both", ["spec": ["ipFamilyPolicy": "SingleStack"]], type: Self.merge).body
            #expect(one[at: "spec.clusterIPs"]?.array?.count == 1 && one[at: "spec.ipFamilies"] == ["IPv4"])
            #expect(try await server.send("GET", "\(Self.addresses)/\(second)").status == 404)
            let six = try await server.send("POST", Self.path, Self.service("six", ["ipFamilies": ["IPv6"]])).body
            #expect(six[at: "spec.ipFamilyPolicy"] == "SingleStack" && (six[at: "spec.clusterIP"]?.string ?? "").hasPrefix("fd00:10::"))
            let more = try await server.send("PATCH", Self.path + "/six", ["spec": ["ipFamilyPolicy": "PreferDualStack"]], type: Self.merge).body
            #expect(more[at: "spec.ipFamilies"] == ["IPv6", "IPv4"] && more[at: "spec.clusterIPs"]?.array?.count == 2)
            let network = try await server.send("GET", Self.networks + "/kubernetes").body
            #expect(network[at: "spec.cidrs"] == ["10.96.0.0/16", "fd00:10::/112"])
        }
    }

    private static let oneFamily: [(JSONValue, String)] = [
        (["ipFamilyPolicy": "RequireDualStack"], "spec.ipFamilyPolicy: Invalid value: \"RequireDualStack\": this cluster is not configured for dual-stack services"),
        (["ipFamilies": ["IPv6"]], "spec.ipFamilies[0]: Invalid value: \"IPv6\": not configured on this cluster"),
    ]

    @Test(arguments: oneFamily)
    func aClusterOfOneFamilyHasNoOther(_ spec: JSONValue, _ told: String) async throws {
        try await TestServer.run { (server) async throws in
            let answer = try await server.send("POST", Self.path, Self.service("s", spec))
            #expect(answer.body.text("message") == "Service \"s\" is invalid: \(told)")
        }
    }

    /// What a crash, or somebody with a knife, leaves behind is put right.
    @Test func theRepairPutsRecordsRight() async throws {
        let store = MemoryStore()
        let lost = "10.96.77.1"
        try await TestServer.run(store) { (server) async throws in
            #expect(try await server.send("POST", Self.path, Self.service("s", ["type": "NodePort", "clusterIP": .string(lost)])).status == 201)
            _ = try await server.send("DELETE", "\(Self.addresses)/\(lost)")
            let leaked: JSONValue = [
                "metadata": ["name": "10.96.5.5", "labels": ["ipaddress.kubernetes.io/managed-by": "ipallocator.k8s.io"]],
                "spec": ["parentRef": ["resource": "services", "namespace": "default", "name": "gone"]],
            ]
            #expect(try await server.send("POST", Self.addresses, leaked).status == 201)
        }
        _ = try await store.delete("/registry/ranges/servicenodeports")
        // A server an hour later.
        try await TestServer.run(store, clock: ShiftedClock(seconds: 3600)) { (server) async throws in
            #expect(try await server.send("GET", "\(Self.addresses)/\(lost)").body[at: "spec.parentRef.name"] == "s")
            #expect(try await server.send("GET", Self.addresses + "/10.96.5.5").status == 404)
            let events = try await server.send("GET", "/api/v1/namespaces/default/events").body["items"]?.array ?? []
            #expect(Set(events.map { $0.text("reason") }).isSuperset(of: ["ClusterIPNotAllocated", "IPAddressNotAllocated", "PortNotAllocated"]))
            let port = try await server.send("GET", Self.path + "/s").body[at: "spec.ports.0.nodePort"] ?? 0
            let taken = try await server.send("POST", Self.path, Self.service("t", ["type": "NodePort", "ports": [["port": 80, "nodePort": port]]]))
            #expect(taken.body.text("message").hasSuffix("provided port is already allocated"))
        }
    }

    @Test func theLowerPartOfARangeIsLeftToThoseWhoChoose() throws {
        let network = try #require(IPNetwork("10.0.0.0/24"))
        let parts = ClusterIPAllocator.parts(try #require(ClusterIPAllocator.usable(network)))
        #expect(parts.map { $0.upperBound - $0.lowerBound + 1 } == [239, 15])
        #expect(IPAddress(family: .v4, value: parts[0].lowerBound).description == "10.0.0.16")
        #expect(ClusterIPAllocator.usable(try #require(IPNetwork("10.0.0.0/32"))) == nil)
        // The smallest and the greatest network there can be.
        #expect(IPNetwork("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128").flatMap(ClusterIPAllocator.usable) == nil)
        #expect(IPNetwork("::/0").flatMap(ClusterIPAllocator.usable).map(ClusterIPAllocator.parts)?.count == 2)
        #expect(IPAddress("1.2.3") == nil && IPAddress("::1")?.description == "::1" && IPAddress("FD00:0::1")?.description == "fd00::1")
        #expect(IPAddress.errors("f", "10.0.0.01", canonical: true).map(\.body) == ["Invalid value: \"10.0.0.01\": must not have leading 0s"])
    }
}

/// The real clock, but ahead of it.
private struct ShiftedClock: WallClock {
    let seconds: Int
    private let real = SystemClock()
    var now: Instant { Instant(seconds: real.now.seconds + Int64(seconds), nanoseconds: real.now.nanoseconds) }
    var monotonic: Duration { real.monotonic }
    func sleep(for duration: Duration) async throws { try await real.sleep(for: duration) }
}
