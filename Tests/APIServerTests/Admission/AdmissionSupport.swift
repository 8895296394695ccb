import JSON
import KubernetesAPI
import KubernetesClient

@testable import APIServer

extension TestServer {
    /// Creates a namespace; the paths in it start with what is returned.
    func namespace(_ name: String, labels: JSONValue = [:], annotations: JSONValue = [:]) async throws -> String {
        _ = try await send(
            "POST", "/api/v1/namespaces",
            ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name), "labels": labels, "annotations": annotations]])
        return "/api/v1/namespaces/\(name)"
    }

    /// One request of a certain user; the status, the body, and the texts of its warnings.
    func send(
        as user: APIUser, _ method: String, _ path: String, _ body: JSONValue? = nil, type: String = "application/json"
    ) async throws -> (status: Int, body: JSONValue, warnings: [String]) {
        let transport = InProcessTransport(server: server, user: user)
        let response = try await transport.send(
            ClientRequest(method: method, path: path, headers: [("Content-Type", type), ("User-Agent", "test/1")], body: body?.serialized()))
        let bytes = try await response.body.collect(upTo: 64 << 20)
        let warnings = response.headers.filter { $0.0.lowercased() == "warning" }.map(\.1)
        return (response.status, (try? JSONValue(parsing: bytes)) ?? .null, warnings)
    }

    static let admin = APIUser(name: "admin", groups: ["system:masters", "system:authenticated"])

    /// A pod with one container of these resources.
    static func pod(_ name: String, requests: JSONValue = [:], limits: JSONValue = [:], spec more: JSONValue = [:]) -> JSONValue {
        var pod = pod(name)
        pod["spec"]?["containers"] = [["name": "c", "image": "nginx", "resources": ["requests": requests, "limits": limits]]]
        for (key, value) in more.object ?? JSONObject() { pod["spec"]?[key] = value }
        return pod
    }
}

extension String {
    /// Whether another text is in this one.
    func has(_ other: String) -> Bool { ranges(of: other).first != nil }
}
