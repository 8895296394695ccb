import ComponentMetrics
import KubernetesAPI
import KubernetesClient

/// What /metrics shows of resource claims.
struct ClaimMetrics: Sendable {
    private let creations: Counter

    init(_ registry: MetricRegistry, claims: Informer<ResourceV1.ResourceClaim>) {
        creations = registry.counter(
            "resourceclaim_controller_creates_total",
            "Number of ResourceClaims creation requests, categorized by creation status and admin access", ["admin_access", "status"])
        registry.register([
            Gauge(
                name: "resourceclaim_controller_resource_claims",
                help: "Number of ResourceClaims, categorized by allocation status, admin access, and source. Source can be 'resource_claim_template' (created from a template), 'extended_resource' (extended resources), or empty (manually created by a user).",
                labels: ["admin_access", "allocated", "source"], read: { Self.count(claims.list()) })
        ])
    }

    /// A claim was to be made, and was or was not.
    func created(_ claim: ResourceV1.ResourceClaim, _ succeeded: Bool) {
        creations.add(1, "\(claim.hasAdminAccess)", succeeded ? "success" : "error")
    }

    static func count(_ claims: [ResourceV1.ResourceClaim]) -> [([String], Double)] {
        let groups = Dictionary(grouping: claims) { ["\($0.hasAdminAccess)", "\($0.status.allocation != nil)", $0.source] }
        return groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { ($0.key, Double($0.value.count)) }
    }
}

extension ResourceV1.ResourceClaim {
    /// Whether it asks for devices that others use, too, to look after them.
    fileprivate var hasAdminAccess: Bool { spec.devices.requests.contains { $0.exactly?.adminAccess == true } }

    /// What it was made from, as metrics call it.
    fileprivate var source: String {
        if metadata.annotations["resource.kubernetes.io/extended-resource-claim"] == "true" { return "extended_resource" }
        return metadata.annotations[Pod.claimAnnotation] == nil ? "" : "resource_claim_template"
    }
}
