import APIServer
import ArgumentParser
import Cluster

/// kube-apiserver's flags about how it serves: limits, times, TLS, and what is on.
struct ServingArguments: ParsableArguments {
    @Option(help: "Whether FlowSchema and PriorityLevelConfiguration objects decide whose turn it is.") var enablePriorityAndFairness = true
    @Option(help: "Reading requests at once; seats of priority and fairness, with those below.") var maxRequestsInflight = 400
    @Option(help: "Changing requests at once.") var maxMutatingRequestsInflight = 200
    @Option(help: "How long a request may take.") var requestTimeout = GoDuration(seconds: 60)
    @Option(help: "How many seconds watches last that do not say, at least; twice that at most.") var minRequestTimeout = 1800
    @Option(help: "How long to go on while /readyz already fails.") var shutdownDelayDuration = GoDuration(seconds: 0)
    @Option(help: "Over how long a time watches are ended at shutdown.") var shutdownWatchTerminationGracePeriod = GoDuration(seconds: 0)
    @Option(help: "Whether to listen at shutdown until running requests are done, and to answer others with 429.") var shutdownSendRetryAfter = false
    @Option(help: "The part of HTTP/2 requests after which a client is asked to connect anew, 0 to 0.02.") var goawayChance = 0.0
    @Option(help: "How many streams an HTTP/2 connection may have; 0 for 250.") var http2MaxStreamsPerConnection = 0
    @Option(help: "VersionTLS12 or VersionTLS13.") var tlsMinVersion = ""
    @Option(help: "Cipher suites of TLS 1.2, in Go's names, with commas between.") var tlsCipherSuites: String?
    @Option(help: "Regular expressions of origins from which browsers may send requests, with commas between.") var corsAllowedOrigins: String?
    @Option(help: "What Strict-Transport-Security says, with commas between.") var strictTransportSecurityDirectives: String?
    @Option(help: "Whether pods may have privileged containers.") var allowPrivileged = true
    @Option(help: "Gates: NAME=true|false, with commas between.") var featureGates: [String] = []
    @Option(help: "What to serve: GROUP/VERSION=true|false, api/all=…, with commas between.") var runtimeConfig: [String] = []
    @Option(help: "The host in URLs that the server makes of itself.") var externalHostname: String?

    func apply(to options: inout APIServerOptions) throws {
        options.enablePriorityAndFairness = enablePriorityAndFairness
        options.maxRequestsInflight = try Self.notNegative("max-requests-inflight", maxRequestsInflight)
        options.maxMutatingRequestsInflight = try Self.notNegative("max-mutating-requests-inflight", maxMutatingRequestsInflight)
        if enablePriorityAndFairness, maxRequestsInflight + maxMutatingRequestsInflight <= 0 {
            throw ClusterError("--max-requests-inflight and --max-mutating-requests-inflight must sum up to more than 0 with --enable-priority-and-fairness")
        }
        guard requestTimeout.duration > .zero else { throw ClusterError("--request-timeout must be more than 0") }
        options.requestTimeout = requestTimeout.duration
        options.minRequestTimeout = .seconds(try Self.notNegative("min-request-timeout", minRequestTimeout))
        options.shutdownDelayDuration = shutdownDelayDuration.duration
        options.shutdownWatchTerminationGracePeriod = shutdownWatchTerminationGracePeriod.duration
        options.shutdownSendRetryAfter = shutdownSendRetryAfter
        guard (0...0.02).contains(goawayChance) else { throw ClusterError("--goaway-chance can not be less than 0 or greater than 0.02") }
        options.goawayChance = goawayChance
        options.http2MaxStreamsPerConnection = try Self.notNegative("http2-max-streams-per-connection", http2MaxStreamsPerConnection)
        options.tlsMinVersion = tlsMinVersion
        options.tlsCipherSuites = words(tlsCipherSuites)
        options.corsAllowedOrigins = words(corsAllowedOrigins)
        options.strictTransportSecurityDirectives = words(strictTransportSecurityDirectives)
        options.allowPrivileged = allowPrivileged
        options.featureGates = try Self.switches("feature-gates", featureGates)
        options.runtimeConfig = try Self.switches("runtime-config", runtimeConfig)
        options.externalHostname = externalHostname
    }

    private static func notNegative(_ flag: String, _ value: Int) throws -> Int {
        guard (0...1_000_000_000).contains(value) else { throw ClusterError("--\(flag) can not be negative value") }
        return value
    }

    /// `a=true,b=false`; a name alone is true.
    private static func switches(_ flag: String, _ lists: [String]) throws -> [String: Bool] {
        var switches: [String: Bool] = [:]
        for pair in lists.flatMap({ words($0) }) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            switch parts.count > 1 ? parts[1].lowercased() : "true" {
            case "true", "1", "t": switches[parts[0]] = true
            case "false", "0", "f": switches[parts[0]] = false
            default: throw ClusterError("--\(flag): invalid value of \(parts[0])=\(parts[1])")
            }
        }
        return switches
    }
}
