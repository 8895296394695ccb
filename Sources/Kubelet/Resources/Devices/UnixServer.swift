import DevicePlugins
import Foundation
import GRPCCore
import KubernetesAPI
import Logging

/// A gRPC server on a unix socket of the kubelet's.
struct UnixServer: Sendable {
    var path: String
    var services: [any RegistrableRPCService]
    var clock: any WallClock
    var logger: Logger

    /// Serves until it is cancelled; what stood at the path before is replaced. A server that fails is started again.
    func run() async {
        while !Task.isCancelled {
            do {
                try POSIXFiles.makeDirectories((path as NSString).deletingLastPathComponent, mode: 0o750)
                try POSIXFiles.remove(path)
                try await UnixSocket.serve(services, at: path)
            } catch {
                if Task.isCancelled { return }
                logger.error("a socket is not served; trying again", metadata: ["path": "\(path)", "error": "\(error)"])
            }
            do { try await clock.sleep(for: .seconds(1)) } catch { return }
        }
    }
}
