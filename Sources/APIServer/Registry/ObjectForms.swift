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

    /// `PartialObjectMetadata` of the object; `deletedAt` is the revision of its deletion.
    static func partialMetadata(
        _ object: StoredObject, _ resource: ServedResource, _ apiVersion: String = "meta.k8s.io/v1", deletedAt revision: Int64? = nil
    ) -> ByteBuffer {
        func make(_ object: StoredObject) -> ByteBuffer {
            var buffer = ByteBuffer(string: "{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"\(apiVersion)\",\"metadata\":")
            if let revision {
                var metadata = object.tree["metadata"] ?? [:]
                metadata["resourceVersion"] = .string("\(revision)")
                buffer.writeBytes(metadata.serialized())
            } else {
                buffer.writeImmutableBuffer(visibleMetadata(object, resource))
            }
            buffer.writeStaticString("}")
            return buffer
        }
        // Only the usual form is worth keeping.
        return revision == nil && apiVersion == "meta.k8s.io/v1" ? object.form("partial", make: make) : make(object)
    }

    /// The metadata without the annotation that Kubernetes keeps elsewhere, for the one kind that has such a one.
    private static func visibleMetadata(_ object: StoredObject, _ resource: ServedResource) -> ByteBuffer {
        guard let hidden = resource.rules.annotationWithoutView, var metadata = object.tree["metadata"] else { return object.metadata }
        metadata.edit("annotations") { $0[hidden] = nil }
        if !metadata.has("annotations") { metadata["annotations"] = nil }
        return ByteBuffer(bytes: metadata.serialized())
    }

    /// The pieces of a list whose items are joined already.
    static func list(kind: String, apiVersion: String, _ metadata: JSONValue, items: ByteBuffer) -> [ByteBuffer] {
        let header: JSONValue = ["kind": .string(kind), "apiVersion": .string(apiVersion), "metadata": metadata]
        return framed(header, "items", items)
    }

    /// A document whose last member is an array of what is encoded already.
    private static func framed(_ header: JSONValue, _ member: StaticString, _ elements: ByteBuffer) -> [ByteBuffer] {
        var head = ByteBuffer(bytes: header.serialized().dropLast())
        head.writeStaticString(",\"")
        head.writeStaticString(member)
        head.writeStaticString("\":[")
        return [head, elements, ByteBuffer(staticString: "]}")]
    }

    /// The items of a list joined by commas; `item` gives one without its `{`.
    static func joined(_ objects: [StoredObject], item: (StoredObject) -> ByteBuffer) -> ByteBuffer {
        var capacity = 16
        let items = objects.map(item)
        for item in items { capacity += item.readableBytes + 2 }
        var buffer = ByteBufferAllocator().buffer(capacity: capacity)
        for (i, item) in items.enumerated() {
            buffer.writeStaticString(i == 0 ? "{" : ",{")
            buffer.writeImmutableBuffer(item)
        }
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

    /// The pieces of a `Table` whose rows are joined already.
    static func table(
        _ resource: ServedResource, _ apiVersion: String, metadata: JSONValue, columns: Bool = true, rows: ByteBuffer
    ) -> [ByteBuffer] {
        var header: JSONValue = ["kind": "Table", "apiVersion": .string(apiVersion), "metadata": metadata]
        header["columnDefinitions"] = columns ? Tables.columnDefinitions(group: resource.group, kind: resource.kind) : .null
        return framed(header, "rows", rows)
    }

    /// The rows of a `Table` joined by commas.
    /// - Parameter include: what of the object stands in its row (`includeObject`).
    static func rows(_ objects: [StoredObject], _ resource: ServedResource, include: String, _ apiVersion: String, now: Instant) -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: 64 + objects.count * 1024)
        for (i, object) in objects.enumerated() {
            if i > 0 { buffer.writeStaticString(",") }
            // Only the rows of the stored version are kept: another version may tell other things.
            let row = resource.conversion == nil
                ? object.row(second: now.seconds) { cells($0, resource, now) } : cells(object, resource, now)
            buffer.writeImmutableBuffer(row)
            switch include {
            case "None": buffer.writeStaticString(",\"object\":null")
            case "Object":
                buffer.writeStaticString(",\"object\":")
                buffer.writeImmutableBuffer(json(object, resource))
            default:
                buffer.writeStaticString(",\"object\":")
                buffer.writeImmutableBuffer(partialMetadata(object, resource, apiVersion))
            }
            buffer.writeStaticString("}")
        }
        return buffer
    }

    /// A `Table` of one object.
    static func table(
        _ object: StoredObject, _ request: RequestContext, metadata: JSONValue, columns: Bool = true
    ) -> [ByteBuffer] {
        let apiVersion = request.representation.metaAPIVersion
        let rows = rows([object], request.resource, include: request.includeObject, apiVersion, now: request.clock.now)
        return table(request.resource, apiVersion, metadata: metadata, columns: columns, rows: rows)
    }
}
