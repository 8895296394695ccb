import Foundation

/// Where one member of an etcd cluster listens: an entry of `--etcd-servers`.
public struct EtcdEndpoint: Sendable, Hashable, CustomStringConvertible {
    /// Whether to speak TLS: `https`.
    public var isSecure: Bool
    /// A name or an address, without brackets.
    public var host: String
    public var port: Int

    public init(isSecure: Bool, host: String, port: Int) {
        self.isSecure = isSecure
        self.host = host
        self.port = port
    }

    /// Reads `http://HOST:PORT` or `https://HOST:PORT`; the port is 2379 if not said, the scheme http. Nil for anything else.
    public init?(_ text: String) {
        var rest = Substring(text)
        isSecure = rest.hasPrefix("https://")
        if let scheme = rest.range(of: "://") {
            guard isSecure || rest.hasPrefix("http://") else { return nil }
            rest = rest[scheme.upperBound...]
        }
        if rest.hasSuffix("/") { rest.removeLast() }
        port = 2379
        var host = rest
        if rest.hasPrefix("[") {
            guard let end = rest.firstIndex(of: "]") else { return nil }
            host = rest[rest.index(after: rest.startIndex)..<end]
            rest = rest[rest.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
            rest = rest.dropFirst()
        } else if let colon = rest.firstIndex(of: ":") {
            host = rest[..<colon]
            rest = rest[rest.index(after: colon)...]
        } else {
            rest = ""
        }
        if !rest.isEmpty {
            guard let number = Int(rest), (1...65535).contains(number) else { return nil }
            port = number
        }
        guard !host.isEmpty, !host.contains("/"), !host.contains("@") else { return nil }
        self.host = String(host)
    }

    /// The entries of a list with commas; nil if one of them is none.
    public static func list(_ text: String) -> [EtcdEndpoint]? {
        let parts = text.split(separator: ",").map { EtcdEndpoint(String($0.drop { $0 == " " })) }
        let endpoints = parts.compactMap { $0 }
        return endpoints.count == parts.count && !endpoints.isEmpty ? endpoints : nil
    }

    public var description: String {
        "\(isSecure ? "https" : "http")://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }
}

/// The files that secure connections to etcd, PEM; each may be left out.
public struct EtcdTLS: Sendable {
    /// Who signs the members' certificates: `--etcd-cafile`. Without, the system's authorities are trusted.
    public var caFile: String?
    /// The certificate shown to etcd: `--etcd-certfile`.
    public var certFile: String?
    /// Its key: `--etcd-keyfile`.
    public var keyFile: String?

    public init(caFile: String? = nil, certFile: String? = nil, keyFile: String? = nil) {
        self.caFile = caFile
        self.certFile = certFile
        self.keyFile = keyFile
    }
}
