import HTTPServer
import JSON
import NIOHTTP1

extension KubeletRouter {
    /// `PUT` and `DELETE /localvolumes/NAME`: what the provisioner of local volumes asks of the node. Not one of upstream's paths; like all
    /// that have no name of their own it needs the right to `nodes/proxy`.
    func localVolume(_ name: String, _ method: HTTPMethod) async throws -> HTTPResponse {
        guard let volumes = backend.localVolumes else { throw KubeletServerError.notFound("this node has no local volumes") }
        switch method {
        case .PUT:
            let answer: JSONValue = ["path": .string(try await volumes.make(name))]
            return .json(answer.serialized())
        case .DELETE:
            try await volumes.remove(name)
            return .json(JSONValue.object([:]).serialized())
        default: return .text("method not allowed\n", status: .methodNotAllowed)
        }
    }
}
