import JSON
import KubernetesAPI
import KubernetesClient

/// Any object's kind and metadata, whatever else it holds: what the garbage collector reads of all resources.
struct ObjectHeader: APIType {
    var apiVersion = ""
    var kind = ""
    var metadata = ObjectMeta()

    init() {}

    init(from reader: inout JSONReader) throws(JSONError) {
        guard try reader.beginObject() else { return }
        while let key = try reader.nextKey() {
            switch key {
            case "apiVersion": apiVersion = try reader.readString()
            case "kind": kind = try reader.readString()
            case "metadata": metadata = try ObjectMeta(from: &reader)
            default: try reader.skipValue()
            }
        }
    }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.required("apiVersion", apiVersion)
        writer.required("kind", kind)
        writer.required("metadata", metadata)
        writer.endObject()
    }
}

/// Asks for metadata alone wherever the server can give it (PartialObjectMetadata), which spares both sides the rest.
struct MetadataTransport: Transport {
    let base: any Transport

    private static let accept = ["PartialObjectMetadataList", "PartialObjectMetadata"]
        .map { "application/json;as=\($0);g=meta.k8s.io;v=v1" }

    func send(_ request: ClientRequest) async throws -> ClientResponse {
        var request = request
        request.headers.removeAll { $0.0.lowercased() == "accept" }
        // A list in answer to a list; single objects else, and in a watch.
        let kinds = request.wantsList ? Self.accept[0] : Self.accept[1]
        request.headers.append(("Accept", "\(kinds),application/json"))
        return try await base.send(request)
    }
}

extension ClientRequest {
    fileprivate var wantsList: Bool { method == "GET" && path.contains("limit=") && !path.contains("watch=") }
}

extension Client {
    /// The same client, asking for metadata only.
    var forMetadata: Client { Client(transport: MetadataTransport(base: transport), userAgent: userAgent, timeout: timeout) }

    /// Kind and metadata of one object.
    func header(_ path: String) async throws -> ObjectHeader {
        let (status, bytes) = try await forMetadata.raw("GET", path)
        guard (200..<300).contains(status) else { throw APIError.answer(status, bytes) }
        return try ObjectHeader(json: bytes)
    }
}

extension APIError {
    /// The error that an answer without success stands for.
    static func answer(_ code: Int, _ body: [UInt8]) -> APIError {
        var status = (try? Status(json: body)) ?? Status()
        if status.code == nil { status.code = code }
        if status.reason == nil, code == 404 { status.reason = "NotFound" }
        if status.reason == nil, code == 409 { status.reason = "Conflict" }
        return APIError(status: status)
    }
}
