import APISchema
import Crypto
import JSON

/// A ready answer to a discovery request.
public struct DiscoveryAnswer: Sendable {
    public var status: Int
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]
}

/// Says what the server serves: /api, /apis and below, and the OpenAPI documents, all made from the resources.
///
/// Documents are made once for a set of resources and kept; `changed()` throws them away.
public final class Discovery: Sendable {
    private let resources: @Sendable () -> [ResourceDescription]
    private let serverAddress: String
    private let documents: DocumentCache
    private let openAPI: OpenAPIDocuments

    /// - Parameters:
    ///   - resources: what is served now.
    ///   - schemas: finds a type by its full name, such as meta.v1.Status.
    ///   - serverAddress: host and port under which clients reach the server.
    ///   - version: what OpenAPI documents call the server's version.
    public init(
        resources: @escaping @Sendable () -> [ResourceDescription], schemas: @escaping @Sendable (String) -> Schema?,
        serverAddress: String, version: String
    ) {
        self.resources = resources
        self.serverAddress = serverAddress
        documents = DocumentCache()
        openAPI = OpenAPIDocuments(resources: resources, schemas: schemas, version: version)
    }

    /// To be called when the set of resources has changed.
    public func changed() {
        documents.removeAll()
        openAPI.changed()
    }

    /// The answer to a GET of a path, or nil when the path is none of discovery's.
    public func respond(path: String, query: String? = nil, accept: String?, ifNoneMatch: String?) -> DiscoveryAnswer? {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        if path.hasPrefix("/openapi") {
            return openAPI.respond(path: path, query: query, accept: accept, ifNoneMatch: ifNoneMatch)
        }
        let parts = path.split(separator: "/").map(String.init)
        switch parts.first {
        case "api":
            if parts.count == 1 {
                if let form = AggregatedDiscovery.form(of: accept) {
                    return aggregated(form, key: "api", ifNoneMatch) { $0.group.isEmpty }
                }
                return json("api") { Self.legacyVersions(serverAddress) }
            }
            if parts.count == 2, parts[1] == "v1" { return json("api/v1") { self.resourceList(group: "", version: "v1") } }
        case "apis":
            if parts.count == 1 {
                if let form = AggregatedDiscovery.form(of: accept) {
                    return aggregated(form, key: "apis", ifNoneMatch) { !$0.group.isEmpty }
                }
                return json("apis") { self.groupList() }
            }
            if parts.count == 2 { return json("apis/" + parts[1]) { self.group(parts[1]) } }
            if parts.count == 3 { return json("apis/\(parts[1])/\(parts[2])") { self.resourceList(group: parts[1], version: parts[2]) } }
        default: break
        }
        return nil
    }

    private func json(_ key: String, _ make: () -> JSONValue?) -> DiscoveryAnswer? {
        guard let body = documents.get(key, { make()?.serialized() }) else { return nil }
        return DiscoveryAnswer(status: 200, headers: [("Content-Type", "application/json")], body: body)
    }

    private func aggregated(
        _ form: AggregatedDiscovery.Form, key: String, _ ifNoneMatch: String?, _ belongs: (ResourceDescription) -> Bool
    ) -> DiscoveryAnswer? {
        let made = documents.get("\(form.version)/\(key)") {
            AggregatedDiscovery.document(groupVersions().filter { $0.resources.first.map(belongs) ?? false }, form).serialized()
        }
        guard let body = made else { return nil }
        let tag = "\"" + Hex.upper(SHA512.hash(data: body)) + "\""
        var headers = [("ETag", tag), ("Vary", "Accept")].map { (name: $0.0, value: $0.1) }
        if let ifNoneMatch, ifNoneMatch == tag { return DiscoveryAnswer(status: 304, headers: headers, body: []) }
        headers.append(("Content-Type", form.contentType))
        return DiscoveryAnswer(status: 200, headers: headers, body: body)
    }

    // MARK: Documents

    /// The resources of one group and version.
    struct GroupVersion {
        var group: String
        var version: String
        var resources: [ResourceDescription]
    }

    private func groupVersions() -> [GroupVersion] {
        var result: [GroupVersion] = []
        var positions: [String: Int] = [:]
        for resource in resources() {
            if let position = positions[resource.apiVersion] {
                result[position].resources.append(resource)
            } else {
                positions[resource.apiVersion] = result.count
                result.append(GroupVersion(group: resource.group, version: resource.version, resources: [resource]))
            }
        }
        return result.sorted { GroupOrder.precedes(($0.group, $0.version), ($1.group, $1.version)) }
    }

