import ArgumentParser
import Cluster
import Foundation
import KubernetesAPI
import KubernetesClient
import Logging
import Scheduler

/// `apus scheduler`: looks at what the scheduler does.
struct SchedulerTools: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scheduler", abstract: "Look into the scheduler's decisions.", subcommands: [ExplainScheduling.self])
}

/// `apus scheduler explain POD`.
struct ExplainScheduling: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Print every filter's verdict and every score, for each node.",
        discussion: "For a pod of any cluster, or with -f for one that is not created yet. Nothing is changed.")

    @Argument(help: "The pod's name.") var pod: String?
    @Option(name: [.short, .long], help: "The pod's namespace.") var namespace: String?
    @Option(name: [.short, .customLong("filename")], help: "A file with the pod, or with what has a pod template, in YAML or JSON; - for standard input.")
    var file: String?
    @Option(name: [.short, .long], help: "json, or text.") var output = "text"
    @Option(help: "A KubeSchedulerConfiguration file, if the scheduler has one.") var config: String?
    @Option(help: "The strategy that the scheduler follows: spread, binpack or random.") var strategy: String?
    @OptionGroup var api: ClientArguments

    func run() async throws {
        guard ["text", "json"].contains(output) else { throw ClusterError("-o must be text or json") }
        let kubeconfig = try Kubeconfig.load(explicit: api.kubeconfig)
        let own = try namespace ?? kubeconfig.target().namespace
        let client = Client(transport: try HTTPSTransport(kubeconfig), userAgent: "apus-scheduler-explain")
        var settings = SchedulerConfiguration()
        if let config { settings = try SchedulerConfiguration(text: try readFile(config)) }
        if let strategy { settings.apply(try SchedulingStrategy.named(strategy)) }
        let subject: Pod
        if let file {
            subject = try Self.pod(in: try Self.read(file), namespace: own)
        } else if let pod {
            subject = try await client.get(Pod.self, pod, namespace: own)
        } else {
            throw ClusterError("say which pod: its name, or -f FILE")
        }
        let quiet = Logger(label: "apus") { _ in SwiftLogNoOpLogHandler() }
        let explanation = try await SchedulingExplainer(client: client, configuration: settings, clock: SystemClock(), logger: quiet).explain(subject)
        print(output == "json" ? String(decoding: explanation.json.serialized(pretty: true), as: UTF8.self) : explanation.text, terminator: output == "json" ? "\n" : "")
    }

    private static func read(_ path: String) throws -> String {
        path == "-" ? String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self) : try readFile(path)
    }

    /// A pod, or the pod of a template, with the defaults that scheduling looks at.
    private static func pod(in text: String, namespace: String) throws -> Pod {
        guard let value = try YAML.decodeAll(text).first else { throw ClusterError("the file is empty") }
        let template = value["spec"]?["jobTemplate"]?["spec"]?["template"] ?? value["spec"]?["template"]
        var pod = try Pod(json: template ?? value)
        if pod.metadata.name.isEmpty { pod.metadata.name = value["metadata"]?["name"]?.string ?? "pod" }
        if pod.metadata.namespace.isEmpty { pod.metadata.namespace = value["metadata"]?["namespace"]?.string ?? namespace }
        if pod.metadata.uid.isEmpty { pod.metadata.uid = "not-created" }
        // The API server takes limits for requests where there are none.
        func complete(_ containers: inout [Container]) {
            for index in containers.indices { containers[index].resources.requests.merge(containers[index].resources.limits) { own, _ in own } }
        }
        complete(&pod.spec.containers)
        complete(&pod.spec.initContainers)
        return pod
    }
}

extension SchedulingStrategy {
    /// - Throws: when there is none of that name.
    static func named(_ name: String) throws -> SchedulingStrategy {
        guard let strategy = SchedulingStrategy(rawValue: name) else {
            throw ClusterError("--strategy must be one of \(SchedulingStrategy.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return strategy
    }
}
