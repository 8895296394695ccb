import JSON
import KubernetesAPI
import KubernetesClient

/// What a migration tells the CustomResourceDefinition of its resource: the condition StorageMigrating and, when all objects are written
/// again, that the storage version is the only one they are stored in.
struct MigratingDefinition: Sendable {
    private static let condition = "StorageMigrating"
    /// Who applies it: what Kubernetes calls the part of the controller that does.
    private static let manager = "migration-runner-controller"

    let client: Client
    let clock: any WallClock

    /// A migration begins. Nothing for what no definition made.
    func begin(_ migration: String, group: String, plural: String) async throws {
        guard let definition = try await definition(group, plural) else { return }
        try await apply(definition, status: "True", reason: "MigrationRunning", message: "Migration \(migration) is running")
    }

    /// The migration has ended. The versions that were stored are forgotten only where the definition is as it was when it began:
    /// otherwise objects may have been written in another version meanwhile.
    func finish(succeeded: Bool, group: String, plural: String) async throws {
        guard let definition = try await definition(group, plural) else { return }
        let begun = (definition["status"]?["conditions"]?.array ?? []).first { $0["type"]?.string == Self.condition }
        let isSame = begun != nil && begun?["observedGeneration"]?.int == definition["metadata"]?["generation"]?.int
        guard succeeded else {
            return try await apply(definition, status: "False", reason: "MigrationFailed", message: "The migration has failed")
        }
        let storage = (definition["spec"]?["versions"]?.array ?? []).first { $0["storage"]?.bool == true }?["name"]
        guard isSame, let storage else {
            return try await apply(
                definition, status: "False", reason: "MigrationSucceeded",
                message: "The migration has succeeded but the stored versions have not been updated due to a generation mismatch")
        }
        try await apply(
            definition, status: "False", reason: "MigrationSucceeded", message: "The migration has succeeded and the stored versions have been updated",
            storedVersions: [storage])
    }

    private func path(_ name: String) -> String { "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/\(ResourcePath.escape(name))" }

    private func definition(_ group: String, _ plural: String) async throws -> JSONValue? {
        if group.isEmpty { return nil }
        do {
            return try await client.json("GET", path("\(plural).\(group)"))
        } catch let error as APIError where error.isNotFound {
            return nil
        }
    }

    /// Applies the condition to the definition as it was read; a conflict when somebody was faster.
    private func apply(_ definition: JSONValue, status: String, reason: String, message: String, storedVersions: [JSONValue]? = nil) async throws {
        let name = definition["metadata"]?["name"]?.string ?? ""
        var condition: JSONValue = [
            "type": .string(Self.condition), "status": .string(status), "lastTransitionTime": .string(clock.time.description), "reason": .string(reason),
            "message": .string(message),
        ]
        condition["observedGeneration"] = definition["metadata"]?["generation"]
        var configuration: JSONValue = [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": ["name": .string(name)],
            "status": ["conditions": [condition]],
        ]
        configuration["metadata"]?["resourceVersion"] = definition["metadata"]?["resourceVersion"]
        if let storedVersions { configuration["status"]?["storedVersions"] = .array(storedVersions) }
        try await client.json(
            "PATCH", "\(path(name))/status?fieldManager=\(Self.manager)&force=true", body: configuration, contentType: "application/apply-patch+yaml")
    }
}
