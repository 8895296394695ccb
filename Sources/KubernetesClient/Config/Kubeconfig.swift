/// Where API servers are and who one is to them: the content of a kubeconfig file.
public struct Kubeconfig: Equatable, Sendable {
    /// One API server.
    public struct Cluster: Equatable, Sendable {
        /// "https://host:port", perhaps with a path.
        public var server: String
        /// A file of PEM certificates to trust.
        public var certificateAuthority: String?
        /// PEM certificates to trust; goes before the file.
        public var certificateAuthorityData: [UInt8]?
        /// The name to expect in the server's certificate instead of the address's.
        public var tlsServerName: String?
        public var insecureSkipTLSVerify: Bool

        public init(
            server: String = "", certificateAuthority: String? = nil, certificateAuthorityData: [UInt8]? = nil,
            tlsServerName: String? = nil, insecureSkipTLSVerify: Bool = false
        ) {
            self.server = server
            self.certificateAuthority = certificateAuthority
            self.certificateAuthorityData = certificateAuthorityData
            self.tlsServerName = tlsServerName
            self.insecureSkipTLSVerify = insecureSkipTLSVerify
        }
    }

    /// Credentials. What is given as data goes before what is in a file.
    public struct User: Equatable, Sendable {
        public var clientCertificate: String?
        public var clientCertificateData: [UInt8]?
        public var clientKey: String?
        public var clientKeyData: [UInt8]?
        /// A bearer token.
        public var token: String?
        /// A file with a bearer token, which may change while it is used; goes before `token`.
        public var tokenFile: String?
        public var username: String?
        public var password: String?
        /// Whom to act as (kubectl's --as).
        public var impersonate: String?
        public var impersonateGroups: [String]

        public init(
            clientCertificate: String? = nil, clientCertificateData: [UInt8]? = nil, clientKey: String? = nil,
            clientKeyData: [UInt8]? = nil, token: String? = nil, tokenFile: String? = nil, username: String? = nil,
            password: String? = nil, impersonate: String? = nil, impersonateGroups: [String] = []
        ) {
            self.clientCertificate = clientCertificate
            self.clientCertificateData = clientCertificateData
            self.clientKey = clientKey
            self.clientKeyData = clientKeyData
            self.token = token
            self.tokenFile = tokenFile
            self.username = username
            self.password = password
            self.impersonate = impersonate
            self.impersonateGroups = impersonateGroups
        }
    }

    /// A cluster and a user together, by their names, and a namespace to begin with.
    public struct Context: Equatable, Sendable {
        public var cluster: String
        public var user: String
        public var namespace: String?

        public init(cluster: String = "", user: String = "", namespace: String? = nil) {
            self.cluster = cluster
            self.user = user
            self.namespace = namespace
        }
    }

    public var clusters: [String: Cluster]
    public var users: [String: User]
    public var contexts: [String: Context]
    public var currentContext: String

    public init(
        clusters: [String: Cluster] = [:], users: [String: User] = [:], contexts: [String: Context] = [:], currentContext: String = ""
    ) {
        self.clusters = clusters
        self.users = users
        self.contexts = contexts
        self.currentContext = currentContext
    }

    /// A file of one cluster, one user and the context that binds them.
    public init(cluster: Cluster, named clusterName: String, user: User, named userName: String, namespace: String? = nil) {
        let context = "\(userName)@\(clusterName)"
        self.init(
            clusters: [clusterName: cluster], users: [userName: user],
            contexts: [context: Context(cluster: clusterName, user: userName, namespace: namespace)], currentContext: context)
    }

    /// What a context comes down to.
    public struct Target: Equatable, Sendable {
        public var cluster: Cluster
        public var user: User
        /// "default" unless the context names another.
        public var namespace: String

        public init(cluster: Cluster, user: User = User(), namespace: String = "default") {
            self.cluster = cluster
            self.user = user
            self.namespace = namespace
        }
    }

    /// Looks up a context, or without a name the current one. Throws `ClientError.configuration` when something is missing.
    public func target(context name: String? = nil) throws(ClientError) -> Target {
        let name = name ?? currentContext
        guard !name.isEmpty else {
            // As client-go: with nothing said, one cluster alone is what is meant.
            guard contexts.isEmpty, clusters.count == 1, let only = clusters.values.first else {
                throw .configuration("no configuration has been provided, try setting KUBECONFIG")
            }
            return Target(cluster: only, user: users.count == 1 ? users.values.first ?? User() : User())
        }
        guard let context = contexts[name] else { throw .configuration("context \"\(name)\" does not exist") }
        guard let cluster = clusters[context.cluster] else { throw .configuration("cluster \"\(context.cluster)\" does not exist") }
        guard !cluster.server.isEmpty else { throw .configuration("no server found for cluster \"\(context.cluster)\"") }
        var user = User()
        if !context.user.isEmpty {
            guard let named = users[context.user] else { throw .configuration("auth info \"\(context.user)\" does not exist") }
            user = named
        }
        return Target(cluster: cluster, user: user, namespace: context.namespace.flatMap { $0.isEmpty ? nil : $0 } ?? "default")
    }

    /// Takes over from `other` what is not here yet, as several files in $KUBECONFIG are put together.
    public mutating func merge(_ other: Kubeconfig) {
        clusters.merge(other.clusters) { mine, _ in mine }
        users.merge(other.users) { mine, _ in mine }
        contexts.merge(other.contexts) { mine, _ in mine }
        if currentContext.isEmpty { currentContext = other.currentContext }
    }
}
