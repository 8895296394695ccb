@_exported import APISchema
@_exported import JSON

/// A type of the Kubernetes API: a value that reads and prints itself as JSON.
public protocol APIType: JSONCodable, Equatable, Sendable {}

/// A kind that can be created, read and watched: it has metadata and a resource of its own.
public protocol KubernetesObject: APIType {
    /// Where the API serves the kind.
    static var resource: APIResource { get }
    var metadata: MetaV1.ObjectMeta { get set }
}

/// Where the API serves a kind.
public struct APIResource: Hashable, Sendable {
    /// The API group; empty for the core group.
    public var group: String
    public var version: String
    public var kind: String
    /// The name in paths, as `pods`.
    public var plural: String
    public var namespaced: Bool

    public init(group: String, version: String, kind: String, plural: String, namespaced: Bool) {
        self.group = group
        self.version = version
        self.kind = kind
        self.plural = plural
        self.namespaced = namespaced
    }

    /// The group and version as objects carry them: `v1`, `apps/v1`.
    public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// The path of the resource, or of one object, below the server's root.
    public func path(namespace: String? = nil, name: String? = nil, subresource: String? = nil) -> String {
        var path = group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)"
        if namespaced, let namespace, !namespace.isEmpty { path += "/namespaces/\(namespace)" }
        path += "/\(plural)"
        if let name { path += "/\(name)" }
        if let subresource { path += "/\(subresource)" }
        return path
    }
}

/// A list as the API answers it.
public struct ObjectList<Element: APIType>: APIType {
    public var metadata: MetaV1.ListMeta = .init()
    public var items: [Element] = []

    public init() {}
    public init(metadata: MetaV1.ListMeta = .init(), items: [Element]) {
        self.metadata = metadata
        self.items = items
    }

    public init(from reader: inout JSONReader) throws(JSONError) {
        guard try reader.beginObject() else { return }
        while let key = try reader.nextKey() {
            switch key {
            case "metadata": metadata = try reader.value(or: metadata)
            case "items": items = try reader.readArray()
            default: try reader.skipValue()
            }
        }
    }

    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.required("metadata", metadata)
        writer.required("items", items)
        writer.endObject()
    }
}

/// Keeps an optional structure on the heap, so that types which may hold dozens of them stay small.
@propertyWrapper
public struct Indirect<Value: Equatable & Sendable>: Equatable, Sendable {
    private final class Box: Sendable {
        let value: Value
        init(_ value: Value) { self.value = value }
    }

    private var box: Box?

    public init(wrappedValue: Value?) { box = wrappedValue.map(Box.init) }

    public var wrappedValue: Value? {
        get { box?.value }
        set { box = newValue.map(Box.init) }
    }

    public static func == (a: Self, b: Self) -> Bool { a.box === b.box || a.box?.value == b.box?.value }
}

extension APIDescription {
    /// The API of Kubernetes v1.36, from the text that is built into the program.
    ///
    /// Reading it takes some milliseconds, so a program keeps the value and hands it on.
    public static func builtin() throws(APIDescriptionError) -> APIDescription { try builtin(adding: []) }

    /// The same with more groups, in the form of the files in api/.
    public static func builtin(adding texts: [String]) throws(APIDescriptionError) -> APIDescription {
        try APIDescription(texts: DescriptionText.all + texts)
    }
}
