import Foundation
import KubernetesAPI
import KubernetesClient
@testable import KubeProxy
import Logging
import Synchronization
import Testing

/// The rules in a real kernel, between real sockets, in network namespaces of their own.
@Suite(.serialized, .enabled(if: NetworkNamespace.isPossible, "needs root and nftables"), .timeLimit(.minutes(2)))
struct KernelTests {
    typealias T = TestObjects

    /// A proxier that works in a node's namespace.
    private struct NodeProxier {
        let network: TestNetwork
        private let proxier: Box

        init(_ network: TestNetwork, options: KubeProxyOptions) throws {
            self.network = network
            proxier = try network.node.run { Box(try Proxier(options: options, logger: Logger(label: "test"))) }
        }

        func run<Value: Sendable>(_ body: @escaping @Sendable (inout Proxier) throws -> Value) throws -> Value {
            let proxier = proxier
            return try network.node.run { try proxier.mutex.withLock { try body(&$0) } }
        }

        /// Takes over one service as it is now (nil: gone).
        func sync(_ name: String, _ service: Service?, _ slices: [EndpointSlice]) throws {
            try run { try $0.sync([T.key(name): .init(service: service, slices: slices)]) }
        }

        final class Box: Sendable {
            let mutex: Mutex<Proxier>
            init(_ proxier: sending Proxier) { mutex = Mutex(proxier) }
        }
    }

    /// Runs `steps` with a proxier on a network whose pods serve TCP on 8080 and UDP on 5353.
    private func withProxier(
        options: KubeProxyOptions = T.options, _ steps: (NodeProxier, TestNetwork) throws -> Void
    ) throws {
        let network = try TestNetwork()
        for (index, pod) in network.pods.enumerated() {
            try pod.serveTCP(port: 8080, name: "pod\(index)")
            try pod.serveUDP(port: 5353, name: "pod\(index)")
        }
        try steps(try NodeProxier(network, options: options), network)
    }

    private static let both = ["10.244.0.2", "10.244.0.3"]

    private static func answers(_ count: Int, _ ask: () throws -> String) rethrows -> Set<String> {
        var answers: Set<String> = []
        for _ in 0..<count { answers.insert(try ask()) }
        return answers
    }

    @Test func spreadsTrafficFromEverywhere() throws {
        try withProxier { proxier, network in
            let service = T.service("web", nodePort: 30080) { service in
                service.spec.type = "LoadBalancer"
                service.spec.externalIPs = ["203.0.113.5"]
                service.status.loadBalancer.ingress = [LoadBalancerIngress(ip: "192.0.2.1")]
            }
            try proxier.sync("web", service, [T.slice("web", Self.both)])
            // From the node itself, masqueraded as pods answer to a neighbour.
            #expect(try Self.answers(20) { try network.node.askTCP("10.96.0.10", 80) } == ["pod0 10.244.0.1", "pod1 10.244.0.1"])
            #expect(try Self.answers(20) { try network.node.askTCP("192.0.2.1", 30080) } == ["pod0 10.244.0.1", "pod1 10.244.0.1"])
            #expect(try Self.answers(20) { try network.node.askTCP("192.0.2.1", 80) } == ["pod0 10.244.0.1", "pod1 10.244.0.1"])
            // From a pod: the other one sees its address, itself (hairpin) the bridge's.
            #expect(try Self.answers(20) { try network.pods[0].askTCP("10.96.0.10", 80) } == ["pod0 10.244.0.1", "pod1 10.244.0.2"])
            // From outside.
            for (address, port) in [("192.0.2.1", 30080), ("192.0.2.1", 80), ("203.0.113.5", 80), ("10.96.0.10", 80)] {
                #expect(try Self.answers(20) { try network.client.askTCP(address, port) } == ["pod0 10.244.0.1", "pod1 10.244.0.1"], "\(address):\(port)")
            }
            // A port that the service does not have, and loopback, which has no node ports.
            #expect(try network.node.askTCP("10.96.0.10", 81) == "refused")
            #expect(try network.client.askTCP("10.96.0.10", 81) == "refused")
            #expect(try network.node.askTCP("127.0.0.1", 30080) == "refused")
        }
    }

