import KubernetesAPI
import Testing
@testable import Scheduler

private struct Namespaces: NamespaceLabels {
    var known: [String: [String: String]] = ["default": ["team": "one"], "other": ["team": "two"]]
    func labels(ofNamespace name: String) -> [String: String] { known[name] ?? [:] }
    func namespaces(matching selector: Selector) -> [String] { known.filter { selector.matches($0.value) }.keys.sorted() }
}

private let plugin = InterPodAffinity(namespaces: Namespaces())

private func term(_ app: String, by key: String = "zone", _ change: (inout PodAffinityTerm) -> Void = { _ in }) -> PodAffinityTerm {
    var term = PodAffinityTerm(labelSelector: MetaV1.LabelSelector(matchLabels: ["app": app]), topologyKey: key)
    change(&term)
    return term
}

private func makeApp(
    _ app: String, _ name: String = "p", near: [PodAffinityTerm] = [], apart: [PodAffinityTerm] = [], likes: [(Int, PodAffinityTerm)] = [],
    dislikes: [(Int, PodAffinityTerm)] = [], namespace: String = "default"
) -> Pod {
    func weighted(_ terms: [(Int, PodAffinityTerm)]) -> [WeightedPodAffinityTerm] {
        terms.map { WeightedPodAffinityTerm(weight: $0.0, podAffinityTerm: $0.1) }
    }
    return makePod(name) {
        $0.metadata.labels = ["app": app]
        $0.metadata.namespace = namespace
        $0.spec.affinity = Affinity(
            podAffinity: PodAffinity(
                requiredDuringSchedulingIgnoredDuringExecution: near, preferredDuringSchedulingIgnoredDuringExecution: weighted(likes)),
            podAntiAffinity: PodAntiAffinity(
                requiredDuringSchedulingIgnoredDuringExecution: apart, preferredDuringSchedulingIgnoredDuringExecution: weighted(dislikes)))
    }
}

/// Two nodes in zone x, one in y, one without a zone; the pods are on the first.
private func makeNodes(_ pods: [Pod]) -> [NodeInfo] {
    [
        makeInfo(makeNode("x0", labels: ["zone": "x", "host": "x0"]), pods), makeInfo(makeNode("x1", labels: ["zone": "x", "host": "x1"])),
        makeInfo(makeNode("y0", labels: ["zone": "y", "host": "y0"])), makeInfo(makeNode("bare")),
    ]
}

/// Why each node will not do; "" if it will.
private func verdicts(_ pod: Pod, _ nodes: [NodeInfo]) -> [String] {
    let snapshot = Snapshot(nodes)
    guard let filter = plugin.filter(for: PodToSchedule(pod), in: snapshot) else { return nodes.map { _ in "" } }
    return snapshot.nodes.map { filter.rejection(of: $0)?.reasons.first ?? "" }
}

private let notNear = "node(s) didn't match pod affinity rules"
private let notApart = "node(s) didn't match pod anti-affinity rules"
private let unwelcome = "node(s) didn't satisfy existing pods anti-affinity rules"

@Suite struct InterPodAffinityTests {
    @Test func requiredAffinityWantsTheDomain() {
        #expect(verdicts(makeApp("web", near: [term("db")]), makeNodes([makeApp("db", "d")])) == ["", "", notNear, notNear])
        #expect(verdicts(makeApp("web", near: [term("db", by: "host")]), makeNodes([makeApp("db", "d")])) == ["", notNear, notNear, notNear])
        // One pod must be what all terms mean.
        let two = makeApp("web", near: [term("db"), term("cache")])
        #expect(verdicts(two, makeNodes([makeApp("db", "d"), makeApp("cache", "c")])) == [notNear, notNear, notNear, notNear])
        #expect(verdicts(makeApp("web"), makeNodes([makeApp("db", "d")])) == ["", "", "", ""])
    }

    @Test func theFirstOfItsKindMayGoAnywhereWithTheLabel() {
        let first = makeApp("web", near: [term("web")])
        #expect(verdicts(first, makeNodes([])) == ["", "", "", notNear])
        #expect(verdicts(first, makeNodes([makeApp("web", "w")])) == ["", "", notNear, notNear])
        // Not where it does not mean itself.
        #expect(verdicts(makeApp("web", near: [term("db")]), makeNodes([])) == [notNear, notNear, notNear, notNear])
    }

    @Test func antiAffinityGoesBothWays() {
        #expect(verdicts(makeApp("web", apart: [term("web")]), makeNodes([makeApp("web", "w")])) == [notApart, notApart, "", ""])
        // The pods that are there may object.
        let hermit = makeApp("hermit", "h", apart: [term("web")])
        #expect(verdicts(makeApp("web"), makeNodes([hermit])) == [unwelcome, unwelcome, "", ""])
        #expect(verdicts(makeApp("db"), makeNodes([hermit])) == ["", "", "", ""])
    }

