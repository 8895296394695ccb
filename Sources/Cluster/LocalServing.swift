import ComponentServer
import KubernetesAPI
import KubernetesClient
import Logging
import ServiceLifecycle

/// A component's server in the process of a whole cluster: where its port is taken, the cluster goes on without it.
struct LocalServing: ServiceLifecycle.Service {
    let server: ComponentServer
    let component: String
    let logger: Logger

    /// On loopback, as where kubeadm sets a cluster up.
    static func options(port: Int, clientCAFile: String) -> ComponentServingOptions {
        var serving = ComponentServingOptions(securePort: port)
        serving.bindAddress = "127.0.0.1"
        serving.clientCAFile = clientCAFile
        return serving
    }

    /// - Parameter client: the component's, which may ask who is who and who may do what.
    init(_ component: String, _ pages: ComponentServer.Pages, serving: ComponentServingOptions, host: String, client: Client, clock: any WallClock, logger: Logger) {
        server = ComponentServer(
            options: serving, component: component, host: host, pages: pages, authentication: client, authorization: client, clock: clock, logger: logger)
        self.component = component
        self.logger = logger
    }

    func run() async throws {
        do {
            try await server.run()
        } catch is CancellationError {
        } catch {
            logger.error("the component's port is not served", metadata: ["name": "\(component)", "error": "\(error)"])
            try? await gracefulShutdown()
        }
    }
}
