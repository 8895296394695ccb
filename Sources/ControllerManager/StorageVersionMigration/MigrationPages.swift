import JSON
import KubernetesAPI
import KubernetesClient
import Synchronization

/// Writes the objects of a resource again, a page of their list after the other: each is patched with nothing, whereupon the API server
/// stores it as it stores now.
///
/// A migration that had to stop, since the server was busy, goes on with the page that it was at. Safe from any task.
final class MigrationPages: Sendable {
    /// Why the objects cannot be migrated, whenever it is tried.
    struct Failure: Error {
        var message: String
    }

    private static let pageSize = 500

    private let client: Client
    private let manager: String
    /// The token of the page that a migration is at, by its uid.
    private let positions = Mutex<[String: String]>([:])

    /// - Parameter manager: in whose name the patches are, which own no field.
    init(client: Client, manager: String) {
        self.client = client
        self.manager = manager
    }

    func forget(_ migration: String) { positions.withLock { $0[migration] = nil } }

    /// - Parameter start: the resource version at which the migration began: what was written after it is stored the new way already.
    /// - Throws: Failure, or what may pass when it is tried again.
    func migrate(_ resource: DiscoveredResource, of migration: String, start: String) async throws {
        guard let start = UInt64(start) else { throw Failure(message: "resource version is not well formed: \(start)") }
        var token = positions.withLock { $0[migration] }
        repeat {
            let page: ObjectList<ObjectHeader>
            do {
                page = try await list(resource, token)
            } catch let error as APIError where error.isGone {
                // The list was too old to go on with: from its start again, which costs no more than patches that change nothing.
                forget(migration)
                throw error
            }
            for item in page.items where try isBefore(start, item.metadata.resourceVersion) { try await rewrite(item, resource) }
            let next: String = page.metadata.continue
            token = next.isEmpty ? nil : next
            positions.withLock { $0[migration] = token }
        } while token != nil
    }

    /// The resource version of the whole resource as it is now.
    func version(of resource: DiscoveredResource) async throws -> String {
        try await page("\(resource.path())?limit=1").metadata.resourceVersion
    }

    private func list(_ resource: DiscoveredResource, _ token: String?) async throws -> ObjectList<ObjectHeader> {
        try await page("\(resource.path())?limit=\(Self.pageSize)" + (token.map { "&continue=\($0.queryEscaped)" } ?? ""))
    }

    private func page(_ path: String) async throws -> ObjectList<ObjectHeader> {
        let (status, bytes) = try await client.forMetadata.raw("GET", path)
        guard (200..<300).contains(status) else { throw Self.judged(APIError.answer(status, bytes)) }
        return try ObjectList<ObjectHeader>(json: bytes)
    }

    private func isBefore(_ start: UInt64, _ version: String) throws(Failure) -> Bool {
        guard let version = UInt64(version) else { throw Failure(message: "resource version is not well formed: \(version)") }
        return version <= start
    }

    private func rewrite(_ item: ObjectHeader, _ resource: DiscoveredResource) async throws {
        // With uid and resource version, what was deleted, made anew or changed meanwhile is a conflict, and needs no migration any more.
        let patch: JSONValue = [
            "apiVersion": .string(resource.apiVersion), "kind": .string(resource.kind),
            "metadata": ["uid": .string(item.metadata.uid), "resourceVersion": .string(item.metadata.resourceVersion)],
        ]
        let path = resource.path(namespace: item.metadata.namespace, name: ResourcePath.escape(item.metadata.name))
        do {
            try await client.json("PATCH", "\(path)?fieldManager=\(manager)", body: patch, contentType: "application/apply-patch+yaml")
        } catch let error as APIError where error.isConflict || error.isNotFound {
            return
        } catch let error as APIError {
            throw Self.judged(error)
        }
    }

    /// What the server refuses for good is a failure; what it could not do now is not.
    private static func judged(_ error: APIError) -> any Error {
        let code = error.status.code ?? 0
        return error.isTransient || error.isGone || code >= 500 ? error : Failure(message: error.description)
    }
}
