import JSON
import KubernetesAPI
import KubernetesClient
import Logging

/// Speaks to one extender over HTTP (`extender.v1`). Thread-safe.
final class HTTPExtender: PreemptionExtender {
    /// The extender could not be asked, or said that something is wrong.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// What filtering left.
    struct Verdict {
        /// The names of the nodes that will do.
        var names: Set<String>
        /// Why others will not; removing pods might help.
        var failed: [String: String]
        /// The same, where it would not.
        var unresolvable: [String: String]
    }

    private let configuration: ExtenderConfiguration
    private let transport: Result<any Transport, any Error>
    private let managed: Set<String>
    private let object: @Sendable (String) -> Node?
    private let whole: @Sendable (PodInfo) -> Pod?

    /// - Parameters:
    ///   - transport: to the extender's `urlPrefix`.
    ///   - pod: finds a pod that is placed, for extenders that want them whole.
    ///   - object: finds a node by its name, for the same.
    init(
        _ configuration: ExtenderConfiguration, transport: Result<any Transport, any Error>, pod: @escaping @Sendable (PodInfo) -> Pod? = { _ in nil },
        object: @escaping @Sendable (String) -> Node?
    ) {
        self.configuration = configuration
        whole = pod
        self.object = object
        self.transport = transport
        managed = Set(configuration.managedResources.map(\.name))
    }

    convenience init(
        _ configuration: ExtenderConfiguration, pod: @escaping @Sendable (PodInfo) -> Pod?, object: @escaping @Sendable (String) -> Node?
    ) {
        self.init(configuration, transport: Result { try Self.transport(configuration) }, pod: pod, object: object)
    }

    private static func transport(_ configuration: ExtenderConfiguration) throws -> any Transport {
        var server = configuration.urlPrefix
        if configuration.enableHTTPS, server.hasPrefix("http://") { server = "https://" + server.dropFirst(7) }
        if !server.contains("://") { server = (configuration.enableHTTPS || configuration.tls != nil ? "https://" : "http://") + server }
        var (cluster, user) = (Kubeconfig.Cluster(server: server), Kubeconfig.User())
        if let tls = configuration.tls {
            func path(_ text: String) -> String? { text.isEmpty ? nil : text }
            func data(_ bytes: [UInt8]) -> [UInt8]? { bytes.isEmpty ? nil : bytes }
            cluster.insecureSkipTLSVerify = tls.insecure
            cluster.tlsServerName = path(tls.serverName)
            (cluster.certificateAuthority, cluster.certificateAuthorityData) = (path(tls.caFile), data(tls.caData))
            (user.clientCertificate, user.clientCertificateData) = (path(tls.certFile), data(tls.certData))
            (user.clientKey, user.clientKeyData) = (path(tls.keyFile), data(tls.keyData))
        } else if configuration.enableHTTPS {
            // As Kubernetes has it: without a CA nobody can be verified.
            cluster.insecureSkipTLSVerify = true
        }
        return try HTTPSTransport(Kubeconfig.Target(cluster: cluster, user: user, namespace: ""))
    }

    var name: String { configuration.urlPrefix }
    var isIgnorable: Bool { configuration.ignorable }
    var filters: Bool { !configuration.filterVerb.isEmpty }
    var prioritizes: Bool { !configuration.prioritizeVerb.isEmpty }
    var preempts: Bool { !configuration.preemptVerb.isEmpty }
    var binds: Bool { !configuration.bindVerb.isEmpty }

    /// Whether the pod asks for one of the resources that the extender manages, if it names any.
    func isInterested(in pod: PodToSchedule) -> Bool {
        if managed.isEmpty { return true }
        return pod.pod.allContainers.contains { container in
            managed.contains { container.resources.requests[$0] != nil || container.resources.limits[$0] != nil }
        }
    }

    // MARK: What it is asked

    /// Which of the nodes will do.
    func filter(_ pod: PodToSchedule, _ nodes: [NodeInfo]) async throws -> Verdict {
        if !filters { return Verdict(names: Set(nodes.map(\.name)), failed: [:], unresolvable: [:]) }
        let answer = try await post(configuration.filterVerb, arguments(pod, nodes))
        if let error = answer.member("Error")?.string, !error.isEmpty { throw Failure(description: error) }
        func texts(_ key: String) -> [String: String] {
            (answer.member(key)?.object).map { object in
                object.reduce(into: [:]) { if let text = $1.value.string { $0[$1.key] = text } }
            } ?? [:]
        }
        var names: [String] = []
        if let list = answer.member("NodeNames")?.array, configuration.nodeCacheCapable {
            names = list.compactMap(\.string)
        } else if let items = answer.member("Nodes")?.member("items")?.array {
            names = items.compactMap { $0.member("metadata")?.member("name")?.string }
        }
        let known = Set(nodes.map(\.name))
        if let stranger = names.first(where: { !known.contains($0) }) {
            throw Failure(description: "extender \"\(name)\" claims a filtered node \"\(stranger)\" which is not found in the input node list")
        }
        return Verdict(names: Set(names), failed: texts("FailedNodes"), unresolvable: texts("FailedAndUnresolvableNodes"))
    }

