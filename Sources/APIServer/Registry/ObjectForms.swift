import JSON
import KubernetesAPI
import NIOCore

/// The forms in which objects go out: as they are, in another version, metadata only, as rows of a table.
enum ObjectForms {
    /// The object as JSON in the version of the resource.
    static func json(_ object: StoredObject, _ resource: ServedResource) -> ByteBuffer {
        guard let conversion = resource.conversion else { return object.json }
        return object.form(resource.description.apiVersion) { object in
            ByteBuffer(bytes: converted(object, conversion).serialized())
        }
    }

    /// The object as a tree in the version of the resource.
    static func tree(_ object: StoredObject, _ resource: ServedResource) -> JSONValue {
        resource.conversion.map { converted(object, $0) } ?? object.tree
    }

    private static func converted(_ object: StoredObject, _ conversion: VersionConversion) -> JSONValue {
        conversion.fromStorage(object.tree)
    }

    /// The object as it stands in a list, behind its `{`.
    static func listItem(_ object: StoredObject, _ resource: ServedResource, typed: Bool) -> ByteBuffer {
        guard resource.conversion != nil else { return object.listItem(typed: typed) }
        var tree = tree(object, resource)
        tree["kind"] = nil
        tree["apiVersion"] = nil
        return ByteBuffer(bytes: tree.serialized().dropFirst())
    }

    /// The object with the end of a watch event's frame behind it; `deletedAt` is the revision of its deletion.
    static func frameTail(_ object: StoredObject, _ resource: ServedResource, deletedAt revision: Int64?) -> ByteBuffer {
        guard let conversion = resource.conversion else {
            return revision.map { object.frameTail(deletedAt: $0) } ?? object.frameTail
        }
        var tree = converted(object, conversion)
        if let revision { tree["metadata"]?["resourceVersion"] = .string("\(revision)") }
        return ByteBuffer(bytes: tree.serialized() + Array("}\n".utf8))
    }

    /// `PartialObjectMetadata` of the object.
    static func partialMetadata(_ object: StoredObject, _ resource: ServedResource) -> ByteBuffer {
        object.form("partial") { object in
            let metadata = object.tree["metadata"] ?? [:]
            let partial: JSONValue = ["kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": metadata]
            return ByteBuffer(bytes: partial.serialized())
        }
    }

    /// A list, item by item; an item comes without its `{`.
    static func list(
        kind: String, apiVersion: String, _ metadata: JSONValue, _ objects: [StoredObject], item: (StoredObject) -> ByteBuffer
    ) -> ByteBuffer {
        let header: JSONValue = ["kind": .string(kind), "apiVersion": .string(apiVersion), "metadata": metadata]
        var capacity = 256
        let items = objects.map(item)
        for item in items { capacity += item.readableBytes + 2 }
        var buffer = ByteBufferAllocator().buffer(capacity: capacity)
        buffer.writeBytes(header.serialized().dropLast())
        buffer.writeStaticString(",\"items\":[")
        for (i, item) in items.enumerated() {
            buffer.writeStaticString(i == 0 ? "{" : ",{")
            buffer.writeImmutableBuffer(item)
        }
        buffer.writeStaticString("]}")
        return buffer
    }

    /// The cells and conditions of an object's row, without what stands behind them.
    private static func cells(_ object: StoredObject, _ resource: ServedResource, _ now: Instant) -> ByteBuffer {
        let tree = tree(object, resource)
        let cells = Tables.cells(group: resource.group, kind: resource.kind, object: tree, now: now)
        var buffer = ByteBuffer(string: "{\"cells\":")
        buffer.writeBytes(JSONValue.array(cells).serialized())
        if let conditions = Tables.conditions(group: resource.group, kind: resource.kind, object: tree) {
            buffer.writeStaticString(",\"conditions\":")
            buffer.writeBytes(conditions.serialized())
        }
        return buffer
    }

    /// A `Table` of objects.
    static func table(
        _ objects: [StoredObject], _ resource: ServedResource, _ request: RequestContext, metadata: JSONValue, columns: Bool = true
    ) -> ByteBuffer {
        let now = request.clock.now
        let include = request.query["includeObject"] ?? "Metadata"
        var header: JSONValue = ["kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": metadata]
        header["columnDefinitions"] = columns ? Tables.columnDefinitions(group: resource.group, kind: resource.kind) : .null
        var buffer = ByteBufferAllocator().buffer(capacity: 1024 + objects.count * 1024)
        buffer.writeBytes(header.serialized().dropLast())
        buffer.writeStaticString(",\"rows\":[")
        for (i, object) in objects.enumerated() {
            if i > 0 { buffer.writeStaticString(",") }
            // Only the rows of the stored version are kept: another version may tell other things.
            let row = resource.conversion == nil
                ? object.row(second: now.seconds) { cells($0, resource, now) } : cells(object, resource, now)
            buffer.writeImmutableBuffer(row)
            switch include {
            case "None": break
            case "Object":
                buffer.writeStaticString(",\"object\":")
                buffer.writeImmutableBuffer(json(object, resource))
            default:
                buffer.writeStaticString(",\"object\":")
                buffer.writeImmutableBuffer(partialMetadata(object, resource))
            }
            buffer.writeStaticString("}")
        }
        buffer.writeStaticString("]}")
        return buffer
    }
}
