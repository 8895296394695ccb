import JSON
import KubernetesAPI
import KubernetesClient

/// The directories of local volumes, on whichever node: made and removed by the node's kubelet, which is reached through the API
/// server (`nodes/proxy`).
struct NodeDirectories: Sendable {
    let client: Client

    /// What the node answered, in words.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Makes the directory of a volume on a node, and returns its path there.
    func make(_ name: String, on node: String) async throws -> String {
        let answer = try await ask("PUT", name, node)
        guard let path = (try? JSONValue(parsing: answer))?["path"]?.string, path.hasPrefix("/") else {
            throw Failure(description: "node \(node) did not say where the directory is")
        }
        return path
    }

    /// Removes it with all that is in it; that there is none is success.
    func remove(_ name: String, on node: String) async throws {
        _ = try await ask("DELETE", name, node)
    }

    private func ask(_ method: String, _ name: String, _ node: String) async throws -> [UInt8] {
        let path = "/api/v1/nodes/\(ResourcePath.escape(node))/proxy/localvolumes/\(ResourcePath.escape(name))"
        let (status, body) = try await client.raw(method, path)
        if (200..<300).contains(status) { return body }
        let text = (try? Status(json: body))?.message ?? String(decoding: body.prefix(500), as: UTF8.self)
        throw Failure(description: "node \(node): \(text.isEmpty ? "status \(status)" : text)")
    }
}
