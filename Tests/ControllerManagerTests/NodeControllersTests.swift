import KubernetesAPI
import Testing

@testable import ControllerManager

@Suite struct NodeControllersTests {
    @Test func partsOfTheClusterCIDR() throws {
        let range = try #require(PodCIDRs("10.244.0.0/16", nodePrefix: 24))
        #expect(range.count == 256)
        #expect(range.part(0) == "10.244.0.0/24" && range.part(255) == "10.244.255.0/24")
        #expect(range.indices(of: "10.244.7.0/24") == 7..<8)
        #expect(range.indices(of: "10.244.6.0/23") == 6..<8)
        #expect(range.indices(of: "10.0.0.0/8") == 0..<256)
        #expect(range.indices(of: "10.245.0.0/24").isEmpty && range.indices(of: "10.243.255.0/24").isEmpty)
        var book = CIDRBook([range], reserved: ["10.244.0.0/24"])
        book.set(["10.244.2.0/24"], of: "a")
        #expect(book.give(to: "b") == ["10.244.1.0/24"] && book.cidrs(of: "b") == ["10.244.1.0/24"])
        #expect(book.give(to: "c") == ["10.244.3.0/24"])
        book.set([], of: "a")
        #expect(book.give(to: "d") == ["10.244.2.0/24"])
        book.set(["10.244.0.0/16"], of: "e")
        #expect(book.give(to: "f") == nil)
        book.set([], of: "e")
        #expect(book.give(to: "f") == ["10.244.4.0/24"])
    }

