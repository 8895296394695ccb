import KubernetesAPI
import KubernetesClient
@testable import KubeProxy
import Testing

@Suite struct RulesTests {
    typealias T = TestObjects

    @Test func sendsClusterIPTrafficToReadyEndpoints() {
        let rules = T.rules(T.service("web"), [T.slice("web", ["10.244.0.3", "10.244.0.2"]), T.slice("web", ["10.244.0.4"], ready: false)])
        #expect(rules.elements == [
            MapElement(map: "cluster-ips", key: "10.96.0.10"): "",
            MapElement(map: "service-ips", key: "10.96.0.10 . tcp . 80"): "goto service-default/web/tcp/main",
        ])
        #expect(rules.chains["service-default/web/tcp/main"] == [
            "ip daddr 10.96.0.10 tcp dport 80 ip saddr != { 10.244.0.0/16 } jump mark-for-masquerade",
            "numgen random mod 2 vmap { 0 : goto endpoint-default/web/tcp/main__10.244.0.2/8080, "
                + "1 : goto endpoint-default/web/tcp/main__10.244.0.3/8080 }",
        ])
        #expect(rules.chains["endpoint-default/web/tcp/main__10.244.0.2/8080"] == [
            "ip saddr 10.244.0.2 jump mark-for-masquerade", "meta l4proto tcp dnat to 10.244.0.2:8080",
        ])
        #expect(rules.chains.count == 3)
    }

    @Test func refusesWithoutEndpointsAndDropsWithoutLocalOnes() {
        let service = T.service("web", nodePort: 30080) { $0.spec.externalTrafficPolicy = "Local" }
        let none = T.rules(service, [])
        #expect(none.elements[MapElement(map: "no-endpoint-services", key: "10.96.0.10 . tcp . 80")] == "goto reject-chain")
        #expect(none.elements[MapElement(map: "no-endpoint-nodeports", key: "tcp . 30080")] == "goto reject-chain")
        #expect(none.chains.isEmpty)
        let elsewhere = T.rules(service, [T.slice("web", ["10.244.1.2"], node: "node2")])
        #expect(elsewhere.elements[MapElement(map: "no-endpoint-nodeports", key: "tcp . 30080")] == "drop")
        #expect(elsewhere.elements[MapElement(map: "service-ips", key: "10.96.0.10 . tcp . 80")] == "goto service-default/web/tcp/main")
        #expect(elsewhere.chains["external-default/web/tcp/main"]?.contains("goto local-default/web/tcp/main") == false)
    }

    @Test func fallsBackToServingEndpointsThatTerminate() {
        let slices = [T.slice("web", ["10.244.0.2"], ready: false, serving: true, terminating: true)]
        #expect(T.rules(T.service("web"), slices).chains["endpoint-default/web/tcp/main__10.244.0.2/8080"] != nil)
        let withReady = slices + [T.slice("web", ["10.244.0.3"])]
        #expect(T.rules(T.service("web"), withReady).chains["endpoint-default/web/tcp/main__10.244.0.2/8080"] == nil)
    }

    @Test func leavesAloneWhatIsNotItsBusiness() {
        let slices = [T.slice("web", ["10.244.0.2"])]
        #expect(T.rules(T.service("web", clusterIP: "None"), slices).isEmpty)
        #expect(T.rules(T.service("web") { $0.spec.type = "ExternalName" }, slices).isEmpty)
        #expect(T.rules(T.service("web") { $0.metadata.labels = ["service.kubernetes.io/service-proxy-name": "other"] }, slices).isEmpty)
        #expect(T.rules(T.service("web; flush ruleset"), slices).isEmpty)
        #expect(T.rules(T.service("web", clusterIP: "10.96.0.1 }; flush ruleset"), slices).isEmpty)
        #expect(T.rules(T.service("web", port: 70000), slices).isEmpty)
    }

    @Test func aTransactionHoldsOnlyWhatChanges() {
        var table = RuleTable(base: BaseRules(family: .ipv4, options: T.options))
        let web = T.rules(T.service("web"), [T.slice("web", ["10.244.0.2"])])
        let other = T.rules(T.service("other", clusterIP: "10.96.0.11"), [T.slice("other", ["10.244.0.9"])])
        _ = table.update([T.key("web"): web, T.key("other"): other])
        #expect(table.update([T.key("web"): web]).isEmpty)

        let grown = T.rules(T.service("web"), [T.slice("web", ["10.244.0.2", "10.244.0.3"])])
        let commands = table.update([T.key("web"): grown])
        #expect(commands.contains { $0.contains("10.244.0.3") })
        #expect(!commands.contains { $0.contains("other") || $0.contains("element") || $0.contains("main__10.244.0.2/8080 ip") })

        let gone = table.update([T.key("web"): ServiceRules()])
        #expect(gone.contains("delete element ip kube-proxy service-ips { 10.96.0.10 . tcp . 80 : goto service-default/web/tcp/main }"))
        #expect(gone.contains("delete element ip kube-proxy cluster-ips { 10.96.0.10 }"))
        #expect(gone.filter { $0.hasPrefix("flush chain") }.count == 3)
        #expect(table.collectGarbage().filter { $0.hasPrefix("delete chain") }.count == 3)
        #expect(table.collectGarbage().isEmpty)
        #expect(table.services.keys.map(\.name) == ["other"])
    }

    @Test func twoServicesWithOneExternalIPDoNotCollide() {
        var table = RuleTable(base: BaseRules(family: .ipv4, options: T.options))
        func rules(_ name: String, _ ip: String) -> ServiceRules {
            T.rules(T.service(name, clusterIP: ip) { $0.spec.externalIPs = ["203.0.113.5"] }, [T.slice(name, ["10.244.0.2"])])
        }
        _ = table.update([T.key("b"): rules("b", "10.96.0.2")])
        let second = table.update([T.key("a"): rules("a", "10.96.0.1")])
        #expect(second.contains("delete element ip kube-proxy service-ips { 203.0.113.5 . tcp . 80 : goto external-default/b/tcp/main }"))
        #expect(second.contains { $0.hasPrefix("add element ip kube-proxy service-ips") && $0.contains("203.0.113.5 . tcp . 80 : goto external-default/a/tcp/main") })
        let third = table.update([T.key("a"): ServiceRules()])
        #expect(third.contains { $0.hasPrefix("add element") && $0.contains("203.0.113.5 . tcp . 80 : goto external-default/b/tcp/main") })
    }

    @Test func knowsStaleFlows() {
        let service = UDPService(addresses: ["10.96.0.53"], port: 53, nodePort: 30053, endpoints: ["10.244.0.2:5353"])
        func flow(_ destination: String, _ port: Int, _ answering: String, _ answeringPort: Int) -> UDPFlow {
            UDPFlow(destination: destination, destinationPort: port, answering: answering, answeringPort: answeringPort, tuple: [], isIPv6: false)
        }
        #expect(!flow("10.96.0.53", 53, "10.244.0.2", 5353).isStale([service]))
        #expect(flow("10.96.0.53", 53, "10.244.0.3", 5353).isStale([service]))
        #expect(flow("192.0.2.1", 30053, "192.0.2.1", 30053).isStale([service]))
        #expect(!flow("9.9.9.9", 53, "9.9.9.9", 53).isStale([service]))
    }

    @Test func addressesAreChecked() {
        #expect(IPFamily.ipv4.range("10.0.0.0/8") == "10.0.0.0/8")
        #expect(IPFamily.ipv4.range("10.0.0.0/33") == nil)
        #expect(IPFamily.ipv6.address("2001:DB8::0:1") == "2001:db8::1")
        #expect(IPFamily.ipv4.address("2001:db8::1") == nil)
        #expect(IPFamily.ipv4.address("10.0.0.1; drop") == nil)
    }
}
