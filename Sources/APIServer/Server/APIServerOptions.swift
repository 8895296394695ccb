public import KubernetesAPI

/// The flags of kube-apiserver that Apus knows, under their names in camel case.
public struct APIServerOptions: Sendable {
    /// `--bind-address`: the address to listen on.
    public var bindAddress = "0.0.0.0"
    /// `--secure-port`: the TCP port; 0 takes any free one.
    public var securePort = 6443
    /// `--advertise-address`: the address under which the server is in the endpoints of the service `kubernetes`; nil
    /// takes bind-address, or the loopback address where that is all of them.
    public var advertiseAddress: String?
    /// `--external-hostname`: the host in the documents that name the server's URLs.
    public var externalHostname: String?
    /// `--tls-cert-file`: PEM, leaf first. Without it and its key a self-signed pair is made in cert-dir.
    public var tlsCertFile: String?
    /// `--tls-private-key-file`: PEM.
    public var tlsPrivateKeyFile: String?
    /// `--cert-dir`: where a self-signed pair goes.
    public var certDir = "/var/run/kubernetes"
    /// `--client-ca-file`: PEM of the CA's that sign client certificates.
    public var clientCAFile: String?
    /// `--token-auth-file`: CSV of static tokens: token,user,uid,"group1,group2".
    public var tokenAuthFile: String?
    /// `--anonymous-auth`: whether requests without credentials are served as system:anonymous.
    public var anonymousAuth = true
    /// `--authorization-mode`: who is asked, in this order: Node, RBAC, AlwaysAllow, AlwaysDeny.
    public var authorizationMode = ["Node", "RBAC"]
    /// `--etcd-servers`: `memory:`, `sqlite:PATH`, or the URLs of an etcd cluster with commas between.
    public var etcdServers = "memory:"
    /// The other flags about the store.
    public var etcd = EtcdOptions()
    /// `--service-cluster-ip-range`.
    public var serviceClusterIPRange = "10.96.0.0/16"
    /// `--service-node-port-range`.
    public var serviceNodePortRange = 30000...32767
    /// `--service-account-issuer`: the first issues tokens, all are accepted.
    public var serviceAccountIssuers = ["https://kubernetes.default.svc"]
    /// `--service-account-jwks-uri`: where the keys of tokens are found; nil for this server.
    public var serviceAccountJWKSURI: String?
    /// `--service-account-max-token-expiration`, in seconds; 0 for no limit.
    public var serviceAccountMaxTokenExpiration: Int64 = 0
    /// `--service-account-extend-token-expiration`.
    public var serviceAccountExtendTokenExpiration = true
    /// `--enable-bootstrap-token-auth`.
    public var enableBootstrapTokenAuth = false
    /// `--authentication-config`: an AuthenticationConfiguration, of which `anonymous` is read.
    public var authenticationConfig: String?
    /// `--audit-policy-file`; without one nothing is logged.
    public var auditPolicyFile: String?
    /// `--audit-log-path`; `-` is standard output, without one nothing is logged.
    public var auditLogPath: String?
    /// `--audit-log-format`: `json` or `legacy`.
    public var auditLogFormat = "json"
    /// `--audit-log-maxsize`, in megabytes.
    public var auditLogMaxSize = 0
    /// `--audit-log-maxbackup`: how many old files are kept; 0 for all.
    public var auditLogMaxBackup = 0
    /// `--audit-log-maxage`, in days; 0 for ever.
    public var auditLogMaxAge = 0
    /// `--service-account-signing-key-file`: PEM of the key that signs tokens. Without it a key is made that lives as long
    /// as the server.
    public var serviceAccountSigningKeyFile: String?
    /// `--service-account-key-file`: PEM of keys that tokens may be signed with.
    public var serviceAccountKeyFiles: [String] = []
    /// `--api-audiences`; empty takes the issuer.
    public var apiAudiences: [String] = []
    /// `--kubelet-client-certificate`.
    public var kubeletClientCertificate: String?
    /// `--kubelet-client-key`.
    public var kubeletClientKey: String?
    /// `--kubelet-certificate-authority`.
    public var kubeletCertificateAuthority: String?
    /// `--requestheader-client-ca-file`.
    public var requestheaderClientCAFile: String?
    /// `--requestheader-allowed-names`.
    public var requestheaderAllowedNames: [String] = []
    /// `--requestheader-username-headers`.
    public var requestheaderUsernameHeaders = ["X-Remote-User"]
    /// `--requestheader-uid-headers`.
    public var requestheaderUIDHeaders: [String] = []
    /// `--requestheader-group-headers`.
    public var requestheaderGroupHeaders = ["X-Remote-Group"]
    /// `--requestheader-extra-headers-prefix`.
    public var requestheaderExtraHeadersPrefix = ["X-Remote-Extra-"]
    /// `--enable-admission-plugins`.
    public var enableAdmissionPlugins: [String] = []
    /// `--disable-admission-plugins`.
    public var disableAdmissionPlugins: [String] = []
    /// `--admission-control-config-file`: an AdmissionConfiguration.
    public var admissionControlConfigFile: String?
    /// `--default-not-ready-toleration-seconds`.
    public var defaultNotReadyTolerationSeconds: Int64 = 300
    /// `--default-unreachable-toleration-seconds`.
    public var defaultUnreachableTolerationSeconds: Int64 = 300
    /// `--max-requests-inflight`: requests that only read, at once; 0 for no limit.
    public var maxRequestsInflight = 400
    /// `--max-mutating-requests-inflight`: requests that change something, at once; 0 for no limit.
    public var maxMutatingRequestsInflight = 200
    /// `--request-timeout`: for requests that are not long-running.
    public var requestTimeout = Duration.seconds(60)
    /// `--shutdown-delay-duration`: how long the server goes on while /readyz already fails.
    public var shutdownDelayDuration = Duration.seconds(0)
    /// `--shutdown-watch-termination-grace-period`: over how long a time watches are ended at shutdown; 0 ends all at once.
    public var shutdownWatchTerminationGracePeriod = Duration.seconds(0)
    /// `--shutdown-send-retry-after`: whether the server goes on to listen at shutdown until running requests are done,
    /// and sends new ones away with 429.
    public var shutdownSendRetryAfter = false
    /// `--min-request-timeout`: watches that do not say how long they last end after a time between this and twice this.
    public var minRequestTimeout = Duration.seconds(1800)
    /// `--enable-priority-and-fairness`.
    public var enablePriorityAndFairness = true
    /// `--goaway-chance`: the part of HTTP/2 requests that are answered with GOAWAY, 0 to 0.02.
    public var goawayChance = 0.0
    /// `--http2-max-streams-per-connection`; 0 takes the default of 250.
    public var http2MaxStreamsPerConnection = 0
    /// `--tls-min-version`: VersionTLS12 or VersionTLS13; empty for the former.
    public var tlsMinVersion = ""
    /// `--tls-cipher-suites`: names of Go's, for TLS 1.2; empty for the defaults.
    public var tlsCipherSuites: [String] = []
    /// `--cors-allowed-origins`: regular expressions of the origins that browsers may send requests from.
    public var corsAllowedOrigins: [String] = []
    /// `--strict-transport-security-directives`: what the header Strict-Transport-Security says.
    public var strictTransportSecurityDirectives: [String] = []
    /// `--allow-privileged`: whether pods may have privileged containers.
    public var allowPrivileged = true
    /// `--event-ttl`: how long events are kept.
    public var eventTTL = Duration.seconds(3600)
    /// `--feature-gates`.
    public var featureGates: [String: Bool] = [:]
    /// `--runtime-config`: groups and versions to serve or not.
    public var runtimeConfig: [String: Bool] = [:]
    /// `-v`: how much is logged.
    public var verbosity = 0
    /// What `/version` and the metrics say.
    public var version = "v1.36.2+apus.0.1.0"

    public init() {}
}
