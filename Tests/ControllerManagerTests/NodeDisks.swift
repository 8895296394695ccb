import JSON
import KubernetesClient
import Synchronization

/// The disks of all nodes, as far as local volumes go.
final class NodeDisks: Sendable {
    private let state = Mutex((directories: Set<String>(), failure: String?.none))

    /// "node/name" of each directory.
    var all: Set<String> { state.withLock { $0.directories } }

    /// From now on every request fails with this message; nil for none.
    func fail(_ message: String?) { state.withLock { $0.failure = message } }

    func answer(_ method: String, _ node: String, _ name: String) -> (Int, String) {
        state.withLock { state in
            if let failure = state.failure { return (500, failure) }
            if method == "PUT" {
                state.directories.insert("\(node)/\(name)")
                return (200, "{\"path\": \"/disk/\(name)\"}")
            }
            state.directories.remove("\(node)/\(name)")
            return (200, "{}")
        }
    }
}

/// Takes what goes to a node's kubelet out of the way to the API server.
struct NodeTransport: Transport {
    let base: any Transport
    let disks: NodeDisks

    func send(_ request: ClientRequest) async throws -> ClientResponse {
        let parts = request.path.split(separator: "/").map(String.init)
        guard parts.count == 7, parts[2] == "nodes", parts[4] == "proxy", parts[5] == "localvolumes" else { return try await base.send(request) }
        let (status, body) = disks.answer(request.method, parts[3], parts[6])
        return ClientResponse(status: status, body: ClientBody(Array(body.utf8)))
    }
}
