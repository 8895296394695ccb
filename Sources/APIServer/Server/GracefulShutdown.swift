import HTTPServer
import KubernetesAPI
import Logging
import NIOCore

/// How the server ends: first /readyz fails, while everything is served; then nothing new is taken, requests that run
/// are answered, watches are ended so that their clients go elsewhere, and at last connections are closed.
struct GracefulShutdown: Sendable {
    let options: APIServerOptions
    let lifecycle: ServerLifecycle
    let clock: any WallClock
    let logger: Logger

    /// Goes through the steps up to the server's own shutdown, which ends by itself.
    func run(_ http: HTTPServer) async throws {
        lifecycle.beginShutdown()
        logger.info("[graceful-termination] shutdown event", metadata: ["name": "ShutdownInitiated"])
        if options.shutdownDelayDuration > .zero { try await clock.sleep(for: options.shutdownDelayDuration) }
        logger.info("[graceful-termination] shutdown event", metadata: ["name": "AfterShutdownDelayDuration"])
        if options.shutdownSendRetryAfter {
            lifecycle.refuseRequests()
            let deadline = clock.monotonic + options.requestTimeout
            while lifecycle.runningRequests > 0, clock.monotonic < deadline { try await clock.sleep(for: .milliseconds(20)) }
            logger.info("[graceful-termination] shutdown event", metadata: ["name": "InFlightRequestsDrained"])
        }
        http.shutDownGracefully(over: .nanoseconds(Int64(options.shutdownWatchTerminationGracePeriod.inSeconds * 1e9)))
        logger.info("[graceful-termination] shutdown event", metadata: ["name": "HTTPServerStoppedListening"])
    }
}