    private static func legacyVersions(_ address: String) -> JSONValue {
        [
            "kind": "APIVersions", "versions": ["v1"],
            "serverAddressByClientCIDRs": [["clientCIDR": "0.0.0.0/0", "serverAddress": .string(address)]],
        ]
    }

    private func groupDocument(_ name: String, _ versions: [GroupVersion]) -> JSONValue {
        func reference(_ one: GroupVersion) -> JSONValue {
            ["groupVersion": .string("\(one.group)/\(one.version)"), "version": .string(one.version)]
        }
        return [
            "name": .string(name), "versions": .array(versions.map(reference)),
            "preferredVersion": versions.first.map(reference) ?? .null,
        ]
    }

    private func groupList() -> JSONValue {
        var names: [String] = []
        var byName: [String: [GroupVersion]] = [:]
        for one in groupVersions() where !one.group.isEmpty {
            if byName[one.group] == nil { names.append(one.group) }
            byName[one.group, default: []].append(one)
        }
        return ["kind": "APIGroupList", "apiVersion": "v1", "groups": .array(names.map { groupDocument($0, byName[$0] ?? []) })]
    }

    private func group(_ name: String) -> JSONValue? {
        let versions = groupVersions().filter { $0.group == name }
        guard !versions.isEmpty, !name.isEmpty else { return nil }
        var document: JSONObject = ["kind": "APIGroup", "apiVersion": "v1"]
        for (key, value) in groupDocument(name, versions).object ?? [:] { document[key] = value }
        return .object(document)
    }

    private func resourceList(group: String, version: String) -> JSONValue? {
        guard let found = groupVersions().first(where: { $0.group == group && $0.version == version }) else { return nil }
        var items: [(name: String, value: JSONValue)] = []
        for resource in found.resources {
            if !resource.verbs.isEmpty { items.append((resource.plural, item(resource))) }
            for subresource in resource.subresources {
                let name = "\(resource.plural)/\(subresource.name)"
                var value: JSONValue = ["name": .string(name), "singularName": "", "namespaced": .bool(resource.isNamespaced)]
                if subresource.kind.apiVersion != resource.apiVersion {
                    value["group"] = .string(subresource.kind.group)
                    value["version"] = .string(subresource.kind.version)
                }
                value["kind"] = .string(subresource.kind.kind)
                value["verbs"] = .array(subresource.verbs.map { .string($0) })
                items.append((name, value))
            }
        }
        items.sort { $0.name < $1.name }
        var list: JSONValue = ["kind": "APIResourceList"]
        if !group.isEmpty { list["apiVersion"] = "v1" }
        list["groupVersion"] = .string(group.isEmpty ? version : "\(group)/\(version)")
        list["resources"] = .array(items.map(\.value))
        return list
    }

    private func item(_ resource: ResourceDescription) -> JSONValue {
        var value: JSONValue = [
            "name": .string(resource.plural), "singularName": .string(resource.singular), "namespaced": .bool(resource.isNamespaced),
            "kind": .string(resource.kind), "verbs": .array(resource.verbs.map { .string($0) }),
        ]
        if !resource.shortNames.isEmpty { value["shortNames"] = .array(resource.shortNames.map { .string($0) }) }
        if !resource.categories.isEmpty { value["categories"] = .array(resource.categories.map { .string($0) }) }
        if resource.verbs.contains("list"), resource.verbs.contains("create") {
            value["storageVersionHash"] = .string(StorageVersion.hash(resource))
        }
        return value
    }
}

/// The version that an object is stored in, which clients can notice by its hash.
enum StorageVersion {
    /// Kinds that Kubernetes stores in another version than the one asked for.
    private static let exceptions: [String: String] = [
        "autoscaling/HorizontalPodAutoscaler": "autoscaling/v2", "events.k8s.io/Event": "/v1",
        "apiextensions.k8s.io/CustomResourceDefinition": "apiextensions.k8s.io/v1beta1",
        "admissionregistration.k8s.io/MutatingAdmissionPolicy": "admissionregistration.k8s.io/v1beta1",
        "admissionregistration.k8s.io/MutatingAdmissionPolicyBinding": "admissionregistration.k8s.io/v1beta1",
    ]

    static func hash(_ resource: ResourceDescription) -> String {
        let groupVersion = exceptions["\(resource.group)/\(resource.kind)"] ?? "\(resource.group)/\(resource.version)"
        let digest = SHA256.hash(data: Array("\(groupVersion)/\(resource.kind)".utf8))
        return Base64.encode(Array(digest.prefix(8)))
    }
}

/// Bytes as hexadecimal digits.
enum Hex {
    static func upper(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        for byte in bytes {
            let digits = String(byte, radix: 16, uppercase: true)
            text += digits.count == 1 ? "0" + digits : digits
        }
        return text
    }
}
