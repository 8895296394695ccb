import JSON
import KubernetesAPI
import KubernetesClient

/// One attempt to delete all that is in a namespace, and what it found.
struct NamespaceContent {
    let namespace: String
    let client: Client

    /// How many objects of each resource are left, and how many of them hold which finalizer.
    private(set) var remaining: [String: Int] = [:]
    private(set) var finalizers: [String: Int] = [:]
    private(set) var discoveryFailures: [String: String] = [:]
    private(set) var deletionFailures: [String] = []
    private(set) var error: (any Error)?
    /// The longest grace period, in seconds, that a remaining object was given.
    private(set) var longestGrace = 0

    init(namespace: String, client: Client) {
        self.namespace = namespace
        self.client = client
    }

    var isEmpty: Bool { remaining.isEmpty && discoveryFailures.isEmpty && error == nil }

    mutating func deleteAll(_ discover: () async throws -> Discovery.Answer) async {
        let answer: Discovery.Answer
        do {
            answer = try await discover()
        } catch {
            discoveryFailures["*"] = describe(error)
            self.error = error
            return
        }
        discoveryFailures = answer.failures
        let resources = answer.resources.filter { $0.isNamespaced && $0.verbs.contains("delete") && $0.verbs.contains("list") }
        for resource in resources where resource.groupResource == "pods" { await delete(resource) }
        if !remaining.isEmpty { return }
        for resource in resources where resource.groupResource != "pods" { await delete(resource) }
    }

    private mutating func delete(_ resource: DiscoveredResource) async {
        do {
            // Look before deleting: most resources have nothing here.
            if try await list(resource).isEmpty { return }
            let background: JSONValue = ["kind": "DeleteOptions", "apiVersion": "v1", "propagationPolicy": "Background"]
            if resource.verbs.contains("deletecollection") {
                try await client.json("DELETE", resource.path(namespace: namespace), body: background)
            } else {
                for item in try await list(resource) { try await deleteOne(item, of: resource, options: background) }
            }
            let left = try await list(resource)
            if left.isEmpty { return }
            remaining[resource.groupResource] = left.count
            for item in left {
                for finalizer in item["metadata"]?["finalizers"]?.array ?? [] {
                    if let name = finalizer.string { finalizers[name, default: 0] += 1 }
                }
                if let grace = item["metadata"]?["deletionGracePeriodSeconds"]?.int { longestGrace = max(longestGrace, Int(clamping: grace)) }
            }
        } catch let error as APIError where error.isNotFound {
            return
        } catch {
            deletionFailures.append(describe(error))
            self.error = self.error ?? error
        }
    }

    private func deleteOne(_ item: JSONValue, of resource: DiscoveredResource, options: JSONValue) async throws {
        guard let name = item["metadata"]?["name"]?.string else { return }
        do {
            try await client.json("DELETE", resource.path(namespace: namespace, name: name), body: options)
        } catch let error as APIError where error.isNotFound {
            return
        }
    }

    private func list(_ resource: DiscoveredResource) async throws -> [JSONValue] {
        try await client.json("GET", resource.path(namespace: namespace))["items"]?.array ?? []
    }

    // MARK: What the namespace's status says about it

    func conditions() -> [NamespaceCondition] {
        [
            condition(
                "NamespaceDeletionDiscoveryFailure", !discoveryFailures.isEmpty, reason: "DiscoveryFailed",
                message:
                    "Discovery failed for some groups, \(discoveryFailures.count) failing: unable to retrieve the complete list of server APIs: "
                    + discoveryFailures.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", "),
                otherwise: "ResourcesDiscovered", "All resources successfully discovered"),
            condition(
                "NamespaceDeletionGroupVersionParsingFailure", false, reason: "GroupVersionParsingFailed", message: "",
                otherwise: "ParsedGroupVersions", "All legacy kube types successfully parsed"),
            condition(
                "NamespaceDeletionContentFailure", !deletionFailures.isEmpty, reason: "ContentDeletionFailed",
                message: "Failed to delete all resource types, \(deletionFailures.count) remaining: \(deletionFailures.sorted().joined(separator: ", "))",
                otherwise: "ContentDeleted", "All content successfully deleted, may be waiting on finalization"),
            condition(
                "NamespaceContentRemaining", !remaining.isEmpty, reason: "SomeResourcesRemain",
                message: "Some resources are remaining: "
                    + remaining.sorted { $0.key < $1.key }.map { "\(Self.dotted($0.key)) has \($0.value) resource instances" }.joined(separator: ", "),
                otherwise: "ContentRemoved", "All content successfully removed"),
            condition(
                "NamespaceFinalizersRemaining", !finalizers.isEmpty, reason: "SomeFinalizersRemain",
                message: "Some content in the namespace has finalizers remaining: "
                    + finalizers.sorted { $0.key < $1.key }.map { "\($0.key) in \($0.value) resource instances" }.joined(separator: ", "),
                otherwise: "ContentHasNoFinalizers", "All content-preserving finalizers finished"),
        ]
    }

    /// Kubernetes writes the core group's resources with a dot behind, as in "pods.".
    private static func dotted(_ resource: String) -> String { resource.contains(".") ? resource : resource + "." }

    private func condition(
        _ type: String, _ holds: Bool, reason: String, message: String, otherwise: String, _ fine: String
    ) -> NamespaceCondition {
        NamespaceCondition(
            type: type, status: holds ? "True" : "False", reason: holds ? reason : otherwise, message: holds ? message : fine)
    }
}
