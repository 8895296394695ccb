import APIServer
import ArgumentParser
import Cluster
import KubernetesAPI
import Logging
import ServiceLifecycle
import UnixSignals

/// `kube-apiserver`, alone.
struct KubeAPIServer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "kube-apiserver", abstract: "Run the API server.")

    @Option(help: "The address to listen on.") var bindAddress = "0.0.0.0"
    @Option(help: "The port to listen on.") var securePort = 6443
    @Option(help: "The address that others find the server at.") var advertiseAddress: String?
    @Option(help: "Where a certificate is made when none is given.") var certDir = "/var/run/kubernetes"
    @Option(help: "The server's certificate, PEM.") var tlsCertFile: String?
    @Option(help: "The server's key, PEM.") var tlsPrivateKeyFile: String?
    @Option(help: "Who signs clients' certificates, PEM.") var clientCaFile: String?
    @Option(help: "Static tokens: token,user,uid,\"group1,group2\".") var tokenAuthFile: String?
    @Option(help: "Whether requests without credentials are served as system:anonymous.") var anonymousAuth = true
    @Option(help: "Who decides what users may do, in this order: Node, RBAC, AlwaysAllow, AlwaysDeny.") var authorizationMode = "Node,RBAC"
    @OptionGroup var etcd: EtcdArguments
    @Option(help: "How long events are kept.") var eventTtl = GoDuration(seconds: 3600)
    @Option(help: "Where the embedded store is kept.") var dataDir = "/var/lib/apus"
    @Option(help: "The network of the addresses of services, or two of both families with a comma between them.") var serviceClusterIpRange = "10.96.0.0/16"
    @Option(help: "The ports of services on nodes.") var serviceNodePortRange = "30000-32767"
    @Option(help: "Who issues service accounts' tokens; may be given again for issuers of the past.") var serviceAccountIssuer: [String] = []
    @Option(help: "Where the keys of tokens are found, when not here.") var serviceAccountJwksUri: String?
    @Option(help: "The longest life of a service account's token.") var serviceAccountMaxTokenExpiration = GoDuration(seconds: 0)
    @Option(help: "Whether tokens that kubelets mount live for a year.") var serviceAccountExtendTokenExpiration = true
    @Option(help: "Whether the tokens by which nodes join are accepted.") var enableBootstrapTokenAuth = false
    @Option(help: "An AuthenticationConfiguration: which paths are open to anonymous requests.") var authenticationConfig: String?
    @Option(help: "Who signs the certificates of proxies that name the user in headers, PEM.") var requestheaderClientCaFile: String?
    @Option(help: "The common names of such proxies; all unless said.") var requestheaderAllowedNames: String?
    @Option(help: "Their headers for the user.") var requestheaderUsernameHeaders = "X-Remote-User"
    @Option(help: "Their headers for the user's uid.") var requestheaderUidHeaders: String?
    @Option(help: "Their headers for groups.") var requestheaderGroupHeaders = "X-Remote-Group"
    @Option(help: "How their headers for extras begin.") var requestheaderExtraHeadersPrefix = "X-Remote-Extra-"
    @Option(help: "The policy by which requests are logged.") var auditPolicyFile: String?
    @Option(help: "Where requests are logged; - for standard output.") var auditLogPath: String?
    @Option(help: "json or legacy.") var auditLogFormat = "json"
    @Option(help: "Megabytes after which a new audit log is begun.") var auditLogMaxsize = 0
    @Option(help: "How many old audit logs are kept; all for 0.") var auditLogMaxbackup = 0
    @Option(help: "How many days audit logs are kept; for ever for 0.") var auditLogMaxage = 0
    @Option(help: "A key that tokens may be signed with, PEM; may be given again.") var serviceAccountKeyFile: [String] = []
    @Option(help: "The key that signs tokens, PEM.") var serviceAccountSigningKeyFile: String?
    @Option(help: "For whom tokens are good.") var apiAudiences: String?
    @Option(help: "The certificate shown to kubelets.") var kubeletClientCertificate: String?
    @Option(help: "Its key.") var kubeletClientKey: String?
    @Option(help: "Who signs kubelets' certificates.") var kubeletCertificateAuthority: String?
    @Option(help: "Admission plug-ins to switch on.") var enableAdmissionPlugins: String?
    @Option(help: "Admission plug-ins to switch off.") var disableAdmissionPlugins: String?
    @Option(help: "What admission plug-ins are told: an AdmissionConfiguration.") var admissionControlConfigFile: String?
    @Option(help: "How long pods stay on a node that is not ready.") var defaultNotReadyTolerationSeconds: Int64 = 300
    @Option(help: "How long pods stay on a node that cannot be reached.") var defaultUnreachableTolerationSeconds: Int64 = 300
    @OptionGroup var serving: ServingArguments
    @OptionGroup var accepted: AcceptedArguments
    @OptionGroup var logging: LoggingArguments

    func run() async throws {
        var options = APIServerOptions()
        options.bindAddress = bindAddress
        options.securePort = securePort
        options.advertiseAddress = advertiseAddress
        options.certDir = certDir
        options.tlsCertFile = tlsCertFile
        options.tlsPrivateKeyFile = tlsPrivateKeyFile
        options.clientCAFile = clientCaFile
        options.tokenAuthFile = tokenAuthFile
        options.anonymousAuth = anonymousAuth
        options.authorizationMode = words(authorizationMode)
        options.etcdServers = etcd.etcdServers ?? "sqlite:\(dataDir)/state.db"
        options.etcd = etcd.options
        options.eventTTL = eventTtl.duration
        options.serviceClusterIPRange = serviceClusterIpRange
        options.serviceNodePortRange = try portRange()
        if !serviceAccountIssuer.isEmpty { options.serviceAccountIssuers = serviceAccountIssuer }
        options.serviceAccountJWKSURI = serviceAccountJwksUri
        options.serviceAccountMaxTokenExpiration = serviceAccountMaxTokenExpiration.duration.components.seconds
        options.serviceAccountExtendTokenExpiration = serviceAccountExtendTokenExpiration
        options.enableBootstrapTokenAuth = enableBootstrapTokenAuth
        options.authenticationConfig = authenticationConfig
        options.requestheaderClientCAFile = requestheaderClientCaFile
        options.requestheaderAllowedNames = words(requestheaderAllowedNames)
        options.requestheaderUsernameHeaders = words(requestheaderUsernameHeaders)
        options.requestheaderUIDHeaders = words(requestheaderUidHeaders)
        options.requestheaderGroupHeaders = words(requestheaderGroupHeaders)
        options.requestheaderExtraHeadersPrefix = words(requestheaderExtraHeadersPrefix)
        options.auditPolicyFile = auditPolicyFile
        options.auditLogPath = auditLogPath
        options.auditLogFormat = auditLogFormat
        options.auditLogMaxSize = auditLogMaxsize
        options.auditLogMaxBackup = auditLogMaxbackup
        options.auditLogMaxAge = auditLogMaxage
        options.serviceAccountKeyFiles = serviceAccountKeyFile
        options.serviceAccountSigningKeyFile = serviceAccountSigningKeyFile
        options.apiAudiences = words(apiAudiences)
        options.kubeletClientCertificate = kubeletClientCertificate
        options.kubeletClientKey = kubeletClientKey
        options.kubeletCertificateAuthority = kubeletCertificateAuthority
        options.enableAdmissionPlugins = words(enableAdmissionPlugins)
        options.disableAdmissionPlugins = words(disableAdmissionPlugins)
        options.admissionControlConfigFile = admissionControlConfigFile
        options.defaultNotReadyTolerationSeconds = defaultNotReadyTolerationSeconds
        options.defaultUnreachableTolerationSeconds = defaultUnreachableTolerationSeconds
        try accepted.refuse()
        try serving.apply(to: &options)
        options.verbosity = logging.verbosity
        options.version = Version.kubernetes
        let logger = logging.logger("kube-apiserver")
        let server = APIServer(options: options, logger: logger, connections: KubeletConnections.maker(options, logger: logger))
        try await runService(server, logger: logger)
    }

    private func portRange() throws -> ClosedRange<Int> {
        let parts = serviceNodePortRange.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 2, parts[0] > 0, parts[0] <= parts[1], parts[1] < 65536 else {
            throw ClusterError("--service-node-port-range must be LOW-HIGH, as 30000-32767, not \(serviceNodePortRange)")
        }
        return parts[0]...parts[1]
    }
}

/// The words of a list with commas.
func words(_ list: String?) -> [String] { (list ?? "").split(separator: ",").map(String.init) }

/// Runs one component until SIGTERM or SIGINT.
func runService(_ services: any ServiceLifecycle.Service..., logger: Logger) async throws {
    try await ServiceGroup(services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger).run()
}
