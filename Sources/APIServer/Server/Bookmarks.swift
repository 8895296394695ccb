import APISchema
import JSON
import NIOCore

/// The events of a watch that tell no change, only how far it has come.
enum Bookmarks {
    /// The object of a bookmark: one of the kind, empty but for its revision.
    /// - Parameter endsInitial: whether it ends the objects that were there when the watch began.
    static func object(_ request: RequestContext, revision: Int64, endsInitial: Bool) -> JSONValue {
        let resource = request.resource
        var metadata: JSONValue = ["resourceVersion": .string("\(revision)")]
        if endsInitial {
            metadata["annotations"] = [
                "k8s.io/initial-events-end": "true",
                "kubernetes.io/initial-events-list-blueprint": .string(Base64.encode(blueprint(request))),
            ]
        }
        if [.partialMetadata, .partialMetadataList].contains(request.representation.shape) {
            return ["kind": "PartialObjectMetadata", "apiVersion": .string(request.representation.metaAPIVersion), "metadata": metadata]
        }
        var object: JSONValue = ["kind": .string(resource.kind), "apiVersion": .string(resource.description.apiVersion), "metadata": metadata]
        for (name, value) in resource.schema.zero.object ?? [:] where object[name] == nil { object[name] = value }
        return object
    }

    /// The empty list that clients fill with the objects that came as events, in the encoding of the watch.
    private static func blueprint(_ request: RequestContext) -> [UInt8] {
        let isMetadata = [.partialMetadata, .partialMetadataList].contains(request.representation.shape)
        let kind = isMetadata ? "PartialObjectMetadataList" : request.resource.kind + "List"
        let apiVersion = isMetadata ? request.representation.metaAPIVersion : request.resource.description.apiVersion
        if request.representation.encoding == .protobuf {
            return ProtobufForms.list(kind: kind, apiVersion: apiVersion, [:], items: ByteBuffer(), request.kinds)
                .flatMap { Array($0.readableBytesView) }
        }
        let list: JSONValue = ["kind": .string(kind), "apiVersion": .string(apiVersion), "metadata": [:], "items": .null]
        return list.serialized() + [0x0A]
    }
}
