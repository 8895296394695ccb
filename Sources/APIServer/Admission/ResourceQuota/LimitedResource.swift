import JSON
import KubernetesAPI

/// A resource that may only be taken where a quota covers it: `limitedResources` of the plugin's configuration.
struct LimitedResource: Sendable {
    var group: String
    var resource: String
    /// Parts of the names of the amounts that must be covered.
    var matchContains: [String]
    /// The scopes that must be covered.
    var matchScopes: [QuotaScope]

    /// The limited resources of a configuration.
    static func all(_ configuration: AdmissionConfiguration.Plugin?) throws -> [LimitedResource] {
        guard let configuration else { return [] }
        let kind = configuration.value.text("kind")
        // The group was renamed; the old name is still taken.
        if kind == "Configuration" {
            try configuration.check(kind: kind, group: "resourcequota.admission.k8s.io", versions: ["v1alpha1", "v1beta1"])
        } else {
            try configuration.check(kind: "ResourceQuotaConfiguration", group: "apiserver.config.k8s.io", versions: ["v1"])
        }
        return try configuration.value.items("limitedResources").enumerated().map { i, item in
            if item.text("resource").isEmpty { throw configuration.complaint("limitedResources[\(i)].resource: Required value") }
            return LimitedResource(
                group: item.text("apiGroup"), resource: item.text("resource"),
                matchContains: item.items("matchContains").compactMap(\.string), matchScopes: QuotaScope.expressions(item["matchScopes"]))
        }
    }
}