    /// Scores of nodes, by their names, to be added to those of the plugins.
    func prioritize(_ pod: PodToSchedule, _ nodes: [NodeInfo]) async throws -> [String: Int] {
        if !prioritizes { return [:] }
        let answer = try await post(configuration.prioritizeVerb, arguments(pod, nodes))
        var scores: [String: Int] = [:]
        for item in answer.array ?? [] {
            guard let host = item.member("Host")?.string, let score = item.member("Score")?.int else { continue }
            // An extender scores from 0 to 10, plugins to 100.
            scores[host] = Int(min(max(score, -1_000_000), 1_000_000)) * configuration.weight * (maxNodeScore / 10)
        }
        return scores
    }

    func bind(_ pod: PodToSchedule, to node: String) async throws {
        let answer = try await post(configuration.bindVerb, [
            "PodName": .string(pod.info.name), "PodNamespace": .string(pod.info.namespace), "PodUID": .string(pod.info.uid), "Node": .string(node),
        ])
        if let error = answer.member("Error")?.string, !error.isEmpty { throw Failure(description: error) }
    }

    func judge(_ candidates: [PreemptionCandidate], for pod: PodToSchedule, in snapshot: Snapshot) async throws -> [PreemptionCandidate] {
        var body: JSONValue = ["Pod": pod.pod.jsonValue()]
        var victims = JSONObject()
        for candidate in candidates {
            // Whoever has a cache of its own need only be told who it is.
            let pods: [JSONValue] = candidate.victims.map { victim in
                configuration.nodeCacheCapable ? ["UID": .string(victim.uid)] : whole(victim)?.jsonValue() ?? Self.outline(victim)
            }
            victims[snapshot.nodes[candidate.node].name] = ["Pods": .array(pods), "NumPDBViolations": .int(Int64(candidate.violations))]
        }
        body[configuration.nodeCacheCapable ? "NodeNameToMetaVictims" : "NodeNameToVictims"] = .object(victims)
        let answer = try await post(configuration.preemptVerb, body)
        guard let kept = answer.member("NodeNameToMetaVictims")?.object else { return [] }
        var result: [PreemptionCandidate] = []
        for candidate in candidates {
            let node = snapshot.nodes[candidate.node]
            guard let meta = kept[node.name] else { continue }
            let uids = Set((meta.member("Pods")?.array ?? []).compactMap { $0.member("UID")?.string })
            let pods = node.pods.filter { uids.contains($0.uid) }
            // Nobody but the less important may go, whatever an extender says.
            if pods.contains(where: { $0.priority >= pod.info.priority }) { continue }
            let violations = Int(clamping: meta.member("NumPDBViolations")?.int ?? 0)
            result.append(PreemptionCandidate(node: candidate.node, victims: pods.sorted(by: PreemptionSearch.isMoreImportant), violations: violations))
        }
        return result
    }

    /// A pod of which no more is known.
    private static func outline(_ pod: PodInfo) -> JSONValue {
        ["metadata": ["name": .string(pod.name), "namespace": .string(pod.namespace), "uid": .string(pod.uid)], "spec": ["priority": .int(Int64(pod.priority))]]
    }

    // MARK: How

    private func arguments(_ pod: PodToSchedule, _ nodes: [NodeInfo]) -> JSONValue {
        var arguments: JSONValue = ["Pod": pod.pod.jsonValue(), "Nodes": .null, "NodeNames": .null]
        if configuration.nodeCacheCapable {
            arguments["NodeNames"] = .array(nodes.map { .string($0.name) })
        } else {
            arguments["Nodes"] = ["metadata": [:], "items": .array(nodes.map { (object($0.name) ?? Node()).jsonValue() })]
        }
        return arguments
    }

    private func post(_ verb: String, _ body: JSONValue) async throws -> JSONValue {
        let transport = try transport.get()
        var request = ClientRequest(method: "POST", path: "/" + verb, headers: [("Content-Type", "application/json")], body: body.serialized())
        request.timeout = configuration.httpTimeout
        let response = try await transport.send(request)
        guard response.status == 200 else { throw Failure(description: "failed \(verb) with extender at URL \(name)/\(verb), code \(response.status)") }
        return try JSONValue(parsing: try await response.body.collect(upTo: 1 << 28))
    }
}

extension JSONValue {
    /// A member whatever the case of its name, as Go reads it.
    fileprivate func member(_ name: String) -> JSONValue? {
        if let exact = self[name] { return exact.isNull ? nil : exact }
        let wanted = name.lowercased()
        guard let found = object?.first(where: { $0.key.lowercased() == wanted })?.value, !found.isNull else { return nil }
        return found
    }
}
