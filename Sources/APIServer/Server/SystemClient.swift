import HTTPServer
import JSON
import KubernetesAPI
import Logging
import NIOCore
import NIOHTTP1

/// The server's own way to the objects that it makes and keeps: requests in this process, as system:apiserver.
struct SystemClient: Sendable {
    let pipeline: RequestPipeline
    let clock: any WallClock
    let logger: Logger

    /// One request; the answer's status and body.
    func send(
        _ method: String, _ path: String, _ body: JSONValue? = nil, type: String = "application/json"
    ) async -> (status: Int, body: JSONValue) {
        let request = HTTPRequest(
            method: HTTPMethod(rawValue: method), uri: path, headers: ["content-type": type, "user-agent": "kube-apiserver"],
            body: body.map { ByteBuffer(bytes: $0.serialized()) } ?? ByteBuffer())
        let response = await pipeline.respond(to: request, as: .apiServer)
        var bytes: [UInt8] = []
        switch response.body {
        case .buffer(let buffer): bytes = Array(buffer.readableBytesView)
        case .buffers(let buffers): for buffer in buffers { bytes += buffer.readableBytesView }
        case .empty, .stream, .upgrade: break
        }
        return (Int(response.status.code), (try? JSONValue(parsing: bytes)) ?? .null)
    }

    /// Creates an object unless there is one of its name. Whether it is there.
    func ensure(_ path: String, _ object: JSONValue, manager: String = "") async -> Bool {
        let name = object["metadata"]?.text("name") ?? ""
        if await send("GET", "\(path)/\(name)").status == 200 { return true }
        return report(await send("POST", path + Self.query(manager), object), path, name, accepted: [201, 409])
    }

    /// Creates an object, or makes the present one like it where `isLike` says that it is not. Whether it is as it should be.
    func put(
        _ path: String, _ object: JSONValue, manager: String = "", isLike: (_ present: JSONValue) -> Bool = { _ in false }
    ) async -> Bool {
        let name = object["metadata"]?.text("name") ?? ""
        let present = await send("GET", "\(path)/\(name)")
        if present.status == 404 {
            return report(await send("POST", path + Self.query(manager), object), path, name, accepted: [201, 409])
        }
        if present.status == 200, isLike(present.body) { return true }
        return report(await send("PUT", "\(path)/\(name)" + Self.query(manager), object), path, name, accepted: [200, 201])
    }

    private static func query(_ manager: String) -> String { manager.isEmpty ? "" : "?fieldManager=\(manager)" }

    private func report(_ answer: (status: Int, body: JSONValue), _ path: String, _ name: String, accepted: [Int]) -> Bool {
        if accepted.contains(answer.status) { return true }
        logger.warning(
            "Cannot write one of the system's objects",
            metadata: ["path": "\(path)/\(name)", "status": "\(answer.status)", "error": "\(answer.body.text("message"))"])
        return false
    }
}