    @Test func followsChangesAndLeavesNothingBehind() throws {
        try withProxier { proxier, network in
            let service = T.service("web", nodePort: 30080)
            try proxier.sync("web", service, [])
            #expect(try network.node.askTCP("10.96.0.10", 80) == "refused")
            #expect(try network.client.askTCP("192.0.2.1", 30080) == "refused")
            #expect(try network.pods[0].askTCP("10.96.0.10", 80) == "refused")
            try proxier.sync("web", service, [T.slice("web", ["10.244.0.2"])])
            #expect(try Self.answers(5) { try network.client.askTCP("192.0.2.1", 30080) } == ["pod0 10.244.0.1"])
            try proxier.sync("web", service, [T.slice("web", ["10.244.0.3"])])
            #expect(try Self.answers(5) { try network.client.askTCP("192.0.2.1", 30080) } == ["pod1 10.244.0.1"])
            #expect(try proxier.run { $0.hasGarbage })
            try proxier.run { $0.collectGarbage() }
            #expect(try !network.node.sh("nft list table ip kube-proxy").contains("10.244.0.2"))
            try proxier.sync("web", nil, [])
            try proxier.run { $0.collectGarbage() }
            let left = try network.node.sh("nft list table ip kube-proxy")
            #expect(!left.contains("default/web") && !left.contains("10.96.0.10"))
            try network.node.run { try Proxier.cleanup() }
            #expect(try network.node.sh("nft list ruleset") == "")
        }
    }

    @Test func keepsClientsWithTheirEndpoint() throws {
        try withProxier { proxier, network in
            func service(_ seconds: Int) -> Service {
                T.service("web") { service in
                    service.spec.sessionAffinity = "ClientIP"
                    service.spec.sessionAffinityConfig = .init(clientIP: .init(timeoutSeconds: seconds))
                }
            }
            let slices = [T.slice("web", Self.both)]
            try proxier.sync("web", service(3600), slices)
            let first = try Self.answers(15) { try network.client.askTCP("10.96.0.10", 80) }
            #expect(first.count == 1)
            // Also across changes of other endpoints; and another timeout is another set.
            try proxier.sync("web", service(1), slices)
            try proxier.run { $0.collectGarbage() }
            #expect(try Self.answers(10) { try network.client.askTCP("10.96.0.10", 80) }.count == 1)
            #expect(try network.node.sh("nft list table ip kube-proxy").contains("timeout 1s"))
            #expect(try !network.node.sh("nft list table ip kube-proxy").contains("3600s"))
        }
    }

    @Test func honoursLocalTrafficPolicies() throws {
        try withProxier { proxier, network in
            let slices = [T.slice("web", ["10.244.0.2"]), T.slice("web", ["10.244.0.3"], node: "node2")]
            let local = T.service("web", nodePort: 30080) { $0.spec.externalTrafficPolicy = "Local" }
            try proxier.sync("web", local, slices)
            // The client's address is kept, and only the local endpoint is used; the node itself uses all.
            #expect(try Self.answers(10) { try network.client.askTCP("192.0.2.1", 30080) } == ["pod0 192.0.2.2"])
            #expect(try Self.answers(30) { try network.node.askTCP("192.0.2.1", 30080) }.count == 2)
            try proxier.sync("web", local, [slices[1]])
            #expect(try network.client.askTCP("192.0.2.1", 30080) == "timeout")
            #expect(try network.node.askTCP("192.0.2.1", 30080) == "pod1 10.244.0.1")

            let inside = T.service("web") { $0.spec.internalTrafficPolicy = "Local" }
            try proxier.sync("web", inside, slices)
            #expect(try Self.answers(10) { try network.pods[1].askTCP("10.96.0.10", 80) } == ["pod0 10.244.0.3"])
            try proxier.sync("web", inside, [slices[1]])
            #expect(try network.pods[0].askTCP("10.96.0.10", 80) == "timeout")
        }
    }

    @Test func letsOnlySourceRangesThrough() throws {
        try withProxier { proxier, network in
            func service(_ range: String) -> Service {
                T.service("web") { service in
                    service.spec.type = "LoadBalancer"
                    service.spec.loadBalancerSourceRanges = [range]
                    service.status.loadBalancer.ingress = [LoadBalancerIngress(ip: "203.0.113.9")]
                }
            }
            let slices = [T.slice("web", Self.both)]
            try proxier.sync("web", service("198.51.100.0/24"), slices)
            #expect(try network.client.askTCP("203.0.113.9", 80) == "timeout")
            try proxier.sync("web", service("192.0.2.0/24"), slices)
            #expect(try network.client.askTCP("203.0.113.9", 80).hasPrefix("pod"))
        }
    }

