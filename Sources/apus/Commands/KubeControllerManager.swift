import ArgumentParser
import Cluster
import ComponentServer
import ControllerManager
import Foundation
import KubernetesAPI
import KubernetesClient

/// `kube-controller-manager`, alone: with the flags of Kubernetes'.
struct KubeControllerManager: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kube-controller-manager", abstract: "Run the controllers.",
        discussion: "Takes the flags of Kubernetes' kube-controller-manager; apus kube-controller-manager --help lists them.")

    @Argument(parsing: .captureForPassthrough, help: "Flags.") var arguments: [String] = []

    func run() async throws {
        if arguments.contains("--help") || arguments.contains("-h") {
            print("USAGE: apus kube-controller-manager [FLAGS]\n\n\(ControllerManagerFlags.all.help)\n\nThe controllers:\n  \(ControllerManager.controllerNames.sorted().joined(separator: "\n  "))")
            return
        }
        if arguments.contains(where: { $0 == "--version" || $0 == "--version=true" }) { return print("Kubernetes \(Version.kubernetes)") }
        try await ControllerManagerProcess(settings: try ControllerManagerSettings.load(arguments)).run()
    }
}
