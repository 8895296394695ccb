import JSON
import KubernetesAPI

/// Adds the tolerations of a namespace to its pods, and keeps them to those that the namespace allows.
struct PodTolerationRestriction: AdmissionPlugin {
    static let name = "PodTolerationRestriction"
    static let resources: Set<String>? = ["pods"]
    private static let defaults = "scheduler.alpha.kubernetes.io/defaultTolerations"
    private static let whitelist = "scheduler.alpha.kubernetes.io/tolerationsWhitelist"

    /// What holds for namespaces without annotations.
    private let clusterDefaults: [JSONValue]
    private let clusterWhitelist: [JSONValue]

    init(_ configuration: AdmissionConfiguration.Plugin?) throws {
        try configuration?.check(
            kind: "Configuration", group: "podtolerationrestriction.admission.k8s.io", versions: ["v1alpha1"])
        clusterDefaults = configuration?.value.items("default") ?? []
        clusterWhitelist = configuration?.value.items("whitelist") ?? []
    }

    func admit(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard request.isFor("pods"), request.writes else { return }
        let own = request.object["spec"]?.items("tolerations") ?? []
        var merged = own
        if request.operation == .create {
            let added = try await list(Self.defaults, request, reader) ?? clusterDefaults
            if Tolerations.conflict(added, own) { throw request.forbidden("namespace tolerations and pod tolerations conflict") }
            merged = Tolerations.merged(added, own)
        }
        if Self.asksForMemory(request.object) {
            merged = Tolerations.merged(
                merged, [["key": "node.kubernetes.io/memory-pressure", "operator": "Exists", "effect": "NoSchedule"]])
        }
        request.object.edit("spec") { $0["tolerations"] = merged.isEmpty ? nil : .array(merged) }
        try await check(request, reader)
    }

    func validate(_ request: inout AdmissionRequest, _ reader: any AdmissionReader) async throws {
        guard request.isFor("pods"), request.writes else { return }
        try await check(request, reader)
    }

    private func check(_ request: AdmissionRequest, _ reader: any AdmissionReader) async throws {
        let own = request.object["spec"]?.items("tolerations") ?? []
        let allowed = try await list(Self.whitelist, request, reader) ?? clusterWhitelist
        if own.isEmpty || allowed.isEmpty || Tolerations.areAllowed(own, by: allowed) { return }
        throw request.forbidden(
            "pod tolerations (possibly merged with namespace default tolerations) conflict with its namespace whitelist")
    }

    private func list(_ annotation: String, _ request: AdmissionRequest, _ reader: any AdmissionReader) async throws -> [JSONValue]? {
        guard let text = try await reader.annotations(ofNamespace: request.namespace)[annotation]?.string else { return nil }
        if text.isEmpty { return [] }
        guard let parsed = try? JSONValue(parsing: Array(text.utf8)), let items = parsed.array, items.allSatisfy({ $0.object != nil }) else {
            throw request.forbidden("annotation \(annotation) of namespace \(request.namespace) is no list of tolerations")
        }
        return items
    }

    /// Pods that ask for memory may stay where it is short; those that ask for nothing are the first to go.
    private static func asksForMemory(_ pod: JSONValue) -> Bool { QualityOfService.of(pod["spec"] ?? [:]) != "BestEffort" }
}