    @Test(arguments: ["", "10.0.0.0", "10.0.0.0/33", "10.0.0/8", "10.0.0.256/8", "fd00::/32", "fd00::1::/64", "fd00:::/64", "1:2:3:4:5:6:7/64", "10.0.0.0/30", "10.0.0.0/-1"])
    func badCIDRsAreRefused(text: String) { #expect(PodCIDRs(text, nodePrefix: 24) == nil) }

    @Test func partsOfAnIPv6Range() throws {
        let range = try #require(PodCIDRs("fd00:10:244::/56", nodePrefix: 24))
        #expect(range.count == 256 && range.isIPv6)
        #expect(range.part(0) == "fd00:10:244::/64" && range.part(255) == "fd00:10:244:ff::/64")
        #expect(range.indices(of: "fd00:10:244:7::/64") == 7..<8)
        #expect(range.indices(of: "fd00:10:244:6::/63") == 6..<8)
        #expect(range.indices(of: "fd00::/16") == 0..<256)
        #expect(range.indices(of: "fd00:10:245::/64").isEmpty && range.indices(of: "10.0.0.0/8").isEmpty)
        let v4 = try #require(PodCIDRs("10.244.0.0/16", nodePrefix: 24))
        var book = CIDRBook([v4, range], reserved: ["10.244.0.0/24", "fd00:10:244::/64"])
        #expect(book.give(to: "a") == ["10.244.1.0/24", "fd00:10:244:1::/64"])
        book.set(["fd00:10:244::/56"], of: "b")
        #expect(book.give(to: "c") == nil)
    }

    /// Millions of parts are not kept one by one.
    @Test(.timeLimit(.minutes(1))) func largeRangesAreKeptAsAWhole() throws {
        let range = try #require(PodCIDRs("fd00::/40", nodePrefix: 24))
        #expect(range.count == 1 << 24)
        var book = CIDRBook([range], reserved: ["fd00::/41", "fd00::/44"])
        #expect(book.used(ofRange: 0) == 1 << 23)
        #expect(book.give(to: "a") == ["fd00:0:80::/64"])
        #expect(book.used(ofRange: 0) == 1 << 23 + 1)
        for index in 0..<100 { book.set(["fd00::/8"], of: "large\(index)") }
        #expect(book.used(ofRange: 0) == 1 << 24)
        #expect(book.give(to: "b") == nil)
        for index in 0..<99 { book.set([], of: "large\(index)") }
        #expect(book.give(to: "b") == nil)
        book.set(["fd00:0:80:10::/60"], of: "large99")
        // Between what is reserved and what a node has by itself.
        #expect(book.used(ofRange: 0) == 1 << 23 + 17)
        #expect((0..<16).compactMap { book.give(to: "c\($0)")?.first }.last == "fd00:0:80:20::/64")
        book.set([], of: "a")
        #expect(book.give(to: "d") == ["fd00:0:80::/64"])
    }

    @Test(arguments: [
        ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
        ("::ffff:1.2.3.4", "::ffff:102:304"), ("10.0.0.7", "10.0.0.7"), ("fe80:0:0:0:0:0:0:A", "fe80::a"),
    ])
    func addressesAsTexts(text: String, canonical: String) throws {
        let (address, isIPv6) = try #require(NetworkAddress.parse(text))
        #expect(NetworkAddress.text(address, isIPv6: isIPv6) == canonical)
    }

    @Test func rangesOfTheFlags() {
        func ranges(_ text: String) -> Int? {
            var options = ControllerManagerOptions()
            options.clusterCIDR = text
            return try? NodeIPAMController.ranges(options).count
        }
        #expect(ranges("10.0.0.0/16,fd00::/48") == 2)
        #expect(ranges("10.0.0.0/16,10.1.0.0/16") == nil)
        #expect(ranges("10.0.0.0/16,fd00::/48,fd01::/48") == nil)
        #expect(ranges("10.0.0.0/28") == nil)
    }

    @Test func taintsFollowConditionsAndOthersStay() {
        var node = Sample.node("a", ready: "Unknown")
        node.spec.taints = [Taint(key: "mine", value: "x", effect: "NoExecute"), Taint(key: NodeTaint.notReady, effect: "NoExecute")]
        node.spec.unschedulable = true
        let now = Time(seconds: 50)
        // It was being emptied for not being ready, so it goes on being emptied for being unreachable.
        let taints = NodeTaints.desired(node, mayEvict: false, now: now)
        #expect(Set(taints.map { "\($0.key):\($0.effect)" }) == [
            "mine:NoExecute", "node.kubernetes.io/unreachable:NoExecute", "node.kubernetes.io/unreachable:NoSchedule",
            "node.kubernetes.io/unschedulable:NoSchedule",
        ])
        node.spec.taints = taints
        #expect(NodeTaints.desired(node, mayEvict: true, now: Time(seconds: 60)) == taints)
        node.status.conditions[0].status = "True"
        node.spec.unschedulable = nil
        #expect(NodeTaints.desired(node, mayEvict: true, now: now).map(\.key) == ["mine"])
    }

    @Test func withoutLeaveToEvictOnlyNewPodsAreKeptAway() {
        let node = Sample.node("a", ready: "False")
        #expect(NodeTaints.desired(node, mayEvict: false, now: Time(seconds: 0)).map(\.effect) == ["NoSchedule"])
        #expect(NodeTaints.desired(node, mayEvict: true, now: Time(seconds: 0)).map(\.effect) == ["NoSchedule", "NoExecute"])
    }

    @Test func silenceMakesConditionsUnknown() {
        let conditions = NodeHealth.conditionsWhenSilent(Sample.node("a"), now: Time(seconds: 9))
        #expect(conditions.map(\.type) == NodeHealth.conditions && conditions.allSatisfy { $0.status == "Unknown" })
        #expect(conditions[0].reason == "NodeStatusUnknown" && conditions[0].message == "Kubelet stopped posting node status.")
        #expect(conditions[1].reason == "NodeStatusNeverUpdated")
    }

    @Test func aRenewedLeaseIsASignOfLife() {
        var lease = Lease()
        lease.spec.renewTime = MicroTime(microseconds: 1)
        let node = Sample.node("a")
        var health = NodeHealth(node, lease: lease, now: Time(seconds: 10))
        health.observe(node, lease: lease, now: Time(seconds: 20))
        #expect(health.lastSign == Time(seconds: 10))
        lease.spec.renewTime = MicroTime(microseconds: 2)
        health.observe(node, lease: lease, now: Time(seconds: 30))
        #expect(health.lastSign == Time(seconds: 30))
    }

    @Test func zonesInTroubleAreEmptiedSlowly() {
        #expect(ZoneDisruption.state(ready: 0, notReady: 1, threshold: 0.55) == .full)
        #expect(ZoneDisruption.state(ready: 2, notReady: 3, threshold: 0.55) == .partial)
        #expect(ZoneDisruption.state(ready: 1, notReady: 2, threshold: 0.55) == .normal)
        let options = ControllerManagerOptions()
        #expect(ZoneDisruption.rate(.partial, nodes: 5, options: options) == 0)
        #expect(ZoneDisruption.rate(.partial, nodes: 51, options: options) == 0.01)
    }

    @Test func tolerationsDecideWhenAPodGoes() {
        let taint = Taint(key: NodeTaint.unreachable, effect: "NoExecute", timeAdded: Time(seconds: 100))
        var pod = Sample.pod("a")
        let now = Time(seconds: 150)
        #expect(TaintEvictionController.verdict(pod, taints: [], now: now) == .stays)
        #expect(TaintEvictionController.verdict(pod, taints: [taint], now: now) == .goes(at: now))
        pod.spec.tolerations = [
            Toleration(key: NodeTaint.unreachable, operator: "Exists", effect: "NoExecute", tolerationSeconds: 300)
        ]
        #expect(TaintEvictionController.verdict(pod, taints: [taint], now: now) == .goes(at: Time(seconds: 400)))
        // One that does not say since when counts from when it was first seen.
        let undated = Taint(key: NodeTaint.unreachable, effect: "NoExecute")
        #expect(TaintEvictionController.verdict(pod, taints: [undated], now: now) == .goes(at: Time(seconds: 450)))
        #expect(TaintEvictionController.verdict(pod, taints: [undated], known: Time(seconds: 120), now: now) == .goes(at: Time(seconds: 420)))
        pod.spec.tolerations = [Toleration(operator: "Exists")]
        #expect(TaintEvictionController.verdict(pod, taints: [taint], now: now) == .stays)
        pod.spec.tolerations = [Toleration(key: NodeTaint.unreachable, operator: "Equal", value: "other")]
        #expect(TaintEvictionController.verdict(pod, taints: [taint], now: now) == .goes(at: now))
    }

    @Test func nodesFailTogetherByRegionAndZone() {
        func zone(_ labels: [String: String]) -> String {
            var node = Node()
            node.metadata.labels = labels
            return node.failureZone
        }
        #expect(zone([:]) == "")
        #expect(zone(["topology.kubernetes.io/region": "r", "topology.kubernetes.io/zone": "z"]) == "r/z")
        #expect(zone(["failure-domain.beta.kubernetes.io/zone": "z"]) == "/z")
    }
}
