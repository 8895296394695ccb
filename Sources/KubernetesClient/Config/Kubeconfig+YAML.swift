import JSON

extension Kubeconfig {
    /// Parses a kubeconfig in YAML or JSON. Relative paths in it are taken from `directory`.
    public init(parsing text: String, directory: String? = nil) throws {
        let root = try YAML.decode(text)
        guard !root.isNull else {
            self.init()
            return
        }
        guard root.object != nil else { throw ClientError.configuration("kubeconfig is not a mapping") }
        if let kind = root["kind"]?.string, kind != "Config" {
            throw ClientError.configuration("no kind \"\(kind)\" is registered for version \"v1\"")
        }
        func resolve(_ path: String?) -> String? {
            guard let path, !path.isEmpty else { return nil }
            guard !path.hasPrefix("/"), let directory, !directory.isEmpty else { return path }
            return directory.hasSuffix("/") ? directory + path : directory + "/" + path
        }
        self.init(currentContext: root["current-context"]?.string ?? "")
        for (name, value) in try Self.named(root["clusters"], "cluster") where clusters[name] == nil {
            clusters[name] = Cluster(
                server: value["server"]?.string ?? "",
                certificateAuthority: resolve(value["certificate-authority"]?.string),
                certificateAuthorityData: try Self.data(value, "certificate-authority-data"),
                tlsServerName: value["tls-server-name"]?.string,
                insecureSkipTLSVerify: value["insecure-skip-tls-verify"]?.bool ?? false)
        }
        for (name, value) in try Self.named(root["users"], "user") where users[name] == nil {
            users[name] = User(
                clientCertificate: resolve(value["client-certificate"]?.string),
                clientCertificateData: try Self.data(value, "client-certificate-data"),
                clientKey: resolve(value["client-key"]?.string),
                clientKeyData: try Self.data(value, "client-key-data"),
                token: value["token"]?.string,
                tokenFile: resolve(value["tokenFile"]?.string),
                username: value["username"]?.string, password: value["password"]?.string,
                impersonate: value["as"]?.string, impersonateGroups: value["as-groups"]?.array?.compactMap(\.string) ?? [])
        }
        for (name, value) in try Self.named(root["contexts"], "context") where contexts[name] == nil {
            contexts[name] = Context(
                cluster: value["cluster"]?.string ?? "", user: value["user"]?.string ?? "", namespace: value["namespace"]?.string)
        }
    }

    private static func named(_ list: JSONValue?, _ key: String) throws -> [(String, JSONValue)] {
        guard let list, !list.isNull else { return [] }
        guard let items = list.array else { throw ClientError.configuration("kubeconfig: \(key)s is not a list") }
        return try items.map { item in
            guard let name = item["name"]?.string else { throw ClientError.configuration("kubeconfig: a \(key) has no name") }
            return (name, item[key] ?? .object(JSONObject()))
        }
    }

    private static func data(_ value: JSONValue, _ key: String) throws -> [UInt8]? {
        guard let text = value[key]?.string, !text.isEmpty else { return nil }
        guard let bytes = Base64.decode(text.filter { !$0.isWhitespace }) else {
            throw ClientError.configuration("kubeconfig: \(key): illegal base64 data")
        }
        return bytes
    }

    /// The file's text, in YAML.
    public func serialized() -> String {
        func text(_ value: String?) -> JSONValue? { value.map(JSONValue.string) }
        func data(_ value: [UInt8]?) -> JSONValue? { value.map { .string(Base64.encode($0)) } }
        func list(_ key: String, _ members: [(String, [(String, JSONValue?)])]) -> JSONValue {
            .array(members.sorted { $0.0 < $1.0 }.map { name, fields in
                var object = JSONObject()
                for (field, value) in fields { if let value { object[field] = value } }
                return ["name": .string(name), key: .object(object)]
            })
        }
        return YAML.encode([
            "apiVersion": "v1", "kind": "Config", "preferences": [:], "current-context": .string(currentContext),
            "clusters": list("cluster", clusters.map { name, cluster in
                (name, [
                    ("server", .string(cluster.server)), ("certificate-authority", text(cluster.certificateAuthority)),
                    ("certificate-authority-data", data(cluster.certificateAuthorityData)),
                    ("tls-server-name", text(cluster.tlsServerName)),
                    ("insecure-skip-tls-verify", cluster.insecureSkipTLSVerify ? true : nil),
                ])
            }),
            "users": list("user", users.map { name, user in
                (name, [
                    ("client-certificate", text(user.clientCertificate)), ("client-certificate-data", data(user.clientCertificateData)),
                    ("client-key", text(user.clientKey)), ("client-key-data", data(user.clientKeyData)),
                    ("token", text(user.token)), ("tokenFile", text(user.tokenFile)),
                    ("username", text(user.username)), ("password", text(user.password)),
                    ("as", text(user.impersonate)),
                    ("as-groups", user.impersonateGroups.isEmpty ? nil : .array(user.impersonateGroups.map(JSONValue.string))),
                ])
            }),
            "contexts": list("context", contexts.map { name, context in
                (name, [("cluster", .string(context.cluster)), ("user", .string(context.user)), ("namespace", text(context.namespace))])
            }),
        ])
    }
}
