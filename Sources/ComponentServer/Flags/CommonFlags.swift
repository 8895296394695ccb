public import KubernetesClient

/// The flags about serving and about the leader's election, which the controller manager and the scheduler have in common.
public enum CommonFlags {
    /// `--leader-elect` and its like.
    public static func leaderElection<Target>(_ path: Flag<Target>.Path<LeaderElectionOptions>) -> [Flag<Target>] {
        func duration(_ name: String, _ part: Flag<LeaderElectionOptions>.Path<Duration>, _ help: String) -> Flag<Target> {
            Flag(name, help) { (target, text) throws(FlagError) in
                target[keyPath: path][keyPath: part] = try Flag<Target>.parseDuration(text)
            }
        }
        func string(_ name: String, _ part: Flag<LeaderElectionOptions>.Path<String>, _ help: String) -> Flag<Target> {
            Flag(name, help) { (target, text) throws(FlagError) in target[keyPath: path][keyPath: part] = text }
        }
        return [
            Flag("leader-elect", "Whether several of them elect one that works.", isSwitch: true) { (target, text) throws(FlagError) in
                target[keyPath: path].leaderElect = try Flag<Target>.parseBool(text)
            },
            duration("leader-elect-lease-duration", \.leaseDuration, "How long a leader that is not heard of stays leader."),
            duration("leader-elect-renew-deadline", \.renewDeadline, "How long a leader tries to renew."),
            duration("leader-elect-retry-period", \.retryPeriod, "How often the others try."),
            string("leader-elect-resource-lock", \.resourceLock, "The kind of the lock; there are only leases."),
            string("leader-elect-resource-name", \.resourceName, "The Lease's name."),
            string("leader-elect-resource-namespace", \.resourceNamespace, "The Lease's namespace."),
        ]
    }

    /// `--secure-port` and all about who may see what it serves.
    public static func serving<Target>(_ path: Flag<Target>.Path<ComponentServingOptions>) -> [Flag<Target>] {
        func string(_ name: String, _ part: Flag<ComponentServingOptions>.Path<String>, _ help: String) -> Flag<Target> {
            Flag(name, help) { (target, text) throws(FlagError) in target[keyPath: path][keyPath: part] = text }
        }
        func duration(_ name: String, _ part: Flag<ComponentServingOptions>.Path<Duration>, _ help: String) -> Flag<Target> {
            Flag(name, help) { (target, text) throws(FlagError) in target[keyPath: path][keyPath: part] = try Flag<Target>.parseDuration(text) }
        }
        func bool(_ name: String, _ part: Flag<ComponentServingOptions>.Path<Bool>, _ help: String) -> Flag<Target> {
            Flag(name, help, isSwitch: true) { (target, text) throws(FlagError) in target[keyPath: path][keyPath: part] = try Flag<Target>.parseBool(text) }
        }
        func words(_ name: String, _ part: Flag<ComponentServingOptions>.Path<[String]>, _ help: String) -> Flag<Target> {
            Flag(name, help) { (target, text) throws(FlagError) in
                target[keyPath: path][keyPath: part] = text.split(separator: ",").map(String.init)
            }
        }
        return [
            string("bind-address", \.bindAddress, "The address on which health and metrics are served."),
            Flag("secure-port", "The port for HTTPS; 0 serves nothing.") { (target, text) throws(FlagError) in
                guard let port = UInt16(text) else { throw FlagError("must be between 0 and 65535") }
                target[keyPath: path].securePort = Int(port)
            },
            string("tls-cert-file", \.tlsCertFile, "The certificate to serve with, PEM."),
            string("tls-private-key-file", \.tlsPrivateKeyFile, "Its key, PEM."),
            string("cert-dir", \.certDirectory, "Where a certificate that signs itself is kept."),
            string("tls-min-version", \.tlsMinVersion, "VersionTLS12 or VersionTLS13."),
            words("tls-cipher-suites", \.tlsCipherSuites, "Cipher suites of TLS 1.2, in Go's names."),
            string("client-ca-file", \.clientCAFile, "The CA of clients' certificates, PEM."),
            string("authentication-kubeconfig", \.authenticationKubeconfig, "As whom the API server is asked about tokens."),
            bool("authentication-skip-lookup", \.authenticationSkipLookup, "Do not look for the CA that the API server publishes."),
            bool(
                "authentication-tolerate-lookup-failure", \.authenticationTolerateLookupFailure,
                "Serve without that CA when it cannot be read."),
            duration("authentication-token-webhook-cache-ttl", \.tokenCacheTTL, "How long an answer about a token is remembered."),
            string("authorization-kubeconfig", \.authorizationKubeconfig, "As whom the API server is asked who may do what."),
            words("authorization-always-allow-paths", \.alwaysAllowPaths, "Paths that everybody may see."),
            duration("authorization-webhook-cache-authorized-ttl", \.authorizedTTL, "How long a yes is remembered."),
            duration("authorization-webhook-cache-unauthorized-ttl", \.unauthorizedTTL, "How long a no is remembered."),
        ]
    }

    /// Flags of serving and logging with nothing to act on here.
    public static func withoutEffect<Target>() -> [Flag<Target>] {
        let switches = [
            "profiling", "contention-profiling", "permit-address-sharing", "permit-port-sharing", "disable-http2-serving", "log-text-split-stream",
            "log-json-split-stream",
        ]
        let values = [
            "http2-max-streams-per-connection", "requestheader-allowed-names", "requestheader-client-ca-file", "requestheader-extra-headers-prefix",
            "requestheader-group-headers", "requestheader-uid-headers", "requestheader-username-headers", "tls-sni-cert-key", "vmodule",
            "log-flush-frequency", "log-text-info-buffer-size", "log-json-info-buffer-size", "show-hidden-metrics-for-version", "disabled-metrics",
            "allow-metric-labels", "allow-metric-labels-manifest", "emulated-version", "min-compatibility-version", "kube-api-content-type",
        ]
        return switches.map { .withoutEffect($0, isSwitch: true) } + values.map { .withoutEffect($0) }
    }
}
