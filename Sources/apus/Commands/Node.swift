import ArgumentParser
import Cluster
import Foundation
import KubeProxy
import Kubelet
import KubernetesAPI
import KubernetesClient

/// `kubelet`, alone: with the upstream kubelet's flags, and its configuration file.
struct KubeletCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kubelet", abstract: "Run the kubelet.",
        discussion: "Takes the flags of Kubernetes' kubelet, --config and --config-dir; apus kubelet --help lists them. Without --kubeconfig the node stands alone.")

    @Argument(parsing: .captureForPassthrough, help: "Flags.") var arguments: [String] = []

    func run() async throws {
        if arguments.contains("--help") || arguments.contains("-h") {
            print("USAGE: apus kubelet [FLAGS]\n\nThe flags, and what they are called in the configuration file:\n\n\(KubeletSettings.flagHelp)")
            return
        }
        if arguments.contains(where: { $0 == "--version" || $0 == "--version=true" }) { return print("Kubernetes \(Version.kubernetes)") }
        var settings = try KubeletSettings.load(arguments: arguments, hostname: ProcessInfo.processInfo.hostName)
        let verbosity = LogVerbosity(settings.verbosity)
        settings.options.serving.verbosity = verbosity
        let logger = LoggingArguments.logger("kubelet", verbosity, format: settings.loggingFormat)
        var identity: ClientIdentity?
        if let kubeconfig = settings.kubeconfig {
            identity = try await ClientIdentity.load(kubeconfig: kubeconfig, options: settings.options, logger: logger)
        }
        let secondsLeft: @Sendable () -> Double = { [identity] in identity?.secondsLeft ?? .infinity }
        let kubelet = try Kubelet(
            client: identity?.client, logger: logger, options: settings.options, version: Version.kubernetes, clientCertificateSecondsLeft: secondsLeft)
        let renewal = Task { [identity] in await identity?.run() }
        defer { renewal.cancel() }
        try await runService(kubelet, logger: logger)
    }
}

/// `kube-proxy`, alone.
struct KubeProxyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "kube-proxy", abstract: "Make the kernel carry services.")

    @OptionGroup var api: ClientArguments
    @Option(help: "The node's name instead of the host's.") var hostnameOverride: String?
    @Option(help: "The addresses of pods, with commas between.") var clusterCidr: String?
    @Option(help: "Masquerade everything that goes to services.") var masqueradeAll = false
    @Option(help: "The node's addresses on which node ports answer, as CIDRs.") var nodeportAddresses: String?
    @Option(help: "Remove every rule, and end.") var cleanup = false
    @OptionGroup var logging: LoggingArguments

    func run() async throws {
        if cleanup { return try KubeProxy.cleanup() }
        var options = KubeProxyOptions(hostnameOverride: (hostnameOverride ?? ProcessInfo.processInfo.hostName).lowercased())
        options.clusterCIDR = words(clusterCidr)
        options.masqueradeAll = masqueradeAll
        options.nodePortAddresses = words(nodeportAddresses)
        let logger = logging.logger("kube-proxy")
        let proxy = KubeProxy(client: try api.client("kube-proxy"), informers: nil, clock: SystemClock(), logger: logger, options: options)
        try await runService(proxy, logger: logger)
    }
}
