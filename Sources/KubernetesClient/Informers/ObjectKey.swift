import KubernetesAPI

/// An object's place among those of its kind. The namespace of a cluster-scoped object is "".
public struct ObjectKey: Hashable, Sendable, Comparable, CustomStringConvertible {
    public var namespace: String
    public var name: String

    public init(namespace: String = "", name: String) {
        self.namespace = namespace
        self.name = name
    }

    public init(_ metadata: ObjectMeta) { self.init(namespace: metadata.namespace, name: metadata.name) }

    /// As Kubernetes writes it: "namespace/name", or the name alone.
    public var description: String { namespace.isEmpty ? name : namespace + "/" + name }

    public static func < (a: ObjectKey, b: ObjectKey) -> Bool { (a.namespace, a.name) < (b.namespace, b.name) }
}
