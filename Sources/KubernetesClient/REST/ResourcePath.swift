import KubernetesAPI

/// The paths under which an API server keeps its resources.
public enum ResourcePath {
    /// The path of a collection, of an object in it, or of an object's subresource.
    public static func path(
        _ resource: APIResource, namespace: String?, name: String? = nil, subresource: String? = nil,
        query: [(String, String)] = []
    ) -> String {
        var path = resource.group.isEmpty ? "/api/" : "/apis/" + escape(resource.group) + "/"
        path += escape(resource.version)
        if resource.namespaced, let namespace, !namespace.isEmpty { path += "/namespaces/" + escape(namespace) }
        path += "/" + escape(resource.plural)
        if let name { path += "/" + escape(name) }
        if let subresource {
            for part in subresource.split(separator: "/") { path += "/" + escape(String(part)) }
        }
        return append(query, to: path)
    }

    /// The path with query parameters behind it.
    public static func append(_ query: [(String, String)], to path: String) -> String {
        if query.isEmpty { return path }
        return path + (path.contains("?") ? "&" : "?")
            + query.map { escape($0.0) + "=" + escape($0.1) }.joined(separator: "&")
    }

    /// Percent-encodes everything but RFC 3986's unreserved characters.
    public static func escape(_ text: String) -> String {
        var out: [UInt8] = []
        let hex = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: out.append(byte)
            default: out += [0x25, hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
