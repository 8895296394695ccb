import JSON
import KubernetesAPI
import Store

/// Tells the controller of the objects of flow control as they change, and the schemas whether their level exists.
struct FlowControlConsumer: Sendable {
    private static let manager = "api-priority-and-fairness-config-consumer-v1"

    let controller: FlowController
    let schemas: ResourceStorage
    let levels: ResourceStorage
    let client: SystemClient

    /// Works until the task is cancelled.
    func run() async throws {
        while !Task.isCancelled {
            do {
                try await follow()
            } catch CacheError.expired {
                // Everything is read anew.
            } catch CacheError.closed {
                return
            }
        }
    }

    private func follow() async throws {
        // News that come while the last are being taken are taken together.
        let (news, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        signal.yield()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for storage in [schemas, levels] {
                let (_, watcher) = storage.cache.snapshotAndWatch(filter: nil)
                group.addTask {
                    while true {
                        _ = try await watcher.next()
                        signal.yield()
                    }
                }
            }
            group.addTask {
                var known = Known()
                for await _ in news { await take(&known) }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// The objects as they were last read, so that only those that changed are read anew.
    private struct Known {
        var schemas: [String: (revision: Int64, tree: JSONValue)] = [:]
        var levels: [String: (revision: Int64, tree: JSONValue)] = [:]
    }

    /// Reads the objects, and writes the conditions that are not as they should be.
    private func take(_ known: inout Known) async {
        read(schemas, &known.schemas)
        read(levels, &known.levels)
        let schemaTrees = known.schemas.values.map(\.tree)
        let levelTrees = known.levels.values.map(\.tree)
        controller.configure(schemas: schemaTrees, levels: levelTrees)
        let names = Set(levelTrees.compactMap { $0["metadata"]?.text("name") })
        for schema in schemaTrees { await report(schema, names) }
    }

    private func read(_ storage: ResourceStorage, _ known: inout [String: (revision: Int64, tree: JSONValue)]) {
        var present: [String: (revision: Int64, tree: JSONValue)] = [:]
        for item in storage.cache.snapshot().items(prefix: storage.prefix) {
            if let old = known[item.key], old.revision == item.revision {
                present[item.key] = old
            } else {
                present[item.key] = (item.revision, item.entry.tree)
            }
        }
        known = present
    }

    /// Sets the condition Dangling of a schema.
    private func report(_ schema: JSONValue, _ levels: Set<String>) async {
        let name = schema["metadata"]?.text("name") ?? ""
        let level = schema["spec"]?["priorityLevelConfiguration"]?.text("name") ?? ""
        let isFound = levels.contains(level)
        let wanted: JSONValue = [
            "type": "Dangling", "status": isFound ? "False" : "True", "reason": isFound ? "Found" : "NotFound",
            "message": .string(
                "This FlowSchema references the PriorityLevelConfiguration object named \(FieldError.quoted(level)) "
                    + (isFound ? "and it exists" : "but there is no such object")),
        ]
        let present = schema["status"]?.items("conditions").first { $0.text("type") == "Dangling" }
        if let present, ["status", "reason", "message"].allSatisfy({ present[$0] == wanted[$0] }) { return }
        var condition = wanted
        let isSame = present?["status"] == wanted["status"]
        condition["lastTransitionTime"] = isSame ? present?["lastTransitionTime"] : .string(client.clock.time.description)
        let patch: JSONValue = [
            "apiVersion": "flowcontrol.apiserver.k8s.io/v1", "kind": "FlowSchema", "metadata": ["name": .string(name)],
            "status": ["conditions": [condition]],
        ]
        _ = await client.send(
            "PATCH", "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas/\(name)/status?fieldManager=\(Self.manager)&force=true", patch,
            type: "application/apply-patch+yaml")
    }
}
