import JSON
import KubernetesAPI
import KubernetesClient

/// Controllers of kinds that the API server serves only where `--runtime-config` asks for them: they wait for their kind.
extension ControllerContext {
    /// How often it is asked whether a kind is served by now.
    private static let servingPeriod: Duration = .seconds(30)

    /// Waits until the API server serves one of these kinds, and says which: the first of the list that it does.
    /// - Throws: CancellationError.
    func whenServed(_ kinds: [APIResource]) async throws -> APIResource {
        while true {
            for kind in kinds where await isServed(kind) { return kind }
            try await clock.sleep(for: Self.servingPeriod)
        }
    }

    /// Waits until the API server serves a kind.
    /// - Throws: CancellationError.
    func waitUntilServed(_ kind: APIResource) async throws { _ = try await whenServed([kind]) }

    private func isServed(_ kind: APIResource) async -> Bool {
        let path = kind.group.isEmpty ? "/api/\(kind.version)" : "/apis/\(kind.group)/\(kind.version)"
        guard let list = try? await client.json("GET", path) else { return false }
        return (list["resources"]?.array ?? []).contains { $0["name"]?.string == kind.plural }
    }
}
