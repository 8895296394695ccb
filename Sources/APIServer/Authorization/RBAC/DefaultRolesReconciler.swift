import Foundation
import JSON
import KubernetesAPI
import Logging
import Store

/// Makes the default roles and bindings when the server starts, and puts back what was taken out of them: the hook
/// `rbac/bootstrap-roles`.
///
/// As on Kubernetes it only ever adds: rules, subjects, labels and annotations that somebody put in stay, and an object
/// whose annotation `rbac.authorization.kubernetes.io/autoupdate` is `false` is left alone. A binding that refers to
/// another role is made anew.
struct DefaultRolesReconciler: Sendable {
    static let autoupdate = "rbac.authorization.kubernetes.io/autoupdate"

    let registry: Registry
    let logger: Logger

    func run() async {
        let time = registry.clock.time.description
        // All at once, so that the store writes them in few transactions.
        await withTaskGroup(of: Void.self) { group in
            for object in DefaultRoles.objects(serves: { registry.resources.stored(group: $0, plural: $1) != nil }) {
                group.addTask {
                    do {
                        try await reconcile(object, time)
                    } catch {
                        logger.warning("Cannot write a default role", metadata: [
                            "name": "\(object["metadata"]?.text("name") ?? "")", "error": "\(error)",
                        ])
                    }
                }
            }
        }
    }

    private func reconcile(_ wanted: JSONValue, _ time: String) async throws {
        let kind = wanted.text("kind")
        guard let resource = registry.resources.stored(group: RBAC.group, plural: kind.lowercased() + "s") else { return }
        let name = wanted["metadata"]?.text("name") ?? ""
        let namespace = wanted["metadata"]?.text("namespace") ?? ""
        for _ in 0..<Registry.maximumAttempts {
            guard let item = resource.storage.cache.get(resource.storage.key(namespace: namespace, name: name)) else {
                if try await create(wanted, resource, time) { return }
                try await resource.storage.refresh()
                continue
            }
            let current = item.entry.tree
            guard let new = Self.reconciled(current, wanted) else { return }
            if new["roleRef"] != current["roleRef"] {
                guard try await resource.storage.delete(namespace: namespace, name: name, ifRevision: item.revision) != nil else { continue }
                if try await create(wanted, resource, time) { return }
            } else {
                var changed = new
                manager(resource, time).update(live: current, new: &changed)
                if try await resource.storage.update(changed, namespace: namespace, name: name, ifRevision: item.revision) != nil { return }
            }
            try await resource.storage.refresh()
        }
    }

    private func manager(_ resource: ServedResource, _ time: String) -> FieldManager {
        FieldManager(
            manager: "kube-apiserver", apiVersion: resource.description.apiVersion, subresource: "", schema: resource.schema, time: time)
    }

    private func create(_ wanted: JSONValue, _ resource: ServedResource, _ time: String) async throws -> Bool {
        var object = wanted
        object.edit("metadata") { metadata in
            metadata["uid"] = .string(UUID().uuidString.lowercased())
            metadata["creationTimestamp"] = .string(time)
        }
        manager(resource, time).update(live: nil, new: &object)
        let metadata = wanted["metadata"] ?? [:]
        return try await resource.storage.create(object, namespace: metadata.text("namespace"), name: metadata.text("name")) != nil
    }

    /// What an object has to become; nil when it may stay.
    static func reconciled(_ current: JSONValue, _ wanted: JSONValue) -> JSONValue? {
        let annotations = current["metadata"]?.members("annotations") ?? JSONObject()
        guard annotations[autoupdate] != "false" else { return Optional.none }
        if let reference = wanted["roleRef"], current["roleRef"] != reference { return wanted }
        var new = current
        new.edit("metadata") { metadata in
            for field in ["labels", "annotations"] {
                let missing = (wanted["metadata"]?.members(field) ?? JSONObject()).filter { metadata[field]?[$0.key] == nil }
                guard !missing.isEmpty else { continue }
                metadata.setDefault(field, [:])
                for (name, value) in missing { metadata[field]?[name] = value }
            }
        }
        let held = current.items("rules").map { PolicyRule($0) }
        let rules = RuleCoverage.missing(wanted.items("rules").map { PolicyRule($0) }, from: held)
        if !rules.isEmpty { new["rules"] = .array(current.items("rules") + rules.map(\.tree)) }
        let subjects = wanted.items("subjects").filter { !current.items("subjects").contains($0) }
        if !subjects.isEmpty { new["subjects"] = .array(current.items("subjects") + subjects) }
        if let rule = wanted["aggregationRule"] {
            let selectors = current["aggregationRule"]?.items("clusterRoleSelectors") ?? []
            let missing = rule.items("clusterRoleSelectors").filter { !selectors.contains($0) }
            if !missing.isEmpty { new["aggregationRule"] = ["clusterRoleSelectors": .array(selectors + missing)] }
        }
        if new == current { return Optional.none }
        return new
    }
}
