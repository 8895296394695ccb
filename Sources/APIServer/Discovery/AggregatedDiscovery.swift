import APISchema
import JSON

/// All groups, versions and resources in one document: apidiscovery.k8s.io.
enum AggregatedDiscovery {
    /// The version of the document that a client asks for.
    struct Form {
        /// v2 or v2beta1.
        var version: String
        var contentType: String { "application/json;g=apidiscovery.k8s.io;v=\(version);as=APIGroupDiscoveryList" }
    }

    /// The first form in an Accept header that we speak, unless something plainer comes first.
    static func form(of accept: String?) -> Form? {
        for item in (accept ?? "").split(separator: ",") {
            let parts = item.split(separator: ";").map { $0.trimmingSpaces() }
            guard parts.first == "application/json" || parts.first == "application/*" || parts.first == "*/*" else { continue }
            let parameters = Dictionary(
                parts.dropFirst().compactMap { part -> (String, String)? in
                    let pair = part.split(separator: "=", maxSplits: 1)
                    return pair.count == 2 ? (String(pair[0]), String(pair[1])) : nil
                }, uniquingKeysWith: { first, _ in first })
            guard parameters["as"] != nil else { return nil }
            if parameters["g"] == "apidiscovery.k8s.io", parameters["as"] == "APIGroupDiscoveryList",
               let version = parameters["v"], version == "v2" || version == "v2beta1" {
                return Form(version: version)
            }
        }
        return nil
    }

    static func document(_ groupVersions: [Discovery.GroupVersion], _ form: Form) -> JSONValue {
        var names: [String] = []
        var versions: [String: [JSONValue]] = [:]
        for one in groupVersions {
            if versions[one.group] == nil { names.append(one.group) }
            let resources = one.resources.sorted { $0.plural < $1.plural }.map(resource)
            versions[one.group, default: []].append(
                ["version": .string(one.version), "resources": .array(resources), "freshness": "Current"])
        }
        return [
            "kind": "APIGroupDiscoveryList", "apiVersion": .string("apidiscovery.k8s.io/\(form.version)"), "metadata": [:],
            "items": .array(names.map { name in
                ["metadata": name.isEmpty ? [:] : ["name": .string(name)], "versions": .array(versions[name] ?? [])]
            }),
        ]
    }

    private static func resource(_ resource: ResourceDescription) -> JSONValue {
        func list(_ values: [String]) -> JSONValue { .array(values.map { .string($0) }) }
        func kind(_ kind: GroupVersionKind) -> JSONValue {
            let isOwn = kind.apiVersion == resource.apiVersion
            return ["group": .string(isOwn ? "" : kind.group), "version": .string(isOwn ? "" : kind.version), "kind": .string(kind.kind)]
        }
        var value: JSONValue = [
            "resource": .string(resource.plural), "responseKind": kind(resource.groupVersionKind),
            "scope": resource.isNamespaced ? "Namespaced" : "Cluster", "singularResource": .string(resource.singular), "verbs": list(resource.verbs),
        ]
        if !resource.shortNames.isEmpty { value["shortNames"] = list(resource.shortNames) }
        if !resource.categories.isEmpty { value["categories"] = list(resource.categories) }
        let subresources = resource.subresources.sorted { $0.name < $1.name }
        if !subresources.isEmpty {
            value["subresources"] = .array(subresources.map {
                ["subresource": .string($0.name), "responseKind": kind($0.kind), "verbs": list($0.verbs)]
            })
        }
        return value
    }
}
