import APISchema
import JSON
import NIOCore

/// The protobuf forms of objects and lists, made when first asked for.
enum ProtobufForms {
    /// The object's message in the version of the resource, without its envelope.
    static func message(_ object: StoredObject, _ resource: ServedResource, deletedAt revision: Int64? = nil) -> ByteBuffer {
        var name = "protobuf " + resource.description.apiVersion
        if let revision { name += " \(revision)" }
        return object.form(name) { object in
            var tree = ObjectForms.tree(object, resource)
            tree["metadata"]?["resourceVersion"] = .string("\(revision ?? object.revision)")
            return ByteBuffer(bytes: ProtobufEncoder.message(tree, resource.schema, capacity: object.json.readableBytes))
        }
    }

    /// The message of the object's `PartialObjectMetadata`.
    static func partialMetadata(_ object: StoredObject, _ kinds: ResourceTable, deletedAt revision: Int64? = nil) -> ByteBuffer {
        object.form(revision.map { "protobuf metadata \($0)" } ?? "protobuf metadata") { object in
            var metadata = object.tree["metadata"] ?? [:]
            if let revision { metadata["resourceVersion"] = .string("\(revision)") }
            var writer = ProtobufWriter(capacity: 1024)
            writer.prepend(field: 1, bytes: ProtobufEncoder.message(metadata, kinds.objectMetaSchema))
            return ByteBuffer(bytes: writer.bytes)
        }
    }

    /// The items of a list, each with its tag and length.
    static func joined(_ items: [ByteBuffer], isOld: Bool = false) -> ByteBuffer {
        var length = 0
        for item in items { length += 1 + varintLength(item.readableBytes) + item.readableBytes }
        var buffer = ByteBufferAllocator().buffer(capacity: length)
        for item in items {
            buffer.writeInteger(UInt8(isOld ? 0x0A : 0x12))
            var rest = UInt64(item.readableBytes)
            while rest >= 0x80 {
                buffer.writeInteger(UInt8(truncatingIfNeeded: rest) | 0x80)
                rest >>= 7
            }
            buffer.writeInteger(UInt8(rest))
            buffer.writeImmutableBuffer(item)
        }
        return buffer
    }

    /// A list in its envelope, in pieces. In the older form of `PartialObjectMetadataList` the items stand before the metadata.
    static func list(
        kind: String, apiVersion: String, _ metadata: JSONValue, items: ByteBuffer, _ kinds: ResourceTable
    ) -> [ByteBuffer] {
        let isOld = apiVersion == "meta.k8s.io/v1beta1"
        var header = ProtobufWriter(capacity: 256)
        header.prepend(field: isOld ? 2 : 1, bytes: ProtobufEncoder.message(metadata, kinds.listMetaSchema, capacity: 128))
        let envelope = ProtobufEnvelope(apiVersion: apiVersion, kind: kind)
        let prefix = ByteBuffer(bytes: envelope.prefix(length: header.count + items.readableBytes))
        let head = ByteBuffer(bytes: header.bytes)
        return [prefix] + (isOld ? [items, head] : [head, items]) + [ProtobufEnvelope.end]
    }

    private static func varintLength(_ value: Int) -> Int { max(1, (Int.bitWidth - value.leadingZeroBitCount + 6) / 7) }

    /// Any object, in its envelope; nil for kinds that have no protobuf form.
    static func object(_ tree: JSONValue, _ kinds: ResourceTable) -> [ByteBuffer]? {
        let (apiVersion, kind) = (tree.text("apiVersion"), tree.text("kind"))
        if let schema = kinds.schema(apiVersion: apiVersion, kind: kind) {
            return ProtobufEnvelope(apiVersion: apiVersion, kind: kind)
                .wrap(ByteBuffer(bytes: ProtobufEncoder.message(tree, schema)))
        }
        guard kind.hasSuffix("List"), let item = kinds.schema(apiVersion: apiVersion, kind: String(kind.dropLast(4))) else { return nil }
        let items = tree.items("items").map { ByteBuffer(bytes: ProtobufEncoder.message($0, item)) }
        return list(kind: kind, apiVersion: apiVersion, tree["metadata"] ?? [:], items: joined(items), kinds)
    }

    /// The frame of a watch event about an object.
    static func event(
        _ type: String, _ object: StoredObject, _ resource: ServedResource, _ representation: Representation, deletedAt revision: Int64?,
        _ kinds: ResourceTable
    ) -> [ByteBuffer] {
        if representation.shape == .object {
            return ProtobufEnvelope(apiVersion: resource.description.apiVersion, kind: resource.kind)
                .frame(type: type, message(object, resource, deletedAt: revision))
        }
        return ProtobufEnvelope(apiVersion: representation.metaAPIVersion, kind: "PartialObjectMetadata")
            .frame(type: type, partialMetadata(object, kinds, deletedAt: revision))
    }

    /// The frame of a watch event about anything else: a bookmark, a failure.
    static func event(_ type: String, _ tree: JSONValue, _ kinds: ResourceTable) -> [ByteBuffer] {
        let (apiVersion, kind) = (tree.text("apiVersion"), tree.text("kind"))
        let schema = kinds.schema(apiVersion: apiVersion, kind: kind)
        let message: ArraySlice<UInt8>
        if let schema {
            message = ProtobufEncoder.message(tree, schema)
        } else {
            var writer = ProtobufWriter(capacity: 128)
            writer.prepend(field: 1, bytes: ProtobufEncoder.message(tree["metadata"] ?? [:], kinds.objectMetaSchema))
            message = writer.bytes
        }
        return ProtobufEnvelope(apiVersion: apiVersion, kind: kind).frame(type: type, ByteBuffer(bytes: message))
    }
}
