import HTTPServer
import JSON
import KubernetesAPI
import KubernetesClient
import NIOCore
import NIOHTTP1

/// How answers become HTTP responses.
enum Rendering {
    /// The answer to a path that nobody serves.
    static var pageNotFound: HTTPResponse {
        HTTPResponse(
            status: .notFound, headers: ["content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff"],
            body: .buffer(ByteBuffer(string: "404 page not found\n")))
    }

    /// A failure as a Status in JSON.
    static func failure(_ failure: APIStatusError) -> HTTPResponse {
        var headers: HTTPHeaders = ["content-type": "application/json"]
        if let seconds = failure.details?.retryAfterSeconds, seconds > 0 { headers.add(name: "retry-after", value: "\(seconds)") }
        return HTTPResponse(
            status: HTTPResponseStatus(statusCode: failure.code), headers: headers,
            body: .buffer(ByteBuffer(bytes: failure.statusObject.serialized())))
    }

    /// A document in the encoding that the client wants.
    static func document(_ tree: JSONValue, _ representation: Representation, status: Int = 200) -> HTTPResponse {
        let bytes: [UInt8]
        switch representation.encoding {
        case .json: bytes = tree.serialized(pretty: representation.pretty)
        case .yaml: bytes = Array((YAML.encode(tree)).utf8)
        }
        return HTTPResponse(
            status: HTTPResponseStatus(statusCode: status), headers: ["content-type": representation.contentType],
            body: .buffer(ByteBuffer(bytes: bytes)))
    }

    /// The answer of a handler.
    static func answer(_ answer: Answer, _ request: RequestContext) throws(APIStatusError) -> HTTPResponse {
        let representation = request.representation
        var response: HTTPResponse
        switch answer.content {
        case .object(let object, let resource):
            switch representation.shape {
            case .object:
                if representation.encoding == .json, !representation.pretty {
                    response = HTTPResponse(
                        status: HTTPResponseStatus(statusCode: answer.status), headers: ["content-type": "application/json"],
                        body: .buffer(ObjectForms.json(object, resource)))
                } else {
                    response = document(ObjectForms.tree(object, resource), representation, status: answer.status)
                }
            case .table:
                let table = ObjectForms.table(object, request, metadata: ["resourceVersion": .string("\(object.revision)")])
                response = bytes(table, representation, status: answer.status)
            case .partialMetadata:
                response = bytes([ObjectForms.partialMetadata(object, resource)], representation, status: answer.status)
            case .partialMetadataList:
                throw .notAcceptable(Representation.available)
            }
        case .tree(let tree):
            response = document(tree, representation, status: answer.status)
        }
        addWarnings(request, to: &response)
        return response
    }

    /// A page of a list.
    static func list(_ page: ListPage, _ request: RequestContext) throws(APIStatusError) -> HTTPResponse {
        let representation = request.representation
        let resource = request.resource
        var metadata: JSONValue = ["resourceVersion": .string("\(page.revision)")]
        if let token = page.continueToken { metadata["continue"] = .string(token) }
        if let remaining = page.remaining { metadata["remainingItemCount"] = .int(Int64(remaining)) }
        switch representation.shape {
        case .object:
            let typed = resource.isCustom
            let items = page.items("Object", request) { objects in
                ObjectForms.joined(objects) { ObjectForms.listItem($0, resource, typed: typed) }
            }
            return bytes(
                ObjectForms.list(kind: resource.kind + "List", apiVersion: resource.description.apiVersion, metadata, items: items),
                representation)
        case .table:
            let now = request.clock.now
            let include = request.includeObject
            let rows = page.items("Table \(include)", request, second: now.seconds) { objects in
                ObjectForms.rows(objects, resource, include: include, now: now)
            }
            return bytes(ObjectForms.table(resource, metadata: metadata, rows: rows), representation)
        case .partialMetadata:
            throw .notAcceptable(Representation.available)
        case .partialMetadataList:
            let items = page.items("PartialObjectMetadata", request) { objects in
                ObjectForms.joined(objects) { object in
                    var item = ObjectForms.partialMetadata(object, resource)
                    item.moveReaderIndex(forwardBy: 1)
                    return item
                }
            }
            return bytes(
                ObjectForms.list(kind: "PartialObjectMetadataList", apiVersion: "meta.k8s.io/v1", metadata, items: items),
                representation)
        }
    }

    /// A JSON document that is encoded already.
    private static func bytes(_ buffers: [ByteBuffer], _ representation: Representation, status: Int = 200) -> HTTPResponse {
        if representation.encoding == .yaml || representation.pretty {
            var whole: [UInt8] = []
            for buffer in buffers { whole += buffer.readableBytesView }
            if let tree = try? JSONValue(parsing: whole) { return document(tree, representation, status: status) }
        }
        return HTTPResponse(
            status: HTTPResponseStatus(statusCode: status), headers: ["content-type": "application/json"], body: .buffers(buffers))
    }

    /// Puts the warnings of a request on its response.
    static func addWarnings(_ request: RequestContext, to response: inout HTTPResponse) {
        for text in request.warnings {
            response.headers.add(name: "warning", value: "299 - \(FieldError.quoted(text))")
        }
    }
}