    @Test func movesUDPClientsToNewEndpoints() throws {
        try withProxier { proxier, network in
            let service = T.service("dns", port: 53, portProtocol: "UDP", nodePort: 30053)
            func slice(_ addresses: [String]) -> EndpointSlice { T.slice("dns", addresses, port: 5353, portProtocol: "UDP") }
            try proxier.sync("dns", service, [slice(["10.244.0.2"])])
            #expect(try network.client.askUDP("10.96.0.10", 53, from: 40000) == "pod0")
            #expect(try network.client.askUDP("192.0.2.1", 30053, from: 40001) == "pod0")
            try proxier.sync("dns", service, [slice(["10.244.0.3"])])
            // The same source ports: without the end of the old flows these would still go to the first pod.
            #expect(try network.client.askUDP("10.96.0.10", 53, from: 40000) == "pod1")
            #expect(try network.client.askUDP("192.0.2.1", 30053, from: 40001) == "pod1")
        }
    }

    @Test func repairsWhatOthersBreak() throws {
        try withProxier { proxier, network in
            try proxier.sync("web", T.service("web"), [T.slice("web", Self.both)])
            for damage in ["nft flush ruleset", "nft flush map ip kube-proxy service-ips", "nft flush chain ip kube-proxy nat-output"] {
                try network.node.sh(damage)
                #expect(try !network.node.askTCP("10.96.0.10", 80).hasPrefix("pod"), "\(damage)")
                try proxier.run { try $0.repair() }
                #expect(try network.node.askTCP("10.96.0.10", 80).hasPrefix("pod"), "\(damage)")
            }
            // A change of something that is no longer there fails, and the next attempt makes everything anew.
            try network.node.sh("nft flush ruleset")
            let slices = [T.slice("web", ["10.244.0.3"])]
            #expect(throws: NFTables.Failure.self) { try proxier.sync("web", T.service("web"), slices) }
            try proxier.sync("web", T.service("web"), slices)
            #expect(try network.node.askTCP("10.96.0.10", 80).hasPrefix("pod1"))
        }
    }

    @Test func servesBothFamilies() throws {
        try withProxier { proxier, network in
            let service = T.service("web", nodePort: 30080) { service in
                service.spec.type = "LoadBalancer"
                service.spec.clusterIPs = ["10.96.0.10", "fd00:96::10"]
                service.spec.externalIPs = ["2001:db8::5"]
                service.spec.loadBalancerSourceRanges = ["2001:db8:1::/48"]
                service.status.loadBalancer.ingress = [LoadBalancerIngress(ip: "2001:db8::9")]
                service.spec.sessionAffinity = "ClientIP"
                service.spec.externalTrafficPolicy = "Local"
            }
            var slice = T.slice("web", ["fd00:244::2", "fd00:244::3"])
            slice.addressType = "IPv6"
            try proxier.sync("web", service, [T.slice("web", Self.both), slice])
            #expect(try network.node.sh("nft list table ip6 kube-proxy").contains("dnat to [fd00:244::2]:8080"))
            #expect(try network.node.askTCP("10.96.0.10", 80).hasPrefix("pod"))
            try proxier.sync("web", nil, [])
            try proxier.run { $0.collectGarbage() }
            #expect(try !network.node.sh("nft list ruleset").contains("fd00"))
        }
    }

    @Test func anEndpointCanCarryManyServices() throws {
        try withProxier { proxier, network in
            var changes: [ObjectKey: Proxier.Change] = [:]
            for index in 0..<1000 {
                let name = "web\(index)"
                changes[T.key(name)] = .init(
                    service: T.service(name, clusterIP: "10.96.\(index / 250 + 1).\(index % 250 + 1)", nodePort: 30000 + index),
                    slices: [T.slice(name, Self.both)]
                )
            }
            let all = changes
            try proxier.run { try $0.sync(all) }
            #expect(try network.node.askTCP("10.96.4.250", 80).hasPrefix("pod"))
            let clock = ContinuousClock()
            let spent = try clock.measure {
                try proxier.sync("web0", T.service("web0", clusterIP: "10.96.1.1", nodePort: 30000), [])
            }
            #expect(spent < .seconds(1))
            #expect(try network.node.askTCP("10.96.1.1", 80) == "refused")
        }
    }
}
