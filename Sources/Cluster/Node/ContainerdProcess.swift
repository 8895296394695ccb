import ContainerRuntime
import Foundation
import KubernetesAPI
import Logging
import ServiceLifecycle

/// The cluster's own containerd: started in a session of its own, so that it and its containers outlive Apus, and taken
/// up again by the next Apus. Started anew when it ends.
struct ContainerdProcess: ServiceLifecycle.Service {
    var options: ClusterOptions
    var executable: String
    var clock: any WallClock
    var logger: Logger

    /// Makes sure that containerd runs and answers.
    func ensure() async throws {
        if let pid = DetachedProcess.running(pidFile: options.containerdPIDFile, argument: options.containerdConfiguration) {
            logger.info("taking up the containerd that runs already", metadata: ["pid": "\(pid)"])
        } else {
            try start()
        }
        let deadline = clock.monotonic + .seconds(30)
        while true {
            if await answers() { return }
            guard clock.monotonic < deadline else {
                throw ClusterError("containerd does not answer on \(options.containerdSocket) within 30 s: see \(options.containerdLog)")
            }
            try await clock.sleep(for: .milliseconds(20))
            if DetachedProcess.running(pidFile: options.containerdPIDFile, argument: options.containerdConfiguration) == nil {
                throw ClusterError("containerd ended at once: see \(options.containerdLog)")
            }
        }
    }

    private func start() throws {
        let pid = try DetachedProcess.start(executable, ["--config", options.containerdConfiguration], log: options.containerdLog, pidFile: options.containerdPIDFile)
        logger.info("started containerd", metadata: ["pid": "\(pid)", "socket": "\(options.containerdSocket)"])
    }

    private func answers() async -> Bool {
        guard FileManager.default.fileExists(atPath: options.containerdSocket) else { return false }
        return UnixSocket.accepts(options.containerdSocket)
    }

    /// Watches over it until shutdown; containerd itself stays.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do { try await clock.sleep(for: .seconds(1)) } catch { return }
                if DetachedProcess.running(pidFile: options.containerdPIDFile, argument: options.containerdConfiguration) == nil {
                    logger.error("containerd has ended; starting it again")
                    do { try start() } catch { logger.error("cannot start containerd", metadata: ["error": "\(error)"]) }
                }
            }
        }
    }
}
