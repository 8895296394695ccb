import JSON
import KubernetesAPI

/// What a list answers: the items, and as of when.
public struct ObjectList<T: KubernetesObject>: Sendable {
    public var metadata: ListMeta
    public var items: [T]

    public init(metadata: ListMeta = .init(), items: [T] = []) {
        self.metadata = metadata
        self.items = items
    }
}

extension ObjectList: JSONCodable {
    public init(from reader: inout JSONReader) throws(JSONError) {
        self.init()
        guard try reader.beginObject() else { return }
        while let key = try reader.nextKey() {
            switch key {
            case "metadata": metadata = try reader.value(or: metadata)
            case "items": items = try reader.readArray(T.self)
            default: try reader.skipValue()
            }
        }
    }

    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.required("kind", T.resource.kind + "List")
        writer.required("apiVersion", T.resource.apiVersion)
        writer.required("metadata", metadata)
        writer.required("items", items)
        writer.endObject()
    }
}
