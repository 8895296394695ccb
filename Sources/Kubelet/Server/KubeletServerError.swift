import HTTPServer
import NIOCore
import NIOHTTP1

/// A request to the kubelet that failed: the status and the text of the answer. The API server turns it into a Status.
struct KubeletServerError: Error {
    var status: HTTPResponseStatus
    var message: String

    static func badRequest(_ message: String) -> KubeletServerError { .init(status: .badRequest, message: message) }
    static func notFound(_ message: String) -> KubeletServerError { .init(status: .notFound, message: message) }
    static func internalError(_ message: String) -> KubeletServerError {
        .init(status: .internalServerError, message: message)
    }
    static let podDoesNotExist = notFound("pod does not exist")

    var response: HTTPResponse { .text(message, status: status) }
}

extension HTTPResponse {
    /// A plain text.
    static func text(
        _ text: String, status: HTTPResponseStatus = .ok, contentType: String = "text/plain; charset=utf-8"
    ) -> HTTPResponse {
        HTTPResponse(status: status, headers: ["content-type": contentType], body: .buffer(ByteBuffer(string: text)))
    }

    /// A JSON text.
    static func json(_ bytes: [UInt8]) -> HTTPResponse {
        HTTPResponse(status: .ok, headers: ["content-type": "application/json"], body: .buffer(ByteBuffer(bytes: bytes)))
    }
}
