import KubernetesAPI

/// How the kubelet's own server is reached, and by whom.
public struct ServingOptions: Sendable {
    /// Who decides what a caller may do.
    public enum Authorization: String, Sendable {
        case alwaysAllow = "AlwaysAllow"
        case webhook = "Webhook"
    }

    /// `enableServer`
    public var enabled = true
    /// `--authentication-token-webhook`: bearer tokens are asked about at the API server.
    public var tokenWebhook = true
    /// `--authentication-token-webhook-cache-ttl`
    public var tokenWebhookCacheTTL: Duration = .seconds(120)
    /// `--authorization-mode`
    public var authorization: Authorization = .webhook
    /// `--authorization-webhook-cache-authorized-ttl`
    public var authorizedTTL: Duration = .seconds(300)
    /// `--authorization-webhook-cache-unauthorized-ttl`
    public var unauthorizedTTL: Duration = .seconds(30)
    /// `--read-only-port`: without TLS and without authentication; zero turns it off.
    public var readOnlyPort = 0
    /// `--healthz-port` and `--healthz-bind-address`; port zero turns it off.
    public var healthzPort = 10248
    public var healthzAddress = "127.0.0.1"
    /// `--enable-debugging-handlers`: exec, attach, logs, port forwarding and their like.
    public var debuggingHandlers = true
    /// `enableSystemLogHandler`: /logs/.
    public var systemLogHandler = true
    /// `enableSystemLogQuery`: the journal through /logs/?query=.
    public var systemLogQuery = false
    /// `--streaming-connection-idle-timeout`
    public var streamingIdleTimeout: Duration = .seconds(4 * 3600)
    /// `--tls-cipher-suites` and `--tls-min-version`, by their names in Go.
    public var tlsCipherSuites: [String] = []
    public var tlsMinVersion = ""
    /// `--rotate-certificates`: the client certificate is renewed.
    public var rotatesCertificates = false
    /// `--rotate-server-certificates` (serverTLSBootstrap): the serving certificate is asked of the API server.
    public var serverTLSBootstrap = false
    /// `--bootstrap-kubeconfig`: with what the first client certificate is asked for.
    public var bootstrapKubeconfig: String?
    /// `volumeStatsAggPeriod`: how old the volumes' statistics may be; negative turns them off.
    public var volumeStatsPeriod: Duration = .seconds(60)

    /// `enableDebugFlagsHandler` and `enableProfilingHandler`: /debug/flags and /debug/pprof.
    public var debugFlagsHandler = true
    public var profilingHandler = true
    /// What `PUT /debug/flags/v` changes; nil where nothing can be changed.
    public var verbosity: LogVerbosity?

    public init() {}
}