    @Test func namespacesAreNamedOrSelected() {
        let nodes = makeNodes([makeApp("db", "d", namespace: "other")])
        #expect(verdicts(makeApp("web", near: [term("db")]), nodes).first == notNear)
        #expect(verdicts(makeApp("web", near: [term("db") { $0.namespaces = ["other"] }]), nodes).first == "")
        let selected = term("db") { $0.namespaceSelector = MetaV1.LabelSelector(matchLabels: ["team": "two"]) }
        #expect(verdicts(makeApp("web", near: [selected]), nodes).first == "")
        let wrong = term("db") { $0.namespaceSelector = MetaV1.LabelSelector(matchLabels: ["team": "one"]) }
        #expect(verdicts(makeApp("web", near: [wrong]), nodes).first == notNear)
        let all = term("db") { $0.namespaceSelector = MetaV1.LabelSelector() }
        #expect(verdicts(makeApp("web", near: [all]), nodes).first == "")
        // The same for those that object: by the labels of the new pod's namespace.
        for (labels, verdict) in [(["team": "one"], unwelcome), (["team": "two"], "")] {
            let term = term("web") { $0.namespaceSelector = MetaV1.LabelSelector(matchLabels: labels) }
            #expect(verdicts(makeApp("web"), makeNodes([makeApp("hermit", "h", apart: [term], namespace: "other")])).first == verdict)
        }
    }

    @Test func aTermWithoutSelectorMeansNobody() {
        let nobody = PodAffinityTerm(topologyKey: "zone")
        #expect(verdicts(makeApp("web", apart: [nobody]), makeNodes([makeApp("web", "w")])) == ["", "", "", ""])
        #expect(verdicts(makeApp("web", near: [nobody]), makeNodes([makeApp("web", "w")])).first == notNear)
    }

    @Test func preferencesAreSummedAndScaled() {
        let nodes = makeNodes([makeApp("db", "d"), makeApp("db", "e")])
        #expect(scores(plugin, makeApp("web", likes: [(10, term("db"))]), nodes) == [100, 100, 0, 0])
        #expect(scores(plugin, makeApp("web", dislikes: [(10, term("db"))]), nodes) == [0, 0, 100, 100])
        // 20 for the zone and 2 × 5 less for the host.
        let torn = makeApp("web", likes: [(10, term("db"))], dislikes: [(5, term("db", by: "host"))])
        #expect(scores(plugin, torn, nodes) == [50, 100, 0, 0])
        #expect(scores(plugin, makeApp("web"), nodes) == nil)
    }

    @Test func preferencesOfOthersCount() {
        let fan = makeApp("fan", "f", likes: [(10, term("web"))])
        #expect(scores(plugin, makeApp("web"), makeNodes([fan])) == [100, 100, 0, 0])
        #expect(scores(plugin, makeApp("db"), makeNodes([fan])) == nil)
        let follower = makeApp("follower", "f", near: [term("web", by: "host")])
        #expect(scores(plugin, makeApp("web"), makeNodes([follower])) == [100, 0, 0, 0])
        #expect(scores(InterPodAffinity(namespaces: Namespaces(), hardPodAffinityWeight: 0), makeApp("web"), makeNodes([follower])) == nil)
        #expect(scores(InterPodAffinity(namespaces: Namespaces(), ignoresPreferencesOfOthers: true), makeApp("web"), makeNodes([fan])) == nil)
    }

    @Test func whatIfAPodCameOrWent() throws {
        let snapshot = Snapshot(makeNodes([makeApp("web", "w"), makeApp("hermit", "h", apart: [term("new")])]))
        var filter = try #require(plugin.filter(for: PodToSchedule(makeApp("new", apart: [term("web")])), in: snapshot))
        #expect(filter.rejection(of: snapshot.nodes[1])?.reasons == [notApart])
        filter.remove(snapshot.nodes[0].pods[0], from: snapshot.nodes[0])
        #expect(filter.rejection(of: snapshot.nodes[1])?.reasons == [unwelcome])
        filter.remove(snapshot.nodes[0].pods[1], from: snapshot.nodes[0])
        #expect(filter.rejection(of: snapshot.nodes[1]) == nil)
        filter.add(PodInfo(makeApp("other", "o", apart: [term("new", by: "host")])), to: snapshot.nodes[2])
        #expect(filter.rejection(of: snapshot.nodes[2])?.reasons == [unwelcome])
        #expect(filter.rejection(of: snapshot.nodes[1]) == nil)
    }
}
