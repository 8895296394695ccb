import ArgumentParser

/// The binary: picks a component by the name it was called by or by its first argument.
@main
struct Apus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apus", abstract: "Kubernetes v1.36 in one program.",
        version: Version.kubernetes,
        groupedSubcommands: [
            CommandGroup(name: "A cluster on this machine:", subcommands: [Up.self, Down.self, Image.self, Server.self]),
            CommandGroup(name: "Looking into a cluster:", subcommands: [SchedulerTools.self]),
            CommandGroup(
                name: "The components, each alone:",
                subcommands: [KubeAPIServer.self, KubeControllerManager.self, KubeScheduler.self, KubeletCommand.self, KubeProxyCommand.self]),
        ])

    /// Called through a link named after a component, the program is that component.
    static func main() async {
        var arguments = Array(CommandLine.arguments.dropFirst())
        let name = CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? ""
        if ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet", "kube-proxy"].contains(name) { arguments.insert(name, at: 0) }
        do {
            var command = try parseAsRoot(GoFlags.normalized(arguments))
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let error as CleanExit {
            exit(withError: error)
        } catch let error as ExitCode {
            exit(withError: error)
        } catch {
            fail(error)
        }
    }

    /// One clear line, and a status that is not zero.
    private static func fail(_ error: any Error) -> Never {
        let status = exitCode(for: error)
        if status == .validationFailure || status == .success { exit(withError: error) }
        FatalLine.print("\(error)")
        exit(withError: ExitCode.failure)
    }
}
