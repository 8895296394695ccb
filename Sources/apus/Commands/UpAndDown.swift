import ArgumentParser
import Cluster
import Foundation
import KubeProxy
import KubernetesAPI
import Logging

/// `apus up`: starts a cluster on this machine and waits until its node is Ready.
struct Up: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "up", abstract: "Start a cluster on this machine, and wait until it is ready.")

    @OptionGroup var cluster: ClusterArguments
    @Option(help: "How many seconds to wait for the node.")
    var timeout = 120

    func run() async throws {
        let options = cluster.options
        let start = try ClusterStart(options: options, clock: SystemClock())
        if let pid = start.runningServer() {
            print("A cluster runs already (process \(pid)); its kubeconfig is \(options.kubeconfigPath).")
        } else {
            try start.checkMachine()
            print("Starting the cluster (its log is \(options.logFile)) ...")
            try start.launch(executable: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"), arguments: ["server"] + cluster.words)
        }
        let node = try await start.waitUntilReady(timeout: .seconds(timeout)) { print($0) }
        print(
            """

            The cluster is ready: node \(node), Kubernetes \(Version.kubernetes).
            Try:
              export KUBECONFIG=\(options.kubeconfigPath)
              kubectl get nodes -o wide
              kubectl create deployment web --image=nginx --replicas=2
              kubectl expose deployment web --port=80 --type=LoadBalancer
              kubectl get pods,services -o wide
            Without a registry, put image archives into \(options.imageDirectory), or: apus image import FILE
            To end it all: apus down
            """)
    }
}

/// `apus server`: the whole cluster in this process, in the foreground.
struct Server: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "server", abstract: "Run the whole cluster in this process, in the foreground.")

    @OptionGroup var cluster: ClusterArguments
    @OptionGroup var logging: LoggingArguments

    func run() async throws {
        try await LocalCluster(options: cluster.options, clock: SystemClock(), logger: logging.logger("apus")).run()
    }
}

/// `apus down`: stops the cluster and takes away what it made.
struct Down: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "down", abstract: "Stop the cluster, its containers, mounts and network rules.",
        discussion: "Objects and certificates are kept, and a later `apus up` goes on with them, unless --purge is given.")

    @OptionGroup var cluster: ClusterArguments
    @OptionGroup var logging: LoggingArguments
    @Flag(help: "Also remove the data: objects, certificates, images.")
    var purge = false

    func run() async throws {
        guard geteuid() == 0 else { throw ClusterError("taking a cluster down needs root: run it again with sudo") }
        let logger = logging.logger("down")
        try await Teardown(options: cluster.options, clock: SystemClock(), logger: logger).run(purge: purge) { try KubeProxy.cleanup() }
        print(purge ? "The cluster is gone." : "The cluster is down; its objects are kept in \(cluster.dataDir) (--purge removes them).")
    }
}

/// `apus image`: images without a registry.
struct Image: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "image", abstract: "Bring images to the node without a registry.", subcommands: [Import.self])

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "import", abstract: "Import image archives (OCI or Docker) into the cluster's containerd.")

        @Option(help: "Where the cluster's sockets are.")
        var runDir = "/run/apus"
        @Argument(help: "Archives, as `docker save` or `scripts/image` make them.")
        var files: [String]

        func run() async throws {
            var options = ClusterOptions()
            options.runDirectory = runDir
            let importer = ImageImporter(containerdSocket: options.containerdSocket)
            for file in files {
                for line in try await importer.importArchive(file) { print(line) }
            }
        }
    }
}
