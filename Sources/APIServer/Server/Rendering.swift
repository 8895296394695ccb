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

    /// A failure as a Status, in the encoding that the client understands; JSON when it understands none.
    static func failure(_ failure: APIStatusError, accept: String? = nil, kinds: ResourceTable? = nil) -> HTTPResponse {
        let negotiated = try? Representation.negotiate(.init(accept: accept, shapes: false, protobuf: kinds != nil))
        var response = document(
            failure.statusObject, negotiated ?? Representation(encoding: .json, shape: .object, pretty: true), kinds, status: failure.code)
        if let seconds = failure.details?.retryAfterSeconds, seconds > 0 { response.headers.add(name: "retry-after", value: "\(seconds)") }
        return response
    }

    /// A document in the encoding that the client wants.
    static func document(
        _ tree: JSONValue, _ representation: Representation, _ kinds: ResourceTable? = nil, status: Int = 200
    ) -> HTTPResponse {
        var type = representation.contentType
        let body: HTTPResponse.Body
        switch representation.encoding {
        case .yaml: body = .buffer(ByteBuffer(string: YAML.encode(tree)))
        case .protobuf:
            if let kinds, let pieces = ProtobufForms.object(tree, kinds) {
                body = .buffers(pieces)
            } else {
                type = "application/json"
                body = .buffer(ByteBuffer(bytes: tree.serialized()))
            }
        case .json: body = .buffer(ByteBuffer(bytes: tree.serialized(pretty: representation.pretty, width: 2)))
        }
        return HTTPResponse(status: HTTPResponseStatus(statusCode: status), headers: ["content-type": type], body: body)
    }

    /// The answer of a handler.
    static func answer(_ answer: Answer, _ request: RequestContext) throws(APIStatusError) -> HTTPResponse {
        var response: HTTPResponse
        switch answer.content {
        case .object(let object, let resource): response = try self.object(object, resource, request, status: answer.status)
        case .tree(let tree):
            if answer.isShaped, request.representation.shape != .object {
                // What is not stored is shaped as if it were.
                let revision = Int64(tree["metadata"]?.text("resourceVersion") ?? "") ?? 0
                let object = request.resource.storage.unstored(Registry.toStorage(tree, request.resource), revision: revision)
                response = try self.object(object, request.resource, request, status: answer.status)
            } else {
                response = document(tree, request.representation, request.kinds, status: answer.status)
            }
        }
        addWarnings(request, to: &response)
        return response
    }

    private static func object(
        _ object: StoredObject, _ resource: ServedResource, _ request: RequestContext, status: Int
    ) throws(APIStatusError) -> HTTPResponse {
        let representation = request.representation
        switch representation.shape {
        case .object:
            switch representation.encoding {
            case .json where !representation.pretty:
                return HTTPResponse(
                    status: HTTPResponseStatus(statusCode: status), headers: ["content-type": "application/json"],
                    body: .buffer(ObjectForms.json(object, resource)))
            case .protobuf:
                let envelope = ProtobufEnvelope(apiVersion: resource.description.apiVersion, kind: resource.kind)
                return protobuf(envelope.wrap(ProtobufForms.message(object, resource)), status: status)
            default:
                return document(ObjectForms.tree(object, resource), representation, status: status)
            }
        case .table:
            try checkInclude(request)
            let table = ObjectForms.table(object, request, metadata: ["resourceVersion": .string("\(object.revision)")])
            return bytes(table, representation, status: status)
        case .partialMetadata:
            if representation.encoding == .protobuf {
                let envelope = ProtobufEnvelope(apiVersion: representation.metaAPIVersion, kind: "PartialObjectMetadata")
                return protobuf(envelope.wrap(ProtobufForms.partialMetadata(object, request.kinds)), status: status)
            }
            return bytes([ObjectForms.partialMetadata(object, resource, representation.metaAPIVersion)], representation, status: status)
        case .partialMetadataList:
            throw .notAcceptable(
                message: "you requested PartialObjectMetadataList, but the requested object is not a list (*\(resource.goType))")
        }
    }

    /// A page of a list.
    static func list(_ page: ListPage, _ request: RequestContext) throws(APIStatusError) -> HTTPResponse {
        let representation = request.representation
        let resource = request.resource
        var metadata: JSONValue = ["resourceVersion": .string("\(page.revision)")]
        if let token = page.continueToken { metadata["continue"] = .string(token) }
        if let remaining = page.remaining { metadata["remainingItemCount"] = .int(Int64(remaining)) }
        let isProtobuf = representation.encoding == .protobuf
        switch representation.shape {
        case .object:
            let (kind, apiVersion) = (resource.kind + "List", resource.description.apiVersion)
            if isProtobuf {
                let items = page.items("Protobuf", request) { ProtobufForms.joined($0.map { ProtobufForms.message($0, resource) }) }
                return protobuf(ProtobufForms.list(kind: kind, apiVersion: apiVersion, metadata, items: items, request.kinds))
            }
            let typed = resource.isCustom
            let items = page.items("Object", request) { objects in
                ObjectForms.joined(objects) { ObjectForms.listItem($0, resource, typed: typed) }
            }
            return bytes(ObjectForms.list(kind: kind, apiVersion: apiVersion, metadata, items: items), representation)
        case .table:
            try checkInclude(request)
            let now = request.clock.now
            let (include, apiVersion) = (request.includeObject, representation.metaAPIVersion)
            let rows = page.items("Table \(include) \(apiVersion)", request, second: now.seconds) { objects in
                ObjectForms.rows(objects, resource, include: include, apiVersion, now: now)
            }
            return bytes(ObjectForms.table(resource, apiVersion, metadata: metadata, rows: rows), representation)
        case .partialMetadata:
            throw .notAcceptable(message: "you requested PartialObjectMetadata, but the requested object is a list (*\(resource.goType)List)")
        case .partialMetadataList:
            let (kind, apiVersion) = ("PartialObjectMetadataList", representation.metaAPIVersion)
            if isProtobuf {
                let items = ProtobufForms.joined(page.objects.map { ProtobufForms.partialMetadata($0, request.kinds) }, isOld: apiVersion == "meta.k8s.io/v1beta1")
                return protobuf(ProtobufForms.list(kind: kind, apiVersion: apiVersion, metadata, items: items, request.kinds))
            }
            let items = page.items("PartialObjectMetadata \(apiVersion)", request) { objects in
                ObjectForms.joined(objects) { object in
                    var item = ObjectForms.partialMetadata(object, resource, apiVersion)
                    item.moveReaderIndex(forwardBy: 1)
                    return item
                }
            }
            return bytes(ObjectForms.list(kind: kind, apiVersion: apiVersion, metadata, items: items), representation)
        }
    }

    /// - Throws: 400 for an unknown value of the parameter that says what a Table's rows carry.
    static func checkInclude(_ request: RequestContext) throws(APIStatusError) {
        guard let value = request.query["includeObject"], !["", "None", "Metadata", "Object"].contains(value) else { return }
        throw .badRequest("unrecognized includeObject value: \(FieldError.quoted(value))")
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

    private static func protobuf(_ pieces: [ByteBuffer], status: Int = 200) -> HTTPResponse {
        HTTPResponse(
            status: HTTPResponseStatus(statusCode: status), headers: ["content-type": "application/vnd.kubernetes.protobuf"],
            body: .buffers(pieces))
    }

    /// Puts the warnings of a request on its response.
    static func addWarnings(_ request: RequestContext, to response: inout HTTPResponse) {
        for text in request.warnings {
            response.headers.add(name: "warning", value: "299 - \(FieldError.quoted(text))")
        }
    }
}
