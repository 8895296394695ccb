/// How a component serves its health and metrics, and to whom: Kubernetes' secure serving with delegated authentication and authorization.
public struct ComponentServingOptions: Sendable {
    /// `--bind-address`
    public var bindAddress = "0.0.0.0"
    /// `--secure-port`; zero serves nothing.
    public var securePort: Int
    /// `--tls-cert-file` and `--tls-private-key-file`; without them a certificate is made that nobody has to trust.
    public var tlsCertFile = ""
    public var tlsPrivateKeyFile = ""
    /// `--cert-dir`: where such a certificate is kept; empty keeps it in memory.
    public var certDirectory = ""
    /// `--tls-min-version` and `--tls-cipher-suites`, by their names in Go.
    public var tlsMinVersion = ""
    public var tlsCipherSuites: [String] = []
    /// `--client-ca-file`; without it the one that the API server publishes in kube-system/extension-apiserver-authentication.
    public var clientCAFile = ""
    /// `--authentication-kubeconfig`: as whom the API server is asked about tokens; empty takes no tokens.
    public var authenticationKubeconfig = ""
    /// `--authentication-skip-lookup`: do not look for what the API server publishes.
    public var authenticationSkipLookup = false
    /// `--authentication-tolerate-lookup-failure`: serve without it when it is not to be had.
    public var authenticationTolerateLookupFailure = false
    /// `--authentication-token-webhook-cache-ttl`
    public var tokenCacheTTL: Duration = .seconds(10)
    /// `--authorization-kubeconfig`: as whom the API server is asked who may do what; empty lets in system:masters only.
    public var authorizationKubeconfig = ""
    /// `--authorization-always-allow-paths`: what everybody may see; with a star at the end all that begins so.
    public var alwaysAllowPaths = ["/healthz", "/readyz", "/livez"]
    /// `--authorization-webhook-cache-authorized-ttl`
    public var authorizedTTL: Duration = .seconds(10)
    /// `--authorization-webhook-cache-unauthorized-ttl`
    public var unauthorizedTTL: Duration = .seconds(10)

    public init(securePort: Int) { self.securePort = securePort }

    /// Whether everybody may see the path.
    func isOpen(_ path: String) -> Bool {
        func bare(_ text: some StringProtocol) -> String { text.hasPrefix("/") ? String(text.dropFirst()) : String(text) }
        let path = bare(path)
        return alwaysAllowPaths.contains { rule in
            rule.hasSuffix("*") ? path.hasPrefix(bare(rule.dropLast())) : path == bare(rule)
        }
    }
}
